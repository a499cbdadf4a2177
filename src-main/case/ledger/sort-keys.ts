import type { ReadDatabase } from '../../store/database.ts';
import { NO_KEY } from './radix-order.ts';

/** How the rows of a page are ordered: by a field, `-` before it for the other way round. */
export type LedgerSort = string;

export const isByTime = (sort: LedgerSort): boolean => sort === 'at' || sort === '-at';
export const isDescending = (sort: LedgerSort): boolean => sort.startsWith('-');

/** What to read of each line, and the integer that it is ordered by. */
export interface SortKey {
  readonly sql: string;
  keyOf(value: unknown): number;
}

export const STATUSES_WORST_FIRST: readonly string[] = ['fail', 'indeterminate', 'not-checked', 'pass'];

export function sortKey(database: ReadDatabase, sort: LedgerSort): SortKey {
  const field = sort.replace(/^-/, '');
  const plain = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : NO_KEY);
  switch (field) {
    case 'seq':
      return { sql: 'line.seq', keyOf: plain };
    case 'txn':
      // Transactions are numbered in the order of their names.
      return { sql: 'line.txn', keyOf: plain };
    case 'status':
      return { sql: 'line.status', keyOf: (value) => Math.max(0, STATUSES_WORST_FIRST.indexOf(String(value))) };
    case 'type':
      return ranked(
        'line.type',
        database.query<{ value: string }>('SELECT DISTINCT type AS value FROM line WHERE type IS NOT NULL ORDER BY type').all(),
      );
    case 'actor':
      return ranked(
        'line.actor',
        database.query<{ value: number }>('SELECT id AS value FROM party ORDER BY ifnull(name, party), party').all(),
      );
    case 'amount':
      return amountKey(database);
    default:
      throw new Error(`the ledger is asked for the order ${sort}`);
  }
}

function ranked(sql: string, values: readonly { readonly value: string | number }[]): SortKey {
  const ranks = new Map<unknown, number>(values.map(({ value }, rank) => [value, rank]));
  return { sql, keyOf: (value) => ranks.get(value) ?? NO_KEY };
}

/** Amounts are ordered within their currency, currencies by their code: one number cannot be held against another's. */
function amountKey(database: ReadDatabase): SortKey {
  const currencies = database
    .query<{ currency: string }>('SELECT DISTINCT currency FROM line WHERE minor IS NOT NULL ORDER BY currency')
    .all();
  const ranks = new Map(currencies.map(({ currency }, rank) => [currency, rank]));
  const room = Math.floor(NO_KEY / Math.max(1, currencies.length));
  return {
    // NULL where either is.
    sql: "line.minor || ' ' || line.currency",
    keyOf(value) {
      if (typeof value !== 'string') return NO_KEY;
      const space = value.indexOf(' ');
      const rank = ranks.get(value.slice(space + 1)) ?? 0;
      const minor = Math.max(0, Number(value.slice(0, space)));
      return Math.min(rank * room + Math.min(minor, room - 1), NO_KEY - 1);
    },
  };
}
