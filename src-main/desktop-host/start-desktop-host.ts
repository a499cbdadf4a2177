import type { BrowserWindow } from 'electron';
import { appHandlers } from '../application/app-handlers.ts';
import { createApplication } from '../application/application.ts';
import { fileArguments, openFile } from '../application/opened-files.ts';
import { openPageFiles } from '../application/page-files.ts';
import { runSelfTest } from '../application/self-test/run-self-test.ts';
import { openServices, type Services } from '../application/services.ts';
import { openBridge, pageOf } from './bridge.ts';
import { createWindow } from './create-window.ts';
import type { ElectronApi } from './electron-api.ts';
import { fileDialogs } from './file-dialogs.ts';
import { lockDownEarly, lockDownSession } from './lock-down.ts';
import { menuLanguage, menuTemplate } from './menu.ts';
import { PAGE_ORIGIN, SCHEME, pageProtocol, privileges } from './page-protocol.ts';

export interface DesktopHostOptions {
  readonly dataFolder: string;
  readonly programFolder: string;
  readonly pageFolder: string;
  readonly preload: string;
  readonly electronVersion: string;
  readonly argv: readonly string[];
}

/**
 * Runs the console in Electron. Everything that has to be set before Electron is ready is set before this function first waits.
 *
 * @returns the running services, or undefined where another process of the application runs and was told instead
 */
export async function startDesktopHost(electron: ElectronApi, options: DesktopHostOptions): Promise<Services | undefined> {
  const { app, protocol, session, Menu, dialog } = electron;
  lockDownEarly(electron);
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return undefined;
  }
  const opened: string[] = [...fileArguments(options.argv)];
  let takeOpened = (path: string): void => void opened.push(path);
  // macOS hands files over like this, and may do so before the application is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    takeOpened(path);
  });

  await app.whenReady();
  await lockDownSession(session.defaultSession, app.isPackaged);
  const services = await openServices(options.dataFolder);
  const { files, faults, events, settings } = services;
  const windows = new Set<BrowserWindow>();
  const facts = { host: 'desktop', dialogs: true, electron: options.electronVersion } as const;
  const application = createApplication({
    pageOrigin: PAGE_ORIGIN,
    handlers: {
      ...services.handlers,
      ...fileDialogs(electron, (page) => [...windows].find(({ webContents }) => pageOf(webContents) === page)),
      ...appHandlers(facts, options.programFolder, settings, runSelfTest(new Date())),
    },
    forwardCase: services.forwardCase,
    files,
    faults,
    events,
  });
  session.defaultSession.protocol.handle(SCHEME, pageProtocol(await openPageFiles(options.pageFolder)));
  openBridge(electron, application);

  const inFront = (): BrowserWindow | undefined => [...windows].find((window) => window.isFocused()) ?? [...windows].at(-1);
  const newWindow = (): void => {
    const window = createWindow(electron, options.preload);
    windows.add(window);
    window.once('closed', () => windows.delete(window));
  };
  const command = (name: string): void => {
    const window = inFront();
    if (window === undefined) newWindow();
    events.command({ command: name }, window === undefined ? undefined : pageOf(window.webContents));
  };
  const setMenu = (): void => {
    const template = menuTemplate(menuLanguage(settings.read().settings.language, app.getLocale()), process.platform, {
      command,
      newWindow,
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  setMenu();
  settings.watch(setMenu);

  takeOpened = (path) => {
    const window = inFront();
    if (window === undefined) newWindow();
    else window.focus();
    openFile(path, files, events, window === undefined ? undefined : pageOf(window.webContents)).catch((error: unknown) =>
      dialog.showErrorBox('Assize', error instanceof Error ? files.redact(error.message) : 'the file cannot be opened'),
    );
  };
  app.on('second-instance', (_event, argv) => {
    const named = fileArguments(argv);
    if (named.length === 0) newWindow();
    for (const path of named) takeOpened(path);
  });
  app.on('activate', () => {
    if (windows.size === 0) newWindow();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    // Once: cases are closed in order, spool files removed, then the application ends.
    event.preventDefault();
    closed = true;
    void services.close().finally(() => app.quit());
  });

  newWindow();
  if (await services.isFirstStart()) events.command({ command: 'sample' });
  for (const path of opened) takeOpened(path);
  return services;
}
