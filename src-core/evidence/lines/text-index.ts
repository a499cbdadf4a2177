import type { PageMemory } from './page-memory.ts';
import { Table } from './table.ts';
import { WordTable } from './word-table.ts';

const ITEM_BYTES = 8;
const NUMBER = 0;
const NEXT = 1;

/** Numbers of lines by a text that they share, in the order in which they were added. */
export class TextIndex {
  readonly #words: WordTable;
  /** By word: the first and the last of its items, one more than their numbers. */
  readonly #lists: Table;
  readonly #items: Table;

  constructor(memory: PageMemory) {
    this.#words = new WordTable(memory);
    this.#lists = new Table(memory, ITEM_BYTES);
    this.#items = new Table(memory, ITEM_BYTES);
  }

  add(text: string, number: number): void {
    const word = this.#words.number(text);
    this.#lists.grow(word + 1);
    const item = this.#items.push();
    this.#items.setInt(item, NUMBER, number);
    const last = this.#lists.int(word, 1);
    if (last === 0) this.#lists.setInt(word, 0, item + 1);
    else this.#items.setInt(last - 1, NEXT, item + 1);
    this.#lists.setInt(word, 1, item + 1);
  }

  get(text: string): number[] {
    const word = this.#words.find(text);
    const numbers: number[] = [];
    let item = word === undefined ? 0 : this.#lists.int(word, 0);
    for (; item !== 0; item = this.#items.int(item - 1, NEXT)) numbers.push(this.#items.int(item - 1, NUMBER));
    return numbers;
  }

  /** The first number of a text. */
  first(text: string): number | undefined {
    const word = this.#words.find(text);
    const item = word === undefined ? 0 : this.#lists.int(word, 0);
    return item === 0 ? undefined : this.#items.int(item - 1, NUMBER);
  }
}
