import { parentPort, workerData } from 'node:worker_threads';
import { AssizeError } from '../../../src-core/errors.ts';
import type { Answer } from '../../../src-core/host/answer.ts';
import { hostErrorOf } from '../../case-import/run-job.ts';
import { checkRuling, type RulingCheckRequest, type RulingCheckResult } from './check-ruling.ts';

// The thread of one check: it holds nothing but the paths that it was given, and ends with its answer.
if (parentPort !== null) {
  const port = parentPort;
  const post = (answer: Answer<RulingCheckResult>): void => port.postMessage(answer);
  try {
    post({ ok: true, value: await checkRuling(workerData as RulingCheckRequest) });
  } catch (error) {
    if (error instanceof AssizeError) post({ ok: false, error: hostErrorOf(error) });
    else post({ ok: false, error: { code: 'E_INTERNAL', message: error instanceof Error ? error.message : String(error) } });
  }
}
