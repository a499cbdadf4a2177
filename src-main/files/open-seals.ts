import { AssizeError } from '../../src-core/errors.ts';
import type { Jwe } from '../../src-core/crypto/jose/jwe.ts';
import { entryOfSeal } from '../../src-core/evidence/disclosure/entry-of-file.ts';
import { disclosureLines } from '../../src-core/evidence/disclosure/read-disclosures.ts';
import { readSeal } from '../../src-core/evidence/disclosure/seal.ts';
import type { OpenedSeal } from '../../src-core/evidence/verify/context.ts';
import type { JsonValue } from '../../src-core/json/json-value.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';
import { encryptionJwk } from '../crypto/encryption-jwk.ts';
import { isRecipient } from '../crypto/jwe-recipient.ts';
import { openJwe } from '../crypto/open-jwe.ts';

/**
 * Opens the seals (`enc/*.jwe.json`) that a key fits. What it opened is returned and kept nowhere else.
 *
 * A seal that is for other recipients stays shut and is no failure. One that names this key among its recipients, or wraps a key
 * for it, and yet does not open was altered, and says so. Files that are no seals at all are left to the verification, which says why.
 *
 * @param files - the sealed files of the evidence, with their bytes
 * @param privateKey - a private JWK, X25519 or P-256
 * @throws {AssizeError} E_KEY where the key is none that opens anything
 */
export async function openSeals(
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  privateKey: JsonValue,
): Promise<OpenedSeal[]> {
  const names = keyNames(privateKey);
  const opened: OpenedSeal[] = [];
  for (const { path, bytes } of files) {
    const entry = entryOfSeal(path);
    const seal = entry === undefined ? undefined : readSeal(bytes, entry);
    if (entry === undefined || seal === undefined || typeof seal === 'string') continue;
    const plaintext = await openOrNothing(seal, privateKey);
    if (plaintext !== undefined) {
      const disclosures = disclosureLines(plaintext);
      opened.push(disclosures === undefined ? { path, entry, failure: 'holds no UTF-8 text' } : { path, entry, disclosures });
    } else {
      const isOurs = await isFor(seal, names, privateKey);
      opened.push(isOurs ? { path, entry, failure: 'is for this key and yet does not open: it was altered' } : { path, entry });
    }
  }
  return opened;
}

/** True where a seal names this key among its recipients, or wraps its content's key for it. */
async function isFor({ recipients }: Jwe, names: ReadonlySet<string>, privateKey: JsonValue): Promise<boolean> {
  for (const recipient of recipients) {
    const { kid } = recipient.header;
    if ((typeof kid === 'string' && names.has(kid)) || (await isRecipient(recipient, privateKey))) return true;
  }
  return false;
}

async function openOrNothing(seal: Jwe, privateKey: JsonValue): Promise<Uint8Array | undefined> {
  try {
    // A `kid` in the file of the key is a name that its holder chose; seals go by thumbprints, so no recipient is passed over.
    return await openJwe(seal, isJsonObject(privateKey) ? { ...privateKey, kid: undefined } : privateKey);
  } catch (error) {
    if (error instanceof AssizeError && error.code === 'E_DECRYPT') return undefined;
    throw error;
  }
}

function keyNames(privateKey: JsonValue): Set<string> {
  const names = new Set([encryptionJwk(privateKey).thumbprint]);
  if (isJsonObject(privateKey) && typeof privateKey['kid'] === 'string') names.add(privateKey['kid']);
  return names;
}
