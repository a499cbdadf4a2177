import type { PageMemory } from '../lines/page-memory.ts';
import { Table } from '../lines/table.ts';
import type { EvidenceLine, FindingDraft } from '../state.ts';

/** Why a bound is missing: the finding on the note or token that would have given it, or the line that hides its place. */
export type Loss = EvidenceLine | FindingDraft;

/** Which losses entries suffer, by their numbers; of several the first registered. It takes no memory for entries while there is no loss. */
export class LossBook {
  readonly #memory: PageMemory;
  readonly #count: number;
  readonly #reasons: Loss[] = [];
  #byEntry: Table | undefined;

  constructor(memory: PageMemory, count: number) {
    this.#memory = memory;
    this.#count = count;
  }

  /** A new loss; its number is never 0, which stands for none. */
  register(reason: Loss): number {
    this.#byEntry ??= new Table(this.#memory, 4, this.#count);
    return this.#reasons.push(reason);
  }

  mark(entry: number, reason: number): void {
    const byEntry = this.#byEntry;
    if (byEntry === undefined || reason === 0) return;
    const known = byEntry.int(entry, 0);
    if (known === 0 || reason < known) byEntry.setInt(entry, 0, reason);
  }

  pass(from: number, to: number): void {
    if (this.#byEntry !== undefined) this.mark(to, this.#byEntry.int(from, 0));
  }

  of(entry: number): Loss | undefined {
    return this.#reasons[(this.#byEntry?.int(entry, 0) ?? 0) - 1];
  }
}
