import { currencyExponents } from '../currency-exponents.ts';
import type { Money } from '../value.ts';

/** An amount as people write it: `CNY 110.04`. */
export function showMoney({ currency, minor }: Money): string {
  const exponent = currencyExponents.get(currency) ?? 0;
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return exponent === 0
    ? `${currency} ${sign}${digits}`
    : `${currency} ${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
