import { chmodSync, copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { AssizeError } from '../../../src-core/errors.ts';
import { createCaseFile, openCaseFile } from '../../../src-main/store/case-file.ts';
import { connect } from '../../../src-main/store/database.ts';
import { MIGRATIONS, SCHEMA_VERSION, type Migration } from '../../../src-main/store/migrations/index.ts';
import { readMeta, writeMeta } from '../../../src-main/store/meta.ts';
import { coffeeCase, temporaryFolder } from '../../fixtures/case-fixture.ts';

const about = { title: 'T', reference: 'R', at: '2026-11-24T12:00:00.000Z' };

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof AssizeError) {
      expect(error.advice, error.code).toMatch(/\.$/);
      return error.code;
    }
    throw error;
  }
  return 'none';
}

function newCase(folder = temporaryFolder()): string {
  const path = join(folder, 'case.assize');
  createCaseFile(path, about).close();
  return path;
}

describe('a case file', () => {
  it('is made once, with what it is in its header, and never over another file', () => {
    const path = newCase();
    const header = readFileSync(path).subarray(0, 100);
    expect(header.toString('latin1', 68, 72)).toBe('ASZC');
    expect(header.readUInt32BE(60)).toBe(SCHEMA_VERSION);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const before = readFileSync(path);
    expect(codeOf(() => createCaseFile(path, about))).toBe('E_EXISTS');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is opened in WAL mode, with foreign keys, an untrusted schema, checked cells and the schema itself out of reach', () => {
    const file = openCaseFile(newCase());
    const one = (pragma: string) => Object.values((file.database.pragma(pragma) as object[])[0] ?? {})[0] as unknown;
    expect(['journal_mode', 'foreign_keys', 'trusted_schema', 'cell_size_check'].map(one)).toEqual(['wal', 1, 0, 1]);
    file.database.pragma('writable_schema = ON');
    expect(() => file.database.run("UPDATE sqlite_schema SET sql = 'x' WHERE name = 'meta'")).toThrow(/may not be modified/);
    expect(() => file.database.query("SELECT load_extension('x')").get()).toThrow(/not authorized/);
    file.close();
  });

  it('has strict tables only', () => {
    const file = openCaseFile(newCase());
    const loose = file.database
      .query<{ name: string }>("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0")
      .all()
      .map(({ name }) => name);
    expect(loose.filter((name) => !name.startsWith('sqlite_'))).toEqual([]);
    expect(() => file.database.change('INSERT INTO meta(name, value) VALUES(?, ?)').run('x', new Uint8Array(1))).toThrow();
    file.close();
  });

  it('cannot be written through a connection that reads', () => {
    const path = newCase();
    const read = connect(path, 'read');
    expect(() => read.query("INSERT INTO meta VALUES('x', 'y') RETURNING name").get()).toThrow(/readonly|may not be written/);
    read.close();
  });

  it('is held by one opening at a time, and free again once that is gone', () => {
    const path = newCase();
    const first = openCaseFile(path);
    expect(codeOf(() => openCaseFile(path))).toBe('E_CASE_LOCKED');
    first.close();
    openCaseFile(path).close();
    expect(existsSync(join(path, '..', '.case.assize.lock'))).toBe(false);
  });
});

describe('files that are no case to open', () => {
  it.each<[string, (path: string) => void, string]>([
    ['a missing one', () => {}, 'E_NO_FILE'],
    ['an empty one', (path) => writeFileSync(path, ''), 'E_CASE_ALIEN'],
    ['some text', (path) => writeFileSync(path, 'no database at all '.repeat(20)), 'E_CASE_ALIEN'],
    [
      "another program's database",
      (path) => {
        const other = new Sqlite(path);
        other.exec('CREATE TABLE t(x); PRAGMA application_id = 7');
        other.close();
      },
      'E_CASE_ALIEN',
    ],
    [
      'one of a newer version',
      (path) => {
        createCaseFile(path, about).close();
        const other = new Sqlite(path);
        other.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
        other.close();
      },
      'E_CASE_NEWER',
    ],
    [
      'one that was cut off',
      (path) => {
        createCaseFile(path, about).close();
        truncateSync(path, statSync(path).size - 8192 * 3);
      },
      'E_CASE_DAMAGED',
    ],
  ])('%s is refused with its own code, and not a byte of it changes', (_name, make, code) => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.assize');
    make(path);
    const before = existsSync(path) ? readFileSync(path) : undefined;
    expect(codeOf(() => openCaseFile(path))).toBe(code);
    expect(existsSync(path) ? readFileSync(path) : undefined).toEqual(before);
  });

  it('a folder that may not be written to is said so', () => {
    const folder = temporaryFolder();
    const path = newCase(folder);
    chmodSync(folder, 0o500);
    try {
      // Whoever is root may write anywhere, so there is nothing to refuse.
      expect(codeOf(() => openCaseFile(path).close())).toBe(process.getuid?.() === 0 ? 'none' : 'E_CASE_READ_ONLY');
    } finally {
      chmodSync(folder, 0o700);
    }
  });
});

describe('migrations', () => {
  it('bring a file of any older version up to date with its rows, and keep a copy of it as it was', async () => {
    const fixture = await coffeeCase();
    const lines = fixture.session.read.query<{ count: number }>('SELECT count(*) AS count FROM line').get()?.count;
    fixture.session.close();
    for (let from = 1; from <= MIGRATIONS.length; from += 1) {
      const old = join(temporaryFolder(), 'old.assize');
      copyFileSync(fixture.path, old);
      const next: Migration = (database) => database.run('ALTER TABLE saved_view ADD COLUMN shared INTEGER NOT NULL DEFAULT 0');
      const file = openCaseFile(old, [...MIGRATIONS, next]);
      expect((file.database.pragma('user_version') as { user_version: number }[])[0]?.user_version).toBe(MIGRATIONS.length + 1);
      expect(file.database.query('SELECT shared FROM saved_view').all()).toEqual([]);
      expect(file.database.query<{ count: number }>('SELECT count(*) AS count FROM line').get()?.count).toBe(lines);
      file.close();
      // What was there before opens as it was.
      openCaseFile(`${old}.schema-${MIGRATIONS.length}.bak`).close();
      expect(codeOf(() => openCaseFile(old))).toBe('E_CASE_NEWER');
    }
    await fixture.reopen();
  });

  it('happen whole or not at all', () => {
    const path = newCase();
    const broken: Migration = (database) => {
      writeMeta(database, 'title', 'half');
      throw new Error('the step fails');
    };
    expect(() => openCaseFile(path, [...MIGRATIONS, broken])).toThrow('the step fails');
    const file = openCaseFile(path);
    expect(readMeta(file.database, 'title')).toBe('T');
    file.close();
  });
});
