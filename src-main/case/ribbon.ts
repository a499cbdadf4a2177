import type { Cause } from '../../src-core/host/groups/findings.ts';
import type { Ribbon, RibbonRun } from '../../src-core/host/groups/overview.ts';
import type { Status } from '../../src-core/host/shapes.ts';
import type { ReadDatabase } from '../store/database.ts';
import { timeSpan } from './causes.ts';

/** Causes that get a tag on the ribbon. */
export const RIBBON_CAUSES = 9;

const BY_RANK: readonly Status[] = ['pass', 'not-checked', 'indeterminate', 'fail'];
const RANK = "CASE l.status WHEN 'fail' THEN 3 WHEN 'indeterminate' THEN 2 WHEN 'not-checked' THEN 1 ELSE 0 END";

interface Bucket {
  readonly chain: number;
  readonly bucket: number;
  readonly worst: number;
}

/**
 * All chains on one axis of time, cut into equal buckets; the worst status of a bucket wins. A line that
 * states no time stands where the line before it in its file stands.
 *
 * @param chains - ids of the chains, in the order of the rows
 */
export function drawRibbon(read: ReadDatabase, chains: readonly number[], causes: readonly Cause[], buckets: number): Ribbon {
  const span = timeSpan(read);
  if (span === undefined) return { from: 0, to: 0, buckets, rows: chains.map(() => []), tags: [] };
  const wide = Math.max(1, span.to - span.from + 1);
  // Numbers are bound as reals: what is divided has to be made an integer again.
  const bucketOf = `CAST(min(${buckets - 1}, (l.at - ?) * ${buckets} / ?) AS INTEGER)`;
  const rowOf = new Map(chains.map((id, row) => [id, row]));
  const runs: RibbonRun[][] = chains.map(() => []);
  const drawn = read
    .query<Bucket>(
      `SELECT l.chain, ${bucketOf} AS bucket, max(${RANK}) AS worst FROM line l WHERE l.at IS NOT NULL GROUP BY l.chain, bucket ORDER BY l.chain, bucket`,
    )
    .all(span.from, wide);
  for (const { chain, bucket, worst } of drawn) {
    const row = runs[rowOf.get(chain) ?? -1];
    const last = row?.at(-1);
    const status = BY_RANK[worst] ?? 'fail';
    if (last !== undefined && last.to === bucket && last.status === status) row?.splice(-1, 1, { ...last, to: bucket + 1 });
    else row?.push({ from: bucket, to: bucket + 1, status });
  }
  addUntimed(read, span.from, wide, buckets, rowOf, runs);
  addGaps(read, span.from, wide, bucketOf, rowOf, runs);
  return { from: span.from, to: span.to, buckets, rows: runs, tags: tagsOf(read, causes, span.from, wide, buckets, rowOf) };
}

/** The time of the last line before one in its file that states a time. */
const TIME_BEFORE = `(SELECT p.at FROM line p WHERE p.chain_file = l.chain_file AND p.line < l.line AND p.at IS NOT NULL ORDER BY p.line DESC LIMIT 1)`;

const bucketAt = (at: number | null, from: number, wide: number, buckets: number): number =>
  at === null ? 0 : Math.min(buckets - 1, Math.floor(((at - from) * buckets) / wide));

function addUntimed(
  read: ReadDatabase,
  from: number,
  wide: number,
  buckets: number,
  rowOf: ReadonlyMap<number, number>,
  runs: RibbonRun[][],
): void {
  const lines = read
    .query<{ chain: number; status: Status; before: number | null }>(
      `SELECT l.chain, l.status, ${TIME_BEFORE} AS before FROM line l WHERE l.at IS NULL AND l.status <> 'pass'`,
    )
    .all();
  for (const { chain, status, before } of lines) {
    const bucket = bucketAt(before, from, wide, buckets);
    runs[rowOf.get(chain) ?? -1]?.push({ from: bucket, to: bucket + 1, status });
  }
}

/** Missing entries stand between the one before them and the one after. */
function addGaps(
  read: ReadDatabase,
  from: number,
  wide: number,
  bucketOf: string,
  rowOf: ReadonlyMap<number, number>,
  runs: RibbonRun[][],
): void {
  const gaps = read
    .query<{ chain: number; bucket: number; before: number | null }>(
      `SELECT l.chain, ${bucketOf} AS bucket,
         (SELECT ${bucketOf.replaceAll('l.', 'p.')} FROM line p WHERE p.chain = l.chain AND p.seq < l.seq AND p.at IS NOT NULL ORDER BY p.seq DESC LIMIT 1) AS before
       FROM finding f JOIN line l ON l.id = f.line_id WHERE f.code = 'E_SEQ_GAP' AND l.at IS NOT NULL`,
    )
    .all(from, wide, from, wide);
  for (const { chain, bucket, before } of gaps) {
    const row = runs[rowOf.get(chain) ?? -1];
    row?.push({ from: Math.min(bucket, (before ?? bucket) + 1), to: bucket, status: 'gap' });
  }
}

function tagsOf(
  read: ReadDatabase,
  causes: readonly Cause[],
  from: number,
  wide: number,
  buckets: number,
  rowOf: ReadonlyMap<number, number>,
): Ribbon['tags'] {
  const lineOf = read.query<{ chain: number; at: number | null }>(
    `SELECT l.chain, coalesce(l.at, ${TIME_BEFORE}) AS at FROM line l WHERE l.id = ?`,
  );
  return causes.flatMap(({ number, place }) => {
    const line = place.lineId === undefined ? undefined : lineOf.get(place.lineId);
    const row = line === undefined ? undefined : rowOf.get(line.chain);
    return line === undefined || row === undefined
      ? []
      : [{ cause: number, chain: row, bucket: bucketAt(line.at, from, wide, buckets) }];
  });
}
