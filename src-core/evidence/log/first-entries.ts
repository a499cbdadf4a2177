import type { Digest } from '../../crypto/sha256.ts';
import type { FindingDraft } from '../state.ts';
import type { CheckedLine } from '../verify/checked-line.ts';
import type { VerificationContext } from '../verify/context.ts';
import { headKey, type AssessedNote } from './assessed-note.ts';
import type { InclusionReport } from './inclusion-proofs.ts';

/** What the check of first entries needs to know of notes and proofs. */
export interface SliceKnowledge {
  readonly notes: readonly AssessedNote[];
  readonly reports: ReadonlyMap<AssessedNote, FindingDraft>;
  readonly proofs: InclusionReport;
  /** The finding on the broken proof of an entry, by the number of its line. */
  readonly failures: ReadonlyMap<number, FindingDraft>;
}

/**
 * Reports chains whose first entries are absent: E_SEQ_GAP on the first line present, unless an inclusion proof ties that entry to a
 * checkpoint that a log of the policy signed. (A checkpoint that nobody known signed would let whoever packs a bundle excuse his own
 * gap.) Returns the chains that are excused.
 */
export function checkFirstEntries(context: VerificationContext, knowledge: SliceKnowledge): ReadonlySet<string> {
  const signed = new Set<string>();
  for (const { head, signedByLog } of knowledge.notes) if (signedByLog && head !== undefined) signed.add(headKey(head));
  const excused = new Set<string>();
  for (const chain of context.chains.values()) {
    const { first } = chain;
    if (first === undefined || first === 0 || chain.filled?.has(0) === true) continue;
    const line = chain.bySeq.get(first);
    if (line === undefined) continue;
    if (isTied(line.digest, knowledge.proofs, signed)) {
      excused.add(chain.id);
      continue;
    }
    const spoilt = knowledge.proofs.spoilt.get(line.number);
    const because =
      knowledge.failures.get(line.number) ?? (spoilt === undefined ? strayBefore(context, line) : knowledge.reports.get(spoilt));
    const message =
      first === 1 ? 'the entry before it, the first of the chain, is absent' : `the ${first} entries before it are absent`;
    context.add({ code: 'E_SEQ_GAP', step: 'seq', line, pointer: '/seq', message, because });
    chain.gap = true;
  }
  return excused;
}

/** The line that takes no place although the entry states it as its predecessor. */
function strayBefore(context: VerificationContext, line: CheckedLine): CheckedLine | undefined {
  const before = typeof line.prev === 'string' ? context.byDigest.get(line.prev as Digest) : undefined;
  return before?.root?.code === 'E_CHAIN_MIX' ? before : undefined;
}

function isTied(digest: Digest | undefined, proofs: InclusionReport, signed: ReadonlySet<string>): boolean {
  const heads = digest === undefined ? undefined : proofs.ties.get(digest);
  return heads !== undefined && [...heads].some((head) => signed.has(head));
}
