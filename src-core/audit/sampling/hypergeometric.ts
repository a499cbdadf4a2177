import { leastNumber, type Fraction } from './fraction.ts';

/** The product of the whole numbers from `first` to `last`; 1 where there are none. Halves are multiplied, so that factors stay alike in size. */
function rangeProduct(first: bigint, last: bigint): bigint {
  if (first > last) return 1n;
  if (last - first < 16n) {
    let product = first;
    for (let factor = first + 1n; factor <= last; factor++) product *= factor;
    return product;
  }
  const middle = (first + last) / 2n;
  return rangeProduct(first, middle) * rangeProduct(middle + 1n, last);
}

/** x (x-1) … (x-m+1). */
function falling(x: bigint, m: bigint): bigint {
  return m > x ? 0n : rangeProduct(x - m + 1n, x);
}

function choose(n: bigint, k: bigint): bigint {
  return falling(n, k) / rangeProduct(1n, k);
}

/**
 * Whether a sample of `drawn` units without replacement, out of `units` of which `marked` are marked, shows at most `seen` marked ones with
 * a probability of at most `risk`. Exact: the hypergeometric distribution in whole numbers,
 * sum over j <= seen of C(drawn, j) C(units - drawn, marked - j) <= risk C(units, marked).
 */
export function isUnlikely(units: number, marked: number, drawn: number, seen: number, risk: Fraction): boolean {
  // The distribution is the same with what is drawn and what is marked exchanged; fewer factors that way.
  const [few, many] = [Math.min(marked, drawn), Math.max(marked, drawn)].map(BigInt) as [bigint, bigint];
  const all = BigInt(units);
  const rest = all - many;
  const first = few > rest ? few - rest : 0n;
  let ways = 0n;
  let term = choose(few, first) * falling(many, first) * falling(rest, few - first);
  for (let j = first; j <= few && j <= BigInt(seen); j++) {
    ways += term;
    term = (term * (few - j) * (many - j)) / ((j + 1n) * (rest - few + j + 1n));
  }
  return ways * risk.den <= risk.num * falling(all, few);
}

/**
 * The least size of a sample that, showing at most `expected` marked units, leaves a risk of at most `risk` that as many as `marked` are
 * among the `units`. `units` where no smaller one does.
 */
export function sampleSizeFor(units: number, marked: number, expected: number, risk: Fraction): number {
  return leastNumber(Math.min(expected + 1, units), units, (drawn) => isUnlikely(units, marked, drawn, expected, risk));
}

/** The most units that may be marked where a sample showed `seen`, at the risk given: one more would have shown so few too seldom. */
export function mostMarked(units: number, drawn: number, seen: number, risk: Fraction): number {
  const most = units - (drawn - seen);
  return leastNumber(seen + 1, most + 1, (marked) => isUnlikely(units, marked, drawn, seen, risk)) - 1;
}
