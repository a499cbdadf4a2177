import { open } from 'node:fs/promises';
import { asWriteError } from '../../files/write-durably.ts';

/** Fills a file that was spooled, and has it on disk before it returns. @throws {AssizeError} `E_WRITE` */
export async function writeSpooled(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const file = await open(path, 'r+');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asWriteError(error, path);
  }
}
