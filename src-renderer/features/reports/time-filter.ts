const instant = (at: number): string => new Date(at).toISOString();

/** The ledger's filter for what was stated to happen from one instant until another, the latter excluded. Epoch milliseconds. */
export const timeFilter = (from: number, until: number): string => `at >= ${instant(from)} and at < ${instant(until)}`;

/** Buckets that a selection on the chart touches: whole ones, so that what is counted is what the filter shows. */
export function bucketsBetween(
  series: { readonly at: readonly number[]; readonly step: number },
  low: number,
  high: number,
): { readonly first: number; readonly last: number } | undefined {
  const start = series.at[0];
  if (start === undefined || high < start) return undefined;
  const clamp = (index: number): number => Math.max(0, Math.min(series.at.length - 1, index));
  const first = clamp(Math.floor((low - start) / series.step));
  // The end belongs to the next bucket, which is not touched yet.
  const last = clamp(Math.ceil((high - start) / series.step) - 1);
  return last < first ? undefined : { first, last };
}

/** What stands in buckets of a series, both ends included. */
export function countBetween(numbers: readonly number[], first: number, last: number): number {
  let sum = 0;
  for (let index = first; index <= last; index++) sum += numbers[index] ?? 0;
  return sum;
}
