import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { asWriteError } from './write-durably.ts';

/**
 * Writes text into a file that is there and empty, piece by piece as it is made, and has it on the disk when it resolves. Of one that
 * breaks off nothing stays.
 *
 * @returns the digest of its bytes
 * @throws {AssizeError} `E_WRITE` where the system refuses; the signal's reason where it ends the writing
 */
export async function writeRows(path: string, pieces: Iterable<string>, signal?: AbortSignal): Promise<`sha256:${string}`> {
  const hash = createHash('sha256');
  try {
    const file = await open(path, 'r+');
    try {
      for (const piece of pieces) {
        signal?.throwIfAborted();
        const bytes = encodeUtf8(piece);
        hash.update(bytes);
        await file.writeFile(bytes);
      }
      signal?.throwIfAborted();
      await file.sync();
    } catch (error) {
      await file.truncate(0);
      throw error;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asWriteError(error, path);
  }
  return `sha256:${hash.digest('hex')}`;
}
