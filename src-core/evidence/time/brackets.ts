import type { Digest } from '../../crypto/sha256.ts';
import { headKey, type AssessedNote } from '../log/assessed-note.ts';
import type { Bracket, ChainState, EvidenceLine, FindingDraft } from '../state.ts';
import type { VerificationContext } from '../verify/context.ts';
import type { NoteAnchors } from './anchors.ts';
import type { CausalGraph } from './causal-graph.ts';

/** Why a bound is missing: the finding on the note or token that would have given it. */
export type Loss = EvidenceLine | FindingDraft;

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
  return { notBefore, notAfter, notBeforeFrom, lossAfter: (entry) => losses.of(entry) ?? marks.stray, lossBefore: (entry) => seenLosses.of(entry) };
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

/** Reasons by number, the first recorded before all others; no memory for entries while there are none. */
class LossBook {
  readonly #count: number;
  readonly #reasons: Loss[] = [];
  #byEntry: Int32Array | undefined;

  constructor(count: number) {
    this.#count = count;
  }

  register(reason: Loss): number {
    this.#byEntry ??= new Int32Array(this.#count);
    return this.#reasons.push(reason);
  }

  mark(entry: number, reason: number): void {
    const byEntry = this.#byEntry;
    if (byEntry === undefined || reason === 0) return;
    const known = byEntry[entry] as number;
    if (known === 0 || reason < known) byEntry[entry] = reason;
  }

  pass(from: number, to: number): void {
    if (this.#byEntry !== undefined) this.mark(to, this.#byEntry[from] as number);
  }

  of(entry: number): Loss | undefined {
    return this.#reasons[(this.#byEntry?.[entry] ?? 0) - 1];
  }
}

interface Cover {
  readonly size: number;
  readonly to: number;
  /** A reason of the loss book, 0 for none. */
  readonly loss: number;
}

function coverEntries(context: VerificationContext, graph: CausalGraph, marks: NoteAnchors, notAfter: Float64Array, losses: LossBook): void {
  const covers = new Map<string, Cover[]>();
  const byHead = new Map<string, number>();
  for (const note of context.logs?.notes ?? []) {
    const to = earliestEnd(note, marks);
    if (note.failure === undefined && note.head !== undefined) byHead.set(headKey(note.head), Math.min(to, byHead.get(headKey(note.head)) ?? Number.POSITIVE_INFINITY));
    const standing = context.logs?.standing.get(note);
    const chain = note.failure === undefined ? note.head?.origin : note.chain;
    if (chain === undefined || standing === undefined || standing.kind === 'elsewhere') continue;
    const fits = standing.kind === 'fits';
    const reason = fits ? marks.untrusted.get(note) : standing.because;
    // Of a note that may not be believed the size may be what was altered.
    const size = note.failure === undefined ? (note.head?.size ?? 0) : Number.POSITIVE_INFINITY;
    const cover = { size, to: fits ? to : Number.POSITIVE_INFINITY, loss: reason === undefined ? 0 : losses.register(reason) };
    covers.set(chain, [...(covers.get(chain) ?? []), cover]);
  }
  for (const [id, list] of covers) {
    const chain = context.chains.get(id);
    if (chain !== undefined) coverChain(chain, list, graph, notAfter, losses);
  }
  for (const [digest, heads] of context.logs?.ties ?? []) {
    const entry = graph.numberOf.get(digest);
    if (entry === undefined) continue;
    for (const head of heads) notAfter[entry] = Math.min(notAfter[entry] as number, byHead.get(head) ?? Number.POSITIVE_INFINITY);
  }
}

function coverChain(chain: ChainState, list: readonly Cover[], graph: CausalGraph, notAfter: Float64Array, losses: LossBook): void {
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
    const entry = line.digest === undefined ? undefined : graph.numberOf.get(line.digest);
    const cover = smallestAbove(merged, seq);
    if (entry === undefined || cover === undefined) continue;
    if (cover.to < (notAfter[entry] as number)) notAfter[entry] = cover.to;
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

function holdSeen(context: VerificationContext, graph: CausalGraph, notBefore: Float64Array, from: Int32Array, losses: LossBook): void {
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
