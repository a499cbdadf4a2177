/** An exact decimal number: `coefficient` x 10^-`scale`. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly scale: number;
}

const spelling = /^-?\d{1,15}(?:\.\d{1,12})?$/;

/** The exact value of a decimal as evidence spells it: `-?\d{1,15}(\.\d{1,12})?`, else `undefined`. */
export function parseDecimal(text: string): Decimal | undefined {
  if (!spelling.test(text)) return undefined;
  const point = text.indexOf('.');
  if (point < 0) return { coefficient: BigInt(text), scale: 0 };
  return { coefficient: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 };
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const scale = Math.max(a.scale, b.scale);
  const left = a.coefficient * 10n ** BigInt(scale - a.scale);
  const right = b.coefficient * 10n ** BigInt(scale - b.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The product, exact. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { coefficient: a.coefficient * b.coefficient, scale: a.scale + b.scale };
}

/** The nearest integer; a half goes up, towards positive infinity. Round once, at the end of a computation. */
export function roundHalfUp(value: Decimal): bigint {
  if (value.scale <= 0) return value.coefficient * 10n ** BigInt(-value.scale);
  const unit = 10n ** BigInt(value.scale);
  const doubled = 2n * value.coefficient + unit;
  const quotient = doubled / (2n * unit);
  // BigInt division truncates; a negative remainder means that the floor lies one below.
  return doubled % (2n * unit) < 0n ? quotient - 1n : quotient;
}
