import type { BundleBuilder } from '../../../test/fixtures/bundle-builder.ts';

interface Appointment {
  readonly at: number;
  readonly run: () => void;
}

/**
 * What happens at which time, where many things go on side by side: each appointment is kept in the order of time, and may make others.
 * The builder's clock never goes back; an appointment that another one outlasted begins right after it.
 */
export class Diary {
  readonly #builder: BundleBuilder;
  /** In the order of time, the next one last. */
  readonly #appointments: Appointment[] = [];

  constructor(builder: BundleBuilder) {
    this.#builder = builder;
  }

  /** @param at - epoch milliseconds */
  at(at: number, run: () => void): void {
    let low = 0;
    let high = this.#appointments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#appointments[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.#appointments.splice(low, 0, { at, run });
  }

  /** Some seconds from now. */
  after(seconds: number, run: () => void): void {
    this.at(this.#builder.now + Math.round(seconds * 1000), run);
  }

  /** Keeps all appointments, those too that are made on the way. */
  play(): void {
    for (let next = this.#appointments.pop(); next !== undefined; next = this.#appointments.pop()) {
      this.#builder.now = Math.max(this.#builder.now, next.at);
      next.run();
    }
  }
}
