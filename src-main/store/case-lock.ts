import Sqlite from 'better-sqlite3';
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { asCaseError, caseLocked } from './case-error.ts';

export interface CaseLock {
  release(): void;
}

/**
 * Holds a case for one process. The lock is SQLite's own on an empty database beside the case, so the system lets go of it when the
 * process dies, however it dies; nothing stale is ever left to be judged.
 *
 * @throws {AssizeError} `E_CASE_LOCKED`, `E_CASE_READ_ONLY`
 */
export function lockCase(casePath: string): CaseLock {
  const path = join(dirname(casePath), `.${basename(casePath)}.lock`);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    let sqlite: Sqlite.Database | undefined;
    try {
      closeSync(openSync(path, 'a', 0o600));
      const before = inodeOf(path);
      sqlite = new Sqlite(path, { timeout: 0 });
      sqlite.pragma('journal_mode = MEMORY');
      sqlite.exec('BEGIN EXCLUSIVE');
      // Whoever held it before may have removed the file meanwhile: then we hold a file that has no name, and others another.
      if (before !== undefined && before === inodeOf(path)) return heldLock(sqlite, path);
      sqlite.close();
    } catch (error) {
      sqlite?.close();
      if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY'))
        throw caseLocked(casePath, { cause: error });
      throw asCaseError(error, casePath);
    }
  }
  throw caseLocked(casePath);
}

function heldLock(sqlite: Sqlite.Database, path: string): CaseLock {
  let held = true;
  return {
    release() {
      if (!held) return;
      held = false;
      // Removed while it is still held: whoever opened it meanwhile sees that the name is gone and asks again. Windows keeps open files.
      try {
        rmSync(path, { force: true });
      } catch {
        // The empty file stays; it locks nothing by itself.
      }
      sqlite.close();
    },
  };
}

function inodeOf(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}
