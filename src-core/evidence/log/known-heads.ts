import type { VerificationContext } from '../verify/context.ts';
import { firstFailure, shownSize } from './chain-places.ts';
import { addFork, type Comparison } from './compare-notes.ts';

/**
 * Compares the bundle with heads that the user saw before. A chain that shows less is E_ROLLBACK, another entry at a head's place
 * E_FORK. A head of a chain that is not in the bundle at all says nothing: a store of heads knows every chain of every case.
 */
export function compareKnownHeads(context: VerificationContext, comparison: Comparison): void {
  const beyond = new Map<string, number>();
  for (const { chain: id, seq, digest } of context.heads) {
    const chain = context.chains.get(id);
    if (chain === undefined) continue;
    if (seq >= shownSize(chain)) {
      beyond.set(id, Math.max(seq, beyond.get(id) ?? -1));
      continue;
    }
    const here = chain.bySeq.get(seq)?.digest;
    if (here === undefined || here === digest) continue;
    const message = `the entry is ${here}, the head known before ${digest}`;
    addFork(context, comparison, { chain: id, size: seq + 1, message, because: firstFailure(chain, seq + 1) });
  }
  for (const [id, seq] of [...beyond].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const chain = context.chains.get(id);
    if (chain === undefined) continue;
    const message = `the head known before is entry ${seq}, the bundle shows ${shownSize(chain)} entries`;
    const draft = context.add({ code: 'E_ROLLBACK', step: 'files', chain: id, message });
    if (!comparison.truncated.has(id)) comparison.truncated.set(id, draft);
    chain.gap = true;
  }
}
