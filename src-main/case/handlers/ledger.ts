import { parseFilter } from '../../../src-core/host/ledger-filter/parse-filter.ts';
import type { FilterState, LedgerPage, LedgerRow } from '../../../src-core/host/groups/ledger.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import { completeFilter } from '../ledger/complete.ts';
import { exportRows } from '../ledger/export-rows.ts';
import { lineNamed, nextFinding, placeIn } from '../ledger/locate.ts';
import { readMarks } from '../ledger/marks.ts';
import { readDetail } from '../ledger/read-detail.ts';
import { readFields } from '../ledger/read-fields.ts';
import { readRows } from '../ledger/read-rows.ts';
import { countLines, forgetFlagged, resultOf } from '../ledger/results.ts';
import { readViews, removeView, saveView } from '../ledger/views.ts';
import type { CaseSession } from '../case-session.ts';
import type { CaseHandlers } from './handlers.ts';

/** How long a page waits for its rows before it is answered with those that there are, in milliseconds. */
const PATIENCE = 120;

interface PageRequest {
  readonly filter: string;
  readonly sort: string;
  readonly offset: number;
  readonly count: number;
  readonly stopped?: boolean | undefined;
}

async function readPage(session: CaseSession, request: PageRequest, signal: AbortSignal): Promise<LedgerPage> {
  const { filter, sort, offset, count, stopped } = request;
  const result = resultOf(session, filter, sort);
  if (stopped !== true) await result.goOn(offset + count, PATIENCE, signal);
  return {
    total: result.total,
    all: countLines(session),
    rows: readRows(session.read, result.idsAt(offset, count)),
    milliseconds: Math.ceil(result.milliseconds),
    whole: result.isWhole,
    looked: result.looked,
  };
}

function checkFilter(filter: string): FilterState {
  const parsed = parseFilter(filter);
  switch (parsed.state) {
    case 'valid':
      return { state: 'valid' };
    case 'incomplete':
      return { state: 'incomplete', at: parsed.at, expects: parsed.expects };
    case 'invalid':
      return { state: 'invalid', at: parsed.at, to: parsed.to, code: parsed.code, message: parsed.message };
  }
}

function flag(session: CaseSession, id: number, flagged: boolean): LedgerRow {
  const place = session.read
    .query<{ chain_file: number | null; line: number }>('SELECT chain_file, line FROM line WHERE id = ?')
    .get(id);
  if (place === undefined || place.chain_file === null) throw new AssizeError('E_LINE', 'this line cannot be flagged');
  const { chain_file: chainFile, line } = place;
  session.write((database) => {
    if (flagged)
      database
        .change('INSERT OR REPLACE INTO flag(chain_file, line, by, at) VALUES(?, ?, ?, ?)')
        .run(chainFile, line, session.analyst, formatInstant(session.now()));
    else database.change('DELETE FROM flag WHERE chain_file = ? AND line = ?').run(chainFile, line);
  });
  forgetFlagged(session);
  const [row] = readRows(session.read, [id]);
  if (row === undefined) throw new AssizeError('E_LINE', 'this case has no such line any more');
  return row;
}

export const ledgerHandlers: CaseHandlers<
  | 'ledger.page'
  | 'ledger.check'
  | 'ledger.complete'
  | 'ledger.read'
  | 'ledger.fields'
  | 'ledger.locate'
  | 'ledger.offsetOf'
  | 'ledger.nextFinding'
  | 'ledger.marks'
  | 'ledger.flag'
  | 'ledger.views'
  | 'ledger.saveView'
  | 'ledger.removeView'
  | 'ledger.export'
> = {
  'ledger.page': readPage,
  'ledger.check': (_session, { filter }) => checkFilter(filter),
  'ledger.complete': (session, { filter, at }, signal) => completeFilter(session, filter, at, signal),
  'ledger.read': (session, { id }) => readDetail(session, id),
  'ledger.fields': (session, { id }, signal) => readFields(session, id, signal),
  'ledger.locate': async (session, { filter, sort, target, near }, signal) => {
    const { id, reads } = lineNamed(session, target, near);
    const read = reads === undefined ? {} : { reads };
    return id === undefined ? read : { ...read, ...(await placeIn(resultOf(session, filter, sort), id, signal)) };
  },
  'ledger.offsetOf': async (session, { filter, sort, id }, signal) => {
    const { offset } = await placeIn(resultOf(session, filter, sort), id, signal);
    return offset === undefined ? {} : { offset };
  },
  'ledger.nextFinding': (session, { filter, sort, after, way }) =>
    nextFinding(session, resultOf(session, filter, sort), after, way),
  'ledger.marks': (session, { filter, sort, buckets }, signal) =>
    readMarks(session, resultOf(session, filter, sort), buckets, signal),
  'ledger.flag': (session, { id, flagged }) => flag(session, id, flagged),
  'ledger.views': readViews,
  'ledger.saveView': (session, { name, filter, columns, sort }) => saveView(session, { name, filter, columns, sort }),
  'ledger.removeView': (session, { id }) => removeView(session, id),
  'ledger.export': (session, request, signal) =>
    exportRows(session, resultOf(session, request.filter, request.sort), request, signal),
};
