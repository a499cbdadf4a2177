import type * as Electron from 'electron';

/**
 * The parts of Electron that the desktop host uses. They are handed in: `electron` is a module only inside its own program, and
 * anywhere else loading it starts a download.
 */
export interface ElectronApi {
  readonly app: Pick<
    Electron.App,
    | 'commandLine'
    | 'enableSandbox'
    | 'getLocale'
    | 'isPackaged'
    | 'on'
    | 'quit'
    | 'requestSingleInstanceLock'
    | 'setAboutPanelOptions'
    | 'whenReady'
  >;
  readonly BrowserWindow: new (options: Electron.BrowserWindowConstructorOptions) => Electron.BrowserWindow;
  readonly dialog: Pick<Electron.Dialog, 'showOpenDialog' | 'showSaveDialog' | 'showErrorBox'>;
  readonly ipcMain: Pick<Electron.IpcMain, 'handle' | 'on'>;
  readonly Menu: Pick<typeof Electron.Menu, 'buildFromTemplate' | 'setApplicationMenu'>;
  readonly protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
  readonly session: Pick<typeof Electron.session, 'defaultSession'>;
}
