import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkExpression } from '../../../src-core/arbitration/check-expression.ts';
import { evaluateExpression, type EvaluationContext, type TraceNode } from '../../../src-core/arbitration/evaluate.ts';
import type { Value, ValueType } from '../../../src-core/arbitration/value.ts';
import { buildSet } from '../../../src-core/arbitration/value.ts';
import type { JsonValue } from '../../../src-core/json/json-value.ts';
import { cny, handCase, inputOf, onDay, type GivenByHand } from '../../fixtures/hand-case.ts';

const params = new Map<string, { type: ValueType; value: Value }>([
  ['days', { type: 'integer', value: 10 }],
  ['most', { type: 'integer', value: Number.MAX_SAFE_INTEGER }],
  ['tenth', { type: 'decimal', value: '0.1' }],
]);
const fact = (id: string): JsonValue => ({ fact: id });
const param = (id: string): JsonValue => ({ param: id });
const op = (name: string, ...args: JsonValue[]): JsonValue => ({ op: name, args });
const money = (minor: number, currency = 'CNY'): JsonValue => ({ lit: { type: 'money', value: { currency, minor } } });
const integer = (value: number): JsonValue => ({ lit: { type: 'integer', value } });
const text = (value: string): JsonValue => ({ lit: { type: 'string', value } });
const unknown: GivenByHand = { state: 'unknown' };
const set = (complete: boolean, ...items: Value[]): GivenByHand => ({ value: buildSet(items, complete) });

function evaluate(json: JsonValue, changes: Record<string, GivenByHand> = {}, more: Partial<EvaluationContext> = {}): TraceNode {
  const types = new Map([...params].map(([id, { type }]) => [id, type]));
  const expression = checkExpression(json, '', '/when', { semantics: 'assize/1.1', params: types, calendars: new Set() });
  const context: EvaluationContext = {
    facts: handCase(changes).facts,
    assumed: new Map(),
    conversion: { currency: 'CNY' },
    params,
    calendars: new Map(),
    ...more,
  };
  return evaluateExpression(expression, context).node;
}

function result(node: TraceNode): unknown {
  return node.state === 'known' ? node.value : node.state === 'none' ? 'none' : { missing: node.missing };
}

describe('none, an absence that is shown', () => {
  const none = { 'mnd.cap': 'none', 'mnd.exp': 'none', 'mnd.payees': 'none' } as const;
  it.each<[string, JsonValue, unknown]>([
    ['compares as false', op('gt', fact('pay.T'), fact('mnd.cap')), false],
    ['compares as false the other way', op('le', fact('pay.T'), fact('mnd.cap')), false],
    ['equals nothing', op('eq', fact('mnd.cap'), fact('mnd.cap')), false],
    ['is before nothing', op('before', fact('mnd.exp'), fact('pay.tPay')), false],
    ['moves to none', op('plus', fact('mnd.exp'), param('days')), 'none'],
    ['adds to none', op('pos', op('add', fact('pay.T'), fact('mnd.cap'))), 'none'],
    ['has no members', op('in', fact('pay.payee'), fact('mnd.payees')), false],
    ['is absent', op('absent', fact('mnd.cap')), true],
    ['is known', op('known', fact('mnd.cap')), true],
    ['exists as nothing', { op: 'exists', of: fact('mnd.payees') }, false],
    ['counts as none', { op: 'count', of: fact('mnd.payees') }, 'none'],
  ])('%s', (_, json, expected) => {
    expect(result(evaluate(json, none))).toEqual(expected);
  });
  it('decides a comparison whatever the other side is', () => {
    expect(result(evaluate(op('gt', fact('pay.T'), fact('mnd.cap')), { 'mnd.cap': 'none', 'pay.T': unknown }))).toBe(false);
  });
});

describe('what is not known', () => {
  it.each<[string, JsonValue, Record<string, GivenByHand>, unknown]>([
    ['passes through arithmetic', op('add', fact('pay.T'), fact('pay.R')), { 'pay.R': unknown }, { missing: ['pay.R'] }],
    [
      'names all that is missing, sorted',
      op('gt', fact('pay.T'), fact('pay.A')),
      { 'pay.T': unknown, 'pay.A': { state: 'withheld' } },
      { missing: ['pay.A', 'pay.T'] },
    ],
    ['does not matter beside false', op('and', fact('mnd.found'), fact('set.short')), { 'mnd.found': unknown }, false],
    ['does not matter beside true', op('or', fact('mnd.found'), fact('set.short')), { 'set.short': unknown }, true],
    ['is not known', op('known', fact('mnd.found')), { 'mnd.found': unknown }, false],
    ['may be absent', op('absent', fact('mnd.cap')), { 'mnd.cap': { state: 'excluded' } }, { missing: ['mnd.cap'] }],
    [
      'times that straddle miss no fact',
      op('before', fact('mnd.exp'), fact('pay.tPay')),
      { 'mnd.exp': { value: {} } },
      { missing: [] },
    ],
  ])('%s', (_, json, changes, expected) => {
    expect(result(evaluate(json, changes))).toEqual(expected);
  });
});

