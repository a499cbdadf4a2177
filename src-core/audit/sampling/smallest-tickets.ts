interface Held {
  readonly ticket: string;
  readonly index: number;
}

/** Keeps so many units with the smallest tickets, out of any number that are offered. Two tickets are never alike. */
export class SmallestTickets {
  readonly #size: number;
  /** A heap: no ticket is larger than that of its parent, at half its place. */
  readonly #heap: Held[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  offer(ticket: string, index: number): void {
    const offered = { ticket, index };
    if (this.#heap.length < this.#size) this.#rise(offered);
    else if (ticket < (this.#heap[0]?.ticket ?? '')) this.#sink(offered);
  }

  #rise(held: Held): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = heap[(at - 1) >> 1] as Held;
      if (parent.ticket > held.ticket) break;
      heap[at] = parent;
      at = (at - 1) >> 1;
    }
    heap[at] = held;
  }

  #sink(held: Held): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const larger = right < heap.length && (heap[right] as Held).ticket > (heap[left] as Held).ticket ? right : left;
      if ((heap[larger] as Held).ticket < held.ticket) break;
      heap[at] = heap[larger] as Held;
      at = larger;
    }
    heap[at] = held;
  }

  /** The places of what is kept, in no order. */
  get indices(): number[] {
    return this.#heap.map(({ index }) => index);
  }
}
