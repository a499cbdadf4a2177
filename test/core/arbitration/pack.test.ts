import { describe, expect, it } from 'vitest';
import { analysePack, packDefects } from '../../../src-core/arbitration/analyse-pack.ts';
import { combinePacks, coversJurisdiction } from '../../../src-core/arbitration/combine-packs.ts';
import { parsePack } from '../../../src-core/arbitration/pack.ts';
import { runPackTests } from '../../../src-core/arbitration/run-pack-tests.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { corePack, corePackDocument, smallPack, smallPackDocument, smallRemedy, smallRule } from '../../fixtures/core-pack.ts';

function refusal(run: () => unknown): [string, string] {
  try {
    run();
  } catch (error) {
    if (error instanceof AssizeError) return [error.code, error.place.pointer ?? ''];
    throw error;
  }
  return ['accepted', ''];
}

const param = (id: string, type: JsonValue, value: JsonValue, more: JsonObject = {}): JsonObject => ({
  id,
  type,
  value,
  cite: 'test',
  tag: 'K',
  ...more,
});
const two = (first: JsonObject, second: JsonObject): JsonObject[] => [smallRule('A', first), smallRule('B', second)];

describe('the form of a pack', () => {
  it.each<[string, JsonValue, string, string]>([
    ['no object', [], 'E_PACK_SCHEMA', ''],
    ['an unknown member', smallPackDocument('p', [], { x: 1 }), 'E_PACK_SCHEMA', '/x'],
    ['null', smallPackDocument('p', [], { burdens: null }), 'E_PACK_SCHEMA', '/burdens'],
    ['another version', smallPackDocument('p', [], { v: 2 }), 'E_PACK_SCHEMA', '/v'],
    ['other semantics', smallPackDocument('p', [], { semantics: 'assize/2' }), 'E_PACK_SEMANTICS', '/semantics'],
    ['a date that is none', smallPackDocument('p', [], { effectiveFrom: '2026-02-30' }), 'E_PACK_SCHEMA', '/effectiveFrom'],
    ['dates the wrong way', smallPackDocument('p', [], { effectiveTo: '2020-01-01' }), 'E_PACK_SCHEMA', '/effectiveTo'],
    ['a rule twice', smallPackDocument('p', [smallRule('A'), smallRule('A')]), 'E_PACK_DUP', '/rules/1'],
    [
      'a parameter twice',
      smallPackDocument('p', [], { params: [param('a', 'integer', 1), param('a', 'integer', 2)] }),
      'E_PACK_DUP',
      '/params/1',
    ],
    [
      'a value of another type',
      smallPackDocument('p', [], { params: [param('a', 'integer', '1')] }),
      'E_PACK_TYPE',
      '/params/0/value',
    ],
    [
      'an unknown tag',
      smallPackDocument('p', [], { params: [param('a', 'integer', 1, { tag: 'X' })] }),
      'E_PACK_SCHEMA',
      '/params/0/tag',
    ],
    [
      'a what-if of a number',
      smallPackDocument('p', [], { params: [param('a', 'integer', 1, { whatIf: true })] }),
      'E_PACK_SCHEMA',
      '/params/0/whatIf',
    ],
    [
      'shares that do not sum',
      smallPackDocument('p', [smallRule('A', { ...smallRemedy(), branches: [{ bearers: [{ role: 'M', bps: 9999 }] }] })]),
      'E_PACK_SCHEMA',
      '/rules/0/branches/0/bearers',
    ],
    [
      'a role twice',
      smallPackDocument('p', [
        smallRule('A', {
          ...smallRemedy(),
          branches: [
            {
              bearers: [
                { role: 'M', bps: 5000 },
                { role: 'M', bps: 5000 },
              ],
            },
          ],
        }),
      ]),
      'E_PACK_SCHEMA',
      '/rules/0/branches/0/bearers',
    ],
    [
      'an unknown role',
      smallPackDocument('p', [smallRule('A', smallRemedy(1, 'S'))]),
      'E_PACK_SCHEMA',
      '/rules/0/branches/0/bearers/0/role',
    ],
    [
      'no last branch',
      smallPackDocument('p', [
        smallRule('A', { ...smallRemedy(), branches: [{ if: { fact: 'mnd.found' }, bearers: [{ role: 'M', bps: 10_000 }] }] }),
      ]),
      'E_PACK_SCHEMA',
      '/rules/0/branches',
    ],
    ['a head without an amount', smallPackDocument('p', [smallRule('A', { head: 'fee' })]), 'E_PACK_SCHEMA', '/rules/0/branches'],
    [
      'an amount that is a number',
      smallPackDocument('p', [smallRule('A', { ...smallRemedy(), amount: { fact: 'pay.tenders' } })]),
      'E_PACK_TYPE',
      '/rules/0/amount',
    ],
    [
      'interest, which nothing awards yet',
      smallPackDocument('p', [smallRule('A', smallRemedy(1, 'M', 'interest'))]),
      'E_PACK_SCHEMA',
      '/rules/0/head',
    ],
    [
      'a condition that is an amount',
      smallPackDocument('p', [smallRule('A', { when: { fact: 'pay.T' } })]),
      'E_PACK_TYPE',
      '/rules/0/when',
    ],
    [
      'a fact deep inside',
      smallPackDocument('p', [smallRule('A', { when: { op: 'not', args: [{ fact: 'x' }] } })]),
      'E_PACK_NAME',
      '/rules/0/when/args/0',
    ],
    [
      'a title in one language',
      smallPackDocument('p', [smallRule('A', { title: { en: 'A' } })]),
      'E_PACK_SCHEMA',
      '/rules/0/title',
    ],
    [
      'business days out of order',
      smallPackDocument('p', [], {
        calendars: [{ id: 'c', days: ['2026-01-02', '2026-01-01'], coverage: { from: '2026-01-01', to: '2026-12-31' } }],
      }),
      'E_PACK_SCHEMA',
      '/calendars/0/days',
    ],
    [
      'business days out of coverage',
      smallPackDocument('p', [], {
        calendars: [{ id: 'c', days: ['2025-01-02'], coverage: { from: '2026-01-01', to: '2026-12-31' } }],
      }),
      'E_PACK_SCHEMA',
      '/calendars/0/days',
    ],
    [
      'a burden on no fact',
      smallPackDocument('p', [], { burdens: [{ fact: 'x', role: 'M', assume: true, on: 'gap', rule: 'A' }] }),
      'E_PACK_SCHEMA',
      '/burdens/0/fact',
    ],
    [
      'a burden of another type',
      smallPackDocument('p', [], { burdens: [{ fact: 'prf.delivered', role: 'M', assume: 1, on: 'gap', rule: 'A' }] }),
      'E_PACK_TYPE',
      '/burdens/0/assume',
    ],
    [
      'a test with a value of another type',
      smallPackDocument('p', [], {
        tests: [{ name: 't', rule: 'A', facts: { 'pay.T': { value: 5 } }, expect: { outcome: 'established' } }],
      }),
      'E_PACK_TYPE',
      '/tests/0/facts/pay.T/value',
    ],
    [
      'a test with an unknown value that has one',
      smallPackDocument('p', [], {
        tests: [
          { name: 't', rule: 'A', facts: { 'mnd.found': { state: 'unknown', value: true } }, expect: { outcome: 'established' } },
        ],
      }),
      'E_PACK_SCHEMA',
      '/tests/0/facts/mnd.found/value',
    ],
  ])('refuses %s', (_, document, code, pointer) => {
    expect(refusal(() => parsePack(document))).toEqual([code, pointer]);
  });

  it('gives the same digest whatever the order of members', () => {
    const reversed = (value: JsonValue): JsonValue => {
      if (Array.isArray(value)) return value.map(reversed);
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, member]) => [name, reversed(member as JsonValue)]),
      );
    };
    expect(parsePack(reversed(corePackDocument())).digest).toBe(corePack.digest);
  });
});

