import { currencyExponents } from '../../src-core/arbitration/currency-exponents.ts';
import type { MoneyValue } from '../../src-core/host/shapes.ts';
import './money.css';

/** Figures of integer minor units, by the currency's digits, grouped by thousands; exact for every safe integer. */
export function figuresOf({ currency, minor }: MoneyValue): string {
  const digits = currencyExponents.get(currency) ?? 0;
  const sign = minor < 0 ? '−' : '';
  const all = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = all.slice(0, all.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${all.slice(all.length - digits)}`;
}

export const moneyText = (value: MoneyValue): string => `${value.currency}\u00a0${figuresOf(value)}`;

/** An amount never stands without its currency's code, and never with a sign that two currencies share. */
export function Money({ value, strong = false }: { readonly value: MoneyValue; readonly strong?: boolean }) {
  return (
    <span className="money">
      <span className="money-code">{value.currency}</span>
      <span className={strong ? 'money-figures strong' : 'money-figures'}>{figuresOf(value)}</span>
    </span>
  );
}
