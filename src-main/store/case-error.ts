import Sqlite from 'better-sqlite3';
import { basename } from 'node:path';
import { AssizeError } from '../../src-core/errors.ts';
import { isSystemError } from '../files/write-durably.ts';

/** What SQLite or the file system refuses, in words that say what to do. Anything else stays what it is. */
export function asCaseError(error: unknown, path: string): unknown {
  if (error instanceof AssizeError) return error;
  const code = error instanceof Sqlite.SqliteError ? error.code : isSystemError(error) ? error.code : undefined;
  if (code === undefined) return error;
  if (matches(code, 'SQLITE_BUSY', 'SQLITE_LOCKED')) return caseLocked(path, { cause: error });
  if (matches(code, 'SQLITE_CORRUPT')) return caseDamaged(path, 'SQLite finds damaged pages in it', { cause: error });
  if (matches(code, 'SQLITE_NOTADB')) return caseAlien(path, { cause: error });
  if (matches(code, 'SQLITE_FULL', 'ENOSPC', 'EDQUOT')) return diskFull(path, { cause: error });
  if (matches(code, 'SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_PERM', 'EACCES', 'EPERM', 'EROFS'))
    return caseReadOnly(path, { cause: error });
  // SQLite reports a failed write on a full disk as an input or output error, too, where the system says so only on sync.
  if (matches(code, 'SQLITE_IOERR', 'EIO'))
    return new AssizeError(
      'E_CASE_IO',
      `the disk failed while ${basename(path)} was read or written (${code})`,
      { path },
      'Nothing half-done is kept. Check the disk and its free space, then open the case again.',
      { cause: error },
    );
  if (matches(code, 'ENOENT', 'ENOTDIR')) return noCase(path, { cause: error });
  return error;
}

const matches = (code: string, ...kinds: readonly string[]): boolean =>
  kinds.some((kind) => code === kind || code.startsWith(`${kind}_`));

export function noCase(path: string, options?: ErrorOptions): AssizeError {
  return new AssizeError(
    'E_NO_FILE',
    `there is no case file ${basename(path)}`,
    { path },
    'Choose the file where it is now.',
    options,
  );
}

export function caseLocked(path: string, options?: ErrorOptions): AssizeError {
  return new AssizeError(
    'E_CASE_LOCKED',
    `${basename(path)} is open in another window or program`,
    { path },
    'Close it there, then open it again here; or work on a copy of the file.',
    options,
  );
}

export function caseDamaged(path: string, why: string, options?: ErrorOptions): AssizeError {
  return new AssizeError(
    'E_CASE_DAMAGED',
    `${basename(path)} is damaged: ${why}`,
    { path },
    'Nothing in it was changed. Take an older copy, or save what is whole of its evidence with `assize export CASEFILE --evidence FOLDER`.',
    options,
  );
}

export function caseAlien(path: string, options?: ErrorOptions): AssizeError {
  return new AssizeError(
    'E_CASE_ALIEN',
    `${basename(path)} is no case file of Assize`,
    { path },
    'Choose a file that ends in .assize, or make a new case and import this file as evidence.',
    options,
  );
}

export function caseNewer(path: string, version: number): AssizeError {
  return new AssizeError(
    'E_CASE_NEWER',
    `${basename(path)} was written by a newer version of Assize (schema ${version})`,
    { path },
    'Open it with that version. Nothing in it was changed.',
  );
}

function caseReadOnly(path: string, options?: ErrorOptions): AssizeError {
  return new AssizeError(
    'E_CASE_READ_ONLY',
    `${basename(path)} or its folder may not be written to`,
    { path },
    'Copy the case to a folder of your own and open the copy.',
    options,
  );
}

function diskFull(path: string, options?: ErrorOptions): AssizeError {
  return new AssizeError(
    'E_DISK_FULL',
    `there is no space left where ${basename(path)} lies`,
    { path },
    'Nothing half-done is kept. Make space and go on: an import resumes where it stopped.',
    options,
  );
}
