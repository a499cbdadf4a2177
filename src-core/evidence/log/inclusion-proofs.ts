import { leafHash, verifyInclusion } from '../../chain/merkle.ts';
import type { TlogProof } from '../../chain/tlog-proof.ts';
import { digestBytes, digestText, isDigest, type Digest } from '../../crypto/sha256.ts';
import type { EvidenceLine, FindingDraft } from '../state.ts';
import type { VerificationContext } from '../verify/context.ts';
import { headKey, type AssessedNote } from './assessed-note.ts';
import type { ProofFile } from './log-evidence.ts';

/** An inclusion proof that proves nothing, with the entry that it was for, where that is known. */
export interface InclusionFailure {
  readonly path: string;
  readonly chain: string | undefined;
  readonly entry?: EvidenceLine;
  readonly message: string;
}

export interface InclusionReport {
  /** Tree heads by the digest of an entry that a proof shows in them. */
  readonly ties: ReadonlyMap<Digest, ReadonlySet<string>>;
  readonly failures: readonly InclusionFailure[];
  /** Numbers of lines whose proof carries a checkpoint that is not to be believed. */
  readonly spoilt: ReadonlyMap<number, AssessedNote>;
}

/**
 * Verifies the inclusion proofs of a bundle (RFC 6962 section 2.1.1).
 *
 * A proof of C2SP tlog-proof does not say which leaf it is about. In a chain's own log that is the entry whose `seq` is the index. In
 * a log over many chains, or where the chain has no such entry here, it is the entry whose digest in hexadecimal names the file, else
 * the one whose 32 bytes are the extra data. Where none of these is in the bundle nothing was asked.
 */
export function verifyInclusionProofs(context: VerificationContext, files: readonly ProofFile<TlogProof>[]): InclusionReport {
  const ties = new Map<Digest, Set<string>>();
  const failures: InclusionFailure[] = [];
  const spoilt = new Map<number, AssessedNote>();
  for (const { path, stem, proof, problem, note } of files) {
    if (proof === undefined || note === undefined) {
      failures.push({ path, chain: undefined, message: `inclusion proof that cannot be read: ${problem}` });
      continue;
    }
    const entry = entryOf(context, stem, proof, note);
    const leaf = entry?.digest === undefined ? undefined : digestBytes(entry.digest);
    if (entry?.digest === undefined || leaf === undefined) continue;
    if (note.failure !== undefined || note.head === undefined) {
      spoilt.set(entry.number, note);
      continue;
    }
    const { size, rootBytes } = note.head;
    const outcome = verifyInclusion({ leaf: leafHash(leaf), index: proof.index, size, proof: proof.hashes, root: rootBytes });
    if (outcome === 'proves') {
      const heads = ties.get(entry.digest) ?? new Set();
      ties.set(entry.digest, heads.add(headKey(note.head)));
    } else {
      const message = `inclusion proof of the entry does not lead to the root of its checkpoint of ${size} entries (${outcome})`;
      failures.push({ path, chain: entry.chain, entry, message });
    }
  }
  return { ties, failures, spoilt };
}

/**
 * Reports the failures: on the entry's line; on its chain where that line fails already or begins a slice, so that the lack of its
 * predecessors can name the broken proof as its cause; on the file alone where the entry is not known.
 */
export function reportInclusionFailures(
  context: VerificationContext,
  failures: readonly InclusionFailure[],
): Map<number, FindingDraft> {
  const reports = new Map<number, FindingDraft>();
  for (const { path, chain, entry, message } of failures) {
    const base = { code: 'E_INCLUSION' as const, step: 'files' as const };
    if (entry === undefined) {
      context.add({ ...base, path, chain, message });
      continue;
    }
    const onChain = entry.root !== undefined || beginsSlice(context, entry);
    const draft = onChain
      ? context.add({ ...base, path, chain, message, because: entry })
      : context.add({ ...base, line: entry, message: `${message}: ${path}` });
    reports.set(entry.number, draft);
  }
  return reports;
}

function beginsSlice(context: VerificationContext, entry: EvidenceLine): boolean {
  const chain = context.chains.get(entry.chain);
  return chain?.first !== undefined && chain.first > 0 && chain.bySeq.numberAt(chain.first) === entry.number;
}

function entryOf(context: VerificationContext, stem: string, proof: TlogProof, note: AssessedNote): EvidenceLine | undefined {
  const origin = note.head?.origin;
  const chain = origin === undefined ? undefined : context.chains.get(origin);
  const placed = chain?.bySeq.get(proof.index);
  if (placed !== undefined) return placed;
  const named = `sha256:${stem}`;
  if (isDigest(named)) return context.byDigest.get(named);
  return proof.extra?.length === 32 ? context.byDigest.get(digestText(proof.extra)) : undefined;
}
