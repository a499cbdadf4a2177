import { describe, expect, it } from 'vitest';
import { alignAmounts, convertAmount } from '../../../src-core/arbitration/amount.ts';
import { currencyExponents } from '../../../src-core/arbitration/currency-exponents.ts';

const usdToCny = { currency: 'CNY', exchange: { from: 'USD', to: 'CNY', rate: '7.25' } };

describe('conversion of amounts', () => {
  it.each([
    ['USD', 1000n, usdToCny, 7250n],
    ['USD', 1n, usdToCny, 7n],
    ['USD', 2n, usdToCny, 15n], // 14.5 rounds up
    ['USD', -2n, usdToCny, -14n], // floor(-14.5 + 0.5)
    ['JPY', 100n, { currency: 'CNY', exchange: { from: 'JPY', to: 'CNY', rate: '0.0465' } }, 465n],
    ['CNY', 465n, { currency: 'JPY', exchange: { from: 'CNY', to: 'JPY', rate: '21.505' } }, 100n],
    ['KWD', 1234n, { currency: 'JPY', exchange: { from: 'KWD', to: 'JPY', rate: '480' } }, 592n],
    ['CLF', 10000n, { currency: 'CLP', exchange: { from: 'CLF', to: 'CLP', rate: '39000' } }, 39000n],
    ['CNY', 5n, usdToCny, 5n],
  ])('%s %s by %o is %s', (currency, minor, conversion, expected) => {
    expect(convertAmount({ currency, minor }, conversion)).toEqual({ currency: conversion.currency, minor: expected });
  });

  it.each([
    ['no rate', { currency: 'CNY' }],
    ['no settled currency', { exchange: usdToCny.exchange }],
    ['only the inverse rate', { currency: 'CNY', exchange: { from: 'CNY', to: 'USD', rate: '0.138' } }],
    ['a rate of zero', { currency: 'CNY', exchange: { from: 'USD', to: 'CNY', rate: '0' } }],
    ['a rate below zero', { currency: 'CNY', exchange: { from: 'USD', to: 'CNY', rate: '-7.25' } }],
    ['no decimal', { currency: 'CNY', exchange: { from: 'USD', to: 'CNY', rate: '7,25' } }],
  ])('is not known with %s', (_, conversion) => {
    expect(convertAmount({ currency: 'USD', minor: 1n }, conversion)).toBe('fx');
  });

  it('is not known beyond exact integers', () => {
    const exchange = { from: 'USD', to: 'CNY', rate: '999999999999999' };
    expect(convertAmount({ currency: 'USD', minor: 1_000_000n }, { currency: 'CNY', exchange })).toBe('overflow');
  });

  it('converts only what is not in the settled currency, and gives a literal zero any', () => {
    const aligned = alignAmounts(
      [
        { currency: 'USD', minor: 100n },
        { currency: 'CNY', minor: 1n },
        { currency: 'XXX', minor: 0n, flexible: true },
      ],
      usdToCny,
    );
    expect(aligned).toEqual([
      { currency: 'CNY', minor: 725n },
      { currency: 'CNY', minor: 1n },
      { currency: 'CNY', minor: 0n },
    ]);
    expect(
      alignAmounts(
        [
          { currency: 'USD', minor: 100n },
          { currency: 'XXX', minor: 0n, flexible: true },
        ],
        {},
      ),
    ).toEqual([
      { currency: 'USD', minor: 100n },
      { currency: 'USD', minor: 0n },
    ]);
  });

  it('knows the minor units of every active code once', () => {
    expect(currencyExponents.size).toBe(17 + 7 + 2 + 143);
    expect(['CNY', 'JPY', 'KWD', 'CLF', 'XXX', 'XAU'].map((code) => currencyExponents.get(code))).toEqual([
      2,
      0,
      3,
      4,
      undefined,
      undefined,
    ]);
  });
});
