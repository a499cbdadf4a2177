import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDecimals, multiplyDecimals, parseDecimal, roundHalfUp } from '../../../src-core/encoding/decimal.ts';
import type { Decimal } from '../../../src-core/encoding/decimal.ts';

function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === undefined) throw new Error(text);
  return value;
}

describe('decimals', () => {
  test.each(['0', '-0', '7.1', '999999999999999.999999999999', '0007'])('takes %s', (text) =>
    expect(parseDecimal(text)).toBeDefined(),
  );
  test.each(['', '-', '.5', '5.', '1e3', '+1', '1,5', ' 1', '1\n', '1234567890123456', '1.1234567890123', '٣'])(
    'refuses %j',
    (text) => expect(parseDecimal(text)).toBeUndefined(),
  );
  test('compares across scales', () => {
    expect(compareDecimals(decimal('1.10'), decimal('1.1'))).toBe(0);
    expect(compareDecimals(decimal('-1.1'), decimal('-1.09'))).toBe(-1);
    expect(compareDecimals(decimal('0.000000000001'), decimal('0'))).toBe(1);
  });
  test.each([
    ['0.5', 1n],
    ['0.4999', 0n],
    ['1.5', 2n],
    ['2.5', 3n],
    ['-0.5', 0n],
    ['-0.51', -1n],
    ['-1.5', -1n],
    ['-2', -2n],
  ])('rounds %s half up to %s', (text, integer) => expect(roundHalfUp(decimal(text))).toBe(integer));
  test('a rate on minor units rounds once', () => {
    // 19,900 minor units at 7.12345 = 141,756.655
    expect(roundHalfUp(multiplyDecimals({ coefficient: 19_900n, scale: 0 }, decimal('7.12345')))).toBe(141_757n);
  });
  test('rounding is within a half', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 12 }), (coefficient, scale) => {
        const distance = 2n * (roundHalfUp({ coefficient, scale }) * 10n ** BigInt(scale) - coefficient);
        expect(distance > -(10n ** BigInt(scale)) && distance <= 10n ** BigInt(scale)).toBe(true);
      }),
    );
  });
});
