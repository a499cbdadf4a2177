import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { AssizeError } from '../../src-core/errors.ts';
import { formatInstant } from '../../src-core/encoding/instant.ts';
import type { OpenCase } from '../../src-core/host/groups/cases.ts';
import type { ImportJob } from '../../src-core/host/groups/imports.ts';
import type { FileHandles } from '../application/file-handles.ts';
import type { ForwardCase } from '../application/application.ts';
import type { ApplicationHandlers, CallContext } from '../application/handlers.ts';
import { asReadError } from '../files/write-durably.ts';
import { startImportThread, type ImportEnd, type ImportThread } from '../case-import/import-thread.ts';
import { CASE_SUFFIX } from '../store/case-file.ts';
import { startCaseThread, type CaseThread, type ThreadHost } from './case-thread.ts';
import { startCheckThread, type CheckOutcome, type CheckThread } from './check-thread.ts';
import { RecentCases } from './recent-cases.ts';
import { RunningJob } from './running-job.ts';
import { samplePlan } from './sample-case.ts';
import type { JobCalls, OpenedCase } from './worker-messages.ts';

export type CasesChannel =
  | 'cases.recent'
  | 'cases.create'
  | 'cases.open'
  | 'cases.openSample'
  | 'cases.forget'
  | 'cases.close'
  | 'imports.start'
  | 'imports.list'
  | 'imports.pause'
  | 'imports.resume'
  | 'imports.cancel'
  | 'trust.apply';

export interface OpenCasesOptions {
  readonly dataFolder: string;
  readonly files: FileHandles;
  readonly emit: ThreadHost['emit'];
  /** Whom custody and decisions name; read whenever something is done. */
  readonly analyst: () => string;
  /** Where the samples lie; absent: in the program's own folder. */
  readonly samples?: string;
}

/** The application's side of cases: which are open, and what runs on them. */
export interface OpenCases {
  readonly handlers: ApplicationHandlers<CasesChannel>;
  /** Answers a channel of an open case in the worker of that case. */
  readonly forwardCase: ForwardCase;
  /** Opens a case file that was opened with the application. */
  openPath(path: string): Promise<OpenCase>;
  /** Where the file of an open case lies, for the host alone. */
  pathOf(caseId: string): string;
  /** Stops what runs, as a crash would be survived, and closes every case. */
  close(): Promise<void>;
}

interface HeldJob {
  readonly running: RunningJob;
  /** Absent while it waits for the jobs before it. */
  thread?: ImportThread;
  /** Paused while it waited. */
  isPaused?: boolean;
}

interface Held {
  readonly path: string;
  readonly thread: CaseThread;
  readonly jobs: Map<string, HeldJob>;
  /** Jobs of one case run one after the other. */
  queue: Promise<unknown>;
  state: OpenedCase;
  windows: number;
  check?: CheckThread;
}

/** A verdict that has to be derived again is waited for where it takes a moment; of larger cases the page shows the job. */
const DERIVED_WHILE_OPENING = 20_000;

