import type { AmountRow, CountRow, Reports, TimeSeries, TypeRow } from '../../../src-core/host/groups/reports.ts';
import type { MoneyValue, Status } from '../../../src-core/host/shapes.ts';
import type { ReadDatabase } from '../../store/database.ts';

/** Rows that a screen shows of a table; an export has them all. */
const SHOWN = 200;

export function readReports(read: ReadDatabase, buckets: number): Reports {
  const count = (sql: string): number => read.query<{ n: number }>(sql).get()?.n ?? 0;
  const statuses: Record<Status, number> = { pass: 0, fail: 0, indeterminate: 0, 'not-checked': 0 };
  for (const row of read.query<{ status: Status; n: number }>('SELECT status, count(*) AS n FROM txn GROUP BY status').all())
    statuses[row.status] = row.n;
  return {
    series: readSeries(read, buckets),
    terminals: readTerminals(read, SHOWN),
    agents: readParties(read, 'agent', SHOWN),
    merchants: readParties(read, 'merchant', SHOWN),
    types: readTypes(read, SHOWN),
    amounts: readAmounts(read),
    unpriced: count('SELECT count(*) AS n FROM txn WHERE charged_currency IS NULL'),
    statuses,
    counts: {
      agents: count('SELECT count(DISTINCT agent) AS n FROM txn'),
      merchants: count('SELECT count(DISTINCT merchant) AS n FROM txn'),
      types: count('SELECT count(DISTINCT type) AS n FROM line'),
    },
  };
}

/** Widths that people count in, so that a bucket begins at a round time; a longer one is a whole number of days. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  DAY,
];

export function bucketWidth(span: number, most: number): number {
  const least = span / most;
  return STEPS.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY;
}

/** Entries and findings by their authors' times, counted by the store: never more than `most` buckets come back. */
export function readSeries(read: ReadDatabase, most: number): TimeSeries {
  const ends = read.query<{ low: number | null; high: number | null }>('SELECT min(at) AS low, max(at) AS high FROM line').get();
  const none: TimeSeries = { step: SECOND, at: [], entries: [], errors: [], infos: [], warnings: [] };
  if (ends === undefined || ends.low === null || ends.high === null) return none;
  const { low, high } = ends;
  // The first and last bucket may both be begun, so that one less is left for what lies between.
  const step = bucketWidth(high - low + 1, Math.max(1, most - 1));
  const from = Math.floor(low / step) * step;
  const buckets = Math.floor((high - from) / step) + 1;
  const empty = (): number[] => Array.from({ length: buckets }, () => 0);
  const series = { entries: empty(), errors: empty(), infos: empty(), warnings: empty() };
  const counted = read
    .query<{ bucket: number; n: number }>(
      'SELECT (at - CAST(? AS INTEGER)) / CAST(? AS INTEGER) AS bucket, count(*) AS n FROM line WHERE at IS NOT NULL GROUP BY bucket',
    )
    .all(from, step);
  for (const { bucket, n } of counted) series.entries[bucket] = n;
  const found = read
    .query<{ bucket: number; severity: 'error' | 'info' | 'warning'; n: number }>(
      `SELECT (l.at - CAST(? AS INTEGER)) / CAST(? AS INTEGER) AS bucket, f.severity, count(*) AS n FROM finding f JOIN line l ON l.id = f.line_id
       WHERE l.at IS NOT NULL GROUP BY bucket, f.severity`,
    )
    .all(from, step);
  for (const { bucket, severity, n } of found)
    series[severity === 'error' ? 'errors' : severity === 'info' ? 'infos' : 'warnings'][bucket] = n;
  return { from, step, at: series.entries.map((_, index) => from + index * step), ...series };
}

interface CountRowOfFile {
  readonly id: string;
  readonly name: string | null;
  readonly entries: number;
  readonly transactions: number;
  readonly failing: number;
  readonly findings: number;
}

const countRow = (row: CountRowOfFile, charged: ReadonlyMap<string, readonly MoneyValue[]>): CountRow => ({
  id: row.id,
  ...(row.name === null ? {} : { name: row.name }),
  entries: row.entries,
  transactions: row.transactions,
  failing: row.failing,
  findings: row.findings,
  charged: charged.get(row.id) ?? [],
});

/** A transaction counts for the terminal that its first entry with one names, so that sums of terminals never overlap. */
const FIRST_TERMINALS = `
  SELECT l.txn, l.terminal FROM line l
  JOIN (SELECT txn, min(id) AS id FROM line WHERE terminal IS NOT NULL AND txn IS NOT NULL GROUP BY txn) first ON first.id = l.id`;

