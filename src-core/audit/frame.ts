import { createSha256, digestText, type Digest } from '../crypto/sha256.ts';
import { encodeUtf8 } from '../encoding/utf8.ts';
import { canonicalize } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';

/**
 * One unit of a population: payments of one transaction that pay for the same thing (usually one payment), or a transaction without any.
 * Of each unit what samples are drawn by.
 */
export interface FrameUnit {
  readonly txn: string;
  /** Sorted; empty for a transaction without payments. */
  readonly payments: readonly string[];
  readonly terminal: string;
  /** UTC date of the payment by its author's clock, `-` where none can be read. */
  readonly day: string;
  /** What was settled, where that is known. */
  readonly settled?: { readonly currency: string; readonly minor: number };
}

/** The line of a unit in a population's file: RFC 8785, without LF. */
export function frameLine({ txn, payments, terminal, day, settled }: FrameUnit): string {
  return canonicalize({ txn, payments, terminal, day, ...settled } as unknown as JsonValue);
}

/** Texts that many units share, by number. */
class Shared {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/**
 * The population's units in their order, held in columns so that a million of them fit in memory, and their digest: SHA-256 over the lines of
 * all units, each with LF.
 */
export class Frame {
  readonly #txns: string[] = [];
  /** Sets of payments as JSON text; most hold one. */
  readonly #payments: string[] = [];
  readonly #shared = new Shared();
  #numbers = new Uint32Array(3 * 1024);
  #amounts = new Float64Array(1024);
  readonly #hash = createSha256();
  #digest: Digest | undefined;

  /** Takes the next unit, which stands after all that came before. */
  add(unit: FrameUnit): void {
    const index = this.#txns.length;
    if (index === this.#amounts.length) this.#grow();
    this.#txns.push(unit.txn);
    this.#payments.push(JSON.stringify(unit.payments));
    this.#numbers[3 * index] = this.#shared.number(unit.terminal);
    this.#numbers[3 * index + 1] = this.#shared.number(unit.day);
    this.#numbers[3 * index + 2] = this.#shared.number(unit.settled?.currency ?? '');
    this.#amounts[index] = unit.settled?.minor ?? 0;
    this.#hash.update(encodeUtf8(`${frameLine(unit)}\n`));
  }

  #grow(): void {
    const length = 2 * this.#amounts.length;
    const numbers = new Uint32Array(3 * length);
    numbers.set(this.#numbers);
    const amounts = new Float64Array(length);
    amounts.set(this.#amounts);
    [this.#numbers, this.#amounts] = [numbers, amounts];
  }

  get length(): number {
    return this.#txns.length;
  }

  /** Of the units taken; none can be taken afterwards. */
  get digest(): Digest {
    this.#digest ??= digestText(this.#hash.digest());
    return this.#digest;
  }

  unit(index: number): FrameUnit {
    const text = (column: number): string => this.#shared.texts[this.#numbers[3 * index + column] as number] as string;
    const currency = text(2);
    return {
      txn: this.#txns[index] as string,
      payments: JSON.parse(this.#payments[index] as string) as string[],
      terminal: text(0),
      day: text(1),
      ...(currency === '' ? {} : { settled: { currency, minor: this.#amounts[index] as number } }),
    };
  }
}
