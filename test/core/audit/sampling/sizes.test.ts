import { describe, expect, it } from 'vitest';
import { drawsFor, shareLimit, shareScale } from '../../../../src-core/audit/sampling/binomial.ts';
import { isUnlikely, mostMarked, sampleSizeFor } from '../../../../src-core/audit/sampling/hypergeometric.ts';

const risk = { num: 5n, den: 100n };

/** C(n, k) by Pascal's rule, for numbers small enough to be counted. */
function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 0; i < k; i++) ways = (ways * (n - i)) / (i + 1);
  return k < 0 || k > n ? 0 : ways;
}

describe('sizes and limits without replacement', () => {
  it('agree with the distribution counted out, over every small population', () => {
    const wrong: string[] = [];
    for (const units of [1, 5, 12]) {
      for (let marked = 0; marked <= units; marked++) {
        for (let drawn = 0; drawn <= units; drawn++) {
          for (let seen = 0; seen <= 3; seen++) {
            let chance = 0;
            for (let j = 0; j <= Math.min(seen, drawn); j++) chance += choose(marked, j) * choose(units - marked, drawn - j);
            const expected = chance * 100 <= 5 * choose(units, drawn);
            if (isUnlikely(units, marked, drawn, seen, risk) !== expected) wrong.push(`${units} ${marked} ${drawn} ${seen}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('are those of published tables for large populations (95 %, 5 % tolerable: 59 without an exception, 93 with one)', () => {
    expect(sampleSizeFor(1_000_000, 50_001, 0, risk)).toBe(59);
    expect(sampleSizeFor(1_000_000, 50_001, 1, risk)).toBe(93);
  });

  it('are the least that do', () => {
    const size = sampleSizeFor(500, 26, 0, risk);
    expect(isUnlikely(500, 26, size, 0, risk)).toBe(true);
    expect(isUnlikely(500, 26, size - 1, 0, risk)).toBe(false);
  });

  it('leave nothing to chance once everything was drawn', () => {
    expect(mostMarked(10, 10, 3, risk)).toBe(3);
    expect(mostMarked(1000, 0, 0, risk)).toBe(1000);
  });

  it('a limit is the last number that so few exceptions do not refute', () => {
    const most = mostMarked(2104, 60, 1, risk);
    expect(isUnlikely(2104, most, 60, 1, risk)).toBe(false);
    expect(isUnlikely(2104, most + 1, 60, 1, risk)).toBe(true);
  });
});

describe('draws with replacement', () => {
  it('are those of published tables', () => {
    expect(drawsFor({ num: 5n, den: 100n }, 0, risk)).toBe(59);
    expect(drawsFor({ num: 5n, den: 100n }, 1, risk)).toBe(93);
    expect(drawsFor({ num: 1n, den: 1_000_000_000n }, 0, risk)).toBeUndefined();
  });

  it('have the upper limits of Clopper and Pearson, rounded up', () => {
    // Of 59 draws without an exception: 1 - 0.05^(1/59) = 0.049507609…; of 100 with two: 0.061619200…
    expect(shareLimit(59, 0, risk)).toBe(49_507_610n);
    expect(shareLimit(100, 2, risk)).toBe(61_619_201n);
    expect(shareLimit(3, 3, risk)).toBe(shareScale);
  });
});