export function readTerminals(read: ReadDatabase, most: number): CountRow[] {
  const rows = read
    .query<CountRowOfFile>(
      `WITH first AS (${FIRST_TERMINALS}),
         byTxn AS (SELECT first.terminal, count(*) AS transactions, sum(t.status = 'fail') AS failing
           FROM first JOIN txn t ON t.id = first.txn GROUP BY first.terminal),
         byFinding AS (SELECT l.terminal, count(*) AS findings FROM finding f JOIN line l ON l.id = f.line_id
           WHERE l.terminal IS NOT NULL GROUP BY l.terminal)
       SELECT l.terminal AS id, NULL AS name, count(*) AS entries, coalesce(b.transactions, 0) AS transactions,
         coalesce(b.failing, 0) AS failing, coalesce(f.findings, 0) AS findings
       FROM line l LEFT JOIN byTxn b ON b.terminal = l.terminal LEFT JOIN byFinding f ON f.terminal = l.terminal
       WHERE l.terminal IS NOT NULL GROUP BY l.terminal ORDER BY transactions DESC, entries DESC, id LIMIT ?`,
    )
    .all(most);
  const charged = chargedBy(
    read,
    `WITH first AS (${FIRST_TERMINALS})
     SELECT first.terminal AS id, t.charged_currency AS currency, ${exactSum('t.charged_minor')} AS minor
     FROM first JOIN txn t ON t.id = first.txn WHERE t.charged_currency IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return rows.map((row) => countRow(row, charged));
}

export function readParties(read: ReadDatabase, column: 'agent' | 'merchant', most: number): CountRow[] {
  const rows = read
    .query<CountRowOfFile>(
      `WITH byFinding AS (SELECT t.${column} AS id, count(*) AS findings FROM finding f JOIN line l ON l.id = f.line_id
         JOIN txn t ON t.id = l.txn WHERE t.${column} IS NOT NULL GROUP BY t.${column})
       SELECT t.${column} AS id, p.name AS name, sum(t.entries) AS entries, count(*) AS transactions,
         sum(t.status = 'fail') AS failing, coalesce(f.findings, 0) AS findings
       FROM txn t LEFT JOIN party p ON p.party = t.${column} LEFT JOIN byFinding f ON f.id = t.${column}
       WHERE t.${column} IS NOT NULL GROUP BY t.${column} ORDER BY failing DESC, transactions DESC, id LIMIT ?`,
    )
    .all(most);
  const charged = chargedBy(
    read,
    `SELECT ${column} AS id, charged_currency AS currency, ${exactSum('charged_minor')} AS minor FROM txn
     WHERE ${column} IS NOT NULL AND charged_currency IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return rows.map((row) => countRow(row, charged));
}

export function readTypes(read: ReadDatabase, most: number): TypeRow[] {
  return read
    .query<TypeRow>(
      `SELECT type, count(*) AS entries, sum(status = 'fail') AS failing, sum(status IN ('indeterminate', 'not-checked')) AS open
       FROM line WHERE type IS NOT NULL GROUP BY type ORDER BY entries DESC, type LIMIT ?`,
    )
    .all(most);
}

interface AmountRowOfFile {
  readonly currency: string;
  readonly transactions: number;
  readonly captured: string;
  readonly refunded: string | null;
  readonly exposed: string | null;
  readonly exposed_transactions: number;
}

/**
 * Sums by currency. Refunds are summed where they are in the currency of the captured amount or no amount was captured; SQLite's
 * integers hold them exactly, and a sum that a number does not is left out.
 */
export function readAmounts(read: ReadDatabase): AmountRow[] {
  return read
    .query<AmountRowOfFile>(
      `WITH captured AS (SELECT charged_currency AS currency, count(*) AS transactions, ${exactSum('charged_minor')} AS captured,
           ${exactSum("CASE WHEN status = 'fail' THEN charged_minor ELSE 0 END")} AS exposed, sum(status = 'fail') AS exposed_transactions
         FROM txn WHERE charged_currency IS NOT NULL GROUP BY charged_currency),
       refunded AS (SELECT refunded_currency AS currency, ${exactSum('refunded_minor')} AS refunded
         FROM txn WHERE refunded_currency IS NOT NULL GROUP BY refunded_currency)
       SELECT currency, coalesce(c.transactions, 0) AS transactions, coalesce(c.captured, '0') AS captured, r.refunded, c.exposed,
         coalesce(c.exposed_transactions, 0) AS exposed_transactions
       FROM (SELECT currency FROM captured UNION SELECT currency FROM refunded)
       LEFT JOIN captured c USING (currency) LEFT JOIN refunded r USING (currency) ORDER BY transactions DESC, currency`,
    )
    .all()
    .map((row) => ({
      currency: row.currency,
      transactions: row.transactions,
      ...exact('captured', row.captured),
      ...exact('refunded', row.refunded ?? '0'),
      ...exact('exposed', row.exposed ?? '0'),
      exposedTransactions: row.exposed_transactions,
    }));
}

/** As text, since a column of SQLite's integers may go beyond what a number holds exactly. */
const exactSum = (column: string): string => `CAST(sum(${column}) AS TEXT)`;

function exact<N extends string>(name: N, text: string): { readonly [K in N]?: number } {
  const value = Number(text);
  return (Number.isSafeInteger(value) ? { [name]: value } : {}) as { readonly [K in N]?: number };
}

function chargedBy(read: ReadDatabase, sql: string): ReadonlyMap<string, readonly MoneyValue[]> {
  const charged = new Map<string, MoneyValue[]>();
  for (const { id, currency, minor } of read.query<{ id: string; currency: string; minor: string }>(sql).all()) {
    if (!Number.isSafeInteger(Number(minor))) continue;
    const known = charged.get(id);
    if (known === undefined) charged.set(id, [{ currency, minor: Number(minor) }]);
    else known.push({ currency, minor: Number(minor) });
  }
  return charged;
}
