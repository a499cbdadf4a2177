import { readFile } from 'node:fs/promises';
import { AssizeError } from '../../src-core/errors.ts';
import { asReadError } from './write-durably.ts';

/** Nothing that a user names besides evidence is larger; what comes from a pipe is held to it while it comes. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Reads a whole file that the user named; `-` is standard input.
 *
 * @param stdin - none: `-` is empty
 * @throws {AssizeError} `E_NO_FILE`, `E_READ`, `E_LIMIT`
 */
export async function readUserFile(path: string, stdin?: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (path !== '-') {
    try {
      return await readFile(path);
    } catch (error) {
      throw asReadError(error, path);
    }
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stdin ?? []) {
    length += piece.length;
    if (length > MOST_BYTES) throw new AssizeError('E_LIMIT', `more than ${MOST_BYTES} bytes on standard input`, { path });
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}
