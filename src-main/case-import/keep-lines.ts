import { open } from 'node:fs/promises';
import { AssizeError } from '../../src-core/errors.ts';
import { openContainer } from '../files/read-container.ts';
import { openFolder } from '../files/read-folder.ts';
import type { WriteDatabase } from '../store/database.ts';
import { rawLineId } from '../store/raw-lines.ts';
import { LineCutter } from './line-cutter.ts';
import type { StoredSource } from './sources.ts';

const LINES_A_COMMIT = 4000;
const PIECE_BYTES = 256 * 1024;

/**
 * Keeps every line of a source's chain files as it was received, so that one can be shown without unpacking its container. What an
 * earlier run left half-done goes first. A container that cannot be read has no lines; the verification says why.
 *
 * @param root - where the source's bytes lie
 */
export async function keepLines(database: WriteDatabase, source: StoredSource, root: string, onStep: () => void): Promise<void> {
  dropLines(database, source.id);
  try {
    for await (const { member, pieces } of chainFiles(source, root)) await keepFile(database, source.id, member, pieces, onStep);
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    dropLines(database, source.id);
  }
}

function dropLines(database: WriteDatabase, source: number): void {
  for (const { id } of database.query<{ id: number }>('SELECT id FROM chain_file WHERE source = ?').all(source)) {
    database.inTransaction(() => {
      database.change('DELETE FROM raw_line WHERE id >= ? AND id < ?').run(rawLineId(id, 0), rawLineId(id + 1, 0));
      database.change('DELETE FROM chain_file WHERE id = ?').run(id);
    });
  }
}

async function keepFile(
  database: WriteDatabase,
  source: number,
  member: string,
  pieces: AsyncIterable<Uint8Array>,
  onStep: () => void,
): Promise<void> {
  const { id } = database.change('INSERT INTO chain_file(source, member, lines) VALUES(?, ?, -1)').run(source, member);
  const insert = 'INSERT INTO raw_line(id, byte, length, raw) VALUES(?, ?, ?, ?)';
  let pending: [number, number, number, Uint8Array | null][] = [];
  const store = (): void => {
    database.inTransaction(() => {
      for (const row of pending) database.change(insert).run(...row);
    });
    pending = [];
  };
  const cutter = new LineCutter((line, byte, length, raw) =>
    pending.push([rawLineId(id, line), byte, length, raw?.slice() ?? null]),
  );
  for await (const piece of pieces) {
    cutter.push(piece);
    if (pending.length >= LINES_A_COMMIT) store();
    onStep();
  }
  cutter.close();
  store();
  database.change('UPDATE chain_file SET lines = ? WHERE id = ?').run(cutter.lines, id);
}

interface ChainFile {
  readonly member: string;
  readonly pieces: AsyncIterable<Uint8Array>;
}

async function* chainFiles(source: StoredSource, root: string): AsyncGenerator<ChainFile> {
  if (source.format === 'ndjson') {
    yield { member: '', pieces: readPieces(root) };
    return;
  }
  if (source.format !== 'atb' && source.format !== 'folder') return;
  const opened = source.format === 'atb' ? await openContainer(root) : await openFolder(root);
  if (opened.outcome === 'refused') return;
  try {
    for (const member of opened.container.members) {
      if (member.name.startsWith('entries/') && member.name.endsWith('.ndjson'))
        yield { member: member.name, pieces: member.read() };
    }
  } finally {
    await opened.container.close();
  }
}

async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
