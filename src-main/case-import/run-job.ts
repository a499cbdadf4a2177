import { rmSync } from 'node:fs';
import { formatInstant } from '../../src-core/encoding/instant.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { buildReport, type Report } from '../../src-core/evidence/report.ts';
import type { Evidence } from '../../src-core/evidence/state.ts';
import type { ImportPhase } from '../../src-core/host/groups/imports.ts';
import type { CaseKey } from '../custody/case-key.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import type { WriteDatabase } from '../store/database.ts';
import { VERSION } from '../version.ts';
import { copySource, type IncomingFile } from './copy-source.ts';
import { DerivedRows } from './derive-rows.ts';
import { fillTables, indexTables } from './fill-tables.ts';
import { hostErrorOf } from './host-error.ts';
import { JobCancelled, type JobControl } from './job-control.ts';
import { endJob, readJob, setJobState, type JobRow } from './job-rows.ts';
import { keepLines } from './keep-lines.ts';
import { readPolicy } from './policies.ts';
import { replaceDerived } from './replace-derived.ts';
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
  /** For the evidence while the engine reads it, the caller's own; absent: the job makes and removes one. */
  readonly folder?: string;
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
  const folder = parts.folder ?? evidenceFolder(parts.dataFolder);
  try {
    setJobState(database, job, 'running', 'copy');
    const alreadyThere = await copyFiles(parts, row);
    const sources = caseSources(database, job);
    const spooled = spoolSources(database, folder, sources, () =>
      check(parts, { phase: 'copy', done: row.bytes, total: row.bytes }),
    );
    for (const source of sources) await keepMissingLines(parts, row, source, spooled);
    setJobState(database, job, 'running', 'verify');
    const evidence = await verify(parts, row, sources, spooled);
    setJobState(database, job, 'running', 'store');
    const rows = new DerivedRows(evidence, placesOf(database, spooled));
    fillTables(database, rows, (done) => check(parts, { phase: 'store', done, total: rows.count }));
    setJobState(database, job, 'running', 'index');
    indexTables(database, rows, (done) => check(parts, { phase: 'index', done, total: rows.count }));
    const report = shownReport(evidence, spooled);
    const imported = replaceDerived(parts, row, report, rows, sources);
    return { report, findings: report.findings.length, imported, alreadyThere };
  } catch (error) {
    markStopped(parts, error);
    throw error;
  } finally {
    if (parts.folder === undefined) rmSync(folder, { recursive: true, force: true });
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

async function verify(
  parts: JobParts,
  row: JobRow,
  sources: readonly StoredSource[],
  spooled: SpooledSources,
): Promise<Evidence> {
  const { database } = parts;
  const policy = readPolicy(database, row.policy)?.policy;
  // A folder has no size of its own to the engine.
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  const lines =
    database.query<{ lines: number }>('SELECT coalesce(sum(lines), 0) AS lines FROM chain_file WHERE lines > 0').get()?.lines ??
    0;
  const { evidence } = await loadEvidence(spooled.paths, {
    ...(policy === undefined ? {} : { given: { policy } }),
    onProgress: ({ bytes }) =>
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

function shownReport(evidence: Evidence, spooled: SpooledSources): Report {
  const report = buildReport(evidence, VERSION);
  const named = <T extends { readonly path?: string }>(item: T): T =>
    item.path === undefined ? item : { ...item, path: spooled.shown(item.path) };
  return { ...report, inputs: report.inputs.map(named), findings: report.findings };
}