export function openCases(options: OpenCasesOptions): OpenCases {
  const { dataFolder, files, emit, analyst } = options;
  const recents = new RecentCases(dataFolder);
  /** Handles of recent cases by path, and paths of those whose file is gone: there is nothing to hold of them, only to forget. */
  const recentHandles = new Map<string, string>();
  const missing = new Map<string, string>();

  const recentHandle = async (path: string, isThere: boolean): Promise<string> => {
    const known = recentHandles.get(path);
    if (known !== undefined && missing.has(known) !== isThere) return known;
    const handle = isThere ? (await files.hold(path)).handle : `file-${randomBytes(16).toString('hex')}`;
    if (!isThere) missing.set(handle, path);
    recentHandles.set(path, handle);
    return handle;
  };
  const open = new Map<string, Held>();
  const opening = new Map<string, Promise<Held>>();

  const heldBy = (caseId: string): Held => {
    const held = open.get(caseId);
    if (held === undefined) throw new AssizeError('E_CASE_CLOSED', 'the case is not open', {}, 'Open it again.');
    return held;
  };

  const remember = async (held: Held): Promise<void> => {
    const { open: about, unfinished } = held.state;
    await recents.remember({
      path: held.path,
      title: about.title,
      reference: about.reference,
      changedAt: formatInstant(Date.now()),
      verdict: about.verdict,
      rulings: about.counts.rulings,
      unfinished,
    });
  };

  /** The case as it is now. */
  const refresh = async (caseId: string): Promise<OpenCase> => {
    const held = heldBy(caseId);
    const state = await held.thread.ask('case.state', {}, analyst());
    held.state = { ...state, unfinished: held.state.unfinished };
    await remember(held);
    return held.state.open;
  };

  const start = async (path: string, create?: { title: string; reference: string }): Promise<Held> => {
    const caseId = `case-${randomBytes(16).toString('hex')}`;
    const thread = await startCaseThread(
      { caseId, path, dataFolder, analyst: analyst(), ...(create === undefined ? {} : { create }) },
      { files, emit },
    );
    const held: Held = { path, thread, jobs: new Map(), queue: Promise.resolve(), state: thread.opened, windows: 0 };
    open.set(caseId, held);
    await remember(held);
    if (thread.opened.stamp === 'wrong') {
      const done = deriveAgain(caseId);
      if (thread.opened.entries <= DERIVED_WHILE_OPENING) await done;
    }
    if (thread.opened.stamp === 'unchecked') {
      held.check = startCheckThread({ path, dataFolder });
      void held.check.outcome.then((outcome) => (outcome === undefined ? undefined : checked(caseId, outcome)));
    }
    return held;
  };

  const deriveAgain = async (caseId: string): Promise<void> => {
    await run(caseId, await addJob(caseId, { kind: 'again', files: [] }));
  };

  const checked = async (caseId: string, outcome: CheckOutcome): Promise<void> => {
    const held = open.get(caseId);
    if (held === undefined) return;
    held.state = await held.thread.ask('case.checked', outcome, analyst());
    if (held.state.stamp === 'wrong') await deriveAgain(caseId);
  };

  const openPath = async (path: string): Promise<OpenCase> => {
    let real: string;
    try {
      real = await realpath(path);
    } catch (error) {
      throw asReadError(error, path);
    }
    const known = [...open].find(([, held]) => held.path === real);
    // Two windows on one case share its worker.
    if (known === undefined && !opening.has(real)) {
      const begun = start(real).finally(() => opening.delete(real));
      opening.set(real, begun);
    }
    const held = known?.[1] ?? (await opening.get(real));
    if (held === undefined) throw new Error('a case that was opened is not there');
    held.windows += 1;
    return held.state.open;
  };

  const addJob = (caseId: string, request: JobCalls['job.add']['request']): Promise<ImportJob> =>
    heldBy(caseId).thread.ask('job.add', request, analyst());

  /** Puts a job into its case's queue; resolves when it has ended, however it ended. */
  const run = (caseId: string, job: ImportJob): Promise<ImportEnd> => {
    const held = heldBy(caseId);
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

  const findJob = async (jobId: string): Promise<{ readonly caseId: string; readonly held: Held; readonly job: ImportJob }> => {
    for (const [caseId, held] of open) {
      const running = held.jobs.get(jobId);
      if (running !== undefined) return { caseId, held, job: running.running.job };
      const job = (await held.thread.ask('job.list', {}, analyst())).find((item) => item.jobId === jobId);
      if (job !== undefined) return { caseId, held, job };
    }
    throw new AssizeError('E_JOB', 'there is no such import', {}, 'Look at the list of imports again.');
  };

  const create = async (folder: string, name: string, about: { title: string; reference: string }): Promise<Held> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(await realpath(folder), name);
    const held = await start(path, about);
    held.windows += 1;
    return held;
  };

  const closeHeld = async (caseId: string, held: Held): Promise<void> => {
    for (const { thread } of held.jobs.values()) thread?.wish('cancel');
    await held.check?.stop();
    await held.queue;
    open.delete(caseId);
    await held.thread.close();
  };

  const handlers: ApplicationHandlers<CasesChannel> = {
    'cases.recent': async () => {
      const listed = [];
      for (const item of await recents.list()) {
        const { title, reference, changedAt, verdict, rulings } = item;
        const handle = await recentHandle(item.path, item.isThere);
        const state = !item.isThere ? 'missing' : item.unfinished ? 'unfinished' : 'ready';
        listed.push({ handle, title, reference, changedAt, verdict, rulings, state } as const);
      }
      return listed;
    },
    'cases.create': async ({ title, reference }) => {
      const held = await create(join(dataFolder, 'cases'), newCaseName(title), { title, reference });
      return held.state.open;
    },
    'cases.open': ({ handle }, context) => openPath(pathBehind(handle, context)),
    'cases.openSample': async () => {
      const plan = await samplePlan(options.samples);
      const folder = join(dataFolder, 'cases');
      const path = join(folder, `sample-${plan.version}${CASE_SUFFIX}`);
      if (existsSync(path)) {
        const opened = await openPath(path);
        if (opened.verdict.checkedAt !== undefined) return opened;
        const left = (await heldBy(opened.caseId).thread.ask('job.list', {}, analyst()))[0];
        const job =
          left ?? (await addJob(opened.caseId, { kind: 'import', files: plan.files, policy: await plan.policyFile(dataFolder) }));
        if (!heldBy(opened.caseId).jobs.has(job.jobId)) endOrThrow(await run(opened.caseId, job));
        return refresh(opened.caseId);
      }
      const held = await create(folder, `sample-${plan.version}${CASE_SUFFIX}`, { title: plan.title, reference: plan.reference });
      const { caseId } = held.state.open;
      const job = await addJob(caseId, { kind: 'import', files: plan.files, policy: await plan.policyFile(dataFolder) });
      endOrThrow(await run(caseId, job));
      return refresh(caseId);
    },
    'cases.forget': async ({ handle }, context) => {
      await recents.forget(missing.get(handle) ?? pathBehind(handle, context));
      return {};
    },
    'cases.close': async ({ caseId }) => {
      const held = heldBy(caseId);
      held.windows -= 1;
      if (held.windows <= 0) {
        await refresh(caseId);
        await closeHeld(caseId, held);
      }
      return {};
    },
    'imports.start': async ({ caseId, files: handles, policy }, context) => {
      const chosen = handles.map((handle) => context.files.get(handle)).map(({ path, name }) => ({ path, name }));
      const request = {
        kind: 'import',
        files: chosen,
        ...(policy === undefined ? {} : { policy: context.files.get(policy).path }),
      } as const;
      const job = await addJob(caseId, request);
      void run(caseId, job);
      return heldBy(caseId).jobs.get(job.jobId)?.running.job ?? job;
    },
    'imports.list': async ({ caseId }) => {
      const held = heldBy(caseId);
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

  return {
    handlers,
    forwardCase: (channel, request, { signal }) => heldBy(request.caseId).thread.call(channel, request, analyst(), signal),
    openPath,
    pathOf: (caseId) => heldBy(caseId).path,
    async close() {
      for (const [caseId, held] of open) await closeHeld(caseId, held);
    },
  };
}

function endOrThrow(end: ImportEnd): void {
  if (end.kind === 'failed') throw new AssizeError(end.error.code, end.error.message, {}, end.error.details?.advice);
}

const pathBehind = (handle: string, { files }: CallContext): string => files.get(handle).path;

/** A name that says what the case is about where its title can be part of a file's name; never one that is taken. */
function newCaseName(title: string): string {
  const readable = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} ._-]/gu, '')
    .trim()
    .slice(0, 60)
    .replace(/^[. ]+|[. ]+$/g, '');
  return `${readable === '' ? 'case' : readable}-${randomBytes(4).toString('hex')}${CASE_SUFFIX}`;
}
