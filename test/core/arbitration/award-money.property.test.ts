import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion } from '../../../src-core/arbitration/apportion.ts';
import { awardMoney, type MoneyOutcome } from '../../../src-core/arbitration/award-money.ts';
import { combinePacks } from '../../../src-core/arbitration/combine-packs.ts';
import { decideRules, type RuleResult } from '../../../src-core/arbitration/decide-rules.ts';
import type { PartyTable } from '../../../src-core/arbitration/derivation.ts';
import { allRoles, type Role } from '../../../src-core/arbitration/role.ts';
import { heads } from '../../../src-core/arbitration/rule.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { smallPack, smallRule } from '../../fixtures/core-pack.ts';
import { cny, handCase } from '../../fixtures/hand-case.ts';

const anyShares: fc.Arbitrary<JsonObject[]> = fc
  .tuple(
    fc.shuffledSubarray([...allRoles], { minLength: 1 }),
    fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 7, maxLength: 7 }),
  )
  .map(([roles, weights]) => {
    const parts = apportion(
      BigInt(10_000 - roles.length),
      new Map(roles.map((role, index) => [role, BigInt(weights[index] as number)])),
    );
    return roles.map((role) => ({ role, bps: Number(parts.get(role)) + 1 }));
  });

const anyRule = fc.record({
  head: fc.constantFrom(...heads),
  minor: fc.integer({ min: 0, max: 5000 }),
  bearers: anyShares,
  refundNow: fc.option(fc.constantFrom(...allRoles), { nil: undefined }),
  priority: fc.integer({ min: 0, max: 3 }),
});

const anyParties: fc.Arbitrary<PartyTable> = fc
  .array(fc.constantFrom('ant', 'bee', 'cat', 'dog'), { minLength: 7, maxLength: 7 })
  .map((names) => ({
    partyOf: new Map<Role, string>(allRoles.map((role, index) => [role, names[index] as string])),
    present: new Set(allRoles),
  }));

function resultsOf(rules: readonly (typeof anyRule extends fc.Arbitrary<infer R> ? R : never)[]): RuleResult[] {
  const documents = rules.map(({ head, minor, bearers, refundNow, priority }, index) =>
    smallRule(`R${index}`, {
      priority,
      when: { lit: { type: 'boolean', value: true } },
      head,
      amount: { lit: { type: 'money', value: { currency: 'CNY', minor } } },
      branches: [{ bearers, ...(refundNow === undefined ? {} : { refundNow }) }],
    }),
  );
  const set = combinePacks([smallPack('p', documents, { semantics: 'assize/1.1' })]);
  const input = { set, facts: handCase().facts, conversion: { currency: 'CNY' }, assumed: new Map(), burdened: false };
  return [...decideRules(input).values()];
}

const sum = (rows: readonly { money: { minor: number } }[]): number => rows.reduce((total, row) => total + row.money.minor, 0);
const sumBps = (rows: readonly { bps: number }[]): number => rows.reduce((total, row) => total + row.bps, 0);

describe('apportionment', () => {
  it('gives out the whole, no part more than one unit from its exact share, whatever the order of the weights', () => {
    const weights = fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.bigInt({ min: 0n, max: 1000n }), {
      minKeys: 1,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), weights, (total, given) => {
        const entries = Object.entries(given);
        const all = entries.reduce((left, [, weight]) => left + weight, 0n);
        fc.pre(all > 0n);
        const parts = apportion(total, new Map(entries));
        expect([...parts.values()].reduce((left, part) => left + part, 0n)).toBe(total);
        for (const [name, weight] of entries) {
          const scaled = (parts.get(name) as bigint) * all - total * weight;
          expect(scaled > -all && scaled < all).toBe(true);
        }
        expect([...apportion(total, new Map([...entries].reverse()))]).toEqual([...parts]);
      }),
    );
  });

  it('gives the units left to the largest remainder, a tie to the lower name', () => {
    expect([
      ...apportion(
        1n,
        new Map([
          ['b', 1n],
          ['a', 1n],
        ]),
      ),
    ]).toEqual([
      ['a', 1n],
      ['b', 0n],
    ]);
    expect([
      ...apportion(
        10n,
        new Map([
          ['c', 1n],
          ['b', 1n],
          ['a', 1n],
        ]),
      ),
    ]).toEqual([
      ['a', 4n],
      ['b', 3n],
      ['c', 3n],
    ]);
    expect([
      ...apportion(
        100n,
        new Map([
          ['a', 1n],
          ['b', 2n],
        ]),
      ),
    ]).toEqual([
      ['a', 33n],
      ['b', 67n],
    ]);
  });
});

