import { createSha256, digestText, type Digest } from '../crypto/sha256.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { formatInstant } from '../encoding/instant.ts';
import { encodeUtf8 } from '../encoding/utf8.ts';
import type { Evidence } from '../evidence/state.ts';
import { canonicalize } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';

/** So many brackets are hashed at once. */
const BATCH = 1000;

/**
 * The digest of what verification found, as rulings name it: axes, verdict, ends of chains, brackets of time and findings, in their
 * order in the report; no text, tool, path or version. Entries without any bound of time are not listed among the brackets.
 */
export function verificationDigest(evidence: Evidence): Digest {
  const ends = [...evidence.chains.values()]
    .map(({ id, end }) => ({ chain: id, end }))
    .sort((a, b) => compareUtf16(a.chain, b.chain));
  const findings = evidence.findings.map(({ code, chain, line, seq, cause }) => ({ code, chain, line, seq, cause }));
  const { axes, verdict } = evidence;
  // The canonical form of {v, axes, verdict, ends, brackets, findings}, piece by piece: brackets are as many as entries.
  const hash = createSha256();
  const write = (text: string): void => void hash.update(encodeUtf8(text));
  write(`{"axes":${canonicalize({ ...axes })},"brackets":[`);
  let batch: string[] = [];
  let comma = '';
  for (const [digest, { notBefore, notAfter }] of evidence.brackets.byDigest()) {
    batch.push(
      canonicalize({
        digest,
        ...(notBefore === undefined ? {} : { notBefore: formatInstant(notBefore) }),
        ...(notAfter === undefined ? {} : { notAfter: formatInstant(notAfter) }),
      }),
    );
    if (batch.length < BATCH) continue;
    write(comma + batch.join());
    comma = ',';
    batch = [];
  }
  if (batch.length > 0) write(comma + batch.join());
  const rest = { ends, findings, v: 1, verdict } as unknown as JsonValue;
  write(`],${canonicalize(rest).slice(1)}`);
  return digestText(hash.digest());
}
