import { setImmediate } from 'node:timers/promises';
import { GrowingIds } from './growing-ids.ts';
import { radixOrder } from './radix-order.ts';
import type { LineSource } from './scan.ts';
import type { SortKey } from './sort-keys.ts';

/** Lines that answer a filter, in the order of a sort, as ids. */
export interface LedgerResult {
  /** How many are found so far; all of them once `isWhole`. */
  readonly total: number;
  readonly isWhole: boolean;
  readonly looked: number;
  readonly milliseconds: number;
  /** Held for the result, in ids. */
  readonly weight: number;
  idsAt(offset: number, count: number): number[];
  offsetOf(id: number): number | undefined;
  /** Goes on looking until `enough` are found, the time is up, or all is looked at. */
  goOn(enough: number, milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Ids from one offset to another, a piece at a time. */
  pieces(size: number): Generator<Uint32Array>;
}

/** Every line in the ledger's own order, or that backwards: places are computed, nothing is held. */
export class EveryLine implements LedgerResult {
  readonly total: number;
  readonly isWhole = true;
  readonly milliseconds = 0;
  readonly weight = 0;
  readonly #isBackwards: boolean;

  constructor(all: number, isBackwards: boolean) {
    this.total = all;
    this.#isBackwards = isBackwards;
  }

  get looked(): number {
    return this.total;
  }

  #idAt(offset: number): number {
    return this.#isBackwards ? this.total - offset : offset + 1;
  }

  idsAt(offset: number, count: number): number[] {
    const length = Math.max(0, Math.min(count, this.total - offset));
    return Array.from({ length }, (_, at) => this.#idAt(offset + at));
  }

  offsetOf(id: number): number | undefined {
    return id < 1 || id > this.total ? undefined : this.#isBackwards ? this.total - id : id - 1;
  }

  goOn(): Promise<void> {
    return Promise.resolve();
  }

  *pieces(size: number): Generator<Uint32Array> {
    for (let from = 0; from < this.total; from += size) yield Uint32Array.from(this.idsAt(from, size));
  }
}

/** Lines found by looking through the store; resumed by whoever asks next, and so stopped by nobody's asking. */
export class FoundLines implements LedgerResult {
  readonly #scan: LineSource;
  readonly #key: SortKey | undefined;
  readonly #isDescending: boolean;
  readonly #ids = new GrowingIds();
  #keys = new Float64Array(1024);
  #ordered: Uint32Array | undefined;
  #ordering: Promise<void> | undefined;
  #running = false;
  #milliseconds = 0;

  /** @param order - how lines are to be ordered that do not come in their order already */
  constructor(source: LineSource, order?: { readonly key: SortKey; readonly isDescending: boolean }) {
    this.#scan = source;
    this.#key = order?.key;
    this.#isDescending = order?.isDescending ?? false;
  }

  get isWhole(): boolean {
    return this.#scan.isDone && (this.#key === undefined || this.#ordered !== undefined);
  }

  get total(): number {
    return this.#view().length;
  }

  get looked(): number {
    return this.#scan.looked;
  }

  get milliseconds(): number {
    return this.#milliseconds;
  }

  get weight(): number {
    return this.#ids.length;
  }

  /** Nothing while an order other than that of time is not made yet: its first row is known last. */
  #view(): Uint32Array {
    if (this.#key === undefined) return this.#ids.view();
    return this.#ordered ?? new Uint32Array();
  }

  idsAt(offset: number, count: number): number[] {
    return Array.from(this.#view().subarray(offset, offset + count));
  }

  offsetOf(id: number): number | undefined {
    const at = this.#view().indexOf(id);
    return at < 0 ? undefined : at;
  }

  *pieces(size: number): Generator<Uint32Array> {
    const view = this.#view();
    for (let from = 0; from < view.length; from += size) yield view.subarray(from, from + size);
  }

  async goOn(enough: number, milliseconds: number, signal: AbortSignal): Promise<void> {
    const until = performance.now() + milliseconds;
    while (!this.isWhole && performance.now() < until && !signal.aborted) {
      if (this.#key === undefined && this.#ids.length >= enough) return;
      if (this.#scan.isDone) await this.#order();
      // One step at a time, whoever asks for it; another asker waits for its turn.
      else if (!this.#running) this.#step();
      await setImmediate();
    }
  }

  #step(): void {
    this.#running = true;
    const started = performance.now();
    try {
      const { ids, keys } = this.#scan.step();
      if (this.#key !== undefined) this.#keepKeys(keys);
      this.#ids.push(ids);
    } finally {
      this.#running = false;
      this.#milliseconds += performance.now() - started;
    }
  }

  #keepKeys(keys: readonly unknown[]): void {
    const from = this.#ids.length;
    if (from + keys.length > this.#keys.length) {
      const grown = new Float64Array(Math.max(from + keys.length, this.#keys.length * 2));
      grown.set(this.#keys.subarray(0, from));
      this.#keys = grown;
    }
    for (const [at, key] of keys.entries()) this.#keys[from + at] = this.#key?.keyOf(key) ?? 0;
  }

  #order(): Promise<void> {
    this.#ordering ??= this.#makeOrder();
    return this.#ordering;
  }

  async #makeOrder(): Promise<void> {
    const started = performance.now();
    this.#ordered = await radixOrder(this.#ids.view(), this.#keys, this.#isDescending);
    this.#keys = new Float64Array();
    this.#milliseconds += performance.now() - started;
  }
}
