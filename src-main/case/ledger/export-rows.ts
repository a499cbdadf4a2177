import type { LedgerRow } from '../../../src-core/host/groups/ledger.ts';
import { csvRow } from '../../files/csv-row.ts';
import { ndjsonRow } from '../../files/ndjson-row.ts';
import { writeRows } from '../../files/write-rows.ts';
import type { CaseSession } from '../case-session.ts';
import { readRows } from './read-rows.ts';
import type { LedgerResult } from './result.ts';

const COLUMNS = [
  'id',
  'chain',
  'party',
  'seq',
  'line',
  'at',
  'actor',
  'actorName',
  'role',
  'type',
  'txn',
  'currency',
  'minor',
  'digest',
  'kid',
  'terminal',
  'status',
  'code',
  'message',
  'flagged',
] as const;
type Column = (typeof COLUMNS)[number];
/** Rows between two looks at whether the export was taken back. */
const PIECE = 500;

interface ExportRequest {
  readonly filter: string;
  readonly sort: string;
  readonly format: 'csv' | 'ndjson';
}

/** Writes every row of a result, digests whole; how many, of which filter, and the file's digest stand in the custody of the case. */
export async function exportRows(
  session: CaseSession,
  result: LedgerResult,
  { filter, sort, format }: ExportRequest,
  signal: AbortSignal,
) {
  while (!result.isWhole) {
    signal.throwIfAborted();
    await result.goOn(Infinity, 1000, signal);
  }
  const file = await session.spool(`ledger.${format}`);
  let rows = 0;
  const pieces = function* (): Generator<string> {
    if (format === 'csv') yield csvRow(COLUMNS);
    for (const ids of result.pieces(PIECE)) {
      const read = readRows(session.read, Array.from(ids));
      rows += read.length;
      yield read.map((row) => (format === 'csv' ? csvRow(cellsOf(row)) : ndjsonRow(membersOf(row)))).join('');
    }
  };
  const sha256 = await writeRows(file.path, pieces(), signal);
  session.record('case.exported', { what: 'ledger', format, rows, filter, sort, sha256 });
  return { handle: file.handle, rows, sha256 };
}

function cellOf(row: LedgerRow, column: Column): string | number | undefined {
  switch (column) {
    case 'party':
      return row.chainName;
    case 'currency':
      return row.amount?.currency;
    case 'minor':
      return row.amount?.minor;
    case 'flagged':
      return row.flagged ? 'yes' : 'no';
    default:
      return row[column];
  }
}

const cellsOf = (row: LedgerRow) => COLUMNS.map((column) => cellOf(row, column));

const membersOf = (row: LedgerRow) => COLUMNS.map((column) => [column, cellOf(row, column)] as const);
