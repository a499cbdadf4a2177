import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { AssizeError } from '../../src-core/errors.ts';
import { formatInstant } from '../../src-core/encoding/instant.ts';
import type { OpenCase } from '../../src-core/host/groups/cases.ts';
import type { FileHandles } from '../application/file-handles.ts';
import type { ForwardCase } from '../application/application.ts';
import type { ApplicationHandlers, CallContext } from '../application/handlers.ts';
import { asReadError } from '../files/write-durably.ts';
import type { ImportEnd } from '../case-import/import-thread.ts';
import { CASE_SUFFIX } from '../store/case-file.ts';
import { startCaseThread, type ThreadHost } from './case-thread.ts';
import { newCaseName } from './case-name.ts';
import { createCaseQueue } from './case-queue.ts';
import { startCheckThread, type CheckOutcome } from './check-thread.ts';
import { HeldCases, type HeldCase } from './held-case.ts';
import { RecentCases } from './recent-cases.ts';
import { recentHandlers } from './recent-handles.ts';
import { samplePlan } from './sample-case.ts';

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

/** A verdict that has to be derived again is waited for where it takes a moment; of larger cases the page shows the job. */
const DERIVED_WHILE_OPENING = 20_000;

export function openCases(options: OpenCasesOptions): OpenCases {
  const { dataFolder, files, emit, analyst } = options;
  const recents = new RecentCases(dataFolder);
  const open = new HeldCases();
  const opening = new Map<string, Promise<HeldCase>>();

  const remember = async (held: HeldCase): Promise<void> => {
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

  const queue = createCaseQueue({ open, dataFolder, emit, analyst, remember });

  /** The case as it is now. */
  const refresh = async (caseId: string): Promise<OpenCase> => {
    const held = open.heldBy(caseId);
    const state = await held.thread.ask('case.state', {}, analyst());
    held.state = { ...state, unfinished: held.state.unfinished };
    await remember(held);
    return held.state.open;
  };

  const start = async (path: string, create?: { title: string; reference: string }): Promise<HeldCase> => {
    const caseId = `case-${randomBytes(16).toString('hex')}`;
    const thread = await startCaseThread(
      { caseId, path, dataFolder, analyst: analyst(), ...(create === undefined ? {} : { create }) },
      { files, emit },
    );
    const held: HeldCase = { path, thread, jobs: new Map(), queue: Promise.resolve(), state: thread.opened, windows: 0 };
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
    await queue.run(caseId, await queue.addJob(caseId, { kind: 'again', files: [] }));
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

  const create = async (folder: string, name: string, about: { title: string; reference: string }): Promise<HeldCase> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(await realpath(folder), name);
    const held = await start(path, about);
    held.windows += 1;
    return held;
  };

  const closeHeld = async (caseId: string, held: HeldCase): Promise<void> => {
    for (const { thread } of held.jobs.values()) thread?.wish('cancel');
    await held.check?.stop();
    await held.queue;
    open.delete(caseId);
    await held.thread.close();
  };

  const handlers: ApplicationHandlers<CasesChannel> = {
    ...recentHandlers(recents, files),
    ...queue.handlers,
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
        const left = (await open.heldBy(opened.caseId).thread.ask('job.list', {}, analyst()))[0];
        const job =
          left ??
          (await queue.addJob(opened.caseId, { kind: 'import', files: plan.files, policy: await plan.policyFile(dataFolder) }));
        if (!open.heldBy(opened.caseId).jobs.has(job.jobId)) endOrThrow(await queue.run(opened.caseId, job));
        return refresh(opened.caseId);
      }
      const held = await create(folder, `sample-${plan.version}${CASE_SUFFIX}`, { title: plan.title, reference: plan.reference });
      const { caseId } = held.state.open;
      const job = await queue.addJob(caseId, { kind: 'import', files: plan.files, policy: await plan.policyFile(dataFolder) });
      endOrThrow(await queue.run(caseId, job));
      return refresh(caseId);
    },
    'cases.close': async ({ caseId }) => {
      const held = open.heldBy(caseId);
      held.windows -= 1;
      if (held.windows <= 0) {
        await refresh(caseId);
        await closeHeld(caseId, held);
      }
      return {};
    },
  };

  return {
    handlers,
    forwardCase: (channel, request, { signal }) => open.heldBy(request.caseId).thread.call(channel, request, analyst(), signal),
    openPath,
    pathOf: (caseId) => open.heldBy(caseId).path,
    async close() {
      for (const [caseId, held] of open) await closeHeld(caseId, held);
    },
  };
}

function endOrThrow(end: ImportEnd): void {
  if (end.kind === 'failed') throw new AssizeError(end.error.code, end.error.message, {}, end.error.details?.advice);
}

const pathBehind = (handle: string, { files }: CallContext): string => files.get(handle).path;
