import { keepPack, listPacks } from '../case/rulings/kept-packs.ts';
import { checkInThread } from '../case/rulings/check-thread.ts';
import { createSigner, listSigners } from '../case/rulings/signers.ts';
import type { ApplicationHandlers } from './handlers.ts';

/** Rule packs, signing keys of this installation, and the check of a ruling's file that needs no case. */
export function rulingHandlers(
  dataFolder: string,
): ApplicationHandlers<'packs.list' | 'packs.add' | 'signers.list' | 'signers.create' | 'rulings.check'> {
  return {
    'packs.list': () => listPacks(dataFolder),
    'packs.add': ({ handle }, { files }) => keepPack(dataFolder, files.get(handle).path),
    'signers.list': () => listSigners(dataFolder),
    'signers.create': ({ name, passphrase }) => createSigner(dataFolder, name, passphrase, Date.now()),
    async 'rulings.check'({ handle, policy, evidence = [] }, { files, signal }) {
      const { path, name } = files.get(handle);
      const { report, sha256, told } = await checkInThread(
        {
          ruling: path,
          dataFolder,
          against: {
            kind: 'files',
            ...(policy === undefined ? {} : { policy: files.get(policy).path }),
            evidence: evidence.map((file) => files.get(file).path),
          },
        },
        signal,
      );
      return { name, sha256, report, ...(told === undefined ? {} : { told }) };
    },
  };
}
