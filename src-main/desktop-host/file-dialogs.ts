import type { BrowserWindow, FileFilter } from 'electron';
import type { Request } from '../../src-core/host/contract.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { asChosen, tidyName } from '../application/file-handles.ts';
import type { ApplicationHandlers } from '../application/handlers.ts';
import { copyDurably } from '../files/write-durably.ts';
import type { ElectronApi } from './electron-api.ts';

/** What a dialog offers first; what a file is, its content says. */
const endings: Readonly<Record<Request<'files.choose'>['purpose'], readonly string[]>> = {
  evidence: ['atb', 'json', 'jsonl', 'ndjson', 'zip'],
  policy: ['json'],
  claim: ['json'],
  ruling: ['json'],
  key: ['json', 'jwk'],
  pack: ['json'],
  case: ['assize'],
};

/** Files by the system's own dialogs, on the window that asks. */
export function fileDialogs(
  { dialog }: Pick<ElectronApi, 'dialog'>,
  windowOf: (page: string) => BrowserWindow | undefined,
): ApplicationHandlers<'files.choose' | 'files.save' | 'files.release'> {
  const requireWindow = (page: string): BrowserWindow => {
    const window = windowOf(page);
    if (window === undefined) throw new AssizeError('E_CANCELLED', 'the window is gone');
    return window;
  };
  return {
    async 'files.choose'({ purpose, multiple }, { page, files }) {
      const first: FileFilter = {
        name: endings[purpose].map((ending) => `.${ending}`).join(' '),
        extensions: [...endings[purpose]],
      };
      const { canceled, filePaths } = await dialog.showOpenDialog(requireWindow(page), {
        properties: ['openFile', 'dontAddToRecent', ...(multiple ? (['multiSelections'] as const) : [])],
        filters: [first, { name: '*', extensions: ['*'] }],
      });
      if (canceled) return [];
      return Promise.all(filePaths.map(async (path) => asChosen(await files.hold(path))));
    },

    async 'files.save'({ handle, suggestedName }, { page, files }) {
      const file = files.get(handle);
      // What the user chose is his already; only what the application made is there to be saved.
      if (!file.spooled) throw new AssizeError('E_HANDLE', 'that file is not one to be saved');
      const { canceled, filePath } = await dialog.showSaveDialog(requireWindow(page), {
        defaultPath: tidyName(suggestedName),
        properties: ['showOverwriteConfirmation', 'createDirectory', 'dontAddToRecent'],
      });
      if (canceled || filePath === '') return { saved: false };
      // The dialog has asked whether an existing file may go.
      await copyDurably(file.path, filePath);
      return { saved: true };
    },

    async 'files.release'({ handle }, { files }) {
      await files.release(handle);
      return {};
    },
  };
}
