import { CheckedLine } from '../verify/checked-line.ts';
import type { LineBook } from './line-book.ts';

/**
 * Lines by their places in a chain. Places that are taken in order by lines one after the other are kept as spans; the few others one by
 * one.
 */
export class Places {
  readonly #book: LineBook;
  readonly #seqs: number[] = [];
  readonly #numbers: number[] = [];
  readonly #lengths: number[] = [];
  readonly #others = new Map<number, number>();
  #size = 0;

  constructor(book: LineBook) {
    this.#book = book;
  }

  get size(): number {
    return this.#size;
  }

  /** Takes a place that is free. */
  set(seq: number, line: { readonly number: number }): void {
    const last = this.#seqs.length - 1;
    const end = last < 0 ? Number.NEGATIVE_INFINITY : (this.#seqs[last] as number) + (this.#lengths[last] as number);
    this.#size += 1;
    if (seq < end) this.#others.set(seq, line.number);
    else if (seq === end && (this.#numbers[last] as number) + (this.#lengths[last] as number) === line.number)
      this.#lengths[last] = (this.#lengths[last] as number) + 1;
    else {
      this.#seqs.push(seq);
      this.#numbers.push(line.number);
      this.#lengths.push(1);
    }
  }

  /** The number of the line at a place. */
  numberAt(seq: number): number | undefined {
    let low = 0;
    let high = this.#seqs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#seqs[middle] as number) <= seq) low = middle + 1;
      else high = middle;
    }
    const span = low - 1;
    const offset = span < 0 ? -1 : seq - (this.#seqs[span] as number);
    if (offset >= 0 && offset < (this.#lengths[span] as number)) return (this.#numbers[span] as number) + offset;
    return this.#others.size === 0 ? undefined : this.#others.get(seq);
  }

  has(seq: number): boolean {
    return this.numberAt(seq) !== undefined;
  }

  get(seq: number): CheckedLine | undefined {
    const number = this.numberAt(seq);
    return number === undefined ? undefined : new CheckedLine(this.#book, number);
  }

  *keys(): Generator<number> {
    for (const [seq] of this.#pairs()) yield seq;
  }

  *values(): Generator<CheckedLine> {
    for (const [, number] of this.#pairs()) yield new CheckedLine(this.#book, number);
  }

  *[Symbol.iterator](): Generator<readonly [number, CheckedLine]> {
    for (const [seq, number] of this.#pairs()) yield [seq, new CheckedLine(this.#book, number)];
  }

  /** Places that are taken here or there, in order. */
  *inOrder(besides: Iterable<number> = []): Generator<number> {
    const others = [...new Set([...this.#others.keys(), ...besides])].sort((a, b) => a - b);
    let next = 0;
    for (const [span, start] of this.#seqs.entries()) {
      const end = start + (this.#lengths[span] as number);
      for (let seq = start; seq < end; seq++) {
        while (next < others.length && (others[next] as number) < seq) yield others[next++] as number;
        if (others[next] === seq) next += 1;
        yield seq;
      }
    }
    while (next < others.length) yield others[next++] as number;
  }

  /** As `inOrder`, from the last to the first. */
  *backwards(): Generator<number> {
    const others = [...this.#others.keys()].sort((a, b) => a - b);
    for (let span = this.#seqs.length - 1; span >= 0; span--) {
      const start = this.#seqs[span] as number;
      for (let seq = start + (this.#lengths[span] as number) - 1; seq >= start; seq--) {
        while ((others.at(-1) ?? Number.NEGATIVE_INFINITY) > seq) yield others.pop() as number;
        yield seq;
      }
    }
    while (others.length > 0) yield others.pop() as number;
  }

  *#pairs(): Generator<readonly [number, number]> {
    for (const [span, start] of this.#seqs.entries()) {
      const length = this.#lengths[span] as number;
      for (let offset = 0; offset < length; offset++) yield [start + offset, (this.#numbers[span] as number) + offset];
    }
    yield* this.#others;
  }
}
