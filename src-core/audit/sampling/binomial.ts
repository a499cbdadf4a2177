import { leastNumber, type Fraction } from './fraction.ts';

/** Shares are worked out in units of this part of the whole, rounded up. */
export const shareScale = 1_000_000_000n;

/** Sizes beyond this are refused: examine everything instead. */
export const mostHits = 100_000;

/**
 * Whether `drawn` draws, each of which shows a marked unit with the probability `share`, show at most `seen` with a probability of at most
 * `risk`. Exact: the binomial distribution in whole numbers.
 */
function isUnlikely(share: Fraction, drawn: number, seen: number, risk: Fraction): boolean {
  const { num, den } = share;
  if (num >= den) return drawn > seen;
  const n = BigInt(drawn);
  let ways = 0n;
  let coefficient = 1n;
  for (let j = 0n; j <= BigInt(seen) && j <= n; j++) {
    ways += coefficient * num ** j * (den - num) ** (n - j);
    coefficient = (coefficient * (n - j)) / (j + 1n);
  }
  return ways * risk.den <= risk.num * den ** n;
}

/**
 * The least number of draws that, showing at most `expected` marked units, leaves a risk of at most `risk` that the share of marked ones is
 * as large as `share`; undefined beyond `mostHits`.
 */
export function drawsFor(share: Fraction, expected: number, risk: Fraction): number | undefined {
  let high = expected + 1;
  while (!isUnlikely(share, high, expected, risk)) {
    high *= 2;
    if (high > mostHits) return undefined;
  }
  return leastNumber(expected + 1, high, (drawn) => isUnlikely(share, drawn, expected, risk));
}

/**
 * The upper limit of the share of marked units where `drawn` draws showed `seen` (Clopper and Pearson), in units of 1 / `shareScale`, rounded
 * up.
 */
export function shareLimit(drawn: number, seen: number, risk: Fraction): bigint {
  if (seen >= drawn) return shareScale;
  const limit = leastNumber(0, Number(shareScale), (share) =>
    isUnlikely({ num: BigInt(share), den: shareScale }, drawn, seen, risk),
  );
  return BigInt(limit);
}
