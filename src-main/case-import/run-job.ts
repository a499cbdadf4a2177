import { rmSync } from 'node:fs';
import { formatInstant } from '../../src-core/encoding/instant.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { buildReport, type Report } from '../../src-core/evidence/report.ts';
import type { Evidence } from '../../src-core/evidence/state.ts';
import type { ImportPhase } from '../../src-core/host/groups/imports.ts';
import type { CaseKey } from '../custody/case-key.ts';
import { CustodyLog } from '../custody/custody-log.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import type { WriteDatabase } from '../store/database.ts';
import {
  createDerivedIndex,
  createDerivedTables,
  DERIVED_INDEXES,
  DERIVED_VERSION,
  dropDerivedTables,
  renameDerivedTables,
} from '../store/derived-tables.ts';
import { readMeta, writeMeta } from '../store/meta.ts';
import { stampRows } from '../store/stored-report.ts';
import { VERSION } from '../version.ts';
import { copySource, type IncomingFile } from './copy-source.ts';
import { DerivedRows, type Cells } from './derive-rows.ts';
import { hostErrorOf } from './host-error.ts';
import { JobCancelled, type JobControl } from './job-control.ts';
import { endJob, readJob, setJobState, type JobRow } from './job-rows.ts';
import { keepLines } from './keep-lines.ts';
import { readPolicy } from './policies.ts';
import { caseSources, evidenceFolder, spoolSources, type SpooledSources, type StoredSource } from './sources.ts';

/** How far a job has come in its phase. */
export interface JobStep {
  readonly phase: ImportPhase;
  readonly done: number;
  readonly total?: number;
  readonly paused?: boolean;
}

export interface JobParts {
  readonly database: WriteDatabase;
  readonly dataFolder: string;
  readonly key: CaseKey;
  readonly job: string;
  readonly control: JobControl;
  /** Whom custody names. */
  readonly by: string;
  readonly now: () => number;
  readonly onStep: (step: JobStep) => void;
}

export interface JobResult {
  readonly report: Report;
  readonly findings: number;
  /** Sources that are new to the case, and names of files whose bytes it had already. */
  readonly imported: readonly StoredSource[];
  readonly alreadyThere: readonly string[];
}

const ROWS_A_COMMIT = 2000;

/**
 * Does a job to its end: copies what is new, verifies the whole case, and puts the outcome in the place of the one before, all in one
 * transaction. Stopped at any moment, by whatever, the case is as it was, and the job goes on from the last whole copy.
 *
 * @throws {JobCancelled} where `control` says so; whatever else goes wrong is thrown after the job is marked as failed
 */