describe('money of established rules', () => {
  const outcome = (rules: Parameters<typeof resultsOf>[0], room: number, parties: PartyTable): MoneyOutcome =>
    awardMoney(resultsOf(rules), cny(room), 'claimant', parties);

  it('adds up: bearers to their head, refunds and final shares to all heads, and never beyond the room', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), fc.integer({ min: 0, max: 8000 }), anyParties, (rules, room, parties) => {
        const money = outcome(rules, room, parties);
        const total = sum(money.heads);
        expect(sum(money.heads.filter(({ head }) => head !== 'interest'))).toBeLessThanOrEqual(room);
        for (const head of money.heads) {
          expect(sum(head.bearers)).toBe(head.money.minor);
          expect(sumBps(head.bearers)).toBe(10_000);
        }
        expect(sum(money.awards)).toBe(total);
        expect(sum(money.allocation)).toBe(total);
        if (total > 0) expect(sumBps(money.allocation)).toBe(10_000);
        else expect([money.awards, money.allocation]).toEqual([[], []]);
        const groups = money.heads.map(({ head }) => (head === 'excess' ? 'principal' : head));
        expect(new Set(groups).size).toBe(groups.length);
      }),
      { numRuns: 200 },
    );
  });

  it('does not depend on who the parties are: swapped names give swapped money', () => {
    const swap = (name: string): string => ({ ant: 'zebra', bee: 'yak', cat: 'xerus', dog: 'wolf' })[name] ?? name;
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 5 }), anyParties, (rules, parties) => {
        // Room for everything in multiples of 10,000 leaves no remainder that a name could decide.
        const whole = rules.map((rule) => ({ ...rule, minor: rule.minor * 10_000 }));
        const money = outcome(whole, 10 ** 9, parties);
        const swapped = outcome(whole, 10 ** 9, {
          ...parties,
          partyOf: new Map([...parties.partyOf].map(([role, name]) => [role, swap(name)])),
        });
        const rename = (rows: readonly { party: string; money: { minor: number } }[]): string[] =>
          rows.map((row) => `${swap(row.party)} ${row.money.minor}`).sort();
        const plain = (rows: readonly { party: string; money: { minor: number } }[]): string[] =>
          rows.map((row) => `${row.party} ${row.money.minor}`).sort();
        expect(plain(swapped.allocation)).toEqual(rename(money.allocation));
        expect(swapped.heads.map((head) => head.rule)).toEqual(money.heads.map((head) => head.rule));
      }),
      { numRuns: 100 },
    );
  });

  it('lets the larger amount win a head, then the lower priority, then the lower id', () => {
    const rule = (minor: number, priority: number) => ({
      head: 'principal' as const,
      minor,
      priority,
      bearers: [{ role: 'M', bps: 10_000 }],
      refundNow: undefined,
    });
    const parties = handCase().parties;
    expect(outcome([rule(5, 0), rule(6, 9)], 100, parties).heads[0]?.rule).toBe('R1');
    expect(outcome([rule(6, 2), rule(6, 1)], 100, parties).heads[0]?.rule).toBe('R1');
    expect(outcome([rule(6, 1), rule(6, 1)], 100, parties).heads[0]?.rule).toBe('R0');
  });

  it('takes the room in the order of heads; what is left over for a later head may be nothing', () => {
    const rule = (head: 'excess' | 'fee' | 'delay', minor: number) => ({
      head,
      minor,
      priority: 1,
      bearers: [{ role: 'M', bps: 10_000 }],
      refundNow: 'S1' as const,
    });
    const money = outcome([rule('delay', 50), rule('fee', 80), rule('excess', 30)], 100, handCase().parties);
    expect(money.heads.map(({ head, money: { minor } }) => [head, minor])).toEqual([
      ['excess', 30],
      ['fee', 70],
      ['delay', 0],
    ]);
    expect(money.awards).toEqual([{ from: 'party-S1', to: 'claimant', money: cny(100) }]);
    expect(money.allocation).toEqual([{ party: 'party-M', bps: 10_000, money: cny(100) }]);
  });
});
