import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { AssizeError } from '../../src-core/errors.ts';
import type { StoredMembers } from '../../src-core/import/zip/stored-archive.ts';

/**
 * Writes members into a folder, so that they can be read as files.
 *
 * @returns the paths of its first level: a file, or a folder that is one piece of evidence
 * @throws {AssizeError} `E_ZIP_NAME` for a name that leads out of the folder
 */
export async function spoolMembers(members: StoredMembers, folder: string): Promise<string[]> {
  const tops = new Set<string>();
  for (const [name, bytes] of members) {
    const path = resolve(folder, name);
    if (!path.startsWith(folder + sep) || name.includes('\\'))
      throw new AssizeError('E_ZIP_NAME', `${name} leads out of the archive`, { path: name });
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, bytes, { mode: 0o600, flag: 'wx' });
    tops.add(join(folder, name.split('/')[0] ?? ''));
  }
  return [...tops].sort();
}
