import { describe, expect, it } from 'vitest';
import { LineBook } from '../../../../src-core/evidence/lines/line-book.ts';
import { LineSpan } from '../../../../src-core/evidence/lines/line-span.ts';
import { Places } from '../../../../src-core/evidence/lines/places.ts';
import { CheckedLine } from '../../../../src-core/evidence/verify/checked-line.ts';

function bookOf(count: number): { book: LineBook; all: LineSpan } {
  const book = new LineBook();
  const all = new LineSpan(book);
  const source = { path: 'a', chain: '', lines: all };
  for (let number = 0; number < count; number++) all.add(book.append(source, number + 1, {}));
  return { book, all };
}

describe('places', () => {
  it('are found by seq, whatever order they were taken in', () => {
    const places = new Places(bookOf(0).book);
    const taken: [number, number][] = [
      [5, 0],
      [6, 1],
      [7, 2],
      [10, 3],
      [11, 9],
      [12, 10],
      [8, 4],
      [3, 5],
      [20, 6],
    ];
    for (const [seq, number] of taken) places.set(seq, { number });
    expect(places.size).toBe(9);
    for (const [seq, number] of taken) expect(places.numberAt(seq)).toBe(number);
    expect([4, 9, 13, 19, 21].map((seq) => places.has(seq))).toEqual([false, false, false, false, false]);
    expect([...places.inOrder([4, 6, 30])]).toEqual([3, 4, 5, 6, 7, 8, 10, 11, 12, 20, 30]);
    expect([...places.backwards()]).toEqual([20, 12, 11, 10, 8, 7, 6, 5, 3]);
    expect([...places].map(([seq, line]) => [seq, line.number]).sort(([a = 0], [b = 0]) => a - b)).toEqual(
      taken.toSorted(([a], [b]) => a - b),
    );
  });
});

describe('spans of lines', () => {
  it('are read by position, from either end, and by what a line is', () => {
    const { book } = bookOf(20);
    const span = new LineSpan(book);
    span.add(4, 3);
    span.add(12);
    span.add(13);
    expect(span.length).toBe(5);
    expect([...span.numbers()]).toEqual([4, 5, 6, 12, 13]);
    expect([0, 2, 3, 4, 5, -1, -5, -6].map((index) => span.at(index)?.number)).toEqual([
      4,
      6,
      12,
      13,
      undefined,
      13,
      4,
      undefined,
    ]);
    expect(span.find(({ line }) => line > 6)?.number).toBe(6);
    expect(span.filter(({ number }) => number % 2 === 0).map(({ number }) => number)).toEqual([4, 6, 12]);
  });

  it('leave copies out where that is asked', () => {
    const { book, all } = bookOf(6);
    for (const number of [0, 3]) new CheckedLine(book, number).copy = true;
    const span = new LineSpan(book, true);
    span.addAll(all);
    expect([span.length, [...span.numbers()], span.at(2)?.number]).toEqual([4, [1, 2, 4, 5], 4]);
  });
});
