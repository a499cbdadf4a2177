import type { Digest } from '../../crypto/sha256.ts';
import { compareBytes } from '../../encoding/bytes.ts';
import { Table } from '../lines/table.ts';
import type { AssessedNote } from '../log/assessed-note.ts';
import type { VerificationContext } from '../verify/context.ts';
import type { NoteAnchors } from './anchors.ts';
import type { BracketBook } from './bracket-book.ts';
import { parentsOf, type CausalGraph } from './causal-graph.ts';
import { coverEntries } from './cover-entries.ts';
import { LossBook, type Loss } from './loss-book.ts';

/** When each entry of a causal graph was signed, as far as anchors say; entries by their numbers. */
export interface Brackets {
  readonly bounds: BracketBook;
  /** The entry itself or the ancestor that has seen the note which its lower bound is from. */
  notBeforeFrom(entry: number): number | undefined;
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
  const { book, latestFirst } = graph;
  const { memory, length: count } = book;
  const bounds = context.brackets;
  bounds.open(count);
  /** By entry, one more than the entry that its lower bound is from. */
  const from = new Table(memory, 4, count);
  const losses = new LossBook(memory, count);
  coverEntries(context, graph, marks, losses);
  const seenLosses = new LossBook(memory, count);
  holdSeen(context, graph, from, seenLosses);
  missAncestors(context, graph, seenLosses);
  for (let place = 0; place < latestFirst.length; place++) {
    const entry = latestFirst.int(place, 0);
    const notAfter = bounds.notAfter(entry);
    for (const parent of parentsOf(book, entry)) {
      bounds.lowerNotAfter(parent, notAfter);
      losses.pass(entry, parent);
    }
  }
  for (let place = latestFirst.length - 1; place >= 0; place--) {
    const entry = latestFirst.int(place, 0);
    for (const parent of parentsOf(book, entry)) {
      inheritBefore(graph, bounds, from, parent, entry);
      seenLosses.pass(parent, entry);
    }
  }
  return {
    bounds,
    notBeforeFrom: (entry) => (from.int(entry, 0) === 0 ? undefined : from.int(entry, 0) - 1),
    lossAfter: (entry) => losses.of(entry) ?? marks.stray,
    lossBefore: (entry) => seenLosses.of(entry),
  };
}

function holdSeen(context: VerificationContext, graph: CausalGraph, from: Table, losses: LossBook): void {
  const bounds = context.brackets;
  const byDigest = new Map<string, AssessedNote>();
  const bad = new Map<string, number>();
  for (const note of context.logs?.notes ?? []) {
    if (note.failure === undefined) byDigest.set(note.note, note);
    const reason = context.logs?.standing.get(note)?.because;
    if (note.failure !== undefined && note.chain !== undefined && reason !== undefined && !bad.has(note.chain)) {
      bad.set(note.chain, losses.register(reason));
    }
  }
  for (const entry of graph.index.entries()) {
    for (const { origin, note } of graph.book.seen(entry)) {
      const held = byDigest.get(note);
      if (held === undefined) losses.mark(entry, bad.get(origin) ?? 0);
      for (const { at } of held?.cosignatures ?? []) {
        if (at <= bounds.notBefore(entry)) continue;
        bounds.setNotBefore(entry, at);
        from.setInt(entry, 0, entry + 1);
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
      const prev = graph.missingPrev.get(graph.index.entryOfLine(line.number) ?? -1);
      if (prev !== undefined) reasons.set(prev, losses.register(chain.bySeq.get(seq - 1) ?? chain.filled?.get(seq - 1) ?? line));
    }
  }
  for (const [entry, prev] of graph.missingPrev) losses.mark(entry, reasons.get(prev) ?? 0);
  for (const [entry, targets] of graph.missingRefs) for (const target of targets) losses.mark(entry, reasons.get(target) ?? 0);
}

function inheritBefore(graph: CausalGraph, bounds: BracketBook, from: Table, parent: number, entry: number): void {
  const inherited = bounds.notBefore(parent);
  const own = bounds.notBefore(entry);
  const isSooner = inherited < own || inherited === Number.NEGATIVE_INFINITY;
  if (isSooner || (inherited === own && !isBefore(graph, from.int(parent, 0), from.int(entry, 0)))) return;
  bounds.setNotBefore(entry, inherited);
  from.setInt(entry, 0, from.int(parent, 0));
}

/** By digest, of two entries given by one more than their numbers. */
function isBefore(graph: CausalGraph, a: number, b: number): boolean {
  return a !== b && compareBytes(graph.index.digestBytes(a - 1), graph.index.digestBytes(b - 1)) < 0;
}
