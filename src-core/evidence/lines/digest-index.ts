import { digestBytes, digestText, type Digest } from '../../crypto/sha256.ts';
import { CheckedLine } from '../verify/checked-line.ts';
import { hashOfDigest, HashSlots } from './hash-slots.ts';
import { EDGE, FLAG, PREV_TARGET, type LineBook } from './line-book.ts';
import type { LineSpan } from './line-span.ts';

/**
 * The entries of a verification by their digests: an entry goes by the number of the first line that holds it. Of several lines of one
 * entry the first without an error stands for it, else the first.
 */
export class DigestIndex {
  readonly #book: LineBook;
  #lines: LineSpan | undefined;
  #slots: HashSlots;
  /** The entry of a line that holds one which an earlier line holds too. */
  readonly #twins = new Map<number, number>();
  /** The line that stands for an entry in place of the first. */
  readonly #standing = new Map<number, number>();

  constructor(book: LineBook) {
    this.#book = book;
    this.#slots = new HashSlots(this.#hashOf);
  }

  readonly #hashOf = (number: number): number => hashOfDigest(this.#book.digestBytes(number));

  /** Takes the entries of these lines, as far as their errors are known, and finds what each line's `prev` and references mean. */
  fill(lines: LineSpan): void {
    const book = this.#book;
    this.#lines = lines;
    this.#twins.clear();
    this.#standing.clear();
    this.#slots = new HashSlots(this.#hashOf, lines.length);
    for (const number of lines.numbers()) {
      if (!book.has(number, FLAG.digest)) continue;
      const digest = book.digestBytes(number);
      const entry = this.entryOf(digest);
      if (entry === undefined) this.#slots.add(hashOfDigest(digest), number);
      else {
        this.#twins.set(number, entry);
        if (book.roots.has(this.lineNumber(entry)) && !book.roots.has(number)) this.#standing.set(entry, number);
      }
    }
    for (const number of lines.numbers()) this.#resolve(number);
  }

  #resolve(number: number): void {
    const book = this.#book;
    const above = book.above(number);
    let target: number | undefined;
    const isTaken = above !== undefined && book.source(above) === book.source(number) && !book.has(above, FLAG.copy);
    if (isTaken && this.isEntry(above)) target = above;
    else {
      const prev = book.prev(number);
      const digest = typeof prev === 'string' ? digestBytes(prev) : undefined;
      target = digest === undefined ? undefined : this.entryOf(digest);
    }
    book.rows.setInt(number, PREV_TARGET, (target ?? -1) + 1);
    const [start, end] = book.edgesOf(number);
    for (let edge = start; edge < end; edge++) {
      book.edges.setInt(edge, EDGE.target, (this.entryOf(book.edgeDigest(edge)) ?? -1) + 1);
      book.edges.setInt(edge, EDGE.next, 0);
    }
  }

  /** The number of the entry with this digest. */
  entryOf(digest: Uint8Array): number | undefined {
    return this.#slots.find(hashOfDigest(digest), (number) => this.#book.hasDigest(number, digest));
  }

  digestBytes(entry: number): Uint8Array {
    return this.#book.digestBytes(entry);
  }

  /** True where a line that was taken is the first of its entry. */
  isEntry(number: number): boolean {
    return this.#book.has(number, FLAG.digest) && !this.#twins.has(number);
  }

  /** The entry that a line holds. */
  entryOfLine(number: number): number | undefined {
    return this.#book.has(number, FLAG.digest) ? (this.#twins.get(number) ?? number) : undefined;
  }

  /** The number of the line that stands for an entry. */
  lineNumber(entry: number): number {
    return this.#standing.get(entry) ?? entry;
  }

  /** The line that stands for an entry. */
  line(entry: number): CheckedLine {
    return new CheckedLine(this.#book, this.lineNumber(entry));
  }

  /** The entries, by their numbers, in the order of the lines. */
  *entries(): Generator<number> {
    for (const number of this.#lines?.numbers() ?? []) if (this.isEntry(number)) yield number;
  }

  get(digest: Digest): CheckedLine | undefined {
    const bytes = digestBytes(digest);
    const entry = bytes === undefined ? undefined : this.entryOf(bytes);
    return entry === undefined ? undefined : this.line(entry);
  }

  has(digest: Digest): boolean {
    return this.get(digest) !== undefined;
  }

  *[Symbol.iterator](): Generator<readonly [Digest, CheckedLine]> {
    for (const entry of this.entries()) yield [digestText(this.#book.digestBytes(entry)), this.line(entry)];
  }
}
