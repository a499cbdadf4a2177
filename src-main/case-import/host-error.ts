import type { AssizeError } from '../../src-core/errors.ts';
import type { HostError } from '../../src-core/host/answer.ts';

/** An expected failure as it crosses threads and is kept with a job: without places, which are paths of this machine. */
export function hostErrorOf(error: AssizeError): HostError {
  return {
    code: error.code,
    message: error.message,
    ...(error.advice === undefined ? {} : { details: { advice: error.advice } }),
  };
}