describe('packs together', () => {
  const base = smallPack('base', two({}, {}), { params: [param('days', 'integer', 3), param('rate', 'decimal', '0.1')] });
  const overriding =
    (...overrides: JsonObject[]): (() => unknown) =>
    () =>
      combinePacks([base, smallPack('over', [], { overrides })]);
  const target = { pack: 'base', digest: base.digest };

  it.each<[string, () => unknown, string]>([
    ['a pack twice', () => combinePacks([base, base]), 'E_PACK_DUP'],
    ['a rule in two packs', () => combinePacks([base, smallPack('other', [smallRule('A')])]), 'E_PACK_DUP'],
    ['a target that does not exist', () => combinePacks([smallPack('p', [smallRule('A', { defeats: ['X'] })])]), 'E_PACK_TARGET'],
    ['a rule that defeats itself', () => combinePacks([smallPack('p', [smallRule('A', { defeats: ['A'] })])]), 'E_PACK_CYCLE'],
    [
      'a cycle over two packs',
      () =>
        combinePacks([
          smallPack('p', [smallRule('A', { defeats: ['B'] })]),
          smallPack('q', [smallRule('B', { defeats: ['A'] })]),
        ]),
      'E_PACK_CYCLE',
    ],
    [
      'a burden under a rule that does not exist',
      () =>
        combinePacks([
          smallPack('p', [], { burdens: [{ fact: 'prf.delivered', role: 'M', assume: false, on: 'gap', rule: 'X' }] }),
        ]),
      'E_PACK_TARGET',
    ],
    [
      'an override of a pack that is not there',
      overriding({ pack: 'x', digest: base.digest, param: 'days', value: 5 }),
      'E_PACK_OVERRIDE',
    ],
    [
      'an override of another version',
      overriding({ pack: 'base', digest: corePack.digest, param: 'days', value: 5 }),
      'E_PACK_OVERRIDE',
    ],
    ['an override of no parameter', overriding({ ...target, param: 'x', value: 5 }), 'E_PACK_PARAM'],
    ['an override of another type', overriding({ ...target, param: 'days', value: '5' }), 'E_PACK_TYPE'],
    ['an override of no rule', overriding({ ...target, rule: 'X', off: true }), 'E_PACK_OVERRIDE'],
    ['a replacement with another id', overriding({ ...target, rule: 'A', replace: smallRule('X') }), 'E_PACK_OVERRIDE'],
    [
      'a replacement with a type error',
      overriding({ ...target, rule: 'A', replace: smallRule('A', { when: { fact: 'pay.T' } }) }),
      'E_PACK_TYPE',
    ],
    [
      'two overrides of one target',
      overriding({ ...target, param: 'days', value: 5 }, { ...target, param: 'days', value: 5 }),
      'E_PACK_OVERRIDE',
    ],
    ['a setting of no parameter', () => combinePacks([base], [{ param: 'x', value: 1 }]), 'E_PACK_PARAM'],
    [
      'a setting of two',
      () => combinePacks([base, smallPack('q', [], { params: [param('days', 'integer', 3)] })], [{ param: 'days', value: 1 }]),
      'E_PACK_PARAM',
    ],
    [
      'clocks at odds',
      () => combinePacks([corePack, smallPack('q', [], { params: [param('time.assumeAt', 'boolean', false)] })]),
      'E_PACK_PARAM',
    ],
  ])('refuses %s', (_, run, code) => {
    expect(refusal(run)[0]).toBe(code);
  });

  it('applies overrides, then settings', () => {
    const over = smallPack('over', [smallRule('A', smallRemedy())], {
      overrides: [
        { ...target, rule: 'A', off: true },
        {
          ...target,
          rule: 'B',
          replace: smallRule('B', { priority: 99, when: { op: 'ge', args: [{ fact: 'pay.tenders' }, { param: 'days' }] } }),
        },
        { ...target, param: 'days', value: 5 },
      ],
    });
    const set = combinePacks([over, base], [{ param: 'rate', value: 0.2, text: '0.2' }]);
    expect(set.rules.map(({ rule, home }) => [rule.id, home.pack.id, rule.priority])).toEqual([
      ['A', 'over', 10],
      ['B', 'base', 99],
    ]);
    expect([...(set.packs[0]?.params ?? [])].map(([id, { value }]) => [id, value])).toEqual([
      ['days', 5],
      ['rate', '0.2'],
    ]);
    expect(combinePacks([base], [{ pack: 'base', param: 'days', value: 7 }]).params.get('days')?.value).toBe(7);
  });

  it('orders rules after all that defeat them', () => {
    const chain = smallPack('p', [smallRule('A'), smallRule('B', { defeats: ['A'] }), smallRule('C', { defeats: ['A', 'B'] })]);
    expect(combinePacks([chain]).order.map(({ rule }) => rule.id)).toEqual(['C', 'B', 'A']);
    expect(combinePacks([chain]).rules.map(({ defeaters }) => defeaters)).toEqual([['B', 'C'], ['C'], []]);
  });

  it.each([
    ['*', 'US-CA', true],
    ['US', 'US-CA', true],
    ['US-CA', 'US-CA', true],
    ['US-CA', 'US', false],
    ['U', 'US', false],
    ['CN', '*', false],
  ])('a pack of %s on a claim of %s: %s', (jurisdiction, claimed, covers) => {
    expect(coversJurisdiction(smallPack('p', [], { jurisdiction }), claimed)).toBe(covers);
  });
});

