import { createHash } from 'node:crypto';
import { formatInstant } from '../../src-core/encoding/instant.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';
import type { BuiltBundle, CheckpointHandle } from '../../test/fixtures/bundle-builder.ts';
import { issueToken, rootPem } from '../../test/fixtures/tsa.ts';

/** How exact the test authority says its clock is. */
const ACCURACY_MS = 100;

/** A bundle with RFC 3161 tokens over some of its checkpoints, and a policy that trusts who issued them. */
export interface Stamped {
  readonly files: Map<string, Uint8Array>;
  readonly policy: JsonObject;
}

/**
 * Has checkpoints time-stamped by the test authority, each 400 ms after its witnesses' second: the tokens are RSASSA-PKCS1-v1_5, which
 * draws no randomness, so they are the same bytes each time. A token is exact to 100 ms where a cosignature is good to a second, so upper
 * bounds come from tokens; lower bounds come from cosignatures, since who holds a note need not hold the token over it.
 */
export function timeStamped(built: BuiltBundle, checkpoints: readonly CheckpointHandle[]): Stamped {
  const files = new Map(built.files);
  for (const [index, { path }] of checkpoints.entries()) {
    const note = files.get(path);
    if (note === undefined) throw new Error(`${path} is not packed`);
    const token = issueToken({
      imprint: createHash('sha256').update(note).digest(),
      genTime: generalizedTime(cosignedAt(note) * 1000 + 400),
      accuracy: { millis: ACCURACY_MS },
      serial: index + 1,
    });
    files.set(path.replace(/^log\/checkpoints\/(.*)\.note$/, 'anchors/$1.tsr'), new Uint8Array(token));
  }
  return { files, policy: { ...built.policy, tsaRoots: [rootPem] } };
}

/** The second of a note's first cosignature (C2SP: 4 bytes of key id, then 8 of POSIX time). */
function cosignedAt(note: Uint8Array): number {
  const lines = new TextDecoder().decode(note).split('\n');
  const [, cosignature] = lines.filter((line) => line.startsWith('\u2014 '));
  const signature = Buffer.from(cosignature?.split(' ')[2] ?? '', 'base64');
  return Number(signature.readBigUInt64BE(4));
}

/** `20260401020001.4Z`: no trailing zeros, as DER demands. */
function generalizedTime(epochMs: number): string {
  const [date = '', time = ''] = formatInstant(epochMs).split('T');
  const [clock = '', millis = ''] = time.replace('Z', '').split('.');
  const fraction = millis.replace(/0+$/, '');
  return `${date.replaceAll('-', '')}${clock.replaceAll(':', '')}${fraction === '' ? '' : `.${fraction}`}Z`;
}
