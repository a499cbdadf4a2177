import type { LineBook, WORD } from './line-book.ts';
import { Table } from './table.ts';

/** Lines by one of the words that each of them states, in paged memory: twelve bytes a line at most, and no text twice. */
export class LinesByWord {
  readonly #book: LineBook;
  readonly #field: (typeof WORD)[keyof typeof WORD];
  /** By word: one more than the last line that states it. By line: one more than the line before that states the same. */
  readonly #last: Table;
  readonly #before: Table;

  constructor(book: LineBook, field: (typeof WORD)[keyof typeof WORD]) {
    this.#book = book;
    this.#field = field;
    this.#last = new Table(book.memory, 4, book.words.size + 1);
    this.#before = new Table(book.memory, 4, book.length);
  }

  /** Takes a line, which stands after all that came before. */
  add(number: number): void {
    const word = this.#book.rows.int(number, this.#field);
    this.#before.setInt(number, 0, this.#last.int(word, 0));
    this.#last.setInt(word, 0, number + 1);
  }

  /** The lines that state a text, in the order in which they were taken. */
  get(text: string): number[] {
    const word = this.#book.words.find(text);
    const numbers: number[] = [];
    // Words that came later are no line's.
    let line = word === undefined || word >= this.#last.length ? 0 : this.#last.int(word, 0);
    for (; line !== 0; line = this.#before.int(line - 1, 0)) numbers.push(line - 1);
    return numbers.reverse();
  }

  /** The texts that lines state. */
  *texts(): Generator<string> {
    for (let word = 1; word < this.#last.length; word++) {
      if (this.#last.int(word, 0) !== 0) yield this.#book.words.text(word) as string;
    }
  }
}
