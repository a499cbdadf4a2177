// `npm start [FILE...]`: opens the console, and files in it. Builds the page where its sources changed, picks the host and says which and why.
//
//   --local            the local host, even where the desktop host could start
//   --desktop          the desktop host, or nothing
//   --no-window        serves, and prints how to open the page
//   --page FOLDER      serves the page built there instead of building it
//   --headless-check   serves, looks at the first screens in a browser without a window, prints what it saw and ends
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { dataFolderOf } from '../src-main/case/data-folder.ts';
import { openBrowserWindow } from '../src-main/local-host/browser-window.ts';
import { findRunningHost } from '../src-main/local-host/run-folder.ts';
import { startLocalHost } from '../src-main/local-host/start-local-host.ts';
import { openFile } from '../src-main/application/opened-files.ts';
import { buildPage, pageFolder } from './build-page.ts';
import { projectRoot } from './project-root.ts';
import { startDesktop } from './start-desktop.ts';

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    local: { type: 'boolean', default: false },
    desktop: { type: 'boolean', default: false },
    'no-window': { type: 'boolean', default: false },
    page: { type: 'string' },
    'headless-check': { type: 'boolean', default: false },
  },
});
const dataFolder = dataFolderOf(process.env, process.platform);
const say = (line: string): void => void process.stdout.write(`assize: ${line}\n`);

if (options['headless-check']) {
  const { headlessCheck } = await import('./headless-check.ts');
  process.exitCode = await headlessCheck(await builtPage(), say);
} else {
  process.exitCode = await start();
}

/** The desktop host wherever it can start; else the local one, which says why in one line. */
async function start(): Promise<number> {
  let why = '--local asks for it';
  if (!options.local && !options['no-window'] && options.page === undefined) {
    const desktop = await startDesktop(files, say);
    if (typeof desktop === 'number') return desktop;
    why = desktop.cannot;
    if (options.desktop) {
      say(`the desktop host cannot start: ${why}`);
      return 69;
    }
  } else if (options['no-window']) why = '--no-window asks for it';
  return startLocal(why);
}

async function builtPage(): Promise<string> {
  if (options.page !== undefined) return options.page;
  await buildPage(say);
  return pageFolder;
}

async function startLocal(why: string): Promise<number> {
  const running = await findRunningHost(dataFolder);
  if (running !== undefined) {
    say('the console runs already; opening another window of it');
    const window = await openBrowserWindow(pathToFileURL(running.launchFile).href, dataFolder);
    if (typeof window === 'string') say(`no window was opened: ${window}. Open ${running.launchFile} in a browser.`);
    return 0;
  }
  const host = await startLocalHost({ dataFolder, programFolder: projectRoot, pageFolder: await builtPage() });
  say(`local host at ${host.origin}, for this machine alone (${why})`);
  const { selfTest, services } = host;
  say(
    selfTest.passed === selfTest.total
      ? `self-test: ${selfTest.total} published cases pass`
      : `SELF-TEST FAILED: ${selfTest.total - selfTest.passed} of ${selfTest.total} published cases. Rely on no verdict of this copy.`,
  );
  if (await services.isFirstStart()) services.events.command({ command: 'sample' });
  for (const path of files) {
    await openFile(path, services.files, services.events).catch((error: unknown) =>
      say(error instanceof Error ? error.message : 'a file cannot be opened'),
    );
  }
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((done) => {
    stop = done;
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);

  const window = options['no-window'] ? 'none was wanted' : await openBrowserWindow(host.run.launchAddress, dataFolder);
  if (typeof window !== 'string') {
    say(`window of ${window.program}; close it to end`);
    void window.closed.then(stop);
  } else {
    say(`no window: ${window}. Open one of these in a browser of this machine:`);
    sayAddress(host.run.launchFile, host.newAddress());
  }
  if (process.stdin.isTTY) {
    process.stdin.on('data', () => sayAddress(host.run.launchFile, host.newAddress()));
    process.stdin.unref();
  }
  await stopped;
  if (typeof window !== 'string') window.close();
  await host.close();
  return 0;
}

function sayAddress(launchFile: string, address: string): void {
  process.stdout.write(`    ${launchFile}   (always good)\n    ${address}   (good once, for 30 seconds`);
  process.stdout.write(process.stdin.isTTY ? '; press Enter for another)\n' : ')\n');
}
