import { createHash, type Hash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { digestOf } from '../../src-core/crypto/sha256.ts';
import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { detectFormat, FOREIGN_FORMATS, HEAD_BYTES } from '../../src-core/import/detect-format.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import { fileError } from '../files/file-error.ts';
import { openFolder } from '../files/read-folder.ts';
import type { WriteDatabase } from '../store/database.ts';

const CHUNK_BYTES = 1024 * 1024;
/** A commit after so many bytes: what a crash costs at most. */
const COMMIT_BYTES = 8 * 1024 * 1024;

/** A file or folder that a job takes in. */
export interface IncomingFile {
  readonly job: string;
  readonly number: number;
  readonly name: string;
  readonly path: string;
  /** The source that an earlier run began. */
  readonly source: number | null;
}

export interface CopySteps {
  readonly at: string;
  /** Called after each piece; throws where the job is to stop. */
  readonly onBytes: (bytes: number) => void;
}

/** What a copy came to: a new source, or one that the case had already. */
export interface Copied {
  readonly source: number;
  readonly isNew: boolean;
}

/**
 * Takes the bytes of a file or folder into the case, as they are. What an earlier run copied of the same file is kept; a file that
 * changed since is copied anew. Bytes that the case has already are not kept twice.
 *
 * @throws {AssizeError} `E_NO_FILE`, `E_READ`, `E_FORMAT` where it is no evidence at all, `E_SOURCE_CHANGED`
 */
export async function copySource(database: WriteDatabase, file: IncomingFile, steps: CopySteps): Promise<Copied> {
  const parts = await lookAt(file);
  const source = file.source ?? begin(database, file, parts);
  const listed: { path: string; sha256: string; size: number }[] = [];
  for (const part of parts.files) listed.push(await copyFile(database, source, part, steps));
  const sha256 =
    parts.kind === 'file'
      ? (listed[0]?.sha256 ?? '')
      : digestOf(canonicalizeBytes([...listed].sort((a, b) => compareUtf16(a.path, b.path))));
  return database.inTransaction(() => finish(database, file, source, sha256, listed, steps.at));
}

interface Part {
  readonly path: string;
  readonly file: string;
  readonly size: number;
}

interface Parts {
  readonly kind: 'file' | 'folder';
  readonly format: string;
  readonly files: readonly Part[];
}

async function lookAt(file: IncomingFile): Promise<Parts> {
  const { path } = file;
  try {
    const status = await stat(path);
    if (status.isDirectory()) return await lookAtFolder(path);
    if (!status.isFile()) throw noEvidence(file.name, 'it is neither a file nor a folder');
    const format = detectFormat(await readHead(path), FOREIGN_FORMATS);
    if (format === undefined)
      throw noEvidence(file.name, status.size === 0 ? 'the file is empty' : 'no known format of evidence begins like this');
    return {
      kind: 'file',
      format: typeof format === 'string' ? format : format.name,
      files: [{ path: '', file: path, size: status.size }],
    };
  } catch (error) {
    throw error instanceof AssizeError ? error : fileError(error, path);
  }
}

async function lookAtFolder(path: string): Promise<Parts> {
  const opened = await openFolder(path);
  if (opened.outcome === 'refused') {
    const [first] = opened.refusals;
    throw noEvidence(basename(path), `${first?.member ?? 'the folder'}: ${first?.message ?? 'refused'}`);
  }
  const { members } = opened.container;
  await opened.container.close();
  if (!members.some(({ name }) => name.startsWith('entries/')))
    throw noEvidence(basename(path), 'the folder has no entries/ as a bundle has');
  return {
    kind: 'folder',
    format: 'folder',
    files: members.map(({ name, size }) => ({ path: name, file: join(path, name), size })),
  };
}

async function readHead(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function noEvidence(name: string, why: string): AssizeError {
  return new AssizeError(
    'E_FORMAT',
    `${name} cannot be read as evidence: ${why}`,
    { path: name },
    'Give a bundle (.atb), a folder of one, a chain file, or a signed token.',
  );
}

function begin(database: WriteDatabase, file: IncomingFile, parts: Parts): number {
  return database.inTransaction(() => {
    const bytes = parts.files.reduce((sum, { size }) => sum + size, 0);
    const { id } = database
      .change("INSERT INTO source(name, kind, format, state, bytes) VALUES(?, ?, ?, 'copying', ?)")
      .run(file.name, parts.kind, parts.format, bytes);
    database.change('UPDATE import_file SET source = ? WHERE job = ? AND number = ?').run(id, file.job, file.number);
    return id;
  });
}

/** Copies one file from where an earlier run stopped. Its digest is that of all its bytes. */
async function copyFile(
  database: WriteDatabase,
  source: number,
  part: Part,
  steps: CopySteps,
): Promise<{ path: string; sha256: string; size: number }> {
  const id = database.inTransaction(() => {
    database.change('INSERT OR IGNORE INTO source_file(source, path, bytes) VALUES(?, ?, ?)').run(source, part.path, part.size);
    return (
      database.query<{ id: number }>('SELECT id FROM source_file WHERE source = ? AND path = ?').get(source, part.path)?.id ?? 0
    );
  });
  const handle = await open(part.file, 'r');
  try {
    const hash = createHash('sha256');
    const kept = await resumeAt(database, id, handle, hash, steps);
    let { size } = kept;
    let { number } = kept;
    let pending: Buffer[] = [];
    const store = (): void =>
      database.inTransaction(() => {
        for (const bytes of pending) {
          const sha256 = createHash('sha256').update(bytes).digest();
          database
            .change('INSERT INTO source_chunk(file, number, sha256, bytes) VALUES(?, ?, ?, ?)')
            .run(id, number, sha256, bytes);
          number += 1;
        }
        pending = [];
      });
    for (;;) {
      const bytes = await readFully(handle, size);
      if (bytes.length === 0) break;
      hash.update(bytes);
      size += bytes.length;
      pending.push(bytes);
      if (pending.length * CHUNK_BYTES >= COMMIT_BYTES) store();
      steps.onBytes(bytes.length);
    }
    store();
    if (size !== (await handle.stat()).size || size !== part.size)
      throw new AssizeError(
        'E_SOURCE_CHANGED',
        `${basename(part.file)} changed while it was read`,
        { path: part.file },
        'Import it again once nothing writes to it any more.',
      );
    const sha256 = `sha256:${hash.digest('hex')}`;
    database.change('UPDATE source_file SET bytes = ?, sha256 = ? WHERE id = ?').run(size, sha256, id);
    return { path: part.path, sha256, size };
  } finally {
    await handle.close();
  }
}

/** Reads what was kept again beside the file: only bytes that are still the same are kept, all after the first other ones are dropped. */
async function resumeAt(
  database: WriteDatabase,
  id: number,
  handle: FileHandle,
  hash: Hash,
  steps: CopySteps,
): Promise<{ size: number; number: number }> {
  let size = 0;
  let number = 0;
  for (;;) {
    const chunk = database
      .query<{ sha256: Uint8Array }>('SELECT sha256 FROM source_chunk WHERE file = ? AND number = ?')
      .get(id, number);
    if (chunk === undefined) break;
    const bytes = await readFully(handle, size);
    if (Buffer.compare(createHash('sha256').update(bytes).digest(), chunk.sha256) !== 0) {
      database.change('DELETE FROM source_chunk WHERE file = ? AND number >= ?').run(id, number);
      break;
    }
    hash.update(bytes);
    size += bytes.length;
    number += 1;
    steps.onBytes(bytes.length);
  }
  return { size, number };
}

async function readFully(handle: FileHandle, position: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function finish(
  database: WriteDatabase,
  file: IncomingFile,
  source: number,
  sha256: string,
  listed: readonly { size: number }[],
  at: string,
): Copied {
  const twin = database.query<{ id: number }>("SELECT id FROM source WHERE state <> 'copying' AND sha256 = ?").get(sha256);
  const forget = 'UPDATE import_file SET path = NULL, source = ?, same_as = ? WHERE job = ? AND number = ?';
  if (twin !== undefined) {
    database.change(forget).run(null, twin.id, file.job, file.number);
    database.change('DELETE FROM source WHERE id = ?').run(source);
    return { source: twin.id, isNew: false };
  }
  // A folder may have lost a file between two runs.
  const bytes = listed.reduce((sum, { size }) => sum + size, 0);
  database.change('DELETE FROM source_file WHERE source = ? AND sha256 IS NULL').run(source);
  database
    .change("UPDATE source SET state = 'copied', bytes = ?, sha256 = ?, imported_at = ? WHERE id = ?")
    .run(bytes, sha256, at, source);
  database.change(forget).run(source, null, file.job, file.number);
  return { source, isNew: true };
}
