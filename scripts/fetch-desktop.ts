import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { electronPackage, electronVersion, findDesktopProgram } from './desktop-program.ts';
import { projectRoot } from './project-root.ts';

/** A line that gives nothing for so long is dead; a slow one that gives something may take its time. */
const SILENCE_MS = 4_000;
/** Survives a new installation of the packages: whoever cannot reach the server is not made to wait again. */
const memory = join(projectRoot, '.cache', 'desktop-install.json');

/** Fetches Electron's program by its own downloader, which checks the digest that its package pins. True where it is there afterwards. */
export async function fetchDesktop(say: (line: string) => void): Promise<boolean> {
  if ('program' in findDesktopProgram(process.env)) {
    say('the desktop program is here already');
    return true;
  }
  const version = electronVersion();
  if (version === undefined) {
    say('the package of Electron is not installed: run npm ci first');
    return false;
  }
  say(`fetching the program of Electron ${version} (about 120 MB, once) ...`);
  try {
    await download(version);
    // From the cache that the download filled: no second try at a network.
    const { status } = spawnSync(process.execPath, [join(electronPackage, 'install.js')], {
      stdio: ['ignore', 2, 2],
      timeout: 300_000,
    });
    if (status !== 0 || !('program' in findDesktopProgram(process.env))) throw new Error('it could not be unpacked');
  } catch (error) {
    // What is half there would look installed.
    rmSync(join(electronPackage, 'dist'), { recursive: true, force: true });
    rmSync(join(electronPackage, 'path.txt'), { force: true });
    remember(version);
    say(`the program of Electron could not be fetched: ${reason(error)}. The console opens in a browser's window instead.`);
    return false;
  }
  rmSync(memory, { force: true });
  say('the desktop program is here');
  return true;
}

/** True where fetching this version failed once: only a person asks again. */
export function fetchFailedBefore(): boolean {
  try {
    return (JSON.parse(readFileSync(memory, 'utf8')) as { version?: string }).version === electronVersion();
  } catch {
    return false;
  }
}

async function download(version: string): Promise<void> {
  const { downloadArtifact } = await import('@electron/get');
  const silence = new AbortController();
  const stop = (): void => silence.abort(new Error(`no data for ${SILENCE_MS / 1000} s`));
  let timer = setTimeout(stop, SILENCE_MS);
  try {
    await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: JSON.parse(readFileSync(join(electronPackage, 'checksums.json'), 'utf8')) as Record<string, string>,
      downloadOptions: {
        quiet: true,
        signal: silence.signal,
        getProgressCallback: () => {
          clearTimeout(timer);
          timer = setTimeout(stop, SILENCE_MS);
          return Promise.resolve();
        },
      },
    });
  } finally {
    clearTimeout(timer);
  }
}

function remember(version: string): void {
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify({ version, at: new Date().toISOString() }));
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  return cause instanceof Error ? cause.message : error.message;
}
