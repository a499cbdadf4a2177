import { parentPort, Worker, workerData } from 'node:worker_threads';
import { AssizeError } from '../../src-core/errors.ts';
import type { Answer } from '../../src-core/host/answer.ts';
import { hostErrorOf } from '../case-import/host-error.ts';

type FromThread<V, S> = { readonly kind: 'step'; readonly step: S } | { readonly kind: 'answer'; readonly answer: Answer<V> };

interface Listening<S> {
  /** Ends the thread wherever it is, even in the middle of a computation. */
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: (step: S) => void;
}

/**
 * Has one question answered by a fresh thread, which ends with its answer. Settles when the thread is gone: what it worked on can be
 * removed then.
 *
 * @param script - a module that calls `answerCall`
 * @throws {AssizeError} what the thread threw; `E_CANCELLED` where the signal ended it
 */
export function callThread<V, S = never>(script: URL, question: unknown, { signal, onStep }: Listening<S> = {}): Promise<V> {
  return new Promise((done, fail) => {
    if (signal?.aborted === true) return fail(cancelled());
    const worker = new Worker(script, { workerData: question });
    const stop = (): void => void worker.terminate();
    signal?.addEventListener('abort', stop, { once: true });
    let answer: Answer<V> | undefined;
    let fault = new Error('the thread ended without an answer');
    worker.on('message', (message: FromThread<V, S>) => {
      if (message.kind === 'step') onStep?.(message.step);
      else answer = message.answer;
    });
    worker.on('error', (error) => {
      fault = error;
    });
    worker.on('exit', () => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted === true) fail(cancelled());
      else if (answer === undefined) fail(fault);
      else if (answer.ok) done(answer.value);
      else fail(errorOf(answer));
    });
  });
}

/** The thread's own side: answers the question that it was started with. A module that is merely imported answers nothing. */
export async function answerCall<Q, V, S = never>(work: (question: Q, tell: (step: S) => void) => Promise<V> | V): Promise<void> {
  const port = parentPort;
  if (port === null) return;
  const post = (message: FromThread<V, S>): void => port.postMessage(message);
  let answer: Answer<V>;
  try {
    answer = { ok: true, value: await work(workerData as Q, (step) => post({ kind: 'step', step })) };
  } catch (error) {
    // A fault of the program goes out of the thread as it is.
    if (!(error instanceof AssizeError)) throw error;
    answer = { ok: false, error: hostErrorOf(error) };
  }
  post({ kind: 'answer', answer });
}

const cancelled = (): AssizeError => new AssizeError('E_CANCELLED', 'taken back before it was done');

function errorOf({ error: { code, message, details } }: Extract<Answer<never>, { ok: false }>): AssizeError {
  return new AssizeError(code, message, details?.place ?? {}, details?.advice);
}
