import { compareBytes } from '../../encoding/bytes.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { WORD, type LineBook } from '../lines/line-book.ts';
import { Table } from '../lines/table.ts';

/** Adds a number to a list of numbers. */
export function append(numbers: Table, number: number): void {
  numbers.setInt(numbers.push(), 0, number);
}

/**
 * Lines, by their numbers, in order of the authors' clocks, then chain, seq and digest. Chains are mostly in this order already, so what
 * comes in order is a run, and runs are merged: memory grows with the runs.
 */
export function inOrderOfClocks(book: LineBook, numbers: Iterable<number>): Table {
  const given = new Table(book.memory, 4);
  const runs: Run[] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    append(given, number);
    if (last !== undefined && compareLines(book, given.int(last.end - 1, 0), number) <= 0) last.end += 1;
    else runs.push({ next: given.length - 1, end: given.length });
  }
  const isBefore = (a: Run, b: Run): boolean => compareLines(book, given.int(a.next, 0), given.int(b.next, 0)) < 0;
  const order = new Table(book.memory, 4);
  const heap = runs;
  for (let at = (heap.length >> 1) - 1; at >= 0; at--) sink(heap, at, isBefore);
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    append(order, given.int(first.next, 0));
    first.next += 1;
    if (first.next === first.end) {
      const last = heap.pop() as Run;
      if (heap.length > 0) heap[0] = last;
    }
    sink(heap, 0, isBefore);
  }
  return order;
}

/** A stretch of the lines as given that is in order: from the next to be taken to its end. */
interface Run {
  next: number;
  end: number;
}

function sink(heap: Run[], from: number, isBefore: (a: Run, b: Run) => boolean): void {
  let at = from;
  for (;;) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2])
      if (child < heap.length && isBefore(heap[child] as Run, heap[least] as Run)) least = child;
    if (least === at) return;
    [heap[at], heap[least]] = [heap[least] as Run, heap[at] as Run];
    at = least;
  }
}

/** Within a chain this is the order of `seq`, since a clock that runs back is an error of its own. */
function compareLines(book: LineBook, a: number, b: number): number {
  return (
    book.clock(a) - book.clock(b) ||
    compareUtf16(book.word(a, WORD.chain) ?? '', book.word(b, WORD.chain) ?? '') ||
    book.seq(a) - book.seq(b) ||
    compareBytes(book.digestBytes(a), book.digestBytes(b))
  );
}
