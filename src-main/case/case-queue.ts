import { AssizeError } from '../../src-core/errors.ts';
import type { ImportJob } from '../../src-core/host/groups/imports.ts';
import type { ApplicationHandlers } from '../application/handlers.ts';
import { startImportThread, type ImportEnd } from '../case-import/import-thread.ts';
import type { ThreadHost } from './case-thread.ts';
import type { HeldCase, HeldCases, HeldJob } from './held-case.ts';
import { RunningJob } from './running-job.ts';
import type { JobCalls } from './worker-messages.ts';

type JobChannel = 'imports.start' | 'imports.list' | 'imports.pause' | 'imports.resume' | 'imports.cancel' | 'trust.apply';

interface QueueParts {
  readonly open: HeldCases;
  readonly dataFolder: string;
  readonly emit: ThreadHost['emit'];
  readonly analyst: () => string;
  /** Notes how a case stands among the recent ones. */
  readonly remember: (held: HeldCase) => Promise<void>;
}

/** The jobs of the cases that are open: those of one case run one after the other, each in a thread of its own. */
export interface CaseQueue {
  /** Notes a job in the file of its case. */
  addJob(caseId: string, request: JobCalls['job.add']['request']): Promise<ImportJob>;
  /** Puts a job into its case's queue; resolves when it has ended, however it ended. */
  run(caseId: string, job: ImportJob): Promise<ImportEnd>;
  readonly handlers: ApplicationHandlers<JobChannel>;
}

export function createCaseQueue({ open, dataFolder, emit, analyst, remember }: QueueParts): CaseQueue {
  const addJob = (caseId: string, request: JobCalls['job.add']['request']): Promise<ImportJob> =>
    open.heldBy(caseId).thread.ask('job.add', request, analyst());

  const run = (caseId: string, job: ImportJob): Promise<ImportEnd> => {
    const held = open.heldBy(caseId);
    const running = new RunningJob({ ...job, state: 'waiting' });
    running.job = { ...running.job, state: 'waiting', error: undefined, endedAt: undefined };
    const entry: HeldJob = { running };
    held.jobs.set(job.jobId, entry);
    emit({ topic: 'job', job: running.job });
    const turn = held.queue.then(async (): Promise<ImportEnd> => {
      if (held.jobs.get(job.jobId) !== entry) return { kind: 'cancelled' };
      entry.thread = startImportThread({ path: held.path, dataFolder, job: job.jobId, by: analyst() }, (step) =>
        emit({ topic: 'job', job: running.take(step, Date.now()) }),
      );
      if (entry.isPaused === true) entry.thread.wish('pause');
      const end = await entry.thread.ended;
      await ended(caseId, job.jobId, end);
      return end;
    });
    held.queue = turn.catch(() => undefined);
    return turn;
  };

  const ended = async (caseId: string, jobId: string, end: ImportEnd): Promise<void> => {
    const held = open.get(caseId);
    if (held === undefined) return;
    held.jobs.delete(jobId);
    if (end.kind === 'done') {
      held.state = await held.thread.ask('job.done', { jobId }, analyst());
    } else {
      const error = end.kind === 'failed' ? end.error : undefined;
      await held.thread.ask('job.stopped', { jobId, state: end.kind === 'failed' ? 'failed' : 'cancelled', error }, analyst());
      held.state = { ...held.state, unfinished: end.kind === 'cancelled' };
    }
    const [job] = (await held.thread.ask('job.list', {}, analyst())).filter((item) => item.jobId === jobId);
    if (job !== undefined) emit({ topic: 'job', job });
    await remember(held);
  };

  const findJob = async (
    jobId: string,
  ): Promise<{ readonly caseId: string; readonly held: HeldCase; readonly job: ImportJob }> => {
    for (const [caseId, held] of open) {
      const running = held.jobs.get(jobId);
      if (running !== undefined) return { caseId, held, job: running.running.job };
      const job = (await held.thread.ask('job.list', {}, analyst())).find((item) => item.jobId === jobId);
      if (job !== undefined) return { caseId, held, job };
    }
    throw new AssizeError('E_JOB', 'there is no such import', {}, 'Look at the list of imports again.');
  };

  const handlers: ApplicationHandlers<JobChannel> = {
    'imports.start': async ({ caseId, files: handles, policy }, context) => {
      const chosen = handles.map((handle) => context.files.get(handle)).map(({ path, name }) => ({ path, name }));
      const request = {
        kind: 'import',
        files: chosen,
        ...(policy === undefined ? {} : { policy: context.files.get(policy).path }),
      } as const;
      const job = await addJob(caseId, request);
      void run(caseId, job);
      return open.heldBy(caseId).jobs.get(job.jobId)?.running.job ?? job;
    },
    'imports.list': async ({ caseId }) => {
      const held = open.heldBy(caseId);
      const jobs = await held.thread.ask('job.list', {}, analyst());
      return jobs.map((job) => held.jobs.get(job.jobId)?.running.job ?? job);
    },
    'imports.pause': async ({ jobId }) => {
      const { held, job } = await findJob(jobId);
      const running = held.jobs.get(jobId);
      if (running === undefined) return job;
      running.isPaused = true;
      running.thread?.wish('pause');
      running.running.job = { ...running.running.job, state: 'paused' };
      return running.running.job;
    },
    'imports.resume': async ({ jobId }) => {
      const { caseId, held, job } = await findJob(jobId);
      const running = held.jobs.get(jobId);
      if (running !== undefined) {
        running.isPaused = false;
        running.thread?.wish('run');
        running.running.job = { ...running.running.job, state: 'running' };
        return running.running.job;
      }
      if (job.state === 'done') return job;
      void run(caseId, job);
      return held.jobs.get(jobId)?.running.job ?? job;
    },
    'imports.cancel': async ({ jobId }) => {
      const { caseId, held, job } = await findJob(jobId);
      const running = held.jobs.get(jobId);
      if (running === undefined) return job;
      if (running.thread === undefined) await ended(caseId, jobId, { kind: 'cancelled' });
      else {
        running.thread.wish('cancel');
        await running.thread.ended;
      }
      return { ...running.running.job, state: 'cancelled' };
    },
    'trust.apply': async ({ caseId, policy }, context) => {
      const job = await addJob(caseId, {
        kind: 'policy',
        files: [],
        policy: policy === undefined ? null : context.files.get(policy).path,
      });
      void run(caseId, job);
      return { jobId: job.jobId };
    },
  };
  return { addJob, run, handlers };
}
