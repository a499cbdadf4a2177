import { decodeHex } from '../../../src-core/encoding/hex.ts';
import type { LedgerPlace } from '../../../src-core/host/groups/ledger.ts';
import { readValue } from '../../../src-core/host/ledger-filter/read-value.ts';
import type { CaseSession } from '../case-session.ts';
import type { LedgerResult } from './result.ts';

/** Where a line stands in a result; the line alone where the result leaves it out. */
export async function placeIn(result: LedgerResult, id: number, signal: AbortSignal): Promise<LedgerPlace> {
  // A place is exact only when every line before it is known.
  while (!result.isWhole && !signal.aborted) await result.goOn(Infinity, 1000, signal);
  const offset = result.offsetOf(id);
  return offset === undefined ? { id } : { id, offset };
}

/** What a person typed to go to: a sequence number (with the chain's name before it, if it matters), a digest or its beginning, a time. */
export function lineNamed(session: CaseSession, target: string, near: number | undefined): Pick<LedgerPlace, 'id' | 'reads'> {
  const text = target.trim();
  const digits = text.replaceAll(/[,\u00a0\u202f' ]/g, '');
  if (/^\d{1,15}$/.test(digits)) {
    const id = lineOfSeq(session, Number(digits), near);
    if (id !== undefined) return { id, reads: 'seq' };
  }
  const time = readValue(
    'at',
    '>=',
    text.replace(/^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?)Z?$/, '$1T$2Z'),
    true,
  );
  if (typeof time === 'object' && time.kind === 'span' && !/^\d{4}$/.test(text)) {
    const id = lineOfTime(session, time.from);
    return id === undefined ? { reads: 'time' } : { id, reads: 'time' };
  }
  const hex = text.replace(/^sha256:/i, '').toLowerCase();
  if (/^[0-9a-f]{4,64}$/.test(hex)) {
    const id = lineOfDigest(session, hex);
    return id === undefined ? { reads: 'digest' } : { id, reads: 'digest' };
  }
  return /^\d+$/.test(digits) ? { reads: 'seq' } : {};
}

/** Of the chain that `near` is in, if it has the number; else the first in the ledger's order. */
function lineOfSeq(session: CaseSession, seq: number, near: number | undefined): number | undefined {
  const { read } = session;
  const own = read
    .query<{ id: number }>(
      'SELECT id FROM line WHERE chain = (SELECT chain FROM line WHERE id = ?) AND seq = ? ORDER BY placed DESC, id LIMIT 1',
    )
    .get(near ?? 0, seq);
  if (own !== undefined) return own.id;
  return (
    read
      .query<{ id: number | null }>(
        'SELECT min((SELECT min(line.id) FROM line WHERE line.chain = chain.id AND line.seq = ?)) AS id FROM chain',
      )
      .get(seq)?.id ?? undefined
  );
}

/** The first line at or after a time. Lines are numbered by time, so that halving the range finds it. */
function lineOfTime(session: CaseSession, at: number): number | undefined {
  const timed = session.read.query<{ at: number | null }>('SELECT at FROM line WHERE id = ?');
  const last = session.read.query<{ id: number | null }>('SELECT max(id) AS id FROM line').get()?.id ?? 0;
  let low = 1;
  let high = last + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const value = timed.get(middle)?.at ?? Infinity;
    if (value < at) low = middle + 1;
    else high = middle;
  }
  return last === 0 ? undefined : Math.min(low, last);
}

function lineOfDigest(session: CaseSession, hex: string): number | undefined {
  const even = hex.length % 2 === 0 ? hex : hex.slice(0, -1);
  const from = decodeHex(even) ?? new Uint8Array();
  const rest = 64 - even.length;
  const upTo = decodeHex(even + 'f'.repeat(rest)) ?? new Uint8Array();
  return session.read
    .query<{ id: number }>(
      'SELECT id FROM line WHERE digest >= ? AND digest <= ? AND hex(digest) LIKE ? ORDER BY digest, id LIMIT 1',
    )
    .get(from, upTo, `${hex}%`)?.id;
}

/** The nearest line after (or before) a place in a result's order on which a finding stands. */
export function nextFinding(session: CaseSession, result: LedgerResult, after: number, way: 'next' | 'previous'): LedgerPlace {
  const statuses = session.read.query<{ id: number }>(
    `SELECT id FROM line WHERE id IN (SELECT value FROM json_each(?)) AND code IS NOT NULL`,
  );
  const size = 2000;
  for (let at = way === 'next' ? after + 1 : after - size; ; at += way === 'next' ? size : -size) {
    const from = Math.max(0, at);
    const count = way === 'next' ? size : Math.min(size, at + size);
    if (count <= 0 || from >= result.total) return {};
    const ids = result.idsAt(from, count);
    const marked = new Set(statuses.all(JSON.stringify(ids)).map(({ id }) => id));
    const found = way === 'next' ? ids.findIndex((id) => marked.has(id)) : ids.findLastIndex((id) => marked.has(id));
    const id = ids[found];
    if (id !== undefined) return { id, offset: from + found };
  }
}
