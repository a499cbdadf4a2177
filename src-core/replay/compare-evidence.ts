import type { Digest } from '../crypto/sha256.ts';
import { encodeBase64 } from '../encoding/base64.ts';
import { ENTRY_PAYLOAD_TYPE } from '../evidence/model/entry.ts';
import type { Verdict } from '../evidence/finding.ts';
import type { Evidence, EvidenceLine } from '../evidence/state.ts';
import { canonicalize, canonicalizeBytes } from '../json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import { isJsonObject } from '../json/json-value.ts';
import { linesOfTransaction } from './replay-index.ts';
import { replayTransaction, transactionsOf } from './replay.ts';

/** Two entries of one writer at one position of one chain, both validly signed. */
export interface Fork {
  readonly chain: string;
  readonly seq: number;
  readonly a: Digest;
  readonly b: Digest;
}

/** An entry that only one side shows. */
export interface Omission {
  readonly chain: string;
  readonly seq: number;
  readonly digest: Digest;
  readonly type?: string;
  readonly txn?: string;
}

/** A field of a transaction that both sides show, with different values. */
export interface Disagreement {
  readonly txn: string;
  readonly field: string;
  readonly a: JsonValue;
  readonly b: JsonValue;
}

/** A chain whose end one side shows earlier than the other: an older copy, or one cut on purpose. */
export interface Rollback {
  readonly chain: string;
  readonly behind: 'a' | 'b';
  readonly a: number;
  readonly b: number;
}

/**
 * Both signed envelopes of a fork, with the key that signed them: whoever holds this and a verifier of DSSE and Ed25519
 * (or ES256) can see, with no other evidence, that one writer signed two histories.
 */
export interface ForkProof {
  readonly chain: string;
  readonly seq: number;
  readonly jwk: JsonObject;
  readonly alg: string;
  readonly envelopes: readonly [JsonObject, JsonObject];
}

export interface EvidenceComparison {
  readonly verdict: Verdict;
  readonly forks: readonly Fork[];
  readonly onlyA: readonly Omission[];
  readonly onlyB: readonly Omission[];
  readonly rollbacks: readonly Rollback[];
  readonly disagreements: readonly Disagreement[];
  readonly proof: readonly ForkProof[];
}

/**
 * Holds two parties' evidence against each other. `fail`: the same writer signed two histories, or the two sides tell a
 * field of one transaction differently, or one side's own integrity, authenticity or order fails, so that nothing can be
 * concluded from it. `indeterminate`: one side shows entries that the other does not. Neither side's authority or time is
 * judged here: that is what verification is for.
 */
export function compareEvidence(a: Evidence, b: Evidence): EvidenceComparison {
  const proof = forkProofs(a, b);
  const forks = proof.map(({ fork }) => fork);
  const onlyA = entriesMissingFrom(a, b, forks);
  const onlyB = entriesMissingFrom(b, a, forks);
  const disagreements = disagreementsOf(a, b);
  const rollbacks = rollbacksOf(a, b);
  const failing = forks.length > 0 || disagreements.length > 0 || [a, b].some(unsound);
  const verdict = failing ? 'fail' : onlyA.length + onlyB.length > 0 ? 'indeterminate' : 'pass';
  return { verdict, forks, onlyA, onlyB, rollbacks, disagreements, proof: proof.map((item) => item.proof) };
}

function unsound(evidence: Evidence): boolean {
  return [evidence.axes.integrity, evidence.axes.authenticity, evidence.axes.order].includes('fail');
}

function signedAt(evidence: Evidence): Map<string, EvidenceLine[]> {
  const positions = new Map<string, EvidenceLine[]>();
  for (const line of evidence.lines) {
    const { entry, digest } = line;
    if (entry === undefined || digest === undefined || line.signature !== 'valid') continue;
    const position = `${entry.chain}#${entry.seq}`;
    const known = positions.get(position) ?? [];
    if (!known.some((other) => other.digest === digest)) positions.set(position, [...known, line]);
  }
  return positions;
}

