import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { LedgerRow } from '../../../src-core/host/groups/ledger.ts';
import { csvRow } from '../../files/csv-row.ts';
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
const PIECE = 2000;

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
  const out = createWriteStream(file.path);
  const hash = createHash('sha256');
  const put = async (text: string): Promise<void> => {
    hash.update(text);
    if (!out.write(text)) await once(out, 'drain');
  };
  try {
    if (format === 'csv') await put(csvRow(COLUMNS));
    let rows = 0;
    for (const ids of result.pieces(PIECE)) {
      signal.throwIfAborted();
      const read = readRows(session.read, Array.from(ids));
      rows += read.length;
      await put(read.map((row) => (format === 'csv' ? csvRow(cellsOf(row)) : ndjsonOf(row))).join(''));
    }
    out.end();
    await once(out, 'finish');
    const sha256 = `sha256:${hash.digest('hex')}`;
    session.record('case.exported', { what: 'ledger', format, rows, filter, sort, sha256 });
    return { handle: file.handle, rows, sha256 };
  } finally {
    out.destroy();
  }
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

const ndjsonOf = (row: LedgerRow): string =>
  `${JSON.stringify(Object.fromEntries(COLUMNS.flatMap((column) => (cellOf(row, column) === undefined ? [] : [[column, cellOf(row, column)]]))))}\n`;
