import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../../src-core/host/ledger-filter/parse-filter.ts';
import { typingAt, wordsFor } from '../../../../src-core/host/ledger-filter/slot-at.ts';
import { spellValue } from '../../../../src-core/host/ledger-filter/tokens.ts';

const expressionOf = (filter: string) => {
  const parsed = parseFilter(filter);
  if (parsed.state !== 'valid') throw new Error(`${filter}: ${JSON.stringify(parsed)}`);
  return parsed.expression;
};

describe('a filter of the ledger', () => {
  it('is every line where nothing is typed', () => {
    expect(expressionOf('  ')).toEqual({ kind: 'all' });
  });

  it('compares each kind of field', () => {
    expect(expressionOf('at >= 2026-11-12T01:30Z and status == fail and type ~ "payment" and amount > CNY 20.00')).toEqual({
      kind: 'and',
      parts: [
        {
          kind: 'compare',
          field: 'at',
          operator: '>=',
          values: [{ kind: 'span', from: Date.UTC(2026, 10, 12, 1, 30), to: Date.UTC(2026, 10, 12, 1, 31) }],
        },
        { kind: 'compare', field: 'status', operator: '==', values: [{ kind: 'text', text: 'fail' }] },
        { kind: 'compare', field: 'type', operator: '~', values: [{ kind: 'text', text: 'payment' }] },
        { kind: 'compare', field: 'amount', operator: '>', values: [{ kind: 'money', currency: 'CNY', minor: 2000 }] },
      ],
    });
  });

  it.each([
    ['2026', Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)],
    ['2026-12', Date.UTC(2026, 11, 1), Date.UTC(2027, 0, 1)],
    ['2026-11-12', Date.UTC(2026, 10, 12), Date.UTC(2026, 10, 13)],
    ['2026-11-12T01:30:07Z', Date.UTC(2026, 10, 12, 1, 30, 7), Date.UTC(2026, 10, 12, 1, 30, 8)],
    ['2026-11-12T01:30:07.250Z', Date.UTC(2026, 10, 12, 1, 30, 7, 250), Date.UTC(2026, 10, 12, 1, 30, 7, 251)],
  ])('reads the time %s as what it covers', (spelt, from, to) => {
    expect(expressionOf(`at == ${spelt}`)).toMatchObject({ values: [{ kind: 'span', from, to }] });
  });

  it('binds and closer than or, and parentheses closest', () => {
    expect(expressionOf('seq == 1 or seq == 2 and seq == 3')).toMatchObject({ kind: 'or', parts: [{}, { kind: 'and' }] });
    expect(expressionOf('(seq == 1 or seq == 2) and not flagged')).toMatchObject({
      kind: 'and',
      parts: [{ kind: 'or' }, { kind: 'not', part: { field: 'flagged', values: [{ kind: 'yes', yes: true }] } }],
    });
  });

  it('takes text alone in quotes for a search, Chinese too', () => {
    expect(expressionOf('"拿铁"')).toEqual({
      kind: 'compare',
      field: 'text',
      operator: '~',
      values: [{ kind: 'text', text: '拿铁' }],
    });
  });

  it('takes lists, and quotes with escapes', () => {
    expect(expressionOf(String.raw`type in (a.b, "c \"d\" \\")`)).toMatchObject({
      operator: 'in',
      values: [{ text: 'a.b' }, { text: String.raw`c "d" \ `.trim() }],
    });
  });

  it('counts an amount in the digits of its currency', () => {
    expect(expressionOf('amount == JPY 1200')).toMatchObject({ values: [{ currency: 'JPY', minor: 1200 }] });
    expect(expressionOf('amount == CNY 0.5')).toMatchObject({ values: [{ currency: 'CNY', minor: 50 }] });
    expect(parseFilter('amount == JPY 12.5 and seq == 1')).toMatchObject({ state: 'invalid', at: 14, code: 'E_FILTER_VALUE' });
  });

  it.each([
    ['sta', 'field', 0],
    ['status ', 'operator', 7],
    ['status', 'operator', 6],
    ['status =', 'operator', 7],
    ['status == ', 'value', 10],
    ['status == fa', 'value', 10],
    ['status == fail an', 'join', 15],
    ['status == fail and ', 'field', 19],
    ['status == fail and (seq == 1', 'join', 28],
    ['at > 2026-1', 'value', 5],
    ['at > 2026-11-12T01:30', 'value', 5],
    ['amount > ', 'value', 9],
    ['amount > CN', 'value', 9],
    ['amount > CNY', 'value', 12],
    ['amount > CNY 1.', 'value', 13],
    ['type ~ "pay', 'quote', 11],
    ['type in (a, ', 'value', 12],
    ['digest == sha256:ab', 'value', 10],
    ['not ', 'field', 4],
  ])('is incomplete at %s', (filter, expects, at) => {
    expect(parseFilter(filter)).toMatchObject({ state: 'incomplete', expects, at });
  });

  it.each([
    ['stauts == fail', 'E_FILTER_FIELD', 0, 6],
    ['seq ~ 3', 'E_FILTER_OPERATOR', 4, 5],
    ['status == broken and seq == 1', 'E_FILTER_VALUE', 10, 16],
    ['seq == x', 'E_FILTER_VALUE', 7, 8],
    ['amount > 20.00', 'E_FILTER_CURRENCY', 9, 14],
    ['amount > XXQ 20', 'E_FILTER_CURRENCY', 9, 12],
    ['seq == 1 seq == 2', 'E_FILTER_JOIN', 9, 12],
    ['seq == 1)', 'E_FILTER_PARENTHESIS', 8, 9],
    ['at > 2026-02-31 and seq == 1', 'E_FILTER_VALUE', 5, 15],
    ['at > 2026-11-12T01:30 and seq == 1', 'E_FILTER_VALUE', 5, 21],
    ['type == "a\0b"', 'E_FILTER_VALUE', 8, 13],
    ['"a"; DROP TABLE line', 'E_FILTER_JOIN', 3, 4],
    [`${'('.repeat(60)}seq == 1${')'.repeat(60)}`, 'E_FILTER_DEPTH', 40, 41],
  ])('is wrong at %s', (filter, code, at, to) => {
    expect(parseFilter(filter)).toMatchObject({ state: 'invalid', code, at, to });
  });
});

