import type { VerificationContext } from '../verify/context.ts';
import { addFork, type Comparison } from './compare-notes.ts';

/**
 * Compares the bundle with heads that the user saw before. A chain that shows less is E_ROLLBACK, another entry at a head's place
 * E_FORK. A head of a chain that is not in the bundle at all says nothing: a store of heads knows every chain of every case.
 */
export function compareKnownHeads(context: VerificationContext, comparison: Comparison): void {
  const beyond = new Map<string, number>();
  for (const { chain: id, seq, digest } of context.heads) {
    const place = comparison.places.get(id);
    if (place === undefined) continue;
    if (seq >= place.shownSize) {
      beyond.set(id, Math.max(seq, beyond.get(id) ?? -1));
      continue;
    }
    const here = place.chain.bySeq.get(seq)?.digest;
    if (here === undefined || here === digest) continue;
    const message = `the entry is ${here}, the head known before ${digest}`;
    addFork(context, comparison, { chain: id, size: seq + 1, message, because: place.firstFailure(seq + 1) });
  }
  for (const [id, seq] of [...beyond].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const place = comparison.places.get(id);
    if (place === undefined) continue;
    const message = `the head known before is entry ${seq}, the bundle shows ${place.shownSize} entries`;
    const draft = context.add({ code: 'E_ROLLBACK', step: 'files', chain: id, message, because: place.unreadableEnd });
    if (!comparison.truncated.has(id)) comparison.truncated.set(id, draft);
    place.chain.gap = true;
  }
}
