import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../../src-core/host/groups/ledger.ts';
import { parseFilter } from '../../../src-core/host/ledger-filter/parse-filter.ts';
import {
  cellFilter,
  cellText,
  DEFAULT_COLUMNS,
  nextSort,
  readColumns,
  spellColumns,
  withComparison,
} from '../../../src-renderer/features/ledger/columns.ts';

const row: LedgerRow = {
  id: 1,
  chain: 'urn:uuid:1',
  seq: 7,
  line: 8,
  at: '2026-11-12T01:31:06.377Z',
  actor: 'did:web:a b',
  actorName: '纸鹤 "Crane"',
  type: 'order.created',
  amount: { currency: 'CNY', minor: 123_456_700 },
  digest: `sha256:${'ab'.repeat(32)}`,
  status: 'fail',
  code: 'E_SIG',
  flagged: false,
};

describe('columns of the ledger', () => {
  it('are kept by a view with the widths that were changed', () => {
    const changed = DEFAULT_COLUMNS.map((column) => (column.id === 'at' ? { ...column, width: 240 } : column)).toReversed();
    expect(readColumns(spellColumns(changed))).toEqual(changed);
    expect(spellColumns(changed)).toContain('at:240');
    expect(readColumns(['nonsense'])).toBe(DEFAULT_COLUMNS);
  });

  it('are sorted up, then down, then not', () => {
    expect(nextSort('at', 'type')).toBe('type');
    expect(nextSort('type', 'type')).toBe('-type');
    expect(nextSort('-type', 'type')).toBe('at');
    expect(nextSort('-at', 'at')).toBe('at');
  });

  it.each(['seq', 'at', 'actor', 'type', 'amount', 'digest', 'status', 'chain', 'line'] as const)(
    'give a filter for the cell of %s that can be read',
    (column) => {
      const comparison = cellFilter(row, column);
      expect(comparison).toBeDefined();
      for (const join of ['and', 'and not', 'or'] as const)
        expect(parseFilter(withComparison('status == fail or flagged', comparison ?? '', join)), join).toMatchObject({
          state: 'valid',
        });
      expect(parseFilter(withComparison('', comparison ?? '', 'and not'))).toMatchObject({
        state: 'valid',
        expression: { kind: 'not' },
      });
    },
  );

  it('give no filter where a line has nothing', () => {
    expect(cellFilter(row, 'txn')).toBeUndefined();
    expect(cellText(row, 'txn')).toBe('');
  });

  it('write an amount for the filter without thousands', () => {
    expect(cellFilter(row, 'amount')).toBe('amount == CNY 1234567.00');
    expect(cellText(row, 'amount')).toBe('CNY 1,234,567.00');
  });

  it('keep what was there together when something is asked for besides', () => {
    expect(withComparison('seq == 1 or seq == 2', 'flagged', 'and')).toBe('(seq == 1 or seq == 2) and flagged');
    expect(withComparison('seq == 1', 'flagged', 'and not')).toBe('seq == 1 and not flagged');
  });
});
