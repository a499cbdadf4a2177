import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CODE_LIFE_MS, type LaunchCodes } from './launch-codes.ts';

/** The folder through which windows find a running host, readable by its user alone. */
export interface RunFolder {
  /** The file that leads a browser to the page. Opening it again begins a new session. */
  readonly launchFile: string;
  readonly launchAddress: string;
  close(): Promise<void>;
}

/**
 * Holds `launch.html`, which always leads to the page with a code that is good: it is written anew before its code gets old. So no
 * secret stands in an argument of any program.
 */
export async function openRunFolder(dataFolder: string, origin: string, codes: LaunchCodes): Promise<RunFolder> {
  const folder = runFolderOf(dataFolder);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const launchFile = launchFileOf(dataFolder);
  const write = async (): Promise<void> => {
    const next = `${launchFile}.next`;
    await writeFile(next, launchPage(`${origin}/#${codes.mint()}`), { mode: 0o600 });
    await rename(next, launchFile);
  };
  await write();
  await writeFile(join(folder, 'host.json'), JSON.stringify({ pid: process.pid, origin }), { mode: 0o600 });
  const renew = setInterval(() => void write().catch(() => undefined), CODE_LIFE_MS / 3);
  renew.unref();
  return {
    launchFile,
    launchAddress: pathToFileURL(launchFile).href,
    async close() {
      clearInterval(renew);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The launch file of a host that runs already on the same data, if one does. */
export async function findRunningHost(dataFolder: string): Promise<{ readonly launchFile: string } | undefined> {
  try {
    const { pid } = JSON.parse(await readFile(join(runFolderOf(dataFolder), 'host.json'), 'utf8')) as { pid: number };
    process.kill(pid, 0);
    return { launchFile: launchFileOf(dataFolder) };
  } catch {
    return undefined;
  }
}

const runFolderOf = (dataFolder: string): string => join(dataFolder, 'run');
const launchFileOf = (dataFolder: string): string => join(runFolderOf(dataFolder), 'launch.html');

function launchPage(address: string): string {
  return `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Assize</title>
<meta http-equiv="refresh" content="0;url=${address}"><p><a href="${address}">Open Assize</a></p>
`;
}
