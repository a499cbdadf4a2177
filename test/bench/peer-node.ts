// A peer: node:crypto on the signatures of a bundle alone, nothing else checked. Prints one JSON document.
//
//   node test/bench/peer-node.ts BUNDLE POLICY [MOST]
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Line {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly [{ readonly keyid: string; readonly sig: string }];
}

const [bundle = '', policy = '', most = '1000000'] = process.argv.slice(2);
const { keys } = JSON.parse(readFileSync(policy, 'utf8')) as { keys: { jwk: JsonWebKey }[] };
const byX = keys.map(({ jwk }) => createPublicKey({ key: jwk, format: 'jwk' }));
const byKid = new Map<string, (typeof byX)[number]>();
const lines: Line[] = [];
for (const name of readdirSync(join(bundle, 'entries')).sort()) {
  for (const text of readFileSync(join(bundle, 'entries', name), 'utf8').split('\n')) {
    if (text !== '' && lines.length < Number(most)) lines.push(JSON.parse(text) as Line);
  }
}
const messages = lines.map(({ payload, payloadType, signatures: [{ keyid, sig }] }) => {
  const bytes = Buffer.from(payload, 'base64');
  const message = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${bytes.length} `), bytes]);
  const signature = Buffer.from(sig, 'base64');
  const key = byKid.get(keyid) ?? byX.find((candidate) => verify(null, message, candidate, signature));
  if (key === undefined) throw new Error('a signature that no key of the policy fits');
  byKid.set(keyid, key);
  return { message, signature, key };
});
const start = performance.now();
let good = 0;
for (const { message, signature, key } of messages) if (verify(null, message, key, signature)) good += 1;
const seconds = (performance.now() - start) / 1000;
process.stdout.write(`${JSON.stringify({ seconds, entries: messages.length, good })}\n`);
