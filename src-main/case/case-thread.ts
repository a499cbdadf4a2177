import { Worker } from 'node:worker_threads';
import type { HostError } from '../../src-core/host/answer.ts';
import type { HostEvent } from '../../src-core/host/contract.ts';
import { AssizeError } from '../../src-core/errors.ts';
import type { FileHandles } from '../application/file-handles.ts';
import type { CaseWorkerData, FromCaseWorker, JobCall, JobCalls, OpenedCase, ToCaseWorker } from './worker-messages.ts';

/** The worker of an open case, from the application's side. */
export interface CaseThread {
  readonly opened: OpenedCase;
  call(channel: string, request: unknown, analyst: string, signal?: AbortSignal): Promise<unknown>;
  ask<C extends JobCall>(call: C, request: JobCalls[C]['request'], analyst: string): Promise<JobCalls[C]['value']>;
  /** Resolves when the file is closed and its lock is gone. */
  close(): Promise<void>;
}

export interface ThreadHost {
  readonly files: FileHandles;
  readonly emit: (event: HostEvent) => void;
}

/** @throws {AssizeError} what the case's file refuses */
export async function startCaseThread(data: CaseWorkerData, host: ThreadHost): Promise<CaseThread> {
  const worker = new Worker(new URL('./case-worker.ts', import.meta.url), { workerData: data });
  const post = (message: ToCaseWorker): void => worker.postMessage(message);
  const waiting = new Map<number, { done(value: unknown): void; fail(error: unknown): void }>();
  let calls = 0;
  let isGone = false;
  let noteOpened: (value: OpenedCase) => void;
  let noteRefused: (error: unknown) => void;
  const opened = new Promise<OpenedCase>((done, fail) => {
    noteOpened = done;
    noteRefused = fail;
  });
  const exited = new Promise<void>((done) => worker.once('exit', () => done()));

  const giveUp = (error: Error): void => {
    isGone = true;
    noteRefused(error);
    for (const { fail } of waiting.values()) fail(error);
    waiting.clear();
  };
  worker.on('error', giveUp);
  worker.on('exit', () => giveUp(new AssizeError('E_CASE_CLOSED', 'the case is closed', {}, 'Open it again.')));
  worker.on('message', (message: FromCaseWorker) => {
    switch (message.kind) {
      case 'opened':
        if (message.answer.ok) noteOpened(message.answer.value);
        else noteRefused(errorOf(message.answer.error));
        return;
      case 'answer': {
        const call = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.answer.ok) call?.done(message.answer.value);
        else call?.fail(errorOf(message.answer.error, message.stack));
        return;
      }
      case 'event':
        host.emit(message.event);
        return;
      case 'spool':
        host.files.spool(message.name).then(
          (file) => post({ kind: 'spooled', id: message.id, file }),
          (error: unknown) =>
            post({
              kind: 'spooled',
              id: message.id,
              error: {
                code: error instanceof AssizeError ? error.code : 'E_WRITE',
                message: error instanceof Error ? error.message : String(error),
              },
            }),
        );
    }
  });

  const call: CaseThread['call'] = (channel, request, analyst, signal) => {
    if (isGone) return Promise.reject(new AssizeError('E_CASE_CLOSED', 'the case is closed', {}, 'Open it again.'));
    calls += 1;
    const id = calls;
    const answer = new Promise<unknown>((done, fail) => waiting.set(id, { done, fail }));
    const abort = (): void => post({ kind: 'abort', id });
    signal?.addEventListener('abort', abort, { once: true });
    post({ kind: 'call', id, channel, request, analyst });
    return answer.finally(() => signal?.removeEventListener('abort', abort));
  };
  return {
    opened: await opened,
    call,
    ask: (name, request, analyst) => call(name, request, analyst) as Promise<never>,
    async close() {
      post({ kind: 'close' });
      await exited;
    },
  };
}

/** A failure as it was before it crossed the threads: expected ones stay such, bugs stay bugs. */
function errorOf({ code, message, details }: HostError, stack?: string): Error {
  if (code !== 'E_INTERNAL') return new AssizeError(code, message, details?.place ?? {}, details?.advice);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
