import { setImmediate } from 'node:timers/promises';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import type { Completion, Completions } from '../../../src-core/host/groups/ledger.ts';
import { FIELD_RULES, type Expression, type FilterField } from '../../../src-core/host/ledger-filter/expression.ts';
import { typingAt, wordsFor } from '../../../src-core/host/ledger-filter/slot-at.ts';
import { spellValue } from '../../../src-core/host/ledger-filter/tokens.ts';
import type { CaseSession } from '../case-session.ts';
import { compileFilter } from './compile-filter.ts';
import { countLines } from './results.ts';

const MOST_ITEMS = 12;
/** Values are counted for so long, in milliseconds; of very large cases the counts are left out. */
const LONGEST_COUNT = 1200;

const COUNTED_AT_ONCE = 2_000_000;
const INDEXED: ReadonlySet<string> = new Set(['line.status', 'line.type', 'line.actor', 'line.kid']);

/** What may be typed at a place of a filter; values come from the store, each with the rows that have it. */
export async function completeFilter(
  session: CaseSession,
  filter: string,
  at: number,
  signal: AbortSignal,
): Promise<Completions> {
  const typing = typingAt(filter, at);
  if (typing === undefined) return { from: at, expects: 'field', items: [] };
  const { slot, context } = typing;
  const common = { from: slot.from, expects: slot.expects, ...(slot.field === undefined ? {} : { field: slot.field }) };
  if (slot.expects !== 'value' && slot.expects !== 'quote') {
    const items = wordsFor(slot)
      .filter((word) => word.startsWith(slot.prefix.toLowerCase()))
      .map((word): Completion => ({ value: word, insert: spaced(word, filter.slice(0, slot.from)) }));
    return { ...common, items: slot.expects === 'join' && slot.prefix === '' && /\S$/.test(filter.slice(0, at)) ? [] : items };
  }
  if (slot.field === undefined) return { ...common, items: [] };
  if (slot.list === true) return { ...common, items: [{ value: '(', insert: '(' }] };
  const counted = await countValues(session, slot.field, context, signal);
  const prefix = slot.prefix.toLowerCase();
  const matching = counted.values.filter(
    ({ value, name }) => value.toLowerCase().includes(prefix) || name?.toLowerCase().includes(prefix) === true,
  );
  return {
    ...common,
    ...(counted.among === undefined ? {} : { among: counted.among }),
    items: matching.slice(0, MOST_ITEMS).map(({ value, name, count }) => ({
      value,
      ...(name === undefined || name === value ? {} : { name }),
      ...(count === undefined ? {} : { count }),
      insert: `${slot.field === 'amount' ? value : spellValue(value)} `,
    })),
  };
}

/** A word with a space after it, and before it where it would stick to a word. */
const spaced = (word: string, before: string): string => `${/[\w"]$/.test(before) ? ' ' : ''}${word} `;

interface Valued {
  readonly value: string;
  readonly name?: string;
  readonly count?: number;
}

interface Source {
  /** What lines are counted by. */
  readonly column: string;
  /** The value of a group, and what people call it. */
  readonly look?: (session: CaseSession, key: string | number) => Valued | undefined;
  /** Groups where nothing is counted. */
  readonly known?: readonly string[];
}

const nameOf = (session: CaseSession, table: 'party' | 'chain', id: string | number): Valued | undefined => {
  const column = table === 'party' ? 'party' : 'chain';
  const row = session.read
    .query<{ value: string; name: string | null }>(`SELECT ${column} AS value, name FROM ${table} WHERE id = ?`)
    .get(id);
  return row === undefined ? undefined : row.name === null ? { value: row.value } : { value: row.name, name: row.value };
};

