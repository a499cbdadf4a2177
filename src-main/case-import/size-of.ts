import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../files/file-error.ts';

/** Sizes of everything that is to be copied, for progress. */
export async function sizeOf(path: string): Promise<number> {
  try {
    const status = await stat(path);
    if (!status.isDirectory()) return status.size;
    const names = await readdir(path, { recursive: true, withFileTypes: true });
    let bytes = 0;
    for (const name of names) if (name.isFile()) bytes += (await stat(join(name.parentPath, name.name))).size;
    return bytes;
  } catch (error) {
    throw fileError(error, path);
  }
}
