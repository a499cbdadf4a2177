import type { EvidenceLine, FindingDraft } from '../state.ts';

/** Why a bound is missing: the finding on the note or token that would have given it, or the line that hides its place. */
export type Loss = EvidenceLine | FindingDraft;

/** Which losses entries suffer, by their numbers; of several the first registered. It takes no memory for entries while there is no loss. */
export class LossBook {
  readonly #count: number;
  readonly #reasons: Loss[] = [];
  #byEntry: Int32Array | undefined;

  constructor(count: number) {
    this.#count = count;
  }

  /** A new loss; its number is never 0, which stands for none. */
  register(reason: Loss): number {
    this.#byEntry ??= new Int32Array(this.#count);
    return this.#reasons.push(reason);
  }

  mark(entry: number, reason: number): void {
    const byEntry = this.#byEntry;
    if (byEntry === undefined || reason === 0) return;
    const known = byEntry[entry] as number;
    if (known === 0 || reason < known) byEntry[entry] = reason;
  }

  pass(from: number, to: number): void {
    if (this.#byEntry !== undefined) this.mark(to, this.#byEntry[from] as number);
  }

  of(entry: number): Loss | undefined {
    return this.#reasons[(this.#byEntry?.[entry] ?? 0) - 1];
  }
}
