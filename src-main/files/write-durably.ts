import { randomBytes } from 'node:crypto';
import { copyFile, link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AssizeError } from '../../src-core/errors.ts';

export interface WriteOptions {
  /** Permission bits of a new file; 0o666 less the umask if absent. */
  readonly mode?: number;
  /** False: an existing file stays and `E_EXISTS` is thrown. */
  readonly overwrite?: boolean;
}

/**
 * Writes a whole file so that a reader, or a crash, sees the old content or the new one and nothing between: a temporary file beside
 * it, synced, then moved into place, then the folder synced.
 *
 * @throws {AssizeError} `E_EXISTS`, or `E_WRITE` where the system refuses
 */
export async function writeDurably(
  path: string,
  bytes: Uint8Array | Iterable<Uint8Array>,
  options: WriteOptions = {},
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', options.mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await moveIntoPlace(temporary, path, options.overwrite === true);
  } catch (error) {
    await rm(temporary, { force: true });
    throw asWriteError(error, path);
  }
}

/**
 * Copies a whole file in the same manner; what is there under the name is replaced.
 *
 * @throws {AssizeError} `E_WRITE` where the system refuses
 */
export async function copyDurably(from: string, path: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await copyFile(from, temporary);
    const file = await open(temporary, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await moveIntoPlace(temporary, path, true);
  } catch (error) {
    await rm(temporary, { force: true });
    throw asWriteError(error, path);
  }
}

/** Moves a finished temporary file to its place; without `overwrite` an existing file wins and `E_EXISTS` is thrown. */
export async function moveIntoPlace(temporary: string, path: string, overwrite: boolean): Promise<void> {
  if (overwrite) {
    await rename(temporary, path);
  } else {
    // rename() would replace silently; link() fails where the name is taken.
    await link(temporary, path);
    await rm(temporary);
  }
  await syncFolder(dirname(path));
}

/** Makes names in a folder durable, where the system can sync folders at all. */
export async function syncFolder(path: string): Promise<void> {
  let folder;
  try {
    folder = await open(path, 'r');
    await folder.sync();
  } catch (error) {
    // Windows opens no folders, and some file systems sync none; the rename itself stands.
    if (!isSystemError(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP')) throw error;
  } finally {
    await folder?.close();
  }
}

export function isSystemError(error: unknown, ...codes: readonly string[]): error is NodeJS.ErrnoException {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    (codes.length === 0 || codes.includes(error.code))
  );
}

/** What a failed write is to the user; anything that is no error of the system stays what it is. */
export function asWriteError(error: unknown, path: string): unknown {
  if (error instanceof AssizeError || !isSystemError(error)) return error;
  if (error.code === 'EEXIST')
    return new AssizeError('E_EXISTS', `${path} exists`, { path }, 'Choose another name, or say --force.', { cause: error });
  return new AssizeError('E_WRITE', `${path} cannot be written (${error.code})`, { path }, undefined, { cause: error });
}

/** What a failed read is to the user. */
export function asReadError(error: unknown, path: string): unknown {
  if (error instanceof AssizeError || !isSystemError(error)) return error;
  if (error.code === 'ENOENT') return new AssizeError('E_NO_FILE', `there is no ${path}`, { path }, undefined, { cause: error });
  return new AssizeError('E_READ', `${path} cannot be read (${error.code})`, { path }, undefined, { cause: error });
}
