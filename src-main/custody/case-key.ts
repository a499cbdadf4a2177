import { hkdfSync } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Signer } from '../../src-core/crypto/signer.ts';
import { decodeBase64Url } from '../../src-core/encoding/base64url.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { asWriteError } from '../files/write-durably.ts';
import { createKeyFile, readPrivateJwk, readSigner } from '../recording/key-file.ts';

/** What this machine holds of a case besides its file: without it a stored verdict counts for nothing, and custody starts another chain. */
export interface CaseKey {
  /** Signs the case's custody. */
  readonly signer: Signer;
  /** Stamps what verification derived; 32 bytes. */
  readonly stamp: Uint8Array;
  /** False where it was made just now: the case comes from elsewhere, or is new. */
  readonly known: boolean;
}

/** The key's name where this machine has one; nothing is made. */
export async function knownKid(dataFolder: string, caseUuid: string): Promise<string | undefined> {
  try {
    return (await readSigner(join(custodyFolder(dataFolder), `${caseUuid}.key.json`))).kid;
  } catch (error) {
    if (error instanceof AssizeError && error.code === 'E_NO_FILE') return undefined;
    throw error;
  }
}

export const custodyFolder = (dataFolder: string): string => join(dataFolder, 'custody');

/**
 * The key of a case, made where this machine has none. It lies in the application's own folder, mode 0600, never in the case file.
 *
 * @throws {AssizeError} `E_KEY`, `E_WRITE`
 */
export async function caseKey(dataFolder: string, caseUuid: string): Promise<CaseKey> {
  const folder = custodyFolder(dataFolder);
  const path = join(folder, `${caseUuid}.key.json`);
  let known = true;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await createKeyFile(path);
    known = false;
  } catch (error) {
    if (!(error instanceof AssizeError && error.code === 'E_EXISTS')) throw asWriteError(error, path);
  }
  const signer = await readSigner(path);
  const { d } = await readPrivateJwk(path, () => Promise.resolve(undefined));
  const secret = typeof d === 'string' ? decodeBase64Url(d) : undefined;
  if (secret === undefined) throw new AssizeError('E_KEY', `${path} holds no key`, { path });
  return { signer, known, stamp: new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), 'assize stored verdict', 32)) };
}