function forkProofs(a: Evidence, b: Evidence): { fork: Fork; proof: ForkProof }[] {
  const other = signedAt(b);
  const found: { fork: Fork; proof: ForkProof }[] = [];
  for (const [position, mine] of signedAt(a)) {
    const left = mine[0];
    const right = other.get(position)?.find((line) => left !== undefined && line.digest !== left.digest);
    if (left?.entry === undefined || left.digest === undefined || right?.digest === undefined) continue;
    if (left.key === undefined || right.key === undefined || left.key.kid !== right.key.kid) continue;
    const { chain, seq } = left.entry;
    found.push({
      fork: { chain, seq, a: left.digest, b: right.digest },
      proof: { chain, seq, jwk: left.key.key.jwk, alg: left.key.alg, envelopes: [envelopeOf(left), envelopeOf(right)] },
    });
  }
  return found.sort((x, y) => (x.fork.chain < y.fork.chain ? -1 : x.fork.chain > y.fork.chain ? 1 : x.fork.seq - y.fork.seq));
}

/** The line as it was signed: its payload is the RFC 8785 form of what it parses to, so nothing is lost by writing it again. */
function envelopeOf(line: EvidenceLine): JsonObject {
  if (line.payload === undefined || line.sig === undefined) throw new Error('a line with a valid signature has a payload');
  return {
    payload: encodeBase64(canonicalizeBytes(line.payload)),
    payloadType: ENTRY_PAYLOAD_TYPE,
    signatures: [{ keyid: line.key?.kid, sig: line.sig }],
  };
}

function entriesMissingFrom(present: Evidence, absent: Evidence, forks: readonly Fork[]): Omission[] {
  const forked = new Set<Digest>(forks.flatMap((fork) => [fork.a, fork.b]));
  const missing: Omission[] = [];
  for (const [digest, line] of present.byDigest) {
    if (absent.byDigest.has(digest) || forked.has(digest)) continue;
    const { seq, type, txn } = line;
    if (seq === undefined) continue;
    missing.push({
      chain: line.chain,
      seq,
      digest,
      ...(type === undefined ? {} : { type }),
      ...(txn === undefined ? {} : { txn }),
    });
  }
  return missing.sort((x, y) =>
    x.chain < y.chain ? -1 : x.chain > y.chain ? 1 : x.seq - y.seq || (x.digest < y.digest ? -1 : 1),
  );
}

function rollbacksOf(a: Evidence, b: Evidence): Rollback[] {
  const found: Rollback[] = [];
  for (const [chain, left] of a.chains) {
    const right = b.chains.get(chain);
    if (left.last === undefined || right?.last === undefined || left.last === right.last) continue;
    found.push({ chain, behind: left.last < right.last ? 'a' : 'b', a: left.last, b: right.last });
  }
  return found.sort((x, y) => (x.chain < y.chain ? -1 : 1));
}

/** Only what both sides tell can disagree: what one of them leaves out is an omission. A status follows from what is shown. */
function disagreementsOf(a: Evidence, b: Evidence): Disagreement[] {
  const shared = new Set(transactionsOf(b));
  return transactionsOf(a)
    .filter((txn) => shared.has(txn))
    .flatMap((txn) => {
      const left = tryReplay(a, txn);
      const right = tryReplay(b, txn);
      return left === undefined || right === undefined ? [] : differences(txn, left, right, '');
    });
}

function tryReplay(evidence: Evidence, txn: string): JsonObject | undefined {
  const readable = linesOfTransaction(evidence, txn).some((line) => line.hasEntry);
  return readable ? replayTransaction(evidence, txn).state : undefined;
}

function differences(txn: string, a: JsonValue | undefined, b: JsonValue | undefined, field: string): Disagreement[] {
  if (a === undefined || b === undefined || field.endsWith('/status')) return [];
  if (isJsonObject(a) && isJsonObject(b) && !isMoney(a)) {
    return Object.keys(a).flatMap((name) =>
      differences(
        txn,
        a[name],
        Object.hasOwn(b, name) ? b[name] : undefined,
        `${field}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      ),
    );
  }
  if (Array.isArray(a) && Array.isArray(b) && isPrefix(a, b)) return [];
  return canonicalize(a) === canonicalize(b) ? [] : [{ txn, field, a, b }];
}

/** An amount is one value: a number without its currency says nothing. */
function isMoney(value: JsonObject): boolean {
  return value['currency'] !== undefined && value['minor'] !== undefined;
}

/** Lists of events grow: a shorter list that begins like the longer one is an omission, not a contradiction. */
function isPrefix(a: readonly JsonValue[], b: readonly JsonValue[]): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length < long.length && short.every((item, index) => canonicalize(item) === canonicalize(long[index] ?? null));
}
