import type { LedgerPage, LedgerRow } from '../../../src-core/host/groups/ledger.ts';
import { HostFailure, type HostClient } from '../../host/host-client.ts';

const BLOCK = 100;
const MOST_BLOCKS = 300;
/** Rows that only fly by are not asked for. */
const REST_MS = 40;
const AT_ONCE = 3;
/** Beyond every list: asks the store to go on looking, and for no row. */
const NOWHERE = 2 ** 40;

interface Source {
  readonly host: HostClient;
  readonly caseId: string;
  readonly filter: string;
  readonly sort: string;
  readonly onChange: () => void;
}

/** Rows of one filter in one order, in blocks, as they were asked for; older blocks are let go of. */
export class RowBlocks {
  readonly filter: string;
  readonly sort: string;
  total = 0;
  all = 0;
  looked = 0;
  milliseconds = 0;
  whole = false;
  stopped = false;
  error: HostFailure | undefined;
  isAnswered = false;
  version = 0;
  readonly #source: Source;
  readonly #blocks = new Map<number, readonly LedgerRow[]>();
  readonly #asking = new Map<number, AbortController>();
  #looking: AbortController | undefined;
  #wanted: readonly [number, number] = [0, BLOCK];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(source: Source) {
    this.#source = source;
    this.filter = source.filter;
    this.sort = source.sort;
  }

  get isNew(): boolean {
    return !this.isAnswered && this.error === undefined;
  }

  start(): void {
    this.#ended = false;
    this.#fetch();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const controller of this.#asking.values()) controller.abort();
    this.#asking.clear();
    this.#looking?.abort();
    this.#looking = undefined;
  }

  rowAt(index: number): LedgerRow | undefined {
    return this.#blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK];
  }

  want(from: number, to: number): void {
    const isFar = Math.abs(from - this.#wanted[0]) > BLOCK;
    this.#wanted = [from, Math.max(from + 1, to)];
    clearTimeout(this.#timer);
    if (!isFar) this.#fetch();
    else this.#timer = setTimeout(() => this.#fetch(), REST_MS);
  }

  stop(): void {
    this.stopped = true;
    this.#looking?.abort();
    this.#looking = undefined;
    this.#changed();
  }

  change(row: LedgerRow): void {
    for (const [block, rows] of this.#blocks)
      if (rows.some(({ id }) => id === row.id))
        this.#blocks.set(
          block,
          rows.map((old) => (old.id === row.id ? row : old)),
        );
    this.#changed();
  }

  #changed(): void {
    this.version += 1;
    this.#source.onChange();
  }

  #fetch(): void {
    if (this.#ended || this.error !== undefined) return;
    const [from, to] = this.#wanted;
    const first = Math.floor(from / BLOCK);
    const last = Math.floor((to - 1) / BLOCK);
    for (const [block, controller] of this.#asking) {
      if (block >= first && block <= last) continue;
      controller.abort();
      this.#asking.delete(block);
    }
    for (let block = first; block <= last && this.#asking.size < AT_ONCE; block++) {
      if (!this.#asking.has(block) && !this.#isFull(block)) void this.#ask(block);
    }
    if (this.isAnswered && !this.whole && !this.stopped && this.#looking === undefined) void this.#lookOn();
  }

  /** Every row that there can be in a block is here. */
  #isFull(block: number): boolean {
    const known = this.#blocks.get(block)?.length;
    if (known === undefined) return this.isAnswered && block * BLOCK >= this.total;
    return known >= Math.min(BLOCK, this.total - block * BLOCK);
  }

  async #ask(block: number): Promise<void> {
    const controller = new AbortController();
    this.#asking.set(block, controller);
    const page = await this.#call(block * BLOCK, BLOCK, controller.signal);
    if (this.#asking.get(block) === controller) this.#asking.delete(block);
    if (page === undefined || this.#ended) return;
    this.#blocks.delete(block);
    this.#blocks.set(block, page.rows);
    while (this.#blocks.size > MOST_BLOCKS) this.#blocks.delete(this.#blocks.keys().next().value ?? 0);
    this.#take(page);
  }

  async #lookOn(): Promise<void> {
    const controller = new AbortController();
    this.#looking = controller;
    const page = await this.#call(NOWHERE, 1, controller.signal);
    if (this.#looking === controller) this.#looking = undefined;
    if (page !== undefined && !this.#ended && !controller.signal.aborted) this.#take(page);
  }

  #take(page: LedgerPage): void {
    this.total = page.total;
    this.all = page.all;
    this.looked = page.looked;
    this.milliseconds = page.milliseconds;
    this.whole ||= page.whole;
    this.isAnswered = true;
    this.#changed();
    this.#fetch();
  }

  async #call(offset: number, count: number, signal: AbortSignal): Promise<LedgerPage | undefined> {
    const { host, caseId, filter, sort } = this.#source;
    try {
      return await host.call(
        'ledger.page',
        { caseId, filter, sort, offset, count, ...(this.stopped ? { stopped: true } : {}) },
        signal,
      );
    } catch (error) {
      if (signal.aborted || this.#ended) return undefined;
      if (!(error instanceof HostFailure)) throw error;
      this.error = error;
      this.#changed();
      return undefined;
    }
  }
}
