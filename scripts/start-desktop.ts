import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { hasDisplay } from '../src-main/local-host/browser-window.ts';
import { newestSource, modified } from './build-page.ts';
import { findDesktopProgram } from './desktop-program.ts';
import { projectRoot } from './project-root.ts';

/** A program that cannot start (no display, root, a library missing) ends within this time. */
const EARLY_MS = 3_000;

/** Starts the desktop host and answers with its exit code when it ends; or, where it cannot start, with the reason. */
export async function startDesktop(
  files: readonly string[],
  say: (line: string) => void,
): Promise<number | { readonly cannot: string }> {
  const found = findDesktopProgram(process.env);
  if ('missing' in found) return { cannot: found.missing };
  if (!hasDisplay(process.env, process.platform)) return { cannot: 'there is no display' };
  await buildDesktop(say);
  const began = performance.now();
  const child = spawn(found.program, [projectRoot, ...files], { stdio: ['ignore', 'ignore', 'inherit'] });
  const stopChild = (): void => void child.kill();
  process.once('SIGTERM', stopChild);
  // Ctrl-C reaches the child by itself; this process only has to outlive it.
  process.on('SIGINT', () => undefined);
  const announce = setTimeout(() => say(`desktop host: Electron at ${found.program}`), EARLY_MS);
  const code = await new Promise<number>((done) => {
    child.once('error', () => done(127));
    child.once('exit', (status) => done(status ?? 1));
  });
  clearTimeout(announce);
  process.off('SIGTERM', stopChild);
  // 0 at once: another window of it runs already and was told.
  if (code !== 0 && performance.now() - began < EARLY_MS) return { cannot: `Electron ended at once with exit code ${code}` };
  return code;
}

async function buildDesktop(say: (line: string) => void): Promise<void> {
  const built = await modified(join(projectRoot, 'out', 'main', 'main.js'));
  const page = await modified(join(projectRoot, 'out', 'renderer', 'index.html'));
  if (
    built !== undefined &&
    page !== undefined &&
    Math.min(built, page) > (await newestSource(['src-core', 'src-main', 'src-renderer']))
  ) {
    return;
  }
  const began = performance.now();
  const { build } = await import('electron-vite');
  await build({ root: projectRoot, logLevel: 'warn' });
  say(`built the desktop host and the page in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
