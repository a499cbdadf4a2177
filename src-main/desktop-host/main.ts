import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session } from 'electron';
import { dataFolderOf } from '../case/data-folder.ts';
import { startDesktopHost } from './start-desktop-host.ts';

// Built to out/main/main.js; the page and the preload lie beside that folder.
const out = fileURLToPath(new URL('..', import.meta.url));

startDesktopHost(
  { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session },
  {
    dataFolder: dataFolderOf(process.env, process.platform),
    programFolder: app.getAppPath(),
    pageFolder: join(out, 'renderer'),
    preload: join(out, 'preload', 'preload.cjs'),
    electronVersion: process.versions.electron ?? '',
    argv: process.argv.slice(1),
  },
).catch((error: unknown) => {
  dialog.showErrorBox('Assize', error instanceof Error ? error.message : 'the application cannot start');
  app.exit(70);
});
