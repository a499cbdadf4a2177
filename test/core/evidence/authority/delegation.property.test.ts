import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareUtf16 } from '../../../../src-core/encoding/compare-utf16.ts';
import { wideningOf } from '../../../../src-core/evidence/authority/check-grants.ts';
import { readConstraint, repeats } from '../../../../src-core/evidence/authority/constraints/rules.ts';
import type { Grant } from '../../../../src-core/evidence/authority/grant.ts';
import type { Constraint, Want } from '../../../../src-core/evidence/model/shared.ts';
import type { JsonObject } from '../../../../src-core/json/json-value.ts';

/** A constraint, one that is equal or narrower, and ones that are wider by a single member. */
interface Case {
  readonly parent: Constraint;
  readonly narrower: Constraint;
  readonly wider: readonly Constraint[];
}

const setOf = (prefix: string) =>
  fc
    .uniqueArray(
      fc.nat(9).map((n) => `${prefix}${n}`),
      { minLength: 1, maxLength: 6 },
    )
    .map((set) => set.sort(compareUtf16));
const plus = (set: readonly string[], item: string) => [...new Set([...set, item])].sort(compareUtf16);
const allowed = (type: 'payment.allowed_payees' | 'payment.allowed_payment_instruments' | 'checkout.allowed_merchants') =>
  fc.tuple(setOf('p'), fc.nat()).map(([set, keep]): Case => ({
    parent: { type, allowed: set },
    narrower: { type, allowed: set.filter((_, index) => (keep >> index) % 2 === 0) },
    wider: [{ type, allowed: plus(set, 'stranger') }],
  }));
const windows = ['P1D', 'P7D', 'P1M', undefined] as const;
const T0 = '2026-03-02T00:00:00.000Z';
const [T1, T2, T3] = ['2026-03-03T00:00:00.000Z', '2026-03-04T00:00:00.000Z', '2026-03-05T00:00:00.000Z'] as const;

const cases: readonly fc.Arbitrary<Case>[] = [
  fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000)).map(([min, span, cut]): Case => {
    const max = min + span + 1;
    const parent = { type: 'payment.amount_range' as const, currency: 'CNY', min, max };
    const narrower = { ...parent, min: min + (cut % (span + 1)), max: max - (cut % (span + 1)) };
    return {
      parent,
      narrower,
      wider: [
        { ...parent, max: max + 1 },
        { ...parent, currency: 'USD' },
        ...(min > 0
          ? [
              { ...parent, min: min - 1 },
              { type: parent.type, currency: 'CNY', max },
            ]
          : []),
      ],
    };
  }),
  fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(3), fc.nat(3)).map(([max, cut, window, longer]): Case => {
    const make = (limit: number, index: number) => ({
      type: 'payment.budget' as const,
      currency: 'CNY',
      max: limit,
      ...(windows[index] === undefined ? {} : { window: windows[index] }),
    });
    const shorter = window > 0 ? [make(max, window - 1)] : [];
    return {
      parent: make(max, window),
      narrower: make(max - Math.min(max, cut), Math.max(window, longer)),
      wider: [make(max + 1, window), { ...make(max, window), currency: 'USD' }, ...shorter],
    };
  }),
  fc.tuple(fc.integer({ min: 1, max: 50 }), fc.nat(50)).map(([n, cut]): Case => {
    const parent = { type: 'payment.agent_recurrence' as const, frequency: 'WEEKLY', maxOccurrences: n };
    return {
      parent,
      narrower: { ...parent, maxOccurrences: Math.max(1, n - cut) },
      wider: [
        { ...parent, maxOccurrences: n + 1 },
        { ...parent, frequency: 'DAILY' },
      ],
    };
  }),
  allowed('payment.allowed_payees'),
  allowed('payment.allowed_payment_instruments'),
  allowed('checkout.allowed_merchants'),
  setOf('m').map((denied): Case => ({
    parent: { type: 'payment.denied_mcc', denied },
    narrower: { type: 'payment.denied_mcc', denied: plus(denied, 'x') },
    wider: [{ type: 'payment.denied_mcc', denied: denied.slice(1) }],
  })),
  fc.constant<Case>({
    parent: { type: 'payment.execution_date', notBefore: T1, notAfter: T2 },
    narrower: { type: 'payment.execution_date', notBefore: T2, notAfter: T2 },
    wider: [
      { type: 'payment.execution_date', notBefore: T0, notAfter: T2 },
      { type: 'payment.execution_date', notBefore: T1, notAfter: T3 },
      { type: 'payment.execution_date', notBefore: T1 },
      { type: 'payment.execution_date', notAfter: T2 },
    ],
  }),
  fc.constant<Case>({
    parent: { type: 'terminal.allowed', kinds: ['app', 'web'] },
    narrower: { type: 'terminal.allowed', kinds: ['web'] },
    wider: [{ type: 'terminal.allowed', kinds: ['app', 'tap', 'web'] }],
  }),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()).map(([quantity, hard]): Case => {
    const want: Want = { id: 'w1', quantity, acceptable: [{ sku: 'a' }, { sku: 'b' }], attributes: { size: 'L' }, hard };
    const make = (...items: Want[]): Constraint => ({ type: 'checkout.line_items', items });
    return {
      parent: make(want),
      narrower: hard ? make({ ...want, acceptable: [{ sku: 'b' }], attributes: { size: 'L', hot: true } }) : make(),
      wider: [
        make({ ...want, quantity: quantity + 1 }),
        make({ ...want, acceptable: [...want.acceptable, { sku: 'c' }] }),
        make({ ...want, attributes: {} }),
        make(want, { ...want, id: 'w2' }),
        ...(hard ? [make({ ...want, hard: false }), make()] : []),
      ],
    };
  }),
];

