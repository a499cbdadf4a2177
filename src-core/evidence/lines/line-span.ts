import { CheckedLine } from '../verify/checked-line.ts';
import { FLAG, type LineBook } from './line-book.ts';

/** Lines of a book by the spans of their numbers; a line is made up when it is asked for, and any two of one number are alike. */
export class LineSpan {
  readonly book: LineBook;
  readonly #skipsCopies: boolean;
  #starts: number[] = [];
  #lengths: number[] = [];
  /** How many lines stand before each span; worked out, and copies left out, when it is asked for first. */
  #before: number[] | undefined;
  #length = 0;

  /** @param skipsCopies - leaves out copies of an entry that an earlier file holds too; which these are must be known before lines are read */
  constructor(book: LineBook, skipsCopies = false) {
    this.book = book;
    this.#skipsCopies = skipsCopies;
  }

  add(number: number, length = 1): void {
    const last = this.#starts.length - 1;
    if (last >= 0 && (this.#starts[last] as number) + (this.#lengths[last] as number) === number)
      this.#lengths[last] = (this.#lengths[last] as number) + length;
    else {
      this.#starts.push(number);
      this.#lengths.push(length);
    }
    this.#length += length;
    this.#before = undefined;
  }

  addAll(other: LineSpan): void {
    for (const [index, start] of other.#starts.entries()) this.add(start, other.#lengths[index]);
  }

  clear(): void {
    this.#starts = [];
    this.#lengths = [];
    this.#before = undefined;
    this.#length = 0;
  }

  get length(): number {
    if (this.#skipsCopies) this.#settle();
    return this.#length;
  }

  #settle(): number[] {
    if (this.#before !== undefined) return this.#before;
    if (this.#skipsCopies) {
      const [starts, lengths] = [this.#starts, this.#lengths];
      this.clear();
      for (const [index, start] of starts.entries()) {
        const end = start + (lengths[index] as number);
        for (let number = start; number < end; number++) if (!this.book.has(number, FLAG.copy)) this.add(number);
      }
    }
    const before: number[] = [];
    let count = 0;
    for (const length of this.#lengths) {
      before.push(count);
      count += length;
    }
    this.#before = before;
    return before;
  }

  *numbers(): Generator<number> {
    this.#settle();
    for (const [index, start] of this.#starts.entries()) {
      const end = start + (this.#lengths[index] as number);
      for (let number = start; number < end; number++) yield number;
    }
  }

  *[Symbol.iterator](): Generator<CheckedLine> {
    for (const number of this.numbers()) yield new CheckedLine(this.book, number);
  }

  *entries(): Generator<readonly [number, CheckedLine]> {
    let index = 0;
    for (const line of this) yield [index++, line];
  }

  at(index: number): CheckedLine | undefined {
    const before = this.#settle();
    const place = index < 0 ? this.#length + index : index;
    if (place < 0 || place >= this.#length) return undefined;
    let low = 0;
    let high = before.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((before[middle] as number) <= place) low = middle + 1;
      else high = middle;
    }
    return new CheckedLine(this.book, (this.#starts[low - 1] as number) + place - (before[low - 1] as number));
  }

  find(isIt: (line: CheckedLine) => unknown): CheckedLine | undefined {
    for (const line of this) if (isIt(line)) return line;
    return undefined;
  }

  some(isIt: (line: CheckedLine) => unknown): boolean {
    return this.find(isIt) !== undefined;
  }

  filter(isIt: (line: CheckedLine) => unknown): CheckedLine[] {
    return this.flatMap((line) => (isIt(line) ? [line] : []));
  }

  map<T>(make: (line: CheckedLine) => T): T[] {
    return this.flatMap((line) => [make(line)]);
  }

  flatMap<T>(make: (line: CheckedLine) => T | readonly T[]): T[] {
    const made: T[] = [];
    for (const line of this) {
      const items = make(line);
      if (Array.isArray(items)) made.push(...(items as readonly T[]));
      else made.push(items as T);
    }
    return made;
  }
}
