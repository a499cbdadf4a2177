import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSystemError } from './write-durably.ts';

/**
 * Makes a folder and those above it that are missing; one that is there stays. Node's own recursive `mkdir` never ends where a file system
 * says "no such file" of a folder that it refuses to make (`/proc`).
 *
 * @throws the system's error for the first folder that cannot be made
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return;
    const parent = dirname(path);
    if (!isSystemError(error, 'ENOENT') || parent === path) throw error;
    await makeFolder(parent, mode);
    await mkdir(path, { mode }).catch((again: unknown) => {
      if (!isSystemError(again, 'EEXIST')) throw again;
    });
  }
}
