import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';

/** What the program is made of, in a copy of the sources and in a package alike: whichever of these are there. */
const parts = ['src-core', 'src-main', 'rule-packs', 'out', 'package.json', 'package-lock.json'];

/**
 * One digest over all files of the program: SHA-256 over a line `<sha256 hex>  <path>\n` for each, sorted by path. The same lines
 * come out of `sha256sum`, so that anyone can make them again.
 */
export async function programDigest(root: string): Promise<string> {
  const paths: string[] = [];
  for (const part of parts) await list(root, part, paths);
  paths.sort(compareUtf16);
  const whole = createHash('sha256');
  for (const path of paths) {
    const digest = createHash('sha256')
      .update(await readFile(join(root, path)))
      .digest('hex');
    whole.update(`${digest}  ${path}\n`);
  }
  return `sha256:${whole.digest('hex')}`;
}

async function list(root: string, path: string, into: string[]): Promise<void> {
  let entries;
  try {
    entries = await readdir(join(root, path), { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') into.push(path);
    if (code === 'ENOTDIR' || code === 'ENOENT') return;
    throw error;
  }
  for (const entry of entries) {
    if (entry.isDirectory()) await list(root, `${path}/${entry.name}`, into);
    else if (entry.isFile()) into.push(`${path}/${entry.name}`);
  }
}