const SOURCES: Partial<Record<FilterField, Source>> = {
  status: { column: 'line.status', known: FIELD_RULES.status.choices ?? [] },
  role: { column: 'line.role' },
  type: { column: 'line.type' },
  currency: { column: 'line.currency' },
  amount: { column: 'line.currency' },
  terminal: { column: 'line.terminal' },
  kid: { column: 'line.kid' },
  code: { column: 'line.code' },
  actor: { column: 'line.actor', look: (session, id) => nameOf(session, 'party', id) },
  chain: { column: 'line.chain', look: (session, id) => nameOf(session, 'chain', id) },
};

async function countValues(
  session: CaseSession,
  field: FilterField,
  context: Expression,
  signal: AbortSignal,
): Promise<{ readonly values: readonly Valued[]; readonly among?: number }> {
  const source = SOURCES[field];
  if (source === undefined) return { values: valuesWithoutCount(session, field) };
  const counts = new Map<string | number, number>();
  const whole = await countGroups(session, source.column, context, counts, signal);
  for (const value of source.known ?? []) if (!counts.has(value)) counts.set(value, 0);
  const order = source.known;
  const values = [...counts]
    .sort(([a, more], [b, less]) => (order === undefined ? less - more : order.indexOf(String(a)) - order.indexOf(String(b))))
    .slice(0, 2000)
    .flatMap(([key, count]): Valued[] => {
      const named = source.look === undefined ? { value: String(key) } : source.look(session, key);
      return named === undefined ? [] : [whole ? { ...named, count } : named];
    });
  const among = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { values, ...(whole && field !== 'amount' ? { among } : {}) };
}

/** Adds up groups in parts; false where the time ran out before the last one. */
async function countGroups(
  session: CaseSession,
  column: string,
  context: Expression,
  counts: Map<string | number, number>,
  signal: AbortSignal,
): Promise<boolean> {
  const filter = compileFilter(context);
  const groups = session.read.query<{ value: string | number | null; count: number }>(
    `SELECT ${column} AS value, count(*) AS count FROM line WHERE line.id > ? AND line.id <= ? AND ${filter.sql} GROUP BY 1`,
  );
  const all = countLines(session);
  if (context.kind === 'all' && all <= COUNTED_AT_ONCE && INDEXED.has(column)) {
    // The index alone is read.
    const whole = session.read.query<{ value: string | number | null; count: number }>(
      `SELECT ${column} AS value, count(*) AS count FROM line GROUP BY 1`,
    );
    for (const { value, count } of whole.all()) if (value !== null) counts.set(value, count);
    return true;
  }
  const until = performance.now() + LONGEST_COUNT;
  for (let low = 0, size = 50_000; low < all; low += size) {
    const high = Math.min(all, low + size);
    for (const { value, count } of groups.all(low, high, ...filter.values(low, high)))
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + count);
    await setImmediate();
    if (performance.now() > until || signal.aborted) return false;
  }
  return true;
}

/** Values of fields whose every value differs: an example of their shape. */
function valuesWithoutCount(session: CaseSession, field: FilterField): Valued[] {
  const { read } = session;
  switch (field) {
    case 'at': {
      const edge = (id: string): number | null | undefined =>
        read
          .query<{ at: number | null }>(`SELECT at FROM line WHERE id = (SELECT ${id}(id) FROM line WHERE at IS NOT NULL)`)
          .get()?.at;
      return [edge('min'), edge('max')].flatMap((at) =>
        typeof at === 'number' ? [{ value: `${formatInstant(at).slice(0, 16)}Z` }] : [],
      );
    }
    case 'cause':
      return read
        .query<{ id: number; code: string; count: number }>(
          'SELECT id, code, same + effects AS count FROM cause ORDER BY id LIMIT 50',
        )
        .all()
        .map(({ id, code, count }) => ({ value: String(id), name: code, count }));
    case 'flagged':
      return [{ value: 'yes' }, { value: 'no' }];
    case 'txn':
      return read
        .query<{ value: string; count: number }>('SELECT txn AS value, entries AS count FROM txn ORDER BY id LIMIT 500')
        .all();
    default:
      return [];
  }
}
