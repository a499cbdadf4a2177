import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { HostError } from '../../src-core/host/answer.ts';
import type { ImportJob, ImportPhase } from '../../src-core/host/groups/imports.ts';
import type { ReadDatabase, WriteDatabase } from '../store/database.ts';

export type JobKind = 'import' | 'policy' | 'again';
export type JobState = ImportJob['state'];

/** A job as the case file keeps it: all that is needed to go on with it after a crash. */
export interface JobRow {
  readonly id: string;
  readonly kind: JobKind;
  readonly name: string;
  readonly state: JobState;
  readonly phase: ImportPhase;
  readonly policy: number | null;
  readonly bytes: number;
  readonly entries: number;
  readonly findings: number;
  readonly error: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
}

export interface NewJob {
  readonly kind: JobKind;
  /** Paths on this machine, in the order of the user's choice, with the names that people know. */
  readonly files: readonly { readonly path: string; readonly name?: string }[];
  /** policy.id that the case has afterwards; null: none. */
  readonly policy: number | null;
  readonly bytes: number;
  readonly at: string;
}

export function addJob(database: WriteDatabase, job: NewJob): string {
  const id = `job-${randomBytes(16).toString('hex')}`;
  const names = job.files.map(({ name, path }) => name ?? basename(path));
  const [first = job.kind === 'policy' ? 'policy' : 'case'] = names;
  const name = names.length > 1 ? `${first} + ${names.length - 1}` : first;
  database.inTransaction(() => {
    database
      .change(
        "INSERT INTO import_job(id, kind, name, state, phase, policy, bytes, started_at) VALUES(?, ?, ?, 'waiting', 'copy', ?, ?, ?)",
      )
      .run(id, job.kind, name, job.policy, job.bytes, job.at);
    for (const [number, { path }] of job.files.entries()) {
      database
        .change('INSERT INTO import_file(job, number, name, path) VALUES(?, ?, ?, ?)')
        .run(id, number, names[number] ?? '', path);
    }
  });
  return id;
}

export function readJob(database: ReadDatabase, id: string): JobRow | undefined {
  return database.query<JobRow>('SELECT * FROM import_job WHERE id = ?').get(id);
}

export function allJobs(database: ReadDatabase): JobRow[] {
  return database.query<JobRow>('SELECT * FROM import_job ORDER BY started_at DESC, rowid DESC').all();
}

/** The job that a crash or a cancel left, which can be gone on with. */
export function unfinishedJob(database: ReadDatabase): JobRow | undefined {
  return database
    .query<JobRow>("SELECT * FROM import_job WHERE state IN ('waiting', 'running', 'paused') ORDER BY rowid DESC LIMIT 1")
    .get();
}

export function setJobState(database: WriteDatabase, id: string, state: JobState, phase?: ImportPhase): void {
  database.change('UPDATE import_job SET state = ?, phase = coalesce(?, phase) WHERE id = ?').run(state, phase ?? null, id);
}

export function endJob(
  database: WriteDatabase,
  id: string,
  state: 'done' | 'cancelled' | 'failed',
  at: string,
  error?: HostError,
): void {
  database
    .change('UPDATE import_job SET state = ?, error = ?, ended_at = ? WHERE id = ?')
    .run(state, error === undefined ? null : JSON.stringify(error), at, id);
}

/** What the console shows of a job that is not running. */
export function jobAtRest(row: JobRow, caseId: string, database: ReadDatabase): ImportJob {
  const sha256 = database
    .query<{ sha256: string }>(
      'SELECT s.sha256 FROM import_file f JOIN source s ON s.id = coalesce(f.source, f.same_as) WHERE f.job = ? AND s.sha256 IS NOT NULL ORDER BY f.number LIMIT 1',
    )
    .get(row.id)?.sha256;
  const unit = row.phase === 'copy' ? 'bytes' : 'entries';
  return {
    jobId: row.id,
    caseId,
    name: row.name,
    state: row.state,
    phase: row.phase,
    unit,
    done: row.state === 'done' ? row.entries : 0,
    total: unit === 'bytes' ? row.bytes : row.entries,
    entries: row.entries,
    findings: row.findings,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(row.error === null ? {} : { error: JSON.parse(row.error) as HostError }),
    startedAt: row.started_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
  };
}
