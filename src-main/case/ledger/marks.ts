import { setImmediate } from 'node:timers/promises';
import type { Status } from '../../../src-core/host/shapes.ts';
import type { CaseSession } from '../case-session.ts';
import { EveryLine, type LedgerResult } from './result.ts';

const WORST_FIRST = ['fail', 'indeterminate', 'not-checked'] as const;
const PIECE = 20_000;

/** The worst status in each of `buckets` equal parts of a result; `none` where a part has no rows. */
export async function readMarks(
  session: CaseSession,
  result: LedgerResult,
  buckets: number,
  signal: AbortSignal,
): Promise<(Status | 'none')[]> {
  const { total } = result;
  const parts = Math.max(1, Math.min(buckets, total));
  if (total === 0) return [];
  return result instanceof EveryLine ? ofEveryLine(session, result, parts) : ofFound(session, result, parts, signal);
}

/** The index over status and id answers whether a part has a status, without reading its rows. */
function ofEveryLine(session: CaseSession, result: EveryLine, parts: number): (Status | 'none')[] {
  const { total } = result;
  const has = session.read.query<{ found: number }>(
    'SELECT EXISTS(SELECT 1 FROM line WHERE status = ? AND id >= ? AND id <= ?) AS found',
  );
  return Array.from({ length: parts }, (_, part) => {
    const [first] = result.idsAt(Math.floor((part * total) / parts), 1);
    const [last] = result.idsAt(Math.max(0, Math.floor(((part + 1) * total) / parts) - 1), 1);
    const low = Math.min(first ?? 0, last ?? 0);
    const high = Math.max(first ?? 0, last ?? 0);
    return WORST_FIRST.find((status) => has.get(status, low, high)?.found === 1) ?? 'pass';
  });
}

async function ofFound(
  session: CaseSession,
  result: LedgerResult,
  parts: number,
  signal: AbortSignal,
): Promise<(Status | 'none')[]> {
  const { total } = result;
  const ranks = new Uint8Array(parts);
  const bad = session.read.query<{ marked: string }>(
    `SELECT json_group_array(json_array(id, status)) AS marked FROM line
     WHERE id IN (SELECT value FROM json_each(?)) AND status <> 'pass'`,
  );
  let from = 0;
  for (const ids of result.pieces(PIECE)) {
    const marked = new Map(JSON.parse(bad.get(JSON.stringify(Array.from(ids)))?.marked ?? '[]') as [number, Status][]);
    for (const [at, id] of ids.entries()) {
      const status = marked.get(id);
      if (status === undefined) continue;
      const part = Math.min(parts - 1, Math.floor(((from + at) * parts) / total));
      ranks[part] = Math.max(ranks[part] ?? 0, WORST_FIRST.length - WORST_FIRST.findIndex((worst) => worst === status));
    }
    from += ids.length;
    await setImmediate();
    if (signal.aborted) break;
  }
  return Array.from(ranks, (rank) => (rank === 0 ? 'pass' : (WORST_FIRST[WORST_FIRST.length - rank] ?? 'pass')));
}