export async function runJob(parts: JobParts): Promise<JobResult> {
  const { database, job } = parts;
  const row = readJob(database, job);
  if (row === undefined) throw new AssizeError('E_JOB', `there is no job ${job}`);
  const folder = evidenceFolder(parts.dataFolder);
  try {
    setJobState(database, job, 'running', 'copy');
    const alreadyThere = await copyFiles(parts, row);
    const sources = caseSources(database, job);
    const spooled = spoolSources(database, folder, sources, () =>
      check(parts, { phase: 'copy', done: row.bytes, total: row.bytes }),
    );
    for (const source of sources) await keepMissingLines(parts, row, source, spooled);
    setJobState(database, job, 'running', 'verify');
    const evidence = await verify(parts, row, spooled);
    setJobState(database, job, 'running', 'store');
    const rows = new DerivedRows(evidence, placesOf(database, spooled));
    fillTables(parts, rows);
    setJobState(database, job, 'running', 'index');
    indexTables(parts, rows);
    return replaceDerived(parts, row, shownReport(evidence, spooled), rows, sources, alreadyThere);
  } catch (error) {
    markStopped(parts, error);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Says in the case how the job stopped; where even that cannot be written, it counts as cut off, and can be gone on with all the same. */
function markStopped({ database, job, now }: JobParts, error: unknown): void {
  const at = formatInstant(now());
  try {
    if (error instanceof JobCancelled) endJob(database, job, 'cancelled', at);
    else if (error instanceof AssizeError) endJob(database, job, 'failed', at, hostErrorOf(error));
    else endJob(database, job, 'failed', at, { code: 'E_INTERNAL', message: 'a fault of the program stopped the import' });
  } catch (failure) {
    if (!(failure instanceof AssizeError)) throw failure;
  }
}

function check({ control, onStep, database, job }: JobParts, step: JobStep): void {
  control.check((paused) => {
    setJobState(database, job, paused ? 'paused' : 'running');
    onStep({ ...step, paused });
  });
  onStep(step);
}

/** Copies what is not here yet. Answers the names of files whose bytes were here already. */
async function copyFiles(parts: JobParts, row: JobRow): Promise<string[]> {
  const { database, job, now } = parts;
  const files = database
    .query<IncomingFile & { same_as: number | null }>('SELECT * FROM import_file WHERE job = ? ORDER BY number')
    .all(job);
  let done = 0;
  for (const file of files) {
    // A file whose path is forgotten is here.
    if (file.path === null) continue;
    await copySource(database, file, {
      at: formatInstant(now()),
      onBytes: (bytes) => check(parts, { phase: 'copy', done: (done += bytes), total: row.bytes }),
    });
  }
  return database
    .query<{ name: string }>('SELECT name FROM import_file WHERE job = ? AND same_as IS NOT NULL ORDER BY number')
    .all(job)
    .map(({ name }) => name);
}

async function keepMissingLines(parts: JobParts, row: JobRow, source: StoredSource, spooled: SpooledSources): Promise<void> {
  const { database } = parts;
  const kept = database
    .query<{ files: number; unfinished: number }>(
      'SELECT count(*) AS files, sum(lines < 0) AS unfinished FROM chain_file WHERE source = ?',
    )
    .get(source.id);
  if (kept !== undefined && kept.files > 0 && kept.unfinished === 0) return;
  await keepLines(database, source, spooled.pathOf(source.id), () =>
    check(parts, { phase: 'copy', done: row.bytes, total: row.bytes }),
  );
}

async function verify(parts: JobParts, row: JobRow, spooled: SpooledSources): Promise<Evidence> {
  const { database } = parts;
  const policy = readPolicy(database, row.policy)?.policy;
  const lines =
    database.query<{ lines: number }>('SELECT coalesce(sum(lines), 0) AS lines FROM chain_file WHERE lines > 0').get()?.lines ??
    0;
  const { evidence } = await loadEvidence(spooled.paths, {
    ...(policy === undefined ? {} : { given: { policy } }),
    onProgress: ({ bytes, total }) =>
      check(parts, {
        phase: 'verify',
        done: total === 0 ? 0 : Math.round((lines * Math.min(bytes, total)) / total),
        total: lines,
      }),
  });
  return evidence;
}

function placesOf(
  database: WriteDatabase,
  spooled: SpooledSources,
): { chainFileOf(path: string): number | null; shown(path: string): string } {
  const known = new Map<string, number | null>();
  const find = (path: string): number | null => {
    const place = spooled.placeOf(path);
    if (place === undefined) return null;
    return (
      database.query<{ id: number }>('SELECT id FROM chain_file WHERE source = ? AND member = ?').get(place.source, place.member)
        ?.id ?? null
    );
  };
  return {
    shown: (path) => spooled.shown(path),
    chainFileOf(path) {
      let id = known.get(path);
      if (id === undefined) known.set(path, (id = find(path)));
      return id;
    },
  };
}

/** Fills the tables beside those in use, a batch a commit, so that the log beside the file stays short. */
function fillTables(parts: JobParts, rows: DerivedRows): void {
  const { database } = parts;
  database.inTransaction(() => {
    database.run(dropDerivedTables('next_'));
    database.run(createDerivedTables('next_'));
  });
  let done = 0;
  const tell = (count = 0): void => check(parts, { phase: 'store', done: (done += count), total: rows.count });
  fillEntries(database, rows, tell);
  const fills: readonly [string, number, Iterable<Cells>][] = [
    ['chain', 15, rows.chainRows()],
    ['party', 7, rows.partyRows()],
    ['finding', 14, rows.findingRows()],
    ['cause', 12, rows.causeRows()],
    ['txn', 19, rows.transactionRows()],
    ['key', 14, rows.keyRows()],
    ['checkpoint', 10, rows.checkpointRows()],
  ];
  for (const [table, width, cells] of fills) fill(database, `INSERT INTO next_${table} VALUES(${marks(width)})`, cells, tell);
}

function fillEntries(database: WriteDatabase, rows: DerivedRows, onBatch: (count: number) => void): void {
  const insertLine = `INSERT INTO next_line VALUES(${marks(21)})`;
  const insertRef = `INSERT INTO next_ref VALUES(${marks(4)})`;
  const insertText = 'INSERT INTO next_line_search(rowid, text) VALUES(?, ?)';
  inBatches(database, rows.entries(), onBatch, ({ line, refs, text }) => {
    database.change(insertLine).run(...line);
    for (const ref of refs) database.change(insertRef).run(...ref);
    if (text !== '') database.change(insertText).run(line[0] ?? 0, text);
  });
}

function indexTables(parts: JobParts, rows: DerivedRows): void {
  const { database } = parts;
  const generation = nextGeneration(database);
  for (const [number, name] of DERIVED_INDEXES.entries()) {
    const done = Math.floor((rows.count * number) / DERIVED_INDEXES.length);
    check(parts, { phase: 'index', done, total: rows.count });
    database.run(createDerivedIndex(name, generation, 'next_'));
  }
  check(parts, { phase: 'index', done: rows.count, total: rows.count });
}

function fill(database: WriteDatabase, sql: string, rows: Iterable<Cells>, onBatch: () => void): void {
  inBatches(
    database,
    rows,
    () => onBatch(),
    (row) => void database.change(sql).run(...row),
  );
}

function inBatches<R>(
  database: WriteDatabase,
  rows: Iterable<R>,
  onBatch: (count: number) => void,
  store: (row: R) => void,
): void {
  let batch: R[] = [];
  const commit = (): void => {
    database.inTransaction(() => {
      for (const row of batch) store(row);
    });
    onBatch(batch.length);
    batch = [];
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length >= ROWS_A_COMMIT) commit();
  }
  commit();
}

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

const nextGeneration = (database: WriteDatabase): number => Number(readMeta(database, 'generation') ?? 0) + 1;

function shownReport(evidence: Evidence, spooled: SpooledSources): Report {
  const report = buildReport(evidence, VERSION);
  const named = <T extends { readonly path?: string }>(item: T): T =>
    item.path === undefined ? item : { ...item, path: spooled.shown(item.path) };
  return { ...report, inputs: report.inputs.map(named), findings: report.findings };
}

/** The one moment in which the case changes. */
function replaceDerived(
  parts: JobParts,
  row: JobRow,
  report: Report,
  rows: DerivedRows,
  sources: readonly StoredSource[],
  alreadyThere: readonly string[],
): JobResult {
  const { database, job, key, dataFolder, by, now } = parts;
  const { findings, reportDigest, ...head } = report;
  const stamp = stampRows(database, key.stamp, 'next_');
  while (stamp.advance(20_000)) parts.control.check();
  const at = formatInstant(now());
  const known = new Set(caseSources(database).map(({ id }) => id));
  const imported = sources.filter(({ id }) => !known.has(id));
  const custody = new CustodyLog({ database, dataFolder, caseUuid: readMeta(database, 'id') ?? '', key, now });
  database.inTransaction(() => {
    for (const { id } of imported) database.change("UPDATE source SET state = 'whole' WHERE id = ?").run(id);
    const verdict = {
      report: JSON.stringify(head),
      report_digest: reportDigest,
      checked_at: at,
      tool: `assize ${VERSION}`,
      derived: DERIVED_VERSION,
      policy: row.policy,
      entries: report.counts.entries,
      holding: rows.holding,
      findings: findings.length,
      causes: rows.causes,
      transactions: rows.transactions,
      ...rows.hidden(),
    };
    database.change(`INSERT INTO next_verdict VALUES(1, ${marks(15)})`).run(...Object.values(verdict), stamp.finish(verdict));
    const before = readMeta(database, 'policy');
    database.run(dropDerivedTables(''));
    database.run(renameDerivedTables());
    writeMeta(database, 'policy', row.policy === null ? undefined : String(row.policy));
    writeMeta(database, 'generation', String(nextGeneration(database)));
    database
      .change('UPDATE import_job SET entries = ?, findings = ? WHERE id = ?')
      .run(report.counts.entries, findings.length, job);
    endJob(database, job, 'done', at);
    for (const { name, sha256, bytes } of imported) custody.append('evidence.imported', { name, sha256, bytes }, by);
    if (before !== (row.policy === null ? undefined : String(row.policy))) {
      const policy = readPolicy(database, row.policy)?.policy;
      custody.append(
        'policy.applied',
        policy === undefined ? { name: 'none' } : { name: policy.name, digest: policy.digest },
        by,
      );
    }
    if (row.kind === 'again') custody.append('verdict.derived-again', { reportDigest }, by);
    custody.append('case.verified', { reportDigest, verdict: report.verdict, entries: report.counts.entries }, by);
  });
  custody.remember();
  return { report, findings: findings.length, imported, alreadyThere };
}
