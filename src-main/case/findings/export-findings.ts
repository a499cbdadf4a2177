import type { Axis, Severity } from '../../../src-core/evidence/finding.ts';
import { csvRow } from '../../files/csv-row.ts';
import { ndjsonRow } from '../../files/ndjson-row.ts';
import { writeRows } from '../../files/write-rows.ts';
import type { CaseSession } from '../case-session.ts';
import { PLACE_COLUMNS, PLACE_JOINS, placeOf, type PlaceRow } from '../causes.ts';

const COLUMNS = ['cause', 'code', 'severity', 'axis', 'chain', 'party', 'seq', 'line', 'file', 'pointer', 'message'] as const;
const PIECE = 2000;

interface Row extends PlaceRow {
  readonly id: number;
  readonly cause: number;
  readonly code: string;
  readonly axis: Axis;
  readonly severity: Severity;
  readonly message: string;
}

/** Writes every finding of the case, one a row, with the number of its cause; that it was done stands in the custody of the case. */
export async function exportFindings(session: CaseSession, format: 'csv' | 'ndjson', signal: AbortSignal) {
  const file = await session.spool(`findings.${format}`);
  let rows = 0;
  const pieces = function* (): Generator<string> {
    if (format === 'csv') yield csvRow(COLUMNS);
    for (const piece of readPieces(session)) {
      rows += piece.length;
      yield piece.map((row) => spelt(cellsOf(session, row), format)).join('');
    }
  };
  const sha256 = await writeRows(file.path, pieces(), signal);
  session.record('case.exported', { what: 'findings', format, rows, sha256 });
  return { handle: file.handle, rows, sha256 };
}

/** By place: a statement that stays open would keep the connection from everything else. */
function* readPieces({ read }: CaseSession): Generator<readonly Row[]> {
  for (let last = 0; ;) {
    const piece = read
      .query<Row>(
        `SELECT f.id, f.cause, f.code, f.axis, f.severity, f.message, ${PLACE_COLUMNS} FROM finding f ${PLACE_JOINS}
         WHERE f.id > ? ORDER BY f.id LIMIT ?`,
      )
      .all(last, PIECE);
    if (piece.length === 0) return;
    yield piece;
    last = piece.at(-1)?.id ?? last;
  }
}

function cellsOf(session: CaseSession, row: Row): (string | number | undefined)[] {
  const { chain, chainName, seq, line, file, pointer } = placeOf(session, row);
  return [row.cause, row.code, row.severity, row.axis, chain, chainName, seq, line, file, pointer, row.message];
}

const spelt = (cells: readonly (string | number | undefined)[], format: 'csv' | 'ndjson'): string =>
  format === 'csv' ? csvRow(cells) : ndjsonRow(COLUMNS.map((name, index) => [name, cells[index]]));
