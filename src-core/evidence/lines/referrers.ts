import type { Rel } from '../model/entry.ts';
import { EDGE, type LineBook } from './line-book.ts';
import { Table } from './table.ts';

/** Which lines refer to an entry, in paged memory: eight bytes a line or reference. */
export class Referrers {
  readonly #book: LineBook;
  /** By entry: one more than the last edge to it. By edge: one more than the edge before it to the same entry. */
  readonly #last: Table;
  readonly #before: Table;

  constructor(book: LineBook) {
    this.#book = book;
    this.#last = new Table(book.memory, 4, book.length);
    this.#before = new Table(book.memory, 4, book.edges.length);
  }

  /** Takes the references of a line to entries that are there. */
  add(number: number): void {
    const [start, end] = this.#book.edgesOf(number);
    for (let edge = start; edge < end; edge++) {
      const target = this.#book.edges.int(edge, EDGE.target) - 1;
      if (target < 0) continue;
      this.#before.setInt(edge, 0, this.#last.int(target, 0));
      this.#last.setInt(target, 0, edge + 1);
    }
  }

  /** The lines that refer to an entry so, in no order. */
  of(entry: number, rel: Rel): number[] {
    const lines = new Set<number>();
    for (let edge = this.#last.int(entry, 0); edge !== 0; edge = this.#before.int(edge - 1, 0)) {
      if (this.#book.edgeRel(edge - 1) === rel) lines.add(this.#book.edges.int(edge - 1, EDGE.line));
    }
    return [...lines];
  }
}
