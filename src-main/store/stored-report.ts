import { createHmac, timingSafeEqual } from 'node:crypto';
import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import type { Finding } from '../../src-core/evidence/finding.ts';
import type { Report } from '../../src-core/evidence/report.ts';
import type { ReadDatabase, Row } from './database.ts';

export interface StoredVerdict {
  readonly report: string;
  readonly report_digest: string;
  readonly checked_at: string;
  readonly tool: string;
  readonly derived: number;
  readonly policy: number | null;
  readonly entries: number;
  readonly holding: number;
  readonly findings: number;
  readonly causes: number;
  readonly transactions: number;
  /** Entries that manifests say they leave out. */
  readonly omitted: number;
  /** Fields that nobody disclosed, over all lines; sealed: those for which a seal is there, unopened. */
  readonly withheld: number;
  readonly sealed: number;
  readonly stamp: Uint8Array;
}

export function readVerdict(database: ReadDatabase): StoredVerdict | undefined {
  return database.query<StoredVerdict>('SELECT * FROM verdict WHERE id = 1').get();
}

/** The whole report as verification made it: its head, and the findings from their table. */
export function readReport(database: ReadDatabase): Report | undefined {
  const stored = readVerdict(database);
  if (stored === undefined) return undefined;
  const head = JSON.parse(stored.report) as Omit<Report, 'findings' | 'reportDigest'>;
  const findings: Finding[] = [];
  for (const row of database.query<Row>('SELECT * FROM finding ORDER BY id').iterate()) findings.push(findingOf(row));
  return { ...head, findings, reportDigest: stored.report_digest as Report['reportDigest'] };
}

function findingOf(row: Row): Finding {
  const { code, severity, axis, path, chain, seq, line, digest, pointer, message, follows } = row;
  const members = { code, severity, axis, path, chain, seq, line, digest, pointer, message };
  const cause = follows === null ? {} : { cause: Number(follows) - 1 };
  return { ...Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)), ...cause } as unknown as Finding;
}

/** Derived rows that a stamp covers, in an order of their own. */
const STAMPED: readonly { readonly table: string; readonly order: string }[] = [
  { table: 'chain', order: 'id' },
  { table: 'party', order: 'id' },
  { table: 'line', order: 'id' },
  { table: 'ref', order: 'line, number' },
  { table: 'finding', order: 'id' },
  { table: 'cause', order: 'id' },
  { table: 'txn', order: 'id' },
  { table: 'key', order: 'kid' },
  { table: 'checkpoint', order: 'id' },
];

/** A stamp over rows, made a slice at a time so that whoever shares the thread can go on. */
export interface RowStamp {
  /** Takes up to `most` rows in; false once all are in. */
  advance(most: number): boolean;
  /** The stamp over all rows, what they were derived from, and the verdict's own row. */
  finish(verdict: Omit<StoredVerdict, 'stamp'>): Uint8Array;
}

/**
 * Stamps what verification derived: HMAC-SHA-256 over every derived row and the report's head, under a key that is not in the file. Whoever
 * edits rows, or a bit that tips over, is found out by it.
 *
 * @param prefix - `next_` for the tables beside those in use
 */
export function stampRows(database: ReadDatabase, key: Uint8Array, prefix: 'next_' | '' = ''): RowStamp {
  const hmac = createHmac('sha256', key);
  const rows = allRows(database, prefix);
  let all = false;
  const advance = (most: number): boolean => {
    for (let taken = 0; taken < most && !all; taken += 1) {
      const next = rows.next();
      if (next.done === true) all = true;
      else hmac.update(next.value);
    }
    return !all;
  };
  return {
    advance,
    finish(verdict) {
      while (advance(10_000));
      const sources = database
        .query<Row>("SELECT id, name, format, bytes, sha256 FROM source WHERE state = 'whole' ORDER BY id")
        .all();
      const own = Object.entries(verdict)
        .filter(([name]) => name !== 'id' && name !== 'stamp')
        .sort(([a], [b]) => compareUtf16(a, b));
      return hmac.update(JSON.stringify([sources, own])).digest();
    },
  };
}

function* allRows(database: ReadDatabase, prefix: string): Generator<string> {
  for (const { table, order } of STAMPED) {
    yield `${table}\n`;
    for (const row of database.query<Row>(`SELECT * FROM ${prefix}${table} ORDER BY ${order}`).iterate()) {
      yield `${JSON.stringify(Object.values(row).map((cell) => (cell instanceof Uint8Array ? hex(cell) : cell)))}\n`;
    }
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

export const sameStamp = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
