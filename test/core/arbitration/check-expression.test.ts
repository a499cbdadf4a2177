import { describe, expect, it } from 'vitest';
import { checkExpression, type ExpressionScope } from '../../../src-core/arbitration/check-expression.ts';
import { describeType, type ValueType } from '../../../src-core/arbitration/value.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { JsonValue } from '../../../src-core/json/json-value.ts';

const scope: ExpressionScope = {
  semantics: 'assize/1',
  params: new Map<string, ValueType>([
    ['days', 'integer'],
    ['rate', 'decimal'],
  ]),
  calendars: new Set(['cn']),
};
const fact = (id: string): JsonValue => ({ fact: id });
const param = (id: string): JsonValue => ({ param: id });
const op = (name: string, ...args: JsonValue[]): JsonValue => ({ op: name, args });
const T = fact('pay.T');
const tPay = fact('pay.tPay');

function typeOf(json: JsonValue): string {
  return describeType(checkExpression(json, '/rules/0', '/when', scope).type);
}

describe('types of expressions', () => {
  it.each<[string, JsonValue, string]>([
    ['a fact', T, 'money'],
    ['a record of a set', fact('set.amounts'), 'set of {money: money, role: string}'],
    ['a parameter', param('rate'), 'decimal'],
    ['a literal', { lit: { type: { set: 'string' }, value: { complete: true, items: ['a'] } } }, 'set of string'],
    ['logic', op('and', op('or', fact('mnd.found')), op('not', fact('mnd.found'))), 'boolean'],
    ['comparison of amounts', op('gt', T, T), 'boolean'],
    ['comparison of decimals', op('le', param('rate'), param('rate')), 'boolean'],
    ['equality of texts', op('eq', fact('pay.payee'), fact('pay.payee')), 'boolean'],
    ['membership', op('in', fact('pay.payee'), fact('mnd.payees')), 'boolean'],
    ['order of times', op('before', tPay, op('plus', tPay, param('days'))), 'boolean'],
    ['within', op('within', tPay, tPay, tPay), 'boolean'],
    ['business days', { op: 'plus', args: [tPay, param('days')], calendar: 'cn' }, 'interval'],
    ['arithmetic', op('max', op('add', T, T, T), op('sub', T, T), op('pos', op('mulDec', T, param('rate')))), 'money'],
    ['arithmetic of integers', op('mulDec', op('add', param('days'), fact('pay.tenders')), param('rate')), 'integer'],
    ['absent and known', op('and', op('absent', tPay), op('known', fact('evd.gaps'))), 'boolean'],
    ['exists', { op: 'exists', of: fact('evd.gaps') }, 'boolean'],
    [
      'exists with a record',
      { op: 'exists', of: fact('set.amounts'), as: 'a', where: op('gt', { var: 'a', path: 'money' }, T) },
      'boolean',
    ],
    ['count', { op: 'count', of: fact('evd.gaps') }, 'integer'],
    ['sum', { op: 'sum', of: fact('set.amounts'), as: 'a', value: { var: 'a', path: 'money' } }, 'money'],
    ['all', { op: 'all', of: fact('evd.gaps'), as: 'g', where: op('eq', { var: 'g' }, fact('pay.payee')) }, 'boolean'],
  ])('%s', (_, json, type) => {
    expect(typeOf(json)).toBe(type);
  });

  it.each<[string, JsonValue, string, string]>([
    ['a fact that does not exist', fact('pay.X'), 'E_PACK_NAME', '/when'],
    ['a parameter that does not exist', param('x'), 'E_PACK_NAME', '/when'],
    ['an operator that does not exist', op('any', T), 'E_PACK_NAME', '/when/op'],
    ['a prototype member as operator', op('constructor', T), 'E_PACK_NAME', '/when/op'],
    ['a free variable', { var: 'a' }, 'E_PACK_NAME', '/when'],
    [
      'a calendar that does not exist',
      { op: 'plus', args: [tPay, param('days')], calendar: 'us' },
      'E_PACK_NAME',
      '/when/calendar',
    ],
    [
      'a name bound twice',
      { op: 'exists', of: fact('evd.gaps'), as: 'a', where: { op: 'exists', of: fact('evd.gaps'), as: 'a' } },
      'E_PACK_NAME',
      '/when/where/as',
    ],
    ['amount and integer', op('gt', T, fact('pay.tenders')), 'E_PACK_TYPE', '/when'],
    ['logic on amounts', op('and', T), 'E_PACK_TYPE', '/when'],
    ['no argument', op('or'), 'E_PACK_TYPE', '/when'],
    ['too many', op('sub', T, T, T), 'E_PACK_TYPE', '/when'],
    ['times by lt', op('lt', tPay, tPay), 'E_PACK_TYPE', '/when'],
    ['equality of times', op('eq', tPay, tPay), 'E_PACK_TYPE', '/when'],
    ['membership of another type', op('in', T, fact('mnd.payees')), 'E_PACK_TYPE', '/when'],
    ['plus a decimal', op('plus', tPay, param('rate')), 'E_PACK_TYPE', '/when'],
    ['mulDec of two decimals', op('mulDec', param('rate'), param('rate')), 'E_PACK_TYPE', '/when'],
    ['exists over an amount', { op: 'exists', of: T }, 'E_PACK_TYPE', '/when/of'],
    [
      'a condition that is none',
      { op: 'exists', of: fact('evd.gaps'), as: 'a', where: { var: 'a' } },
      'E_PACK_TYPE',
      '/when/where',
    ],
    [
      'a member that is none',
      { op: 'exists', of: fact('set.amounts'), as: 'a', where: op('gt', { var: 'a', path: 'minor' }, T) },
      'E_PACK_TYPE',
      '/when/where/args/0/path',
    ],
    ['a sum of texts', { op: 'sum', of: fact('evd.gaps'), as: 'a', value: { var: 'a' } }, 'E_PACK_TYPE', '/when/value'],
    ['a sum of nothing', { op: 'sum', of: fact('set.amounts'), as: 'a' }, 'E_PACK_SCHEMA', '/when'],
    ['all of nothing', { op: 'all', of: fact('evd.gaps') }, 'E_PACK_SCHEMA', '/when'],
    ['a fraction as integer', { lit: { type: 'integer', value: 1.5 } }, 'E_PACK_TYPE', '/when/lit/value'],
    ['a decimal as number', { lit: { type: 'decimal', value: 1 } }, 'E_PACK_TYPE', '/when/lit/value'],
    [
      'an amount with a member too many',
      { lit: { type: 'money', value: { currency: 'CNY', minor: 1, x: 1 } } },
      'E_PACK_TYPE',
      '/when/lit/value',
    ],
    [
      'an unsorted set',
      { lit: { type: { set: 'string' }, value: { complete: true, items: ['b', 'a'] } } },
      'E_PACK_TYPE',
      '/when/lit/value',
    ],
    ['a type that is none', { lit: { type: 'float', value: 1 } }, 'E_PACK_TYPE', '/when/lit/type'],
    [
      'a second 60',
      { lit: { type: 'interval', value: { notBefore: '2016-12-31T23:59:60.000Z' } } },
      'E_PACK_TYPE',
      '/when/lit/value',
    ],
    ['an unknown member', { op: 'not', args: [fact('mnd.found')], calendar: 'cn' }, 'E_PACK_SCHEMA', '/when/calendar'],
    ['a fact with more', { fact: 'pay.T', param: 'days' }, 'E_PACK_SCHEMA', '/when/param'],
    ['null', null, 'E_PACK_SCHEMA', '/when'],
    ['a bare value', true, 'E_PACK_SCHEMA', '/when'],
  ])('refuses %s', (_, json, code, pointer) => {
    try {
      checkExpression(json, '/rules/0', '/when', scope);
    } catch (error) {
      expect(error).toBeInstanceOf(AssizeError);
      const { code: found, place } = error as AssizeError;
      // Where a member is refused its pointer may be the object's.
      expect([found, `/rules/0${pointer}`.startsWith(place.pointer ?? '?')]).toEqual([code, true]);
      return;
    }
    throw new Error('accepted');
  });
});
