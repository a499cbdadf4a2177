import type { Digest } from '../../crypto/sha256.ts';
import type { AssessedNote } from '../log/assessed-note.ts';
import type { Bracket } from '../state.ts';
import type { VerificationContext } from '../verify/context.ts';
import type { NoteAnchors } from './anchors.ts';
import type { CausalGraph } from './causal-graph.ts';
import { coverEntries } from './cover-entries.ts';
import { LossBook, type Loss } from './loss-book.ts';

/** When each entry of a causal graph was signed, as far as anchors say; entries by their numbers. */
export interface Brackets {
  /** Epoch milliseconds; -Infinity where no anchor says. */
  readonly notBefore: Float64Array;
  /** Epoch milliseconds; +Infinity where no anchor says. */
  readonly notAfter: Float64Array;
  /** The entry itself or the ancestor that has seen the note which `notBefore` is from; -1 where there is none. */
  readonly notBeforeFrom: Int32Array;
  /** What a missing upper or lower bound follows from, if from anything. */
  lossAfter(entry: number): Loss | undefined;
  lossBefore(entry: number): Loss | undefined;
}

/**
 * Computes the brackets of all entries.
 *
 * Upper bounds: a note whose root is that of the entries covers all entries below its size; any other note, only the entries that an
 * inclusion proof ties to its head. The least upper bound of an anchor goes on to everything that the covered entry commits to.
 * Lower bounds: only cosignatures within the bytes of the very note that an entry has `seen`. A token over that note does not count,
 * nor another copy of its head: both may have come to be after the author held it. The greatest goes on to everything that commits to
 * the entry. Linear in entries and edges.
 */
export function computeBrackets(context: VerificationContext, graph: CausalGraph, marks: NoteAnchors): Brackets {
  const count = graph.lines.length;
  const notAfter = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const notBefore = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const notBeforeFrom = new Int32Array(count).fill(-1);
  const losses = new LossBook(count);
  coverEntries(context, graph, marks, notAfter, losses);
  const seenLosses = new LossBook(count);
  holdSeen(context, graph, notBefore, notBeforeFrom, seenLosses);
  missAncestors(context, graph, seenLosses);
  const { latestFirst, starts, parents } = graph;
  for (const entry of latestFirst) {
    for (let edge = starts[entry] as number; edge < (starts[entry + 1] as number); edge++) {
      const parent = parents[edge] as number;
      if ((notAfter[entry] as number) < (notAfter[parent] as number)) notAfter[parent] = notAfter[entry] as number;
      losses.pass(entry, parent);
    }
  }
  for (let place = count - 1; place >= 0; place--) {
    const entry = latestFirst[place] as number;
    for (let edge = starts[entry] as number; edge < (starts[entry + 1] as number); edge++) {
      const parent = parents[edge] as number;
      inheritBefore(graph, notBefore, notBeforeFrom, parent, entry);
      seenLosses.pass(parent, entry);
    }
  }
  return {
    notBefore,
    notAfter,
    notBeforeFrom,
    lossAfter: (entry) => losses.of(entry) ?? marks.stray,
    lossBefore: (entry) => seenLosses.of(entry),
  };
}

/** The bounds of an entry that anchors give. */
export function bracketAt(brackets: Brackets, entry: number): Bracket {
  const notBefore = brackets.notBefore[entry] ?? Number.NEGATIVE_INFINITY;
  const notAfter = brackets.notAfter[entry] ?? Number.POSITIVE_INFINITY;
  return {
    ...(notBefore === Number.NEGATIVE_INFINITY ? {} : { notBefore }),
    ...(notAfter === Number.POSITIVE_INFINITY ? {} : { notAfter }),
  };
}

function holdSeen(
  context: VerificationContext,
  graph: CausalGraph,
  notBefore: Float64Array,
  from: Int32Array,
  losses: LossBook,
): void {
  const byDigest = new Map<string, AssessedNote>();
  const bad = new Map<string, number>();
  for (const note of context.logs?.notes ?? []) {
    if (note.failure === undefined) byDigest.set(note.note, note);
    const reason = context.logs?.standing.get(note)?.because;
    if (note.failure !== undefined && note.chain !== undefined && reason !== undefined && !bad.has(note.chain)) {
      bad.set(note.chain, losses.register(reason));
    }
  }
  for (const [entry, notes] of graph.seen) {
    for (const { origin, note } of notes) {
      const held = byDigest.get(note);
      if (held === undefined) losses.mark(entry, bad.get(origin) ?? 0);
      for (const { at } of held?.cosignatures ?? []) {
        if (at <= (notBefore[entry] as number)) continue;
        notBefore[entry] = at;
        from[entry] = entry;
      }
    }
  }
}

/**
 * Marks entries that commit to an entry which is broken or missing here: what that one, or its ancestors, had seen is lost. Whose place
 * it was is shown by the `prev` of the next line.
 */
function missAncestors(context: VerificationContext, graph: CausalGraph, losses: LossBook): void {
  if (graph.missingPrev.size === 0) return;
  const reasons = new Map<Digest, number>();
  for (const chain of context.chains.values()) {
    for (const [seq, line] of chain.bySeq) {
      const prev = graph.missingPrev.get((line.digest === undefined ? undefined : graph.numberOf.get(line.digest)) ?? -1);
      if (prev !== undefined) reasons.set(prev, losses.register(chain.bySeq.get(seq - 1) ?? chain.filled?.get(seq - 1) ?? line));
    }
  }
  for (const [entry, prev] of graph.missingPrev) losses.mark(entry, reasons.get(prev) ?? 0);
  for (const [entry, targets] of graph.missingRefs) for (const target of targets) losses.mark(entry, reasons.get(target) ?? 0);
}

function inheritBefore(graph: CausalGraph, notBefore: Float64Array, from: Int32Array, parent: number, entry: number): void {
  const inherited = notBefore[parent] as number;
  const own = notBefore[entry] as number;
  const isSooner = inherited < own || inherited === Number.NEGATIVE_INFINITY;
  if (isSooner || (inherited === own && digestAt(graph, from[parent]) >= digestAt(graph, from[entry]))) return;
  notBefore[entry] = inherited;
  from[entry] = from[parent] as number;
}

function digestAt(graph: CausalGraph, entry: number | undefined): Digest | '' {
  return graph.lines[entry ?? -1]?.digest ?? '';
}
