import { parentPort, workerData } from 'node:worker_threads';
import type { Answer, HostError } from '../../src-core/host/answer.ts';
import type { CaseChannel } from '../../src-core/host/contract.ts';
import { AssizeError } from '../../src-core/errors.ts';
import type { HeldFile } from '../application/file-handles.ts';
import { addCaseJob, listCaseJobs, markStopped, pauseLeftJobs } from './case-jobs.ts';
import type { CaseSession } from './case-session.ts';
import { caseHandlers } from './handlers/index.ts';
import { createSession, openSession, warnOfStamp } from './open-session.ts';
import { readCase } from './read-case.ts';
import type { CaseWorkerData, FromCaseWorker, JobCall, JobCalls, OpenedCase, ToCaseWorker } from './worker-messages.ts';

// The thread of an open case: it alone reads and writes the case for the page, one message a call.
if (parentPort !== null) {
  const port = parentPort;
  const data = workerData as CaseWorkerData;
  const post = (message: FromCaseWorker): void => port.postMessage(message);
  const spooling = new Map<number, { done(file: HeldFile): void; fail(error: unknown): void }>();
  const running = new Map<number, AbortController>();
  let spools = 0;
  let isClosed = false;

  const host = {
    caseId: data.caseId,
    dataFolder: data.dataFolder,
    now: Date.now,
    emit: (event: Extract<FromCaseWorker, { kind: 'event' }>['event']) => post({ kind: 'event', event }),
    spool: (name: string) =>
      new Promise<HeldFile>((done, fail) => {
        spools += 1;
        spooling.set(spools, { done, fail });
        post({ kind: 'spool', id: spools, name });
      }),
  };

  let session: CaseSession;
  try {
    session =
      data.create === undefined
        ? await openSession(data.path, data.analyst, host)
        : await createSession(data.path, { ...data.create, analyst: data.analyst }, host);
    const unfinished = pauseLeftJobs(session);
    post({ kind: 'opened', answer: { ok: true, value: stateOf(session, unfinished) } });
    listen(session);
  } catch (error) {
    post({ kind: 'opened', answer: failure(error).answer });
    port.close();
  }

  function listen(open: CaseSession): void {
    port.on('message', (message: ToCaseWorker) => {
      if (message.kind === 'call') void answer(open, message);
      else if (message.kind === 'abort') running.get(message.id)?.abort();
      else if (message.kind === 'spooled') settleSpool(message);
      else {
        isClosed = true;
        // Threads of running calls would keep this one alive.
        for (const controller of running.values()) controller.abort();
        open.close();
        port.close();
      }
    });
  }

  async function answer(
    open: CaseSession,
    { id, channel, request, analyst }: Extract<ToCaseWorker, { kind: 'call' }>,
  ): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    open.analyst = analyst;
    try {
      post({ kind: 'answer', id, answer: { ok: true, value: await handle(open, channel, request, controller.signal) } });
    } catch (error) {
      post({ kind: 'answer', id, ...failure(error) });
    } finally {
      running.delete(id);
      if (!isClosed) open.remember();
    }
  }

  function settleSpool({ id, file, error }: Extract<ToCaseWorker, { kind: 'spooled' }>): void {
    const waiting = spooling.get(id);
    spooling.delete(id);
    if (file !== undefined) waiting?.done(file);
    else
      waiting?.fail(
        new AssizeError(error?.code ?? 'E_WRITE', error?.message ?? 'no file could be made', {}, error?.details?.advice),
      );
  }
}

function handle(session: CaseSession, channel: string, request: unknown, signal: AbortSignal): unknown {
  if (Object.hasOwn(jobCalls, channel))
    return (jobCalls[channel as JobCall] as (session: CaseSession, request: unknown) => unknown)(session, request);
  // Which handler belongs to which channel is held by the type of the table; the compiler cannot see it through the union.
  const handler = (
    caseHandlers as Partial<Record<CaseChannel, (session: CaseSession, request: unknown, signal: AbortSignal) => unknown>>
  )[channel as CaseChannel];
  if (handler !== undefined) return handler(session, request, signal);
  throw new Error(`the case is asked ${channel}`);
}

const jobCalls: {
  readonly [C in JobCall]: (
    session: CaseSession,
    request: JobCalls[C]['request'],
  ) => Promise<JobCalls[C]['value']> | JobCalls[C]['value'];
} = {
  'job.add': addCaseJob,
  'job.list': listCaseJobs,
  'job.stopped': markStopped,
  'job.done': (session) => {
    session.forgetEvidence();
    // This process wrote and stamped the rows a moment ago.
    session.stamp = 'right';
    session.emit('evidence');
    session.emit('custody');
    return stateOf(session, false);
  },
  'case.checked': (session, { stamp, damage }) => {
    // An import may have ended meanwhile: then what it wrote counts.
    if (session.stamp === 'unchecked') session.stamp = stamp;
    if (damage !== undefined) session.warnings.push({ code: 'W_CASE_DAMAGED', message: damage });
    else if (session.stamp === 'wrong') warnOfStamp(session);
    session.emit('evidence');
    return stateOf(session, false);
  },
  'case.state': (session) => stateOf(session, false),
};

function stateOf(session: CaseSession, unfinished: boolean): OpenedCase {
  const entries =
    session.read.query<{ lines: number }>('SELECT coalesce(sum(lines), 0) AS lines FROM chain_file WHERE lines > 0').get()
      ?.lines ?? 0;
  return { open: readCase(session), stamp: session.stamp, unfinished, entries };
}

function failure(error: unknown): { readonly answer: Extract<Answer<never>, { ok: false }>; readonly stack?: string } {
  if (error instanceof AssizeError) {
    const place: Record<string, string | number> = {};
    for (const [name, value] of Object.entries(error.place)) if (value !== undefined) place[name] = value as string | number;
    const details = { ...(error.advice === undefined ? {} : { advice: error.advice }), place };
    const told: HostError = { code: error.code, message: error.message, details };
    return { answer: { ok: false, error: told } };
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  return { answer: { ok: false, error: { code: 'E_INTERNAL', message } }, ...(stack === undefined ? {} : { stack }) };
}