const aCase = fc.oneof(...cases);
const asJson = (constraint: Constraint) => JSON.parse(JSON.stringify(constraint)) as JsonObject;
const granted = (constraints: readonly Constraint[]) =>
  constraints.map((constraint, index) => ({
    pointer: `/body/constraints/${index}`,
    value: asJson(constraint),
    known: readConstraint(asJson(constraint)),
    foreign: false,
  }));
const grant = (constraints: readonly Constraint[], maxDepth: number, expires: number): Grant =>
  ({
    line: undefined,
    isMandate: false,
    maxDepth,
    expires,
    times: { to: expires },
    constraints: granted(constraints),
    hasShut: false,
  }) as unknown as Grant;

describe('a delegation only narrows', () => {
  test('equal or narrower in every constraint, with more of them, is never called wider', () => {
    fc.assert(
      fc.property(
        fc.array(aCase, { maxLength: 5 }),
        fc.array(aCase, { maxLength: 2 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(1000),
        (given, extra, depth, earlier) => {
          const parent = grant(
            given.map(({ parent: constraint }) => constraint),
            depth,
            1000,
          );
          const child = grant(
            [...given.map(({ narrower }) => narrower), ...extra.map(({ parent: constraint }) => constraint)],
            depth - 1,
            1000 - earlier,
          );
          expect(wideningOf(child, parent)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('every constraint repeats itself, and its narrower form; no wider form repeats it', () => {
    fc.assert(
      fc.property(aCase, ({ parent, narrower, wider }) => {
        expect(repeats(asJson(parent), asJson(parent))).toBe(true);
        expect(repeats(asJson(narrower), asJson(parent))).toBe(true);
        for (const constraint of wider)
          expect({ constraint, repeats: repeats(asJson(constraint), asJson(parent)) }).toEqual({ constraint, repeats: false });
      }),
      { numRuns: 1000 },
    );
  });

  test('widening any single member, or leaving a constraint out, is called wider once', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(aCase, { minLength: 1, maxLength: 4, selector: ({ parent }) => parent.type }),
        fc.nat(),
        (given, pick) => {
          const index = pick % given.length;
          const parent = grant(
            given.map(({ parent: constraint }) => constraint),
            2,
            1000,
          );
          const narrow = given.map(({ narrower }) => narrower);
          for (const wide of (given[index] as Case).wider)
            expect(wideningOf(grant(narrow.with(index, wide), 1, 1000), parent)).toHaveLength(1);
          expect(wideningOf(grant(narrow.toSpliced(index, 1), 1, 1000), parent)).toHaveLength(1);
          expect(wideningOf(grant(narrow, 2, 1000), parent).map(({ pointer }) => pointer)).toEqual(['/body/maxDepth']);
          expect(wideningOf(grant(narrow, 1, 1001), parent).map(({ pointer }) => pointer)).toEqual(['/body/expires']);
        },
      ),
      { numRuns: 300 },
    );
  });
});
