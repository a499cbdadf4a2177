import type { AssessedNote } from './assessed-note.ts';
import type { FindingDraft } from '../state.ts';
import type { VerificationContext } from '../verify/context.ts';
import { settleEnds } from './chain-ends.ts';
import { checkFirstEntries } from './first-entries.ts';
import { checkConsistencyProofs } from './consistency-proofs.ts';
import { compareNotes } from './compare-notes.ts';
import { reportInclusionFailures, verifyInclusionProofs } from './inclusion-proofs.ts';
import { compareKnownHeads } from './known-heads.ts';
import { readLogEvidence } from './log-evidence.ts';

/**
 * The pass over checkpoints, proofs and known heads. It judges every note under the user's log policy (E_CKPT_SIG,
 * I_WITNESS_QUORUM), compares roots with the entries (E_FORK, E_TRUNC_HEAD), checks inclusion and consistency proofs (E_INCLUSION,
 * E_CONSISTENCY), the heads that the user saw before (E_ROLLBACK, E_FORK) and the first entries (E_SEQ_GAP, unless a proof ties the
 * first one present), and says of each chain how it ends (I_OPEN_CHAIN).
 *
 * Fills `context.checkpoints` (without time-stamp tokens, which the check of time adds), `context.logs` and the chains' `end`,
 * `endProof` and `gap`. Work is linear in entries, memory in notes.
 */
export function checkLogs(context: VerificationContext): void {
  const evidence = readLogEvidence(context);
  const reports = reportNotes(context, evidence.notes);
  const proofs = verifyInclusionProofs(context, evidence.inclusion);
  const failures = reportInclusionFailures(context, proofs.failures);
  const tiedFirst = checkFirstEntries(context, { notes: evidence.notes, reports, proofs, failures });
  const comparison = compareNotes(context, evidence, reports);
  checkConsistencyProofs(context, evidence, comparison);
  compareKnownHeads(context, comparison);
  const ends = { notes: notesByChain(evidence.notes), reports, comparison, tiedFirst };
  settleEnds(context, ends);
  for (const note of evidence.notes) {
    if (note.head === undefined) continue;
    const { origin, size, root } = note.head;
    context.checkpoints.push({
      path: note.path,
      origin,
      size,
      root,
      note: note.note,
      counts: note.counts,
      bad: note.failure !== undefined,
      cosignatures: note.cosignatures,
      anchors: note.cosignatures.map(({ name, at }) => ({ from: at, to: at + 1000, by: name })),
    });
  }
  context.logs = { notes: evidence.notes, standing: comparison.standing, ties: proofs.ties, ends };
}

/** What is wrong with a note, or lacking, as findings on its chain. */
function reportNotes(context: VerificationContext, notes: readonly AssessedNote[]): ReadonlyMap<AssessedNote, FindingDraft> {
  const reports = new Map<AssessedNote, FindingDraft>();
  for (const note of notes) {
    const place = { step: 'files' as const, path: note.path, chain: note.chain };
    if (note.failure !== undefined) {
      reports.set(note, context.add({ code: 'E_CKPT_SIG', ...place, message: `checkpoint not to be believed: ${note.failure}` }));
    } else if (note.shortOfQuorum) {
      const message = `checkpoint of ${note.head?.size} entries has too few witnesses for the policy's quorum`;
      reports.set(note, context.add({ code: 'I_WITNESS_QUORUM', ...place, message }));
    }
  }
  return reports;
}

function notesByChain(notes: readonly AssessedNote[]): ReadonlyMap<string, readonly AssessedNote[]> {
  const byChain = new Map<string, AssessedNote[]>();
  for (const note of notes) {
    if (note.chain === undefined) continue;
    const ofChain = byChain.get(note.chain);
    if (ofChain === undefined) byChain.set(note.chain, [note]);
    else ofChain.push(note);
  }
  return byChain;
}
