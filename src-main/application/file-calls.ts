import { AssizeError } from '../../src-core/errors.ts';
import type { ApplicationHandlers } from './handlers.ts';

/** Files where the host shows no dialogs: the page asks for them itself and hands their bytes over, or fetches what is to be saved. */
export const fileCallsWithoutDialogs: ApplicationHandlers<'files.choose' | 'files.save' | 'files.release'> = {
  'files.choose': () => {
    throw new AssizeError('E_NO_DIALOG', 'this host shows no dialogs; the page takes the file');
  },
  'files.save': () => {
    throw new AssizeError('E_NO_DIALOG', 'this host shows no dialogs; the page saves the file');
  },
  'files.release': async ({ handle }, { files }) => {
    await files.release(handle);
    return {};
  },
};
