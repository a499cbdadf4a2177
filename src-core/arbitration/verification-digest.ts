import { digestOf, type Digest } from '../crypto/sha256.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { formatInstant } from '../encoding/instant.ts';
import type { Evidence } from '../evidence/state.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';

/**
 * The digest of what verification found, as rulings name it: axes, verdict, ends of chains, brackets of time and findings, in their
 * order in the report; no text, tool, path or version. Entries without any bound of time are not listed among the brackets.
 */
export function verificationDigest(evidence: Evidence): Digest {
  const ends = [...evidence.chains.values()]
    .map(({ id, end }) => ({ chain: id, end }))
    .sort((a, b) => compareUtf16(a.chain, b.chain));
  const brackets = [...evidence.brackets]
    .filter(([, bracket]) => bracket.notBefore !== undefined || bracket.notAfter !== undefined)
    .sort(([a], [b]) => compareUtf16(a, b))
    .map(([digest, { notBefore, notAfter }]) => ({
      digest,
      ...(notBefore === undefined ? {} : { notBefore: formatInstant(notBefore) }),
      ...(notAfter === undefined ? {} : { notAfter: formatInstant(notAfter) }),
    }));
  const findings = evidence.findings.map(({ code, chain, line, seq, cause }) => ({ code, chain, line, seq, cause }));
  const { axes, verdict } = evidence;
  return digestOf(canonicalizeBytes({ v: 1, axes: { ...axes }, verdict, ends, brackets, findings } as unknown as JsonValue));
}
