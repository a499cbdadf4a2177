import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import Sqlite from 'better-sqlite3';
import { asWriteError, isSystemError } from '../files/write-durably.ts';
import { asCaseError, caseAlien, caseDamaged, caseNewer } from './case-error.ts';
import { lockCase, type CaseLock } from './case-lock.ts';
import { checkSchema } from './check-schema.ts';
import { connect, type ReadDatabase, type WriteDatabase } from './database.ts';
import { createDerivedTables, DERIVED_VERSION, dropDerivedTables } from './derived-tables.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { readMeta, writeMeta } from './meta.ts';

export const CASE_SUFFIX = '.assize';
/** "ASZC" in the header of the file: what kind of database it is. */
const APPLICATION_ID = 0x41535a43;
/** Entries take one to two kilobytes: larger pages hold several without overflow. */
const PAGE_SIZE = 8192;
/** A file up to this size is checked whole before anything of it is shown; a larger one while it is open. */
export const CHECKED_AT_ONCE = 64 * 1024 * 1024;

/** A case file that this process alone has open. */
export interface OpenCaseFile {
  readonly database: WriteDatabase;
  readonly bytes: number;
  close(): void;
}

export interface NewCase {
  readonly title: string;
  readonly reference: string;
  /** RFC 3339, UTC. */
  readonly at: string;
}

/**
 * Makes a case file. A file that is there already stays as it is.
 *
 * @throws {AssizeError} `E_EXISTS`, `E_CASE_READ_ONLY`, `E_DISK_FULL`
 */
export function createCaseFile(path: string, about: NewCase, migrations: readonly Migration[] = MIGRATIONS): OpenCaseFile {
  const lock = lockCase(path);
  try {
    closeSync(openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, 0o600));
    const sqlite = new Sqlite(path);
    try {
      sqlite.pragma(`page_size = ${PAGE_SIZE}`);
      sqlite.pragma(`application_id = ${APPLICATION_ID}`);
      sqlite.pragma('journal_mode = WAL');
    } finally {
      sqlite.close();
    }
    const database = connect(path, 'write');
    database.inTransaction(() => {
      runMigrations(database, 0, migrations);
      writeMeta(database, 'id', randomUUID());
      writeMeta(database, 'title', about.title);
      writeMeta(database, 'reference', about.reference);
      writeMeta(database, 'created_at', about.at);
      writeMeta(database, 'derived', String(DERIVED_VERSION));
    });
    return held(database, lock, path);
  } catch (error) {
    lock.release();
    throw isSystemError(error, 'EEXIST') ? asWriteError(error, path) : asCaseError(error, path);
  }
}

/**
 * Opens a case file for this process alone and brings its schema up to date. Nothing is written to a file that is no case, is
 * damaged or was written by a newer version.
 *
 * @param migrations - only for tests: another history of the schema
 * @throws {AssizeError} `E_NO_FILE`, `E_CASE_ALIEN`, `E_CASE_NEWER`, `E_CASE_DAMAGED`, `E_CASE_LOCKED`, `E_CASE_READ_ONLY`,
 *   `E_DISK_FULL`
 */
export function openCaseFile(path: string, migrations: readonly Migration[] = MIGRATIONS): OpenCaseFile {
  checkHeader(path, migrations.length);
  const lock = lockCase(path);
  let database: WriteDatabase | undefined;
  try {
    database = connect(path, 'write');
    // The header that counts may still be in the write-ahead log.
    const version = readVersion(database);
    if (version > migrations.length) throw caseNewer(path, version);
    if (version < 1) throw caseAlien(path);
    const opened = held(database, lock, path);
    if (opened.bytes <= CHECKED_AT_ONCE) checkStructure(database);
    if (version < migrations.length) {
      const backup = `${path}.schema-${version}.bak`;
      database.change('VACUUM INTO ?').run(backup);
      const open = database;
      open.inTransaction(() => runMigrations(open, version, migrations));
    }
    if (readMeta(database, 'derived') !== String(DERIVED_VERSION)) resetDerivedTables(database);
    checkSchema(database, migrations);
    // A file without them was cut down by somebody; nothing else tells whose case it is.
    if (readMeta(database, 'id') === undefined) throw caseDamaged(path, 'it does not say which case it is');
    return opened;
  } catch (error) {
    database?.close();
    lock.release();
    throw asCaseError(error, path);
  }
}

/**
 * Opens a case file beside whoever else has it open, only to read.
 *
 * @throws {AssizeError} `E_NO_FILE`, `E_CASE_ALIEN`, `E_CASE_NEWER`, `E_CASE_DAMAGED`, `E_CASE_READ_ONLY`
 */
export function readCaseFile(path: string): ReadDatabase {
  checkHeader(path, MIGRATIONS.length);
  return connect(path, 'read');
}

/** @throws {AssizeError} `E_CASE_DAMAGED` where pages, indexes or the text index contradict each other */
export function checkStructure(database: ReadDatabase): void {
  const [first] = database.pragma('integrity_check(1)') as { integrity_check: string }[];
  if (first?.integrity_check !== 'ok') throw caseDamaged(database.path, first?.integrity_check ?? 'it cannot be checked');
  const [broken] = database.pragma('foreign_key_check') as { table: string }[];
  if (broken !== undefined) throw caseDamaged(database.path, `rows of ${broken.table} belong to nothing`);
}

function runMigrations(database: WriteDatabase, from: number, migrations: readonly Migration[]): void {
  for (const migrate of migrations.slice(from)) migrate(database);
  database.pragma(`user_version = ${migrations.length}`);
}

/** Tables of another version of the program make way: what was in them is derived again. */
function resetDerivedTables(database: WriteDatabase): void {
  database.inTransaction(() => {
    database.run(dropDerivedTables('next_'));
    database.run(dropDerivedTables(''));
    database.run(createDerivedTables(''));
    writeMeta(database, 'derived', String(DERIVED_VERSION));
  });
}

function readVersion(database: WriteDatabase): number {
  const [row] = database.pragma('user_version') as { user_version: number }[];
  return row?.user_version ?? 0;
}

/** Looks at the first bytes without SQLite, which would make files beside whatever it is given. */
function checkHeader(path: string, newest: number): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const header = Buffer.alloc(100);
    const isWhole = fstatSync(descriptor).isFile() && readSync(descriptor, header, 0, 100, 0) === 100;
    if (!isWhole || header.toString('latin1', 0, 16) !== 'SQLite format 3\0' || header.readUInt32BE(68) !== APPLICATION_ID)
      throw caseAlien(path);
    const version = header.readUInt32BE(60);
    if (version > newest) throw caseNewer(path, version);
  } catch (error) {
    throw asCaseError(error, path);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function held(database: WriteDatabase, lock: CaseLock, path: string): OpenCaseFile {
  const descriptor = openSync(path, 'r');
  const { size } = fstatSync(descriptor);
  closeSync(descriptor);
  return {
    database,
    bytes: size,
    close() {
      database.close();
      lock.release();
    },
  };
}
