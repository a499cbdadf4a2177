import type { ReadDatabase } from '../../store/database.ts';
import type { CompiledFilter } from './compile-filter.ts';

const FIRST_LINES = 20_000;
/** A part takes about so long, in milliseconds, so that pages are answered in between. */
const SHORT = 8;
const LONG = 30;
/** However slow a part is, a case is looked through in no more than so many. */
const MOST_PARTS = 128;

export interface ScanStep {
  readonly ids: readonly number[];
  /** What `key` gave of each, in the same order. */
  readonly keys: readonly unknown[];
}

/** Where lines come from, a part at a time. */
export interface LineSource {
  /** Lines looked at so far. */
  readonly looked: number;
  readonly isDone: boolean;
  step(): ScanStep;
}

/**
 * Looks through all lines in parts, each a range of ids: with an index a part is as large as the case after a few steps, without one it
 * stays small enough to be interrupted.
 */
export class Scan implements LineSource {
  readonly #database: ReadDatabase;
  readonly #filter: CompiledFilter;
  readonly #all: number;
  readonly #isBackwards: boolean;
  readonly #sql: string;
  #looked = 0;
  #size = FIRST_LINES;

  constructor(
    database: ReadDatabase,
    filter: CompiledFilter,
    options: { readonly all: number; readonly isBackwards: boolean; readonly key?: string },
  ) {
    this.#database = database;
    this.#filter = filter;
    this.#all = options.all;
    this.#isBackwards = options.isBackwards;
    const keys = options.key === undefined ? '' : `, json_group_array(${options.key}) AS keys`;
    // One row of JSON costs a fraction of as many rows.
    this.#sql = `SELECT json_group_array(line.id) AS ids${keys} FROM line WHERE line.id > ? AND line.id <= ? AND ${filter.sql}`;
  }

  get looked(): number {
    return this.#looked;
  }

  get isDone(): boolean {
    return this.#looked >= this.#all;
  }

  /** The next part, its ids in the scan's direction. */
  step(): ScanStep {
    const count = Math.min(this.#size, this.#all - this.#looked);
    const low = this.#isBackwards ? this.#all - this.#looked - count : this.#looked;
    const high = low + count;
    const started = performance.now();
    const row = this.#database.query<{ ids: string; keys?: string }>(this.#sql).get(low, high, ...this.#filter.values(low, high));
    const ids = JSON.parse(row?.ids ?? '[]') as number[];
    const keys = JSON.parse(row?.keys ?? '[]') as unknown[];
    this.#looked += count;
    const spent = performance.now() - started;
    if (spent < SHORT) this.#size *= 2;
    else if (spent > LONG) this.#size = Math.max(FIRST_LINES, Math.ceil(this.#all / MOST_PARTS), Math.floor(this.#size / 2));
    return inOrder(ids, keys, this.#isBackwards);
  }
}

/** An index may give a part in another order than that of ids. */
function inOrder(ids: number[], keys: readonly unknown[], isBackwards: boolean): ScanStep {
  const isSorted = ids.every((id, at) => at === 0 || (ids[at - 1] ?? 0) < id);
  if (isSorted && !isBackwards) return { ids, keys };
  if (keys.length === 0) {
    ids.sort((a, b) => (isBackwards ? b - a : a - b));
    return { ids, keys };
  }
  const order = ids.map((_, at) => at).sort((a, b) => ((ids[a] ?? 0) - (ids[b] ?? 0)) * (isBackwards ? -1 : 1));
  return { ids: order.map((at) => ids[at] ?? 0), keys: order.map((at) => keys[at]) };
}
