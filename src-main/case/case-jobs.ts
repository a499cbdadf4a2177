import { readFile } from 'node:fs/promises';
import { formatInstant } from '../../src-core/encoding/instant.ts';
import { AssizeError } from '../../src-core/errors.ts';
import type { ImportJob } from '../../src-core/host/groups/imports.ts';
import { addJob, allJobs, endJob, jobAtRest, readJob } from '../case-import/job-rows.ts';
import { keepPolicy, policyInEffect } from '../case-import/policies.ts';
import { sizeOf } from '../case-import/size-of.ts';
import { asReadError } from '../files/write-durably.ts';
import type { CaseSession } from './case-session.ts';
import type { JobCalls } from './worker-messages.ts';

/** Jobs as the case file keeps them; running them is the application's matter. */
export async function addCaseJob(session: CaseSession, request: JobCalls['job.add']['request']): Promise<ImportJob> {
  const { kind, files, policy: file } = request;
  const document = typeof file === 'string' ? await readPolicyFile(file) : undefined;
  const sizes = await Promise.all(files.map(({ path }) => sizeOf(path)));
  const id = session.write((database) => {
    const policy = document !== undefined ? keepPolicy(database, document) : file === null ? null : policyInEffect(database);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return addJob(database, { kind, files, policy, bytes, at: formatInstant(session.now()) });
  });
  return jobOf(session, id);
}

export function listCaseJobs(session: CaseSession): ImportJob[] {
  return allJobs(session.read).map((row) => jobAtRest(row, session.caseId, session.read));
}

export function markStopped(session: CaseSession, { jobId, state, error }: JobCalls['job.stopped']['request']): ImportJob {
  const row = readJob(session.read, jobId);
  if (row !== undefined && !['done', 'cancelled', 'failed'].includes(row.state))
    session.write((database) => endJob(database, jobId, state, formatInstant(session.now()), error));
  return jobOf(session, jobId);
}

/** Jobs that a crash left half-done wait for somebody to go on with them. */
export function pauseLeftJobs(session: CaseSession): boolean {
  return session.write(
    (database) =>
      database.change("UPDATE import_job SET state = 'paused' WHERE state IN ('waiting', 'running', 'paused')").run().changes > 0,
  );
}

function jobOf(session: CaseSession, id: string): ImportJob {
  const row = readJob(session.read, id);
  if (row === undefined) throw new AssizeError('E_JOB', 'there is no such job', {}, 'Look at the list of imports again.');
  return jobAtRest(row, session.caseId, session.read);
}

async function readPolicyFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw asReadError(error, path);
  }
}
