import type { BrowserWindow, BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import type { ElectronApi } from './electron-api.ts';
import { PAGE_ADDRESS } from './page-protocol.ts';

/** A page that dies more often than this within a minute is not loaded again. */
const MOST_DEATHS = 3;

/** What a page may not do, set for every window in this one place. */
export function webPreferences(preload: string, isPackaged: boolean): Readonly<WebPreferences> {
  return Object.freeze<WebPreferences>({
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // Its dictionaries are fetched from a network.
    spellcheck: false,
    devTools: !isPackaged,
  });
}

export function windowOptions(preload: string, isPackaged: boolean): BrowserWindowConstructorOptions {
  return {
    title: 'Assize',
    width: 1440,
    height: 900,
    minWidth: 640,
    minHeight: 480,
    // Shown when its first picture is ready: no white flash in the dark.
    show: false,
    webPreferences: webPreferences(preload, isPackaged),
  };
}

/** The one place where a window comes into being. */
export function createWindow({ app, BrowserWindow: Window }: ElectronApi, preload: string): BrowserWindow {
  const window = new Window(windowOptions(preload, app.isPackaged));
  window.once('ready-to-show', () => window.show());
  let deaths: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    deaths = [...deaths.filter((at) => at > Date.now() - 60_000), Date.now()];
    if (deaths.length <= MOST_DEATHS) window.webContents.reload();
    else window.destroy();
  });
  void window.loadURL(PAGE_ADDRESS);
  return window;
}
