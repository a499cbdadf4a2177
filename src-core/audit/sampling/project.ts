import type { Sum } from '../money-sums.ts';
import { addFractions, divideUp, roundFraction, type Fraction } from './fraction.ts';
import { shareLimit, shareScale } from './binomial.ts';
import { mostMarked } from './hypergeometric.ts';
import type { Drawn, DrawnSample } from './drawn-sample.ts';
import { riskOf, type SampleSpec } from './sample-spec.ts';

/** What was found on a unit of the sample. */
export interface SampleResult {
  readonly isException: boolean;
  /** What is wrong with the unit's amount, minor units of the unit's own currency; absent where nothing or unknown. */
  readonly misstated?: { readonly currency: string; readonly minor: number };
  readonly settled?: { readonly currency: string; readonly minor: number };
}

/** What the sample says of the population. */
export interface Projection {
  /** Units of the sample that are exceptions. */
  readonly exceptions: number;
  /** Random and stratified: exceptions in the population, the most likely number and the most at the confidence asked for. */
  readonly units?: { readonly estimate: number; readonly most: number };
  /** Misstated money in the population: most likely; and the most at that confidence, for monetary samples alone. */
  readonly money: readonly (Sum & { readonly most?: string })[];
}

interface Part {
  readonly units: number;
  readonly results: readonly SampleResult[];
}

function countOf(results: readonly SampleResult[]): number {
  return results.filter((result) => result.isException).length;
}

/** Each stratum by itself at the risk divided by their number, so that all limits together hold at the risk asked for (Bonferroni). */
function projectUnits(parts: readonly Part[], risk: Fraction): Projection['units'] {
  const each: Fraction = { num: risk.num, den: risk.den * BigInt(parts.length) };
  let estimate: Fraction = { num: 0n, den: 1n };
  let most = 0;
  for (const { units, results } of parts) {
    const seen = countOf(results);
    estimate = addFractions(estimate, { num: BigInt(units * seen), den: BigInt(results.length) });
    most += mostMarked(units, results.length, seen, each);
  }
  return { estimate: Number(roundFraction(estimate)), most };
}

/** What is misstated in the sample, by as much as the population is larger. */
function expand(parts: readonly Part[]): Sum[] {
  const sums = new Map<string, Fraction>();
  for (const { units, results } of parts) {
    for (const { misstated } of results) {
      if (misstated === undefined) continue;
      const part = { num: BigInt(misstated.minor) * BigInt(units), den: BigInt(results.length) };
      sums.set(misstated.currency, addFractions(sums.get(misstated.currency) ?? { num: 0n, den: 1n }, part));
    }
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, sum]) => ({ currency, minor: String(roundFraction(sum)) }));
}

/** The part of a unit's amount that is wrong, no more than all of it. */
function taintOf({ misstated, settled }: SampleResult): Fraction {
  if (misstated === undefined || settled === undefined || settled.minor === 0) return { num: 0n, den: 1n };
  return { num: BigInt(Math.min(misstated.minor, settled.minor)), den: BigInt(settled.minor) };
}

/**
 * The Stringer bound: units taken for certain count as they are; of the rest, the limit without any error and its growth with each error,
 * the largest taint first, each weighed by its taint and rounded up.
 */
function projectMonetary(sample: DrawnSample, results: readonly SampleResult[], risk: Fraction): Projection['money'] {
  const { monetary: plan } = sample;
  if (plan === undefined) return [];
  const { currency, drawnFrom, hits, interval } = plan;
  const ofKind = (kind: Drawn['by']): SampleResult[] => results.filter((_, position) => sample.units[position]?.by === kind);
  const certain = ofKind('certain').reduce((sum, { misstated }) => sum + BigInt(misstated?.minor ?? 0), 0n);
  const taints = ofKind('hit')
    .map(taintOf)
    .filter(({ num }) => num > 0n)
    .sort((a, b) => (a.num * b.den > b.num * a.den ? -1 : 1));
  const likely = taints.reduce<Fraction>((sum, { num, den }) => addFractions(sum, { num: num * interval, den }), {
    num: 0n,
    den: 1n,
  });
  let limit = drawnFrom === 0n ? 0n : shareLimit(hits, 0, risk);
  let previous = limit;
  for (const [position, { num, den }] of taints.entries()) {
    const next = shareLimit(hits, position + 1, risk);
    limit += divideUp((next - previous) * num, den);
    previous = next;
  }
  const bounded = limit > shareScale ? shareScale : limit;
  const most = certain + divideUp(drawnFrom * bounded, shareScale);
  return [{ currency, minor: String(certain + roundFraction(likely)), most: String(most) }];
}

/**
 * Projects what was found on the units of a sample onto the population. All arithmetic is exact; limits are rounded up.
 *
 * @param results - as the sample's units, in their order
 */
export function projectSample(
  sample: DrawnSample,
  spec: SampleSpec,
  units: number,
  results: readonly SampleResult[],
): Projection {
  const risk = riskOf(spec);
  const exceptions = countOf(results);
  if (sample.monetary !== undefined) return { exceptions, money: projectMonetary(sample, results, risk) };
  const { strata } = sample;
  const parts: Part[] =
    strata === undefined
      ? [{ units, results }]
      : strata.map(({ name, units: size }) => ({
          units: size,
          results: results.filter((_, position) => sample.units[position]?.stratum === name),
        }));
  const drawn = parts.filter((part) => part.results.length > 0);
  if (drawn.length === 0) return { exceptions, units: { estimate: 0, most: 0 }, money: [] };
  const projected = projectUnits(drawn, risk);
  return { exceptions, ...(projected === undefined ? {} : { units: projected }), money: expand(drawn) };
}