describe('sets', () => {
  const mcc = fact('ord.mcc');
  const is = (value: string): JsonValue => ({ op: 'exists', of: mcc, as: 'm', where: op('eq', { var: 'm' }, text(value)) });
  const all = (value: string): JsonValue => ({ op: 'all', of: mcc, as: 'm', where: op('eq', { var: 'm' }, text(value)) });
  it.each<[string, JsonValue, GivenByHand, unknown]>([
    ['exists in a complete set', is('a'), set(true, 'a', 'b'), true],
    ['does not exist in a complete set', is('c'), set(true, 'a', 'b'), false],
    ['exists in an incomplete set', is('a'), set(false, 'a', 'b'), true],
    ['may exist in an incomplete set', is('c'), set(false, 'a', 'b'), { missing: ['ord.mcc'] }],
    ['all of a complete set', all('a'), set(true, 'a'), true],
    ['not all of an incomplete set', all('a'), set(false, 'a', 'b'), false],
    ['maybe all of an incomplete set', all('a'), set(false, 'a'), { missing: ['ord.mcc'] }],
    ['all of an empty set', all('a'), set(true), true],
    ['counts a complete set', { op: 'count', of: mcc }, set(true, 'a', 'b'), 2],
    [
      'counts with a condition',
      { op: 'count', of: mcc, as: 'm', where: op('eq', { var: 'm' }, text('a')) },
      set(true, 'a', 'b'),
      1,
    ],
    ['cannot count an incomplete set', { op: 'count', of: mcc }, set(false, 'a', 'b'), { missing: ['ord.mcc'] }],
    ['has a member, though incomplete', op('in', text('a'), mcc), set(false, 'a'), true],
    ['may have a member', op('in', text('b'), mcc), set(false, 'a'), { missing: ['ord.mcc'] }],
    ['has no such member', op('in', text('b'), mcc), set(true, 'a'), false],
  ])('%s', (_, json, given, expected) => {
    expect(result(evaluate(json, { 'ord.mcc': given }))).toEqual(expected);
  });
  it('sums amounts, and nothing to zero of the settled currency', () => {
    const sum = { op: 'sum', of: fact('set.amounts'), as: 'a', value: { var: 'a', path: 'money' } };
    expect(
      result(evaluate(sum, { 'set.amounts': set(true, { money: cny(2), role: 'M' }, { money: cny(3), role: 'S2' }) })),
    ).toEqual(cny(5));
    expect(result(evaluate(sum, { 'set.amounts': set(true) }))).toEqual(cny(0));
    expect(result(evaluate(sum, { 'set.amounts': set(true) }, { conversion: {} }))).toEqual({ missing: ['fx'] });
  });
});

describe('numbers', () => {
  it.each<[string, JsonValue, unknown]>([
    ['adds', op('add', money(1), money(2), money(3)), cny(6)],
    ['subtracts below zero', op('sub', money(1), money(2)), cny(-1)],
    ['pos', op('pos', op('sub', money(1), money(2))), cny(0)],
    ['min and max', op('max', money(1), op('min', money(5), money(9))), cny(5)],
    ['rounds a half up', op('mulDec', money(15), param('tenth')), cny(2)],
    ['rounds a half of a debt up', op('mulDec', op('sub', money(0), money(15)), param('tenth')), cny(-1)],
    ['multiplies integers', op('mulDec', integer(24), param('tenth')), 2],
    ['overflows', op('add', param('most'), integer(1)), { missing: ['overflow'] }],
    ['overflows below', op('sub', op('sub', integer(0), param('most')), integer(1)), { missing: ['overflow'] }],
    ['overflows in time', op('plus', fact('pay.tPay'), param('most')), { missing: ['overflow'] }],
    ['zero fits any currency', op('gt', money(5, 'USD'), money(0, 'XXX')), true],
    ['other amounts do not', op('gt', money(5, 'USD'), money(1, 'EUR')), { missing: ['fx'] }],
  ])('%s', (_, json, expected) => {
    expect(result(evaluate(json))).toEqual(expected);
  });
  it('compares by the agreed rate', () => {
    const conversion = { currency: 'CNY', exchange: { from: 'USD', to: 'CNY', rate: '7.25' } };
    expect(result(evaluate(op('eq', money(725), money(100, 'USD')), {}, { conversion }))).toBe(true);
  });
  it('is associative and commutative as far as integers reach', () => {
    const amount = fc.integer({ min: -(10 ** 12), max: 10 ** 12 }).map((minor) => money(minor));
    fc.assert(
      fc.property(amount, amount, amount, (a, b, c) => {
        expect(result(evaluate(op('add', a, op('add', b, c))))).toEqual(result(evaluate(op('add', c, b, a))));
        expect(result(evaluate(op('sub', op('add', a, b), b)))).toEqual(result(evaluate(a)));
      }),
      { numRuns: 50 },
    );
  });
});

describe('traces', () => {
  it('short-circuits nothing: inputs are those of every fact below, whatever the value', () => {
    const node = evaluate(op('and', fact('set.short'), op('gt', fact('pay.T'), fact('mnd.cap'))), { 'mnd.cap': 'none' });
    expect(node.value).toBe(false);
    expect(node.inputs).toEqual(
      [inputOf('set.short'), inputOf('pay.T'), inputOf('mnd.cap')].sort((a, b) => (a.digest < b.digest ? -1 : 1)),
    );
    expect(node.children[1]?.children.map((child) => child.what)).toEqual(['fact pay.T', 'fact mnd.cap']);
  });
  it('counts the inputs of a condition over an empty set too', () => {
    const node = evaluate({ op: 'exists', of: fact('evd.gaps'), as: 'g', where: op('eq', { var: 'g' }, fact('pay.payee')) });
    expect(node.inputs.map((input) => input.digest).sort()).toEqual(
      [inputOf('evd.gaps').digest, inputOf('pay.payee').digest].sort(),
    );
  });
  it('points into the rule', () => {
    const node = evaluate(op('not', op('before', fact('pay.tPay'), fact('mnd.exp'))), {
      'mnd.exp': { value: onDay('2026-03-01') },
    });
    expect([node.clause, node.children[0]?.clause, node.children[0]?.children[1]?.clause]).toEqual([
      '/when',
      '/when/args/0',
      '/when/args/0/args/1',
    ]);
  });
});
