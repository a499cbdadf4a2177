import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../src-core/host/ledger-filter/parse-filter.ts';
import { bucketsBetween, countBetween, timeFilter } from '../../src-renderer/features/reports/time-filter.ts';

describe('a stretch of time on the chart', () => {
  const series = { at: [1000, 2000, 3000, 4000], step: 1000 };

  it.each([
    [1000, 2000, 0, 0],
    [1000, 2001, 0, 1],
    [1999, 2000, 0, 0],
    [500, 9000, 0, 3],
    [3500, 3500, 2, 2],
    [4200, 4900, 3, 3],
  ])('from %i to %i touches buckets %i to %i', (low, high, first, last) =>
    expect(bucketsBetween(series, low, high)).toEqual({ first, last }),
  );

  it('before all of it touches none', () => {
    expect(bucketsBetween(series, 0, 900)).toBeUndefined();
    expect(bucketsBetween({ at: [], step: 1000 }, 0, 900)).toBeUndefined();
  });

  it('is a filter that the ledger reads, its end excluded', () => {
    const filter = timeFilter(Date.UTC(2026, 2, 9, 1, 2, 3, 4), Date.UTC(2026, 2, 10));
    expect(filter).toBe('at >= 2026-03-09T01:02:03.004Z and at < 2026-03-10T00:00:00.000Z');
    expect(parseFilter(filter).state).toBe('valid');
  });

  it('counts both of its ends', () => {
    expect(countBetween([1, 2, 4, 8], 1, 2)).toBe(6);
    expect(countBetween([1, 2, 4, 8], 0, 9)).toBe(15);
  });
});
