import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Signer } from '../../../src-core/crypto/signer.ts';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { LocalSigner } from '../../../src-core/host/groups/rulings.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import { isJsonObject } from '../../../src-core/json/json-value.ts';
import { readJsonFile } from '../../files/read-json.ts';
import { asWriteError, isSystemError, moveIntoPlace, writeDurably } from '../../files/write-durably.ts';
import { createKeyFile, readSigner } from '../../recording/key-file.ts';

// NAME.key is the locked private key, NAME.json what may be shown of it; NAME is the key's thumbprint.
const KID = /^[\w-]{43}$/;
const folderOf = (dataFolder: string): string => join(dataFolder, 'signers');

/** Keys of this installation that rulings can be signed with, the oldest first. */
export async function listSigners(dataFolder: string): Promise<readonly LocalSigner[]> {
  const folder = folderOf(dataFolder);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
  const signers: LocalSigner[] = [];
  for (const name of names) {
    const kid = name.replace(/\.json$/, '');
    const about = KID.test(kid) && names.includes(`${kid}.key`) ? await readAbout(join(folder, `${kid}.json`)) : undefined;
    if (about !== undefined) signers.push({ id: kid, kid, ...about });
  }
  return signers.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** The name under which a key was made; a file of something else is passed over. */
async function readAbout(path: string): Promise<{ readonly name: string; readonly createdAt: string } | undefined> {
  try {
    const json = await readJsonFile(path);
    if (!isJsonObject(json)) return undefined;
    const { name, createdAt } = json;
    return typeof name === 'string' && typeof createdAt === 'string' ? { name, createdAt } : undefined;
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}

/**
 * Makes a key, locked by the passphrase, in a file that only its owner may read.
 *
 * @param now - epoch milliseconds
 * @throws {AssizeError} `E_SIGNER_NAME`, `E_WRITE`
 */
export async function createSigner(dataFolder: string, given: string, passphrase: string, now: number): Promise<LocalSigner> {
  const name = given.trim();
  if (name === '')
    throw new AssizeError('E_SIGNER_NAME', 'a signer has a name', { pointer: '/name' }, 'Type whom the key stands for.');
  const folder = folderOf(dataFolder);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw asWriteError(error, folder);
  }
  // Its name is its thumbprint, which is known only when it is made.
  const made = join(folder, `new-${process.pid}-${now}.key`);
  const { kid } = await createKeyFile(made, { passphrase });
  const createdAt = formatInstant(now);
  await writeDurably(join(folder, `${kid}.json`), canonicalizeBytes({ name, createdAt }), { mode: 0o600 });
  try {
    await moveIntoPlace(made, join(folder, `${kid}.key`), false);
  } catch (error) {
    throw asWriteError(error, folder);
  }
  return { id: kid, kid, name, createdAt };
}

/**
 * Unlocks a key. It lives in memory of the calling thread alone, as long as the answer does.
 *
 * @throws {AssizeError} `E_SIGNER`, `E_PASSPHRASE`; neither names a path nor the passphrase
 */
export async function openSigner(
  dataFolder: string,
  id: string,
  passphrase: string,
): Promise<{ readonly signer: Signer; readonly name: string }> {
  const about = (await listSigners(dataFolder)).find((signer) => signer.id === id);
  if (about === undefined)
    throw new AssizeError('E_SIGNER', 'that key is not on this machine', { pointer: '/signer' }, 'Choose another, or make one.');
  try {
    const signer = await readSigner(join(folderOf(dataFolder), `${id}.key`), () => Promise.resolve(passphrase));
    if (signer.kid === id) return { signer, name: about.name };
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    if (error.code === 'E_PASSPHRASE')
      throw new AssizeError('E_PASSPHRASE', 'the passphrase does not open this key', { pointer: '/passphrase' });
  }
  throw new AssizeError('E_SIGNER', 'the key’s file is damaged', { pointer: '/signer' }, 'Take it from a copy, or make another.');
}
