import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBusinessDays, parseDate, type Calendar } from '../../../src-core/arbitration/calendar.ts';
import { isBefore, shiftSpan } from '../../../src-core/arbitration/span.ts';
import type { Span } from '../../../src-core/arbitration/operand.ts';

const bound = fc.option(fc.integer({ min: -50, max: 50 }), { nil: undefined });
const anySpan: fc.Arbitrary<Span> = fc
  .tuple(bound, bound)
  .map(([from, to]) => ({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }));

function contains(span: Span, point: number): boolean {
  return (span.from ?? -Infinity) <= point && point <= (span.to ?? Infinity);
}

describe('order of brackets', () => {
  it('is right for every pair of instants that the brackets allow', () => {
    fc.assert(
      fc.property(anySpan, anySpan, (a, b) => {
        const verdict = isBefore(a, b);
        for (let x = -60; x <= 60; x += 3) {
          for (let y = -60; y <= 60; y += 3) {
            if (!contains(a, x) || !contains(b, y)) continue;
            if (verdict === true) expect(x < y).toBe(true);
            if (verdict === false) expect(x < y).toBe(false);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is unknown for a crossed bracket, and for open bounds that could change it', () => {
    expect(isBefore({ from: 2, to: 1 }, { from: 5, to: 6 })).toBeUndefined();
    expect(isBefore({ from: 5, to: 6 }, { from: 2, to: 1 })).toBeUndefined();
    expect(isBefore({ from: 1 }, { from: 5, to: 5 })).toBeUndefined();
    expect(isBefore({ to: 4 }, { from: 5 })).toBe(true);
    expect(isBefore({ from: 5 }, { to: 5 })).toBe(false);
    expect(isBefore({}, {})).toBeUndefined();
  });

  it('moves with its brackets', () => {
    fc.assert(
      fc.property(anySpan, anySpan, fc.integer({ min: -40, max: 40 }), (a, b, days) => {
        const [movedA, movedB] = [shiftSpan(a, BigInt(days)), shiftSpan(b, BigInt(days))];
        if (typeof movedA === 'string' || typeof movedB === 'string') throw new Error('no shift');
        expect(isBefore(movedA, movedB)).toBe(isBefore(a, b));
      }),
    );
  });
});

describe('business days', () => {
  const days = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06', '2026-03-09'].map(
    (day) => (parseDate(day) as number) / 86_400_000,
  );
  const week: Calendar = { id: 'week', days, from: days[0] as number, to: (days[5] as number) + 1 };
  const at = (text: string): number => Date.parse(text);
  it.each([
    ['2026-03-05T23:59:59.999Z', 1, '2026-03-06T23:59:59.999Z'],
    ['2026-03-06T08:00:00.000Z', 1, '2026-03-09T08:00:00.000Z'],
    ['2026-03-07T08:00:00.000Z', 1, '2026-03-09T08:00:00.000Z'],
    ['2026-03-02T00:00:00.000Z', 3, '2026-03-05T00:00:00.000Z'],
    ['2026-03-07T08:00:00.000Z', 0, '2026-03-07T08:00:00.000Z'],
    ['2026-03-07T08:00:00.000Z', -1, '2026-03-06T08:00:00.000Z'],
    ['2026-03-06T08:00:00.000Z', -4, '2026-03-02T08:00:00.000Z'],
  ])('%s and %i', (from, count, to) => {
    expect(addBusinessDays(at(from), count, week)).toBe(at(to));
  });
  it.each([
    ['2026-03-01T00:00:00.000Z', 1],
    ['2026-03-11T00:00:00.000Z', 0],
    ['2026-03-06T00:00:00.000Z', 2],
    ['2026-03-02T00:00:00.000Z', -1],
  ])('%s and %i lie outside', (from, count) => {
    expect(addBusinessDays(at(from), count, week)).toBeUndefined();
    expect(shiftSpan({ from: at(from) }, BigInt(count), week)).toBe('calendar');
  });
  it('knows no date that is none', () => {
    expect(['2026-02-29', '2026-13-01', '2026-3-1', '2026-03-01T', ''].map(parseDate)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(parseDate('2024-02-29')).toBe(Date.parse('2024-02-29T00:00:00Z'));
  });
});
