import { writeFile } from 'node:fs/promises';
import { digestOf } from '../../../src-core/crypto/sha256.ts';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import type { CountRow, ReportTable } from '../../../src-core/host/groups/reports.ts';
import { csvRow } from '../../files/csv-row.ts';
import type { CaseSession } from '../case-session.ts';
import { readAmounts, readParties, readSeries, readTerminals, readTypes } from './read-reports.ts';

type Cells = readonly (string | number | undefined)[];

/** All rows of one table; amounts in minor units, beside their currency. */
export async function exportTable(session: CaseSession, table: ReportTable, buckets: number) {
  const [head, ...rows] = tableOf(session, table, buckets);
  const bytes = encodeUtf8([head ?? [], ...rows].map(csvRow).join(''));
  const file = await session.spool(`${table}.csv`);
  await writeFile(file.path, bytes);
  const sha256 = digestOf(bytes);
  session.record('case.exported', { what: `report ${table}`, rows: rows.length, digest: sha256 });
  return { handle: file.handle, rows: rows.length, sha256 };
}

// SQLite's own "no limit".
const ALL = -1;

function tableOf(session: CaseSession, table: ReportTable, buckets: number): Cells[] {
  const { read } = session;
  switch (table) {
    case 'series': {
      const { at, entries, errors, infos, warnings } = readSeries(read, buckets);
      return [
        ['from', 'entries', 'errors', 'infos', 'warnings'],
        ...at.map((instant, index) => [formatInstant(instant), entries[index], errors[index], infos[index], warnings[index]]),
      ];
    }
    case 'terminals':
      return countTable('terminal', readTerminals(read, ALL));
    case 'agents':
      return countTable('agent', readParties(read, 'agent', ALL));
    case 'merchants':
      return countTable('merchant', readParties(read, 'merchant', ALL));
    case 'types':
      return [
        ['type', 'entries', 'failing', 'open'],
        ...readTypes(read, ALL).map(({ type, entries, failing, open }) => [type, entries, failing, open]),
      ];
    case 'amounts':
      return [
        ['currency', 'transactions', 'captured_minor', 'refunded_minor', 'exposed_minor', 'exposed_transactions'],
        ...readAmounts(read).map((row) => [
          row.currency,
          row.transactions,
          row.captured,
          row.refunded,
          row.exposed,
          row.exposedTransactions,
        ]),
      ];
  }
}

/** A row for each currency: one amount a cell is what a spreadsheet can add up. */
function countTable(what: string, rows: readonly CountRow[]): Cells[] {
  return [
    [what, 'name', 'entries', 'transactions', 'failing', 'findings', 'currency', 'charged_minor'],
    ...rows.flatMap((row): Cells[] => {
      const cells = [row.id, row.name, row.entries, row.transactions, row.failing, row.findings];
      return row.charged.length === 0 ? [cells] : row.charged.map(({ currency, minor }) => [...cells, currency, minor]);
    }),
  ];
}
