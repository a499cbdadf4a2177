import { describe, expect, it } from 'vitest';
import { kleeneAnd, kleeneNot, kleeneOr, type Truth } from '../../../src-core/arbitration/kleene.ts';

const all: readonly Truth[] = [true, false, undefined];

describe('Kleene logic, over all values', () => {
  it('has the truth tables of strong Kleene logic', () => {
    const table = all.map((a) => all.map((b) => [kleeneAnd([a, b]), kleeneOr([a, b])]));
    const u = undefined;
    expect(table).toEqual([
      [
        [true, true],
        [false, true],
        [u, true],
      ],
      [
        [false, true],
        [false, false],
        [false, u],
      ],
      [
        [u, true],
        [false, u],
        [u, u],
      ],
    ]);
  });

  it('obeys the laws of De Morgan, commutes, associates, distributes, absorbs', () => {
    for (const a of all) {
      expect(kleeneNot(kleeneNot(a))).toBe(a);
      for (const b of all) {
        expect(kleeneNot(kleeneAnd([a, b]))).toBe(kleeneOr([kleeneNot(a), kleeneNot(b)]));
        expect(kleeneAnd([a, b])).toBe(kleeneAnd([b, a]));
        expect(kleeneOr([a, kleeneAnd([a, b])])).toBe(a);
        for (const c of all) {
          expect(kleeneAnd([a, b, c])).toBe(kleeneAnd([kleeneAnd([a, b]), c]));
          expect(kleeneAnd([a, kleeneOr([b, c])])).toBe(kleeneOr([kleeneAnd([a, b]), kleeneAnd([a, c])]));
        }
      }
    }
  });

  it('never takes back what is known when more becomes known', () => {
    for (const a of all) {
      for (const b of [true, false]) {
        for (const operation of [kleeneAnd, kleeneOr]) {
          const before = operation([a, undefined]);
          if (before !== undefined) expect(operation([a, b])).toBe(before);
        }
      }
    }
  });
});
