import { currencyExponents } from '../../../src-core/arbitration/currency-exponents.ts';

/**
 * An amount as a person types it, in whole minor units: `1,234.50` of CNY is 123450. Undefined where it is no such amount, has more
 * decimals than the currency, or goes beyond exact integers. Digits only: nothing is ever rounded.
 */
export function readFigures(text: string, currency: string): number | undefined {
  const digits = currencyExponents.get(currency) ?? 0;
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, whole = '', decimals = ''] = match;
  if (decimals.length > digits) return undefined;
  const minor = BigInt(whole.replaceAll(',', '') + decimals.padEnd(digits, '0'));
  return minor > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(minor);
}
