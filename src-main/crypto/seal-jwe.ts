import { GeneralEncrypt, importJWK } from 'jose';
import type { JWK } from 'jose';
import type { Digest } from '../../src-core/crypto/sha256.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { SEAL_ALG, SEAL_ENC } from '../../src-core/evidence/disclosure/seal.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';
import { encryptionJwk } from './encryption-jwk.ts';

/**
 * Seals disclosures of one entry for those who may open them: the content of its `enc/<hex>.jwe.json`. Each recipient's key
 * is X25519 or P-256; its RFC 7638 thumbprint goes with it as `kid`, so that the holder finds the part that is meant for it.
 * The keys that jose makes for each seal are random: two seals of the same disclosures differ.
 *
 * @param disclosures - base64url texts, one a line of the plaintext
 * @param recipients - public JWKs, one or more; private members are not used
 * @throws {AssizeError} E_KEY for a key that can't be sealed for
 */
export async function sealDisclosures(
  disclosures: readonly string[],
  entry: Digest,
  recipients: readonly JsonValue[],
): Promise<Uint8Array> {
  if (recipients.length === 0) throw new AssizeError('E_KEY', 'a seal needs at least one recipient');
  const plaintext = encodeUtf8(disclosures.map((text) => `${text}\n`).join(''));
  const encryption = new GeneralEncrypt(plaintext)
    .setProtectedHeader({ enc: SEAL_ENC })
    .setAdditionalAuthenticatedData(encodeUtf8(entry));
  for (const recipient of recipients) {
    const { jwk, thumbprint } = encryptionJwk(recipient);
    const key = await importJWK(jwk as JWK, SEAL_ALG);
    encryption.addRecipient(key).setUnprotectedHeader({ alg: SEAL_ALG, kid: thumbprint });
  }
  return canonicalizeBytes((await encryption.encrypt()) as unknown as JsonObject);
}
