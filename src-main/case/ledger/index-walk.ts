import type { Cell, ReadDatabase } from '../../store/database.ts';
import type { LineSource, ScanStep } from './scan.ts';
import { isDescending, STATUSES_WORST_FIRST, type LedgerSort } from './sort-keys.ts';

const MOST_AT_ONCE = 50_000;
const TXNS_AT_ONCE = 4096;

/** A run of lines that an index keeps beside each other. */
interface Segment {
  readonly where: string;
  readonly values: readonly Cell[];
  /** What orders the lines of the segment before their ids do; such a segment is read in one go. */
  readonly by?: string;
}

/**
 * Every line in the order of an indexed column, lines without one last. The index gives the order, so that the first rows are there at
 * once; nothing is sorted.
 */
export class IndexWalk implements LineSource {
  looked = 0;
  readonly #database: ReadDatabase;
  readonly #segments: readonly Segment[];
  readonly #isDescending: boolean;
  #at = 0;
  #last: number | undefined;

  /** @returns undefined where no index keeps the order */
  static of(database: ReadDatabase, sort: LedgerSort): IndexWalk | undefined {
    const segments = segmentsOf(database, sort.replace(/^-/, ''));
    return segments === undefined ? undefined : new IndexWalk(database, segments, isDescending(sort));
  }

  private constructor(database: ReadDatabase, { known, without }: Segments, descending: boolean) {
    this.#database = database;
    this.#segments = [...(descending ? known.toReversed() : known), ...without];
    this.#isDescending = descending;
  }

  get isDone(): boolean {
    return this.#at >= this.#segments.length;
  }

  step(): ScanStep {
    const segment = this.#segments[this.#at];
    if (segment === undefined) return { ids: [], keys: [] };
    const isWithout = segment.where.endsWith('IS NULL');
    const way = this.#isDescending && !isWithout ? 'DESC' : 'ASC';
    const from = this.#last ?? (way === 'ASC' ? 0 : Number.MAX_SAFE_INTEGER);
    const order = segment.by === undefined ? `id ${way}` : `${segment.by} ${way}, id ${way}`;
    const limit =
      segment.by === undefined
        ? `AND id ${way === 'ASC' ? '>' : '<'} ? ORDER BY ${order} LIMIT ${MOST_AT_ONCE}`
        : `ORDER BY ${order}`;
    const row = this.#database
      .query<{ ids: string }>(`SELECT json_group_array(id) AS ids FROM (SELECT id FROM line WHERE ${segment.where} ${limit})`)
      .get(...segment.values, ...(segment.by === undefined ? [from] : []));
    const ids = JSON.parse(row?.ids ?? '[]') as number[];
    this.looked += ids.length;
    this.#last = ids.at(-1);
    if (segment.by !== undefined || ids.length < MOST_AT_ONCE) {
      this.#at += 1;
      this.#last = undefined;
    }
    return { ids, keys: [] };
  }
}

interface Segments {
  readonly known: readonly Segment[];
  readonly without: readonly Segment[];
}

function segmentsOf(database: ReadDatabase, field: string): Segments | undefined {
  const equal = (column: string, values: readonly Cell[]): Segments => ({
    known: values.map((value) => ({ where: `${column} = ?`, values: [value] })),
    without: [{ where: `${column} IS NULL`, values: [] }],
  });
  switch (field) {
    case 'status':
      return equal('status', STATUSES_WORST_FIRST);
    case 'actor':
      return equal(
        'actor',
        database
          .query<{ id: number }>('SELECT id FROM party ORDER BY ifnull(name, party), party')
          .all()
          .map(({ id }) => id),
      );
    case 'type':
      return equal('type', distinctTypes(database));
    case 'txn': {
      const last = database.query<{ last: number | null }>('SELECT max(id) AS last FROM txn').get()?.last ?? 0;
      const known: Segment[] = [];
      for (let from = 0; from <= last; from += TXNS_AT_ONCE)
        known.push({ where: 'txn >= ? AND txn < ?', values: [from, from + TXNS_AT_ONCE], by: 'txn' });
      return { known, without: [{ where: 'txn IS NULL', values: [] }] };
    }
    default:
      return undefined;
  }
}

/** By steps along the index from each type to the next, however many lines there are. */
function distinctTypes(database: ReadDatabase): string[] {
  return database
    .query<{ type: string }>(
      `WITH RECURSIVE step(type) AS (
         SELECT min(type) FROM line
         UNION ALL SELECT (SELECT min(line.type) FROM line WHERE line.type > step.type) FROM step WHERE step.type IS NOT NULL
       ) SELECT type FROM step WHERE type IS NOT NULL`,
    )
    .all()
    .map(({ type }) => type);
}
