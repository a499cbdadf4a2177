import type { Axis, Severity } from '../../src-core/evidence/finding.ts';
import type { Cause, Place, TriageState } from '../../src-core/host/groups/findings.ts';
import type { ReadDatabase } from '../store/database.ts';
import type { CaseSession } from './case-session.ts';

interface CauseRow {
  readonly id: number;
  readonly digest: string;
  readonly code: string;
  readonly severity: Severity;
  readonly axis: Axis;
  readonly same: number;
  readonly effects: number;
  readonly transactions: number;
  readonly first: number;
  readonly last: number;
  readonly message: string;
  readonly state: TriageState | null;
  readonly reason: string;
  readonly triage_by: string;
  readonly triage_at: string;
  readonly note: string | null;
  readonly note_by: string;
  readonly note_at: string;
}

/** What `PLACE_COLUMNS` select. */
export interface PlaceRow {
  readonly path: string | null;
  readonly chain: string | null;
  readonly chain_name: string | null;
  readonly seq: number | null;
  readonly line: number | null;
  readonly pointer: string | null;
  readonly line_id: number | null;
  readonly byte: number | null;
}

export const SPREAD_BUCKETS = 48;

const CAUSES = `
  SELECT c.id, c.digest, c.code, c.severity, c.axis, c.same, c.effects, c.transactions, c.first, c.last, f.message,
    t.state, t.reason, t.by AS triage_by, t.at AS triage_at, n.text AS note, n.by AS note_by, n.at AS note_at
  FROM cause c JOIN finding f ON f.id = c.first LEFT JOIN triage t ON t.cause = c.digest LEFT JOIN note n ON n.cause = c.digest`;

/** Everything of a case's causes is read through this, so that every screen tells of the same place in the same way. */
export const PLACE_COLUMNS = `
  f.path, f.chain, ch.name AS chain_name, f.seq, f.line, f.pointer, f.line_id, r.byte`;
export const PLACE_JOINS = `
  LEFT JOIN chain ch ON ch.chain = f.chain LEFT JOIN line l ON l.id = f.line_id
  LEFT JOIN raw_line r ON r.id = l.chain_file * 4294967296 + l.line`;

/** Where a finding stands; members that are not known are absent. */
export function placeOf(session: CaseSession, row: PlaceRow): Place {
  return {
    ...(row.chain === null ? {} : { chain: row.chain }),
    ...(row.chain_name === null ? {} : { chainName: row.chain_name }),
    ...(row.seq === null ? {} : { seq: row.seq }),
    ...(row.line === null ? {} : { line: row.line }),
    ...(row.byte === null ? {} : { byte: row.byte }),
    ...(row.path === null ? {} : { file: session.shownPath(row.path) }),
    ...(row.pointer === null ? {} : { pointer: row.pointer }),
    ...(row.line_id === null ? {} : { lineId: row.line_id }),
  };
}

function readPlace(session: CaseSession, finding: number): Place {
  const row = session.read.query<PlaceRow>(`SELECT ${PLACE_COLUMNS} FROM finding f ${PLACE_JOINS} WHERE f.id = ?`).get(finding);
  return row === undefined ? {} : placeOf(session, row);
}

/** The times between which the case's entries say that they were written, epoch milliseconds; undefined where none says one. */
export function timeSpan(read: ReadDatabase): { readonly from: number; readonly to: number } | undefined {
  const row = read.query<{ low: number | null; high: number | null }>('SELECT min(at) AS low, max(at) AS high FROM line').get();
  return row === undefined || row.low === null || row.high === null ? undefined : { from: row.low, to: row.high };
}

/** @returns 1 for each of 48 equal parts of the case's time in which a finding of the cause stands */
function spreadOf(read: ReadDatabase, cause: number, span: { readonly from: number; readonly to: number } | undefined): number[] {
  const spread = Array.from({ length: SPREAD_BUCKETS }, () => 0);
  if (span === undefined) return spread;
  const rows = read
    .query<{ bucket: number }>(
      `SELECT DISTINCT CAST(min(${SPREAD_BUCKETS - 1}, (l.at - ?) * ${SPREAD_BUCKETS} / ?) AS INTEGER) AS bucket
       FROM finding f JOIN line l ON l.id = f.line_id WHERE f.cause = ? AND l.at IS NOT NULL`,
    )
    .all(span.from, Math.max(1, span.to - span.from + 1), cause);
  for (const { bucket } of rows) spread[bucket] = 1;
  return spread;
}

function causeOf(session: CaseSession, row: CauseRow, span: ReturnType<typeof timeSpan>): Cause {
  return {
    number: row.id,
    id: row.digest,
    code: row.code,
    axis: row.axis,
    severity: row.severity,
    message: row.message,
    place: readPlace(session, row.first),
    ...(row.last === row.first ? {} : { last: readPlace(session, row.last) }),
    same: row.same,
    effects: row.effects,
    transactions: row.transactions,
    spread: spreadOf(session.read, row.id, span),
    ...(row.state === null ? {} : { triage: { state: row.state, reason: row.reason, by: row.triage_by, at: row.triage_at } }),
    ...(row.note === null ? {} : { note: { text: row.note, by: row.note_by, at: row.note_at } }),
  };
}

/** Causes, worst first; `most` of them. */
export function readCauses(session: CaseSession, most: number): Cause[] {
  const span = timeSpan(session.read);
  return session.read
    .query<CauseRow>(`${CAUSES} ORDER BY c.id LIMIT ?`)
    .all(most)
    .map((row) => causeOf(session, row, span));
}

/** One cause by the digest that names it; undefined where the case has none of that name. */
export function readCause(session: CaseSession, digest: string): Cause | undefined {
  const row = session.read.query<CauseRow>(`${CAUSES} WHERE c.digest = ?`).get(digest);
  return row === undefined ? undefined : causeOf(session, row, timeSpan(session.read));
}
