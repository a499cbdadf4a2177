import { digestBytes, digestText, isDigest, type Digest } from '../../crypto/sha256.ts';
import type { DigestIndex } from '../lines/digest-index.ts';
import { EDGE, PREV_TARGET, type LineBook } from '../lines/line-book.ts';
import { Table } from '../lines/table.ts';
import type { VerificationContext } from '../verify/context.ts';

/**
 * What builds on what: an entry commits by `prev` and `refs` to the digests of others, so these existed before it. Entries go by the
 * numbers of the first lines that hold them.
 */
export interface CausalGraph {
  readonly book: LineBook;
  readonly index: DigestIndex;
  /** The digests that an entry commits to and no line here has: its `prev`, and its `refs`. Most entries have none. */
  readonly missingPrev: ReadonlyMap<number, Digest>;
  readonly missingRefs: ReadonlyMap<number, readonly Digest[]>;
  /** Every entry once, each before the entries that it commits to: numbers of entries, one a record. */
  readonly latestFirst: Table;
}

/**
 * Builds the graph from whatever lines have a digest. Whether a line is well signed does not matter here: that its bytes hold the digest
 * of another entry is a fact about the order in which both came to be, whoever wrote them.
 */
export function causalGraph({ lines: { book }, byDigest: index }: VerificationContext): CausalGraph {
  const missingPrev = new Map<number, Digest>();
  const missingRefs = new Map<number, Digest[]>();
  for (const entry of index.entries()) {
    if (book.rows.int(entry, PREV_TARGET) === 0) {
      const prev = book.prev(entry);
      if (isDigest(prev)) missingPrev.set(entry, prev);
    }
    const [start, end] = book.edgesOf(entry);
    for (let edge = start; edge < end; edge++) {
      if (book.edges.int(edge, EDGE.target) !== 0) continue;
      const known = missingRefs.get(entry);
      const missing = digestText(book.edgeDigest(edge));
      if (known === undefined) missingRefs.set(entry, [missing]);
      else known.push(missing);
    }
  }
  return { book, index, missingPrev, missingRefs, latestFirst: sortLatestFirst(book, index) };
}

/** The entries that an entry commits to. */
export function parentsOf(book: LineBook, entry: number): number[] {
  const parents: number[] = [];
  const prev = book.rows.int(entry, PREV_TARGET);
  if (prev !== 0) parents.push(prev - 1);
  const [start, end] = book.edgesOf(entry);
  for (let edge = start; edge < end; edge++) {
    const target = book.edges.int(edge, EDGE.target);
    if (target !== 0) parents.push(target - 1);
  }
  return parents;
}

/** The number of the entry with a digest. */
export function numberOf(graph: CausalGraph, digest: Digest): number | undefined {
  const bytes = digestBytes(digest);
  return bytes === undefined ? undefined : graph.index.entryOf(bytes);
}

/** Kahn's algorithm. Digests allow no cycle; what would be on one comes last, in any case once. */
function sortLatestFirst(book: LineBook, index: DigestIndex): Table {
  const children = new Table(book.memory, 4, book.length);
  let count = 0;
  for (const entry of index.entries()) {
    count += 1;
    for (const parent of parentsOf(book, entry)) children.setInt(parent, 0, children.int(parent, 0) + 1);
  }
  const order = new Table(book.memory, 4, count);
  let filled = 0;
  const take = (entry: number): void => order.setInt(filled++, 0, entry);
  for (const entry of index.entries()) if (children.int(entry, 0) === 0) take(entry);
  for (let next = 0; next < filled; next++) {
    for (const parent of parentsOf(book, order.int(next, 0))) {
      const left = children.int(parent, 0) - 1;
      children.setInt(parent, 0, left);
      if (left === 0) take(parent);
    }
  }
  if (filled < count) for (const entry of index.entries()) if (children.int(entry, 0) > 0) take(entry);
  return order;
}
