import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openPlaces, type Confirmer } from '../../../../src-core/evidence/authority/fill-quorum.ts';
import type { Quorum, Role } from '../../../../src-core/evidence/model/shared.ts';

const by = (...pairs: [Role, string][]): Confirmer[] => pairs.map(([role, operator]) => ({ role, operator }));

describe('openPlaces', () => {
  test.each<[string, Quorum, Confirmer[], number]>([
    [
      'all there',
      { allOf: ['merchant', 'user'], atLeast: [{ n: 1, of: ['psp'] }] },
      by(['user', 'u'], ['merchant', 'm'], ['psp', 'p']),
      0,
    ],
    ['one operator in two places', { allOf: ['merchant', 'psp'], atLeast: [] }, by(['merchant', 'x'], ['psp', 'x']), 1],
    [
      'one operator over two clauses',
      { allOf: ['psp'], atLeast: [{ n: 1, of: ['acquirer', 'psp'] }] },
      by(['psp', 'x'], ['acquirer', 'x']),
      1,
    ],
    [
      'an operator too many does no harm',
      { allOf: ['psp'], atLeast: [] },
      by(['psp', 'x'], ['acquirer', 'x'], ['merchant', 'm']),
      0,
    ],
    [
      'seats are exchanged where that helps',
      {
        allOf: [],
        atLeast: [
          { n: 1, of: ['acquirer', 'psp'] },
          { n: 1, of: ['psp'] },
        ],
      },
      by(['psp', 'a'], ['acquirer', 'b']),
      0,
    ],
    ['a demand beyond all numbers', { allOf: [], atLeast: [{ n: 2 ** 53 - 1, of: ['psp'] }] }, by(['psp', 'a']), 2 ** 53 - 2],
    ['nothing demanded', { allOf: [], atLeast: [] }, [], 0],
  ])('%s', (_, quorum, confirmers, open) => {
    expect(openPlaces(quorum, confirmers)).toBe(open);
  });

  test('is what trying every seating gives', () => {
    const role = fc.constantFrom<Role>('user', 'merchant', 'psp', 'acquirer');
    const quorum = fc.record({
      allOf: fc.uniqueArray(role, { maxLength: 2 }),
      atLeast: fc.array(fc.record({ n: fc.integer({ min: 1, max: 2 }), of: fc.uniqueArray(role, { maxLength: 3 }) }), {
        maxLength: 2,
      }),
    });
    const confirmers = fc.array(fc.record({ role, operator: fc.constantFrom('a', 'b', 'c', 'd') }), { maxLength: 7 });
    fc.assert(
      fc.property(
        quorum,
        confirmers,
        (demanded, given) => void expect(openPlaces(demanded, given)).toBe(openByTrial(demanded, given)),
      ),
      { numRuns: 1000 },
    );
  });

  test('many operators cost little', () => {
    const many = Array.from({ length: 20_000 }, (_, index): Confirmer => ({
      role: index % 2 === 0 ? 'psp' : 'acquirer',
      operator: `o${index}`,
    }));
    expect(
      openPlaces(
        {
          allOf: [],
          atLeast: [
            { n: 15_000, of: ['psp'] },
            { n: 9000, of: ['acquirer'] },
          ],
        },
        many,
      ),
    ).toBe(5000);
  });
});

function openByTrial(quorum: Quorum, confirmers: readonly Confirmer[]): number {
  const places = [
    ...quorum.allOf.map((role) => [role]),
    ...quorum.atLeast.flatMap(({ n, of }) => Array.from({ length: n }, () => of)),
  ];
  const operators = [...new Set(confirmers.map(({ operator }) => operator))];
  const fits = (operator: string, place: readonly Role[]) =>
    confirmers.some((one) => one.operator === operator && place.includes(one.role));
  const best = (index: number, used: ReadonlySet<string>): number => {
    const place = places[index];
    if (place === undefined) return 0;
    const seated = operators
      .filter((operator) => !used.has(operator) && fits(operator, place))
      .map((operator) => 1 + best(index + 1, new Set([...used, operator])));
    return Math.max(best(index + 1, used), ...seated);
  };
  return places.length - best(0, new Set());
}
