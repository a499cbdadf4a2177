import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project-root.ts';

export const pageFolder: string = join(projectRoot, 'out', 'renderer');

/** Builds the page where its sources, or what they are built with, are newer than what was built last. */
export async function buildPage(say: (line: string) => void, always = false): Promise<void> {
  const built = await modified(join(pageFolder, 'index.html'));
  if (!always && built !== undefined && built > (await newestSource(['src-core', 'src-renderer']))) return;
  const began = performance.now();
  const { build } = await import('vite');
  await build({ configFile: join(projectRoot, 'page.vite.config.ts'), logLevel: 'warn', mode: 'production' });
  say(`built the page in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** When the newest file of some folders, or of what they are built with, was changed. */
export async function newestSource(folders: readonly string[]): Promise<number> {
  const times = await Promise.all([
    ...folders.map((folder) => newestIn(join(projectRoot, folder))),
    modified(join(projectRoot, 'page.vite.config.ts')),
    modified(join(projectRoot, 'electron.vite.config.ts')),
    modified(join(projectRoot, 'package-lock.json')),
  ]);
  return Math.max(0, ...times.map((time) => time ?? 0));
}

async function newestIn(folder: string): Promise<number> {
  let newest = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    newest = Math.max(newest, (await modified(join(entry.parentPath, entry.name))) ?? 0);
  }
  return newest;
}

export async function modified(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return undefined;
  }
}