describe('what can be typed', () => {
  const slotAt = (filter: string) => typingAt(filter, filter.length)?.slot;

  it('is a field, its operators, its values, and what goes on', () => {
    expect(wordsFor(slotAt('')!)).toContain('status');
    expect(wordsFor(slotAt('status ')!)).toEqual(['==', '!=', 'in']);
    expect(slotAt('status == fa')).toMatchObject({ expects: 'value', field: 'status', from: 10, prefix: 'fa' });
    expect(slotAt('status == fail')).toMatchObject({ expects: 'value', field: 'status', from: 10, prefix: 'fail' });
    expect(slotAt('status == fail ')).toMatchObject({ expects: 'join', from: 15, prefix: '' });
    expect(slotAt('status in (fail, ')).toMatchObject({ expects: 'value', field: 'status', from: 17 });
  });

  it('counts among the lines that the rest of the filter leaves', () => {
    const context = (filter: string) => typingAt(filter, filter.length)?.context;
    expect(context('seq > 3 and role == user and status == ')).toEqual(expressionOf('seq > 3 and role == user'));
    expect(context('seq > 3 or status == ')).toEqual({ kind: 'all' });
    expect(context('seq > 3 and (role == user and status == ')).toEqual({ kind: 'all' });
    expect(context('seq > 3 or seq < 1 and status == ')).toEqual({ kind: 'all' });
  });

  it('is nothing where the filter is wrong before it', () => {
    expect(typingAt('nonsense == 3 and ', 18)).toBeUndefined();
  });
});

describe('a value as a filter spells it', () => {
  it.each([
    'fail',
    'payment.captured',
    'did:web:juncture.example',
    'and',
    'a b',
    'say "x"',
    '纸鹤咖啡',
    String.raw`a\b`,
    '',
    '(',
    'x,y',
    'In',
  ])('is read back: %s', (text) => {
    expect(expressionOf(`type == ${spellValue(text)}`)).toMatchObject({ values: [{ kind: 'text', text }] });
  });
});
