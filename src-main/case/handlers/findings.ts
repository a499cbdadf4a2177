import { formatInstant } from '../../../src-core/encoding/instant.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { AXES, type Axis, type Severity } from '../../../src-core/evidence/finding.ts';
import { MESSAGES, type FindingMessage } from '../../../src-core/evidence/messages.ts';
import type { Cause, CauseDetail, FindingRow, FindingsPage, Place, TriageState } from '../../../src-core/host/groups/findings.ts';
import { policyInEffect, readPolicy } from '../../case-import/policies.ts';
import type { CaseSession } from '../case-session.ts';
import { PLACE_COLUMNS, PLACE_JOINS, placeOf, readCause, readCauses, type PlaceRow } from '../causes.ts';
import { exportFindings } from '../findings/export-findings.ts';
import { doAct, redoAct, undoAct, type WorkAct } from '../work-acts.ts';
import type { CaseHandlers } from './handlers.ts';

const MOST_CAUSES = 20_000;
const FIRST_SHOWN = 20;

interface FindingRowOfFile extends PlaceRow {
  readonly code: string;
  readonly axis: Axis;
  readonly severity: Severity;
  readonly message: string;
}

const FINDINGS = `SELECT f.id, f.code, f.axis, f.severity, f.message, ${PLACE_COLUMNS} FROM finding f ${PLACE_JOINS}`;

const rowOf = (session: CaseSession, row: FindingRowOfFile): FindingRow => ({
  code: row.code,
  axis: row.axis,
  severity: row.severity,
  message: row.message,
  place: placeOf(session, row),
});

interface ListRequest {
  readonly search?: string | undefined;
  readonly triage?: readonly TriageState[] | undefined;
  readonly chains?: readonly string[] | undefined;
  readonly axes?: readonly string[] | undefined;
}

/** Words of a cause that a search goes through: its code, what the code says in both languages, its message, whose chain, which entry. */
function matches(cause: Cause, search: string): boolean {
  const said = (MESSAGES as Readonly<Record<string, FindingMessage>>)[cause.code];
  const text = [
    cause.code,
    cause.message,
    said?.en ?? '',
    said?.zh ?? '',
    cause.place.chainName ?? '',
    cause.place.chain ?? '',
    cause.place.seq ?? '',
    cause.place.file ?? '',
  ];
  return text.join('\n').toLowerCase().includes(search.trim().toLowerCase());
}

function listFindings(session: CaseSession, request: ListRequest): FindingsPage {
  const { read } = session;
  const all = readCauses(session, MOST_CAUSES);
  const stateOf = (cause: Cause): TriageState => cause.triage?.state ?? 'open';
  const causes = all.filter(
    (cause) =>
      (request.search === undefined || request.search.trim() === '' || matches(cause, request.search)) &&
      (request.triage === undefined || request.triage.includes(stateOf(cause))) &&
      (request.chains === undefined || request.chains.length === 0 || request.chains.includes(cause.place.chain ?? '')) &&
      (request.axes === undefined || request.axes.length === 0 || request.axes.includes(cause.axis)),
  );
  const bySeverity = new Map(
    read
      .query<{ axis: Axis; error: number; warning: number; info: number }>(
        `SELECT axis, sum(severity = 'error') AS error, sum(severity = 'warning') AS warning, sum(severity = 'info') AS info
         FROM finding GROUP BY axis`,
      )
      .all()
      .map((row) => [row.axis, row]),
  );
  const parties = read
    .query<{ chain: string; name: string | null; count: number }>(
      `SELECT f.chain, ch.name, count(*) AS count FROM finding f LEFT JOIN chain ch ON ch.chain = f.chain
       WHERE f.chain IS NOT NULL GROUP BY f.chain ORDER BY count DESC, f.chain`,
    )
    .all();
  const triage: Record<TriageState, number> = { open: 0, confirmed: 0, dismissed: 0 };
  for (const cause of all) triage[stateOf(cause)] += 1;
  return {
    causes,
    findings: read.query<{ n: number }>('SELECT count(*) AS n FROM finding').get()?.n ?? 0,
    facets: {
      axes: AXES.map((axis) => bySeverity.get(axis) ?? { axis, error: 0, warning: 0, info: 0 }),
      triage,
      parties: parties.map(({ chain, name, count }) => ({ chain, name: name ?? chain, count })),
    },
  };
}

function mustRead(session: CaseSession, id: string): Cause {
  const cause = readCause(session, id);
  if (cause === undefined)
    throw new AssizeError(
      'E_CAUSE',
      'this case has no such cause any more',
      {},
      'The evidence or the policy changed: look at the list again.',
    );
  return cause;
}

