import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AssizeError } from '../../src-core/errors.ts';
import { fileNameOf } from '../files/file-name.ts';
import { isSystemError } from '../files/write-durably.ts';
import type { ReadDatabase } from '../store/database.ts';

export interface StoredSource {
  readonly id: number;
  readonly name: string;
  readonly kind: 'file' | 'folder';
  readonly format: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly imported_at: string;
}

/** The evidence of the case, in the order in which it came; with a job, also what that job brought. */
export function caseSources(database: ReadDatabase, job = ''): StoredSource[] {
  return database
    .query<StoredSource>(
      `SELECT id, name, kind, format, bytes, sha256, imported_at FROM source WHERE state = 'whole' OR (state = 'copied' AND id IN
        (SELECT coalesce(source, same_as) FROM import_file WHERE job = ?)) ORDER BY id`,
    )
    .all(job);
}

export interface StoredFile {
  readonly id: number;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export function filesOf(database: ReadDatabase, source: number): StoredFile[] {
  return database.query<StoredFile>('SELECT * FROM source_file WHERE source = ? ORDER BY id').all(source);
}

/**
 * The bytes of a stored file, piece by piece, each held against its digest and the whole against the file's.
 *
 * @throws {AssizeError} `E_CASE_DAMAGED` where bytes are not those that were received
 */
export function* storedBytes(database: ReadDatabase, file: StoredFile, name: string): Generator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  for (let number = 0; bytes < file.bytes; number += 1) {
    const chunk = database
      .query<{ sha256: Uint8Array; bytes: Uint8Array }>('SELECT sha256, bytes FROM source_chunk WHERE file = ? AND number = ?')
      .get(file.id, number);
    if (chunk === undefined || Buffer.compare(createHash('sha256').update(chunk.bytes).digest(), chunk.sha256) !== 0)
      throw changedBytes(database, name);
    hash.update(chunk.bytes);
    bytes += chunk.bytes.length;
    yield chunk.bytes;
  }
  if (`sha256:${hash.digest('hex')}` !== file.sha256) throw changedBytes(database, name);
}

function changedBytes(database: ReadDatabase, name: string): AssizeError {
  return new AssizeError(
    'E_CASE_DAMAGED',
    `the stored bytes of ${name} are not those that were imported`,
    { path: database.path },
    'No verdict can be derived from them. Take an older copy of the case, or import the evidence into a new one.',
  );
}

/**
 * A folder of this process's own for evidence while the engine reads it. What processes that died left of theirs goes first; the application's
 * spool removes what is named so, too.
 */
export function evidenceFolder(dataFolder: string): string {
  const spools = join(dataFolder, 'spool');
  mkdirSync(spools, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(spools)) {
    const pid = /^(\d+)-evidence-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(spools, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(spools, `${process.pid}-evidence-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isSystemError(error, 'ESRCH');
  }
}

/** Where sources lie as files while the engine reads them, and what findings are to call those places. */
export interface SpooledSources {
  readonly paths: readonly string[];
  /** The path of a source. */
  pathOf(source: number): string;
  /** The path that the engine gave to something, as people know it: the source's name, and the member after `!`. */
  shown(path: string): string;
  /** The source that a path of the engine lies in, and the member in it ('' for the source itself). */
  placeOf(path: string): { readonly source: number; readonly member: string } | undefined;
}

/**
 * Writes the evidence of a case out for the engine, which reads files.
 *
 * @param folder - the caller's own, mode 0700; the caller removes it
 */
export function spoolSources(
  database: ReadDatabase,
  folder: string,
  sources: readonly StoredSource[],
  onPiece: () => void = () => {},
): SpooledSources {
  const roots = sources.map((source) => join(folder, String(source.id).padStart(8, '0'), fileNameOf(source.name, 'file')));
  for (const [index, source] of sources.entries()) {
    const root = roots[index] ?? '';
    mkdirSync(dirname(root), { recursive: true, mode: 0o700 });
    for (const file of filesOf(database, source.id)) {
      const path = file.path === '' ? root : join(root, file.path);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const descriptor = openSync(path, 'wx', 0o600);
      try {
        for (const piece of storedBytes(database, file, source.name)) {
          writeAll(descriptor, piece);
          onPiece();
        }
      } finally {
        closeSync(descriptor);
      }
    }
  }
  const find = (path: string): number =>
    roots.findIndex((root) => path === root || path.startsWith(`${root}!`) || path.startsWith(`${root}/`));
  return {
    paths: roots,
    pathOf: (source) => roots[sources.findIndex(({ id }) => id === source)] ?? '',
    shown(path) {
      const index = find(path);
      return index < 0 ? path : `${sources[index]?.name ?? ''}${path.slice((roots[index] ?? '').length)}`;
    },
    placeOf(path) {
      const index = find(path);
      const source = sources[index];
      return source === undefined
        ? undefined
        : { source: source.id, member: path.slice((roots[index] ?? '').length).replace(/^!/, '') };
    },
  };
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written, bytes.length - written);
}
