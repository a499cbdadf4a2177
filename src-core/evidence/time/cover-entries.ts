import { headKey, type AssessedNote } from '../log/assessed-note.ts';
import type { ChainState } from '../state.ts';
import type { VerificationContext } from '../verify/context.ts';
import type { NoteAnchors } from './anchors.ts';
import { numberOf, type CausalGraph } from './causal-graph.ts';
import type { LossBook } from './loss-book.ts';

interface Cover {
  readonly size: number;
  readonly to: number;
  /** A reason of the loss book, 0 for none. */
  readonly loss: number;
}

/**
 * Gives each entry that an anchor covers by itself the least upper bound of such anchors, and marks those that a lost note or an
 * untrusted token would have covered.
 */
export function coverEntries(context: VerificationContext, graph: CausalGraph, marks: NoteAnchors, losses: LossBook): void {
  const covers = new Map<string, Cover[]>();
  const byHead = new Map<string, number>();
  for (const note of context.logs?.notes ?? []) {
    const to = earliestEnd(note, marks);
    if (note.failure === undefined && note.head !== undefined)
      byHead.set(headKey(note.head), Math.min(to, byHead.get(headKey(note.head)) ?? Number.POSITIVE_INFINITY));
    const standing = context.logs?.standing.get(note);
    const chain = note.failure === undefined ? note.head?.origin : note.chain;
    if (chain === undefined || standing === undefined || standing.kind === 'elsewhere') continue;
    const fits = standing.kind === 'fits';
    const reason = fits ? marks.untrusted.get(note) : standing.because;
    // Of a note that may not be believed the size may be what was altered.
    const size = note.failure === undefined ? (note.head?.size ?? 0) : Number.POSITIVE_INFINITY;
    const cover = { size, to: fits ? to : Number.POSITIVE_INFINITY, loss: reason === undefined ? 0 : losses.register(reason) };
    const ofChain = covers.get(chain);
    if (ofChain === undefined) covers.set(chain, [cover]);
    else ofChain.push(cover);
  }
  for (const [id, list] of covers) {
    const chain = context.chains.get(id);
    if (chain !== undefined) coverChain(context, chain, list, graph, losses);
  }
  for (const [digest, heads] of context.logs?.ties ?? []) {
    const entry = numberOf(graph, digest);
    if (entry === undefined) continue;
    for (const head of heads) context.brackets.lowerNotAfter(entry, byHead.get(head) ?? Number.POSITIVE_INFINITY);
  }
}

function coverChain(
  context: VerificationContext,
  chain: ChainState,
  list: readonly Cover[],
  graph: CausalGraph,
  losses: LossBook,
): void {
  // For each size that occurs, what all notes of at least that size say together.
  const sorted = [...list].sort((a, b) => b.size - a.size);
  const merged: Cover[] = [];
  for (const { size, to, loss } of sorted) {
    const larger = merged.at(-1);
    merged.push({
      size,
      to: Math.min(to, larger?.to ?? Number.POSITIVE_INFINITY),
      loss: larger === undefined || larger.loss === 0 ? loss : loss === 0 ? larger.loss : Math.min(loss, larger.loss),
    });
  }
  for (const [seq, line] of chain.bySeq) {
    const entry = graph.index.entryOfLine(line.number);
    const cover = smallestAbove(merged, seq);
    if (entry === undefined || cover === undefined) continue;
    context.brackets.lowerNotAfter(entry, cover.to);
    losses.mark(entry, cover.loss);
  }
}

/** The last of the covers, which are sorted by falling size, that is still larger than `seq`. */
function smallestAbove(covers: readonly Cover[], seq: number): Cover | undefined {
  let low = 0;
  let high = covers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((covers[middle] as Cover).size > seq) low = middle + 1;
    else high = middle;
  }
  return covers[low - 1];
}

function earliestEnd(note: AssessedNote, marks: NoteAnchors): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (const { to } of marks.anchors.get(note) ?? []) if (to < earliest) earliest = to;
  return earliest;
}
