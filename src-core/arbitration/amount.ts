import { multiplyDecimals, parseDecimal, roundHalfUp } from '../encoding/decimal.ts';
import type { Decimal } from '../encoding/decimal.ts';
import { currencyExponents } from './currency-exponents.ts';
import type { Exchange } from './derivation.ts';
import { isSafe } from './operand.ts';
import type { Amount } from './operand.ts';

/** What amounts of two currencies need to meet: the currency of the settled amount, and the rate that both sides agreed. */
export interface Conversion {
  readonly currency?: string;
  readonly exchange?: Exchange;
}

/** Why amounts could not meet. */
export type AmountFailure = 'fx' | 'overflow';

/**
 * Converts an amount into the currency of the settled amount by the agreed rate, rounded once, a half up. Never by the inverse of a
 * rate.
 */
export function convertAmount(amount: Amount, conversion: Conversion): Amount | AmountFailure {
  const { currency, exchange } = conversion;
  if (currency === undefined) return 'fx';
  if (amount.currency === currency) return amount;
  if (exchange === undefined || exchange.from !== amount.currency || exchange.to !== currency) return 'fx';
  const rate = parseDecimal(exchange.rate);
  const exponentFrom = currencyExponents.get(exchange.from);
  const exponentTo = currencyExponents.get(exchange.to);
  if (rate === undefined || rate.coefficient <= 0n || exponentFrom === undefined || exponentTo === undefined) return 'fx';
  const shift = exponentTo - exponentFrom;
  const product = multiplyDecimals({ coefficient: amount.minor, scale: 0 }, rate);
  const shifted: Decimal = { coefficient: product.coefficient, scale: product.scale - shift };
  const minor = roundHalfUp(shifted);
  return isSafe(minor) ? { currency, minor } : 'overflow';
}

/**
 * Brings amounts into one currency. A literal zero takes any; where two currencies meet, those that are not the settled amount's are
 * converted into it.
 */
export function alignAmounts(amounts: readonly Amount[], conversion: Conversion): readonly Amount[] | AmountFailure {
  const currencies = new Set(amounts.filter((amount) => amount.flexible !== true).map((amount) => amount.currency));
  const [only] = currencies;
  if (currencies.size <= 1) {
    return only === undefined
      ? amounts
      : amounts.map((amount) => (amount.flexible === true ? { currency: only, minor: amount.minor } : amount));
  }
  const aligned: Amount[] = [];
  for (const amount of amounts) {
    const converted =
      amount.flexible === true ? { currency: conversion.currency ?? '', minor: 0n } : convertAmount(amount, conversion);
    if (typeof converted === 'string') return converted;
    aligned.push(converted);
  }
  return aligned;
}
