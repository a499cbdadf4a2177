import type { Money } from '../value.ts';

/** The sum of amounts; undefined where currencies are mixed, the result is no safe integer, or there is none. */
export function sumMoney(amounts: readonly Money[]): Money | undefined {
  const [first] = amounts;
  if (first === undefined) return undefined;
  let minor = 0n;
  for (const amount of amounts) {
    if (amount.currency !== first.currency) return undefined;
    minor += BigInt(amount.minor);
  }
  return moneyOf(first.currency, minor);
}

/** An amount, if a safe integer holds it. */
export function moneyOf(currency: string, minor: bigint): Money | undefined {
  return Number.isSafeInteger(Number(minor)) ? { currency, minor: Number(minor) } : undefined;
}
