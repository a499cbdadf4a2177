import { LEDGER_COLUMNS, type LedgerColumn, type LedgerRow } from '../../../src-core/host/groups/ledger.ts';
import { spellValue } from '../../../src-core/host/ledger-filter/tokens.ts';
import { figuresOf } from '../../components/money.tsx';

export interface ShownColumn {
  readonly id: LedgerColumn;
  readonly width: number;
}

const WIDTHS: Readonly<Record<LedgerColumn, number>> = {
  seq: 72,
  at: 178,
  actor: 236,
  type: 160,
  txn: 92,
  amount: 104,
  digest: 148,
  status: 320,
  chain: 200,
  role: 112,
  line: 80,
  terminal: 112,
  kid: 180,
};
const FIRST: readonly LedgerColumn[] = ['seq', 'at', 'actor', 'type', 'txn', 'amount', 'digest', 'status'];
export const SORTABLE: ReadonlySet<LedgerColumn> = new Set(['seq', 'at', 'actor', 'type', 'txn', 'amount', 'status']);
export const FIGURES: ReadonlySet<LedgerColumn> = new Set(['seq', 'amount', 'line']);

export const DEFAULT_COLUMNS: readonly ShownColumn[] = FIRST.map((id) => ({ id, width: WIDTHS[id] }));

export const widthOf = (id: LedgerColumn): number => WIDTHS[id];

/** As views keep them: the name, with a width where it is not the usual one. */
export const spellColumns = (columns: readonly ShownColumn[]): string[] =>
  columns.map(({ id, width }) => (width === WIDTHS[id] ? id : `${id}:${width}`));

export function readColumns(spelt: readonly string[]): readonly ShownColumn[] {
  const columns = spelt.flatMap((text): ShownColumn[] => {
    const [name = '', width] = text.split(':');
    const id = LEDGER_COLUMNS.find((column) => column === name);
    return id === undefined ? [] : [{ id, width: width === undefined ? WIDTHS[id] : Number(width) }];
  });
  return columns.length === 0 ? DEFAULT_COLUMNS : columns;
}

/** The next order that a press on a column's head asks for: up, then down, then the ledger's own again. */
export function nextSort(sort: string, column: string): string {
  if (sort === column) return `-${column}`;
  return sort === `-${column}` && column !== 'at' ? 'at' : column;
}

/** What a cell says, as text that can be copied; '' where the line has nothing there. */
export function cellText(row: LedgerRow, column: LedgerColumn): string {
  switch (column) {
    case 'actor':
      return row.actorName ?? row.actor ?? '';
    case 'amount':
      return row.amount === undefined ? '' : `${row.amount.currency} ${figuresOf(row.amount)}`;
    case 'chain':
      return row.chain;
    case 'status':
      return row.code === undefined ? row.status : `${row.status} ${row.code}`;
    default: {
      const value = row[column];
      return value === undefined ? '' : String(value);
    }
  }
}

/** The comparison that holds for what a cell says; undefined where there is nothing to compare with. */
export function cellFilter(row: LedgerRow, column: LedgerColumn): string | undefined {
  switch (column) {
    case 'amount':
      return row.amount === undefined
        ? undefined
        : `amount == ${row.amount.currency} ${figuresOf(row.amount).replaceAll(',', '')}`;
    case 'actor':
      return row.actor === undefined ? undefined : `actor == ${spellValue(row.actor)}`;
    case 'digest':
      return row.digest === undefined ? undefined : `digest == ${row.digest}`;
    case 'status':
      return row.code === undefined ? `status == ${row.status}` : `code == ${spellValue(row.code)}`;
    default: {
      const value = row[column];
      return value === undefined ? undefined : `${column} == ${spellValue(String(value))}`;
    }
  }
}

/** A filter that asks for one thing more. */
export function withComparison(filter: string, comparison: string, join: 'and' | 'and not' | 'or'): string {
  const old = filter.trim();
  if (old === '') return join === 'and not' ? `not ${comparison}` : comparison;
  // `and` binds closer than `or`.
  const isLoose = join !== 'or' && /\bor\b/i.test(old);
  return `${isLoose ? `(${old})` : old} ${join} ${comparison}`;
}
