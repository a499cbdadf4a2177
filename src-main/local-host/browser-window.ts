import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A window of a browser with a profile of its own; it is closed when the returned promise resolves. */
export interface BrowserWindow {
  readonly program: string;
  readonly closed: Promise<void>;
  close(): void;
}

/** A program that cannot start, for want of a display or of libraries, ends at once. */
const EARLY_MS = 1_000;

/** Browsers that can show a page as a window without an address bar, as this system would name them. */
export function browserPrograms(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): readonly string[] {
  const named = env['ASSIZE_BROWSER'];
  if (named !== undefined && named !== '') return [named];
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter((root) => root !== undefined);
    return roots.flatMap((root) =>
      ['Microsoft\\Edge\\Application\\msedge.exe', 'Google\\Chrome\\Application\\chrome.exe'].map((path) => `${root}\\${path}`),
    );
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'brave-browser'];
  return names.flatMap((name) => (env['PATH'] ?? '').split(':').map((folder) => join(folder, name)));
}

/** True where a window can be shown at all. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  return platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
}

/**
 * Arguments of the browser. It gets a profile of its own, so that no extension and no other page shares a process with ours, and
 * speaks with nobody: no update, no sync, no name is resolved.
 *
 * @param launchAddress - of the launch file: what is secret stands in that file, never here
 */
export function windowArguments(launchAddress: string, profile: string, asRoot: boolean): readonly string[] {
  return [
    `--app=${launchAddress}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-breakpad',
    '--disable-sync',
    '--disable-extensions',
    '--dns-prefetch-disable',
    '--no-pings',
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    '--proxy-server=direct://',
    '--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication',
    '--window-size=1440,900',
    // Chromium does not start as root inside its sandbox.
    ...(asRoot ? ['--no-sandbox'] : []),
  ];
}

/** Opens a window on the launch file, or says why there is none. */
export async function openBrowserWindow(launchAddress: string, dataFolder: string): Promise<BrowserWindow | string> {
  if (!hasDisplay(process.env, process.platform)) return 'there is no display';
  const program = browserPrograms(process.env, process.platform).find((path) => existsSync(path));
  if (program === undefined) return 'no Chromium, Chrome or Edge was found (ASSIZE_BROWSER names one)';
  const profile = join(dataFolder, 'browser');
  await mkdir(profile, { recursive: true, mode: 0o700 });
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const child = spawn(program, windowArguments(launchAddress, profile, asRoot), { stdio: 'ignore' });
  const closed = ended(child);
  const early = await Promise.race([closed, new Promise<undefined>((done) => setTimeout(done, EARLY_MS, undefined))]);
  // It handed the window over to a process of its own that still runs; when that ends cannot be seen.
  if (early === 0) return { program, closed: new Promise(() => undefined), close: () => undefined };
  if (early !== undefined) return `${program} ended at once with exit code ${early}`;
  return { program, closed: closed.then(() => undefined), close: () => void child.kill() };
}

/** The exit code, 127 where there was nothing to start. */
function ended(child: ChildProcess): Promise<number> {
  return new Promise((done) => {
    child.once('exit', (code) => done(code ?? 1));
    child.once('error', () => done(127));
  });
}
