import { compareUtf16 } from '../encoding/compare-utf16.ts';

/** An amount as an audit states it; sums over a population may be too large for a number that JSON keeps exact, so it is a decimal text. */
export interface Sum {
  readonly currency: string;
  /** Minor units, a whole number in decimal. */
  readonly minor: string;
}

/** Sums by currency; currencies are never added to each other. */
export class MoneySums {
  readonly #sums = new Map<string, bigint>();

  add(money: { readonly currency: string; readonly minor: number } | undefined): void {
    if (money === undefined) return;
    this.#sums.set(money.currency, (this.#sums.get(money.currency) ?? 0n) + BigInt(money.minor));
  }

  /** Sums above 0, by currency. */
  list(): Sum[] {
    return [...this.#sums]
      .filter(([, minor]) => minor !== 0n)
      .sort(([a], [b]) => compareUtf16(a, b))
      .map(([currency, minor]) => ({ currency, minor: String(minor) }));
  }
}

/** What is kept by texts, made when it is first asked for; listed by text (UTF-16 code units). */
export class Book<T> {
  readonly #rows = new Map<string, T>();
  readonly #make: () => T;

  constructor(make: () => T) {
    this.#make = make;
  }

  at(...key: readonly string[]): T {
    const text = JSON.stringify(key);
    const known = this.#rows.get(text);
    if (known !== undefined) return known;
    const made = this.#make();
    this.#rows.set(text, made);
    return made;
  }

  list<R>(row: (key: readonly string[], value: T) => R): R[] {
    return [...this.#rows]
      .map(([text, value]) => ({ key: JSON.parse(text) as string[], value }))
      .sort((a, b) => compareKeys(a.key, b.key))
      .map(({ key, value }) => row(key, value));
  }
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const order = compareUtf16(part, b[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
