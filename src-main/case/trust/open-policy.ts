import { open } from 'node:fs/promises';
import { decodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { parseTrustPolicy } from '../../../src-core/evidence/policy.ts';
import type { ApplicationHandlers } from '../../application/handlers.ts';
import { asReadError } from '../../files/write-durably.ts';

const LONGEST = 1_000_000;

/** Lets the page see a trust policy that the user chose, and only that: a file that is none is refused, unseen. */
export const policyFileHandlers: ApplicationHandlers<'trust.openPolicy'> = {
  'trust.openPolicy': async ({ policy }, { files }) => {
    const { path, name } = files.get(policy);
    const bytes = await readUpTo(path, name);
    parseTrustPolicy(bytes);
    return { text: decodeUtf8(bytes) ?? '' };
  },
};

async function readUpTo(path: string, name: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > LONGEST)
        throw new AssizeError('E_POLICY', `${name} is too long for a trust policy`, {}, 'Choose the file of a trust policy.');
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof AssizeError ? error : asReadError(error, path);
  }
}