function readDetail(session: CaseSession, id: string): CauseDetail {
  const { read } = session;
  const cause = mustRead(session, id);
  const kinds = read
    .query<{ code: string; severity: Severity; count: number; first: number; last: number }>(
      `SELECT code, severity, count(*) AS count, min(id) AS first, max(id) AS last FROM finding
       WHERE cause = ? GROUP BY code, severity ORDER BY count DESC, code`,
    )
    .all(cause.number);
  const placeAt = (finding: number): Place => {
    const row = read.query<FindingRowOfFile>(`${FINDINGS} WHERE f.id = ?`).get(finding);
    return row === undefined ? {} : placeOf(session, row);
  };
  const first = read
    .query<FindingRowOfFile>(`${FINDINGS} WHERE f.cause = ? ORDER BY f.id LIMIT ${FIRST_SHOWN}`)
    .all(cause.number)
    .map((row) => rowOf(session, row));
  return {
    cause,
    effects: kinds.map(({ code, severity, count, first: from, last }) => ({
      code,
      severity,
      count,
      first: placeAt(from),
      last: placeAt(last),
    })),
    first,
    ...reproduction(session, cause),
  };
}

/** A command that shows the finding without this application: the report's axis fails or stays open, and the exit code says which. */
function reproduction(session: CaseSession, cause: Cause): { command: string; exitCode: number } {
  const names = session.read.query<{ name: string }>("SELECT name FROM source WHERE state = 'whole' ORDER BY id").all();
  const policy = readPolicy(session.read, policyInEffect(session.read));
  const parts = [
    `assize verify ${names.map(({ name }) => quoted(name)).join(' ')}`,
    ...(policy === undefined ? [] : ['--policy policy.json']),
    `--require ${cause.axis}`,
  ];
  return { command: parts.join(' \\\n  '), exitCode: cause.severity === 'error' ? 1 : cause.severity === 'info' ? 2 : 0 };
}

const quoted = (name: string): string => (/^[\w./@:+-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`);

type TriageRow = {
  readonly cause: string;
  readonly state: TriageState;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
};

function triage(session: CaseSession, ids: readonly string[], state: TriageState, reason: string): Cause[] {
  for (const id of ids) mustRead(session, id);
  if (state === 'dismissed' && reason.trim() === '')
    throw new AssizeError('E_REASON', 'a cause is dismissed only with a reason', {}, 'Say why it does not matter.');
  const { read } = session;
  const before = ids.map(
    (cause) => read.query<TriageRow>('SELECT * FROM triage WHERE cause = ?').get(cause) ?? { cause, state: null },
  );
  const at = formatInstant(session.now());
  const after = ids.map((cause) => ({ cause, state, reason, by: session.analyst, at }));
  session.write((database) => {
    doAct(database, { act: 'triage', before, after }, session.analyst, at);
    session.record('finding.triaged', { state, causes: ids.length, reason, first: ids[0] ?? '' });
  });
  session.emit('triage');
  return ids.map((id) => mustRead(session, id));
}

function writeNote(session: CaseSession, id: string, text: string): Cause {
  mustRead(session, id);
  const before = session.read
    .query<{ cause: string; text: string; by: string; at: string }>('SELECT * FROM note WHERE cause = ?')
    .get(id) ?? {
    cause: id,
    text: null,
  };
  const at = formatInstant(session.now());
  const after = { cause: id, text: text.trim() === '' ? null : text, by: session.analyst, at };
  session.write((database) => {
    doAct(database, { act: 'note', before: [before], after: [after] }, session.analyst, at);
    session.record('finding.noted', { cause: id });
  });
  session.emit('triage');
  return mustRead(session, id);
}

function stepBack(session: CaseSession, way: 'undo' | 'redo'): { act?: WorkAct['act'] } {
  const act = session.write((database) => {
    const done = way === 'undo' ? undoAct(database) : redoAct(database);
    if (done !== undefined) session.record('finding.triaged', { [way]: done.act, causes: done.after.length });
    return done?.act;
  });
  if (act !== undefined) session.emit('triage');
  return act === undefined ? {} : { act };
}

export const findingsHandlers: CaseHandlers<
  | 'findings.list'
  | 'findings.read'
  | 'findings.effects'
  | 'findings.triage'
  | 'findings.note'
  | 'findings.undo'
  | 'findings.redo'
  | 'findings.export'
> = {
  'findings.list': (session, request) => listFindings(session, request),
  'findings.read': (session, { id }) => readDetail(session, id),
  'findings.effects': (session, { id, offset, count }) =>
    session.read
      .query<FindingRowOfFile>(`${FINDINGS} WHERE f.cause = ? ORDER BY f.id LIMIT ? OFFSET ?`)
      .all(mustRead(session, id).number, count, offset)
      .map((row) => rowOf(session, row)),
  'findings.triage': (session, { ids, state, reason }) => triage(session, ids, state, reason),
  'findings.note': (session, { id, text }) => writeNote(session, id, text),
  'findings.undo': (session) => stepBack(session, 'undo'),
  'findings.redo': (session) => stepBack(session, 'redo'),
  'findings.export': (session, { format }, signal) => exportFindings(session, format, signal),
};
