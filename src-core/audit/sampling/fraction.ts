/** An exact fraction of whole numbers; the denominator is above 0. */
export interface Fraction {
  readonly num: bigint;
  readonly den: bigint;
}

/** The exact sum. */
export function addFractions(a: Fraction, b: Fraction): Fraction {
  return a.den === b.den ? { num: a.num + b.num, den: a.den } : { num: a.num * b.den + b.num * a.den, den: a.den * b.den };
}

/** The nearest whole number of a fraction not below 0; a half goes up. */
export function roundFraction({ num, den }: Fraction): bigint {
  return (2n * num + den) / (2n * den);
}

/** The least whole number that is not below a quotient of whole numbers not below 0. */
export function divideUp(num: bigint, den: bigint): bigint {
  return (num + den - 1n) / den;
}

const percentForm = /^(\d{1,3})(?:\.(\d{1,4}))?$/;

/** A percentage as people write it (`95`, `2.5`; four decimals at most), from above 0 to below 100; else undefined. */
export function parsePercent(text: string): Fraction | undefined {
  const match = percentForm.exec(text);
  if (match === null) return undefined;
  const decimals = match[2] ?? '';
  const num = BigInt(`${match[1] as string}${decimals}`);
  const den = 100n * 10n ** BigInt(decimals.length);
  return num > 0n && num < den ? { num, den } : undefined;
}

/** The least number from `low` to `high` of which a condition holds that holds of all above it too; `high` where it holds of none below. */
export function leastNumber(low: number, high: number, holds: (candidate: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = from + Math.floor((to - from) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
