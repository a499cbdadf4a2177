import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callThread } from '../call-thread.ts';
import type { RulingCheckRequest, RulingCheckResult } from './check-ruling.ts';

/**
 * Checks a ruling's file in a fresh thread, which knows nothing of what made it.
 *
 * @throws {AssizeError} as `checkRuling`; `E_CANCELLED` where the signal ends it
 */
export async function checkInThread(
  request: Omit<RulingCheckRequest, 'folder'>,
  signal?: AbortSignal,
): Promise<RulingCheckResult> {
  // Made and removed here, since a thread that is ended removes nothing.
  const folder = await mkdtemp(join(tmpdir(), 'assize-check-'));
  try {
    const question: RulingCheckRequest = { ...request, folder };
    return await callThread<RulingCheckResult>(new URL('./check-worker.ts', import.meta.url), question, { signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
