import { Worker } from 'node:worker_threads';
import { AssizeError } from '../../../src-core/errors.ts';
import type { Answer } from '../../../src-core/host/answer.ts';
import type { RulingCheckRequest, RulingCheckResult } from './check-ruling.ts';

/**
 * Checks a ruling's file in a fresh thread, which knows nothing of what made it.
 *
 * @throws {AssizeError} as `checkRuling`; `E_CANCELLED` where the signal ends it
 */
export function checkInThread(request: RulingCheckRequest, signal?: AbortSignal): Promise<RulingCheckResult> {
  const worker = new Worker(new URL('./check-worker.ts', import.meta.url), { workerData: request });
  return new Promise((done, fail) => {
    const stop = (): void => {
      fail(new AssizeError('E_CANCELLED', 'taken back before it was done'));
      void worker.terminate();
    };
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    worker.once('error', fail);
    worker.once('exit', () => {
      signal?.removeEventListener('abort', stop);
      fail(new Error('the thread of the check ended without an answer'));
    });
    worker.once('message', (answer: Answer<RulingCheckResult>) => {
      if (answer.ok) return done(answer.value);
      const { code, message, details } = answer.error;
      if (code === 'E_INTERNAL') return fail(new Error(message));
      fail(new AssizeError(code, message, details?.place ?? {}, details?.advice));
    });
  });
}