describe('analysis', () => {
  const test = (rule: string, delivered: JsonObject, outcome: string): JsonObject => ({
    name: outcome,
    rule,
    facts: { 'prf.delivered': delivered },
    expect: { outcome },
  });
  const threeOf = (rule: string): JsonObject[] => [
    test(rule, { value: false }, 'established'),
    test(rule, { value: true }, 'not-established'),
    test(rule, { state: 'unknown' }, 'undetermined'),
  ];
  const codes = (rules: JsonObject[], tests: JsonObject[]): string[] =>
    analysePack(smallPack('p', rules, { tests })).map(({ code, rules: ids }) => `${code} ${ids.join()}`);

  it('finds nothing in a sound pack', () => {
    expect(codes([smallRule('A', smallRemedy())], threeOf('A'))).toEqual([]);
  });
  it('misses each of the three tests', () => {
    expect(codes([smallRule('A', smallRemedy())], threeOf('A').slice(1))).toEqual(['missing-test A']);
    expect(codes([smallRule('A', smallRemedy())], [])).toEqual(['missing-test A', 'missing-test A', 'missing-test A']);
  });
  it('finds cycles and targets that do not exist, unless another pack has them', () => {
    expect(
      codes([smallRule('A', { defeats: ['B'] }), smallRule('B', { defeats: ['A'] })], [...threeOf('A'), ...threeOf('B')]),
    ).toEqual(['cycle ']);
    expect(codes([smallRule('A', { defeats: ['X'] })], threeOf('A'))).toEqual(['unknown-target A']);
    expect(packDefects(smallPack('p', [smallRule('A', { defeats: ['X'] })], { tests: threeOf('A') }), new Set(['X']))).toEqual(
      [],
    );
  });
  it('finds rules and branches that nothing reaches', () => {
    const never: JsonObject = {
      when: { op: 'gt', args: [{ lit: { type: 'integer', value: 1 } }, { lit: { type: 'integer', value: 2 } }] },
    };
    expect(codes([smallRule('A', never)], threeOf('A'))).toContain('unreachable A');
    const always: JsonObject = { if: { lit: { type: 'boolean', value: true } }, bearers: [{ role: 'M', bps: 10_000 }] };
    const remedy = { ...smallRemedy(), branches: [always, { bearers: [{ role: 'P', bps: 10_000 }] }] };
    expect(codes([smallRule('A', remedy)], threeOf('A'))).toContain('unreachable A');
    expect(packDefects(smallPack('p', [smallRule('A', remedy)], { tests: threeOf('A') }))).toEqual([]);
  });
  it('calls nothing out of reach that a fact, or another value of a parameter, reaches', () => {
    const param = { id: 'strict', type: 'boolean', value: false, whatIf: true, cite: 'test', tag: 'K' };
    const failed: JsonValue = { op: 'not', args: [{ fact: 'prf.delivered' }] };
    const read = { delivered: { value: false }, account: { value: true } };
    const tests = (rule: string): JsonObject[] =>
      (
        [
          ['established', read.delivered, read.account],
          ['not-established', { value: true }, read.account],
          ['undetermined', { state: 'unknown' }, read.account],
        ] as const
      ).map(([outcome, delivered, account]) => ({
        name: outcome,
        rule,
        facts: { 'prf.delivered': delivered, 'idn.account': account },
        params: { strict: true },
        expect: { outcome },
      }));
    const rule = (guard: JsonValue): JsonObject => ({
      ...smallRule('A', { ...smallRemedy(), when: { op: 'and', args: [guard, failed] } }),
      branches: [{ if: guard, bearers: [{ role: 'M', bps: 10_000 }] }, { bearers: [{ role: 'P', bps: 10_000 }] }],
    });
    for (const guard of [{ param: 'strict' }, { op: 'known', args: [{ fact: 'idn.account' }] }]) {
      const pack = smallPack('p', [rule(guard)], { params: [param], tests: tests('A') });
      expect(runPackTests(pack).flatMap((result) => result.failures)).toEqual([]);
      expect(packDefects(pack)).toEqual([]);
    }
  });
  it('finds overlaps, with an example', () => {
    const rules = [
      smallRule('A', smallRemedy(1, 'M')),
      smallRule('B', smallRemedy(2, 'P', 'excess')),
      smallRule('C', smallRemedy(2, 'P', 'fee')),
    ];
    const found = analysePack(smallPack('p', rules, { tests: ['A', 'B', 'C'].flatMap(threeOf) }));
    expect(found.map(({ code, rules: ids }) => `${code} ${ids.join()}`)).toEqual(['overlap A,B']);
    expect(found[0]?.example).toEqual({ 'prf.delivered': { state: 'known', value: false } });
  });
});
