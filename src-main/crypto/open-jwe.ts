import { errors, flattenedDecrypt, importJWK } from 'jose';
import type { FlattenedJWE, JWK, JWEHeaderParameters } from 'jose';
import { AssizeError } from '../../src-core/errors.ts';
import { isOpenable, jweContentAlgorithms, jweKeyAlgorithms } from '../../src-core/crypto/jose/jwe.ts';
import type { Jwe, JweRecipient } from '../../src-core/crypto/jose/jwe.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';
import type { JsonValue } from '../../src-core/json/json-value.ts';

/**
 * Decrypts a JWE for the holder of one private key (ECDH-ES on P-256 or X25519, content in AES-GCM).
 *
 * Of several recipients those are tried whose `kid` is the key's, else all. AES-GCM does not commit to its key: whoever relies on the
 * plaintext compares it with something signed.
 *
 * @param privateKey - a JWK with its `d`
 * @throws {AssizeError} `E_DECRYPT` where nothing opens it, `E_KEY` where the key cannot be one, `I_ALG` for keys of other kinds
 */
export async function openJwe(jwe: Jwe, privateKey: JsonValue): Promise<Uint8Array> {
  const jwk = decryptionJwk(privateKey);
  const openable = jwe.recipients.filter(isOpenable);
  const named = openable.filter(({ header }) => jwk.kid !== undefined && header['kid'] === jwk.kid);
  for (const recipient of named.length > 0 ? named : openable) {
    const plaintext = await openFor(jwe, recipient, jwk);
    if (plaintext !== undefined) return plaintext;
  }
  throw new AssizeError('E_DECRYPT', 'the key does not open it');
}

async function openFor(jwe: Jwe, recipient: JweRecipient, jwk: JWK): Promise<Uint8Array | undefined> {
  const parts: FlattenedJWE = { ciphertext: jwe.ciphertext, iv: jwe.iv, tag: jwe.tag };
  if (jwe.protectedText !== '') parts.protected = jwe.protectedText;
  if (jwe.unprotected !== undefined) parts.unprotected = jwe.unprotected as JWEHeaderParameters;
  if (recipient.own !== undefined) parts.header = recipient.own as JWEHeaderParameters;
  if (recipient.encryptedKey !== '') parts.encrypted_key = recipient.encryptedKey;
  if (jwe.aadText !== undefined) parts.aad = jwe.aadText;
  const key = await importKey(jwk, recipient.header['alg'] as string);
  try {
    const opened = await flattenedDecrypt(parts, key, {
      keyManagementAlgorithms: [...jweKeyAlgorithms],
      contentEncryptionAlgorithms: [...jweContentAlgorithms],
    });
    return opened.plaintext;
  } catch (error) {
    // What jose and WebCrypto refuse (a tag, a point, a wrapped key) is a JWE that this key does not open.
    if (error instanceof errors.JOSEError || error instanceof DOMException || error instanceof TypeError) return undefined;
    throw error;
  }
}

async function importKey(jwk: JWK, alg: string) {
  try {
    return await importJWK(jwk, alg);
  } catch (error) {
    throw new AssizeError('E_KEY', 'the JWK is no private key of its curve', {}, undefined, { cause: error });
  }
}

/** The members of a private JWK that decryption needs, and no others. */
function decryptionJwk(value: JsonValue): JWK {
  if (!isJsonObject(value)) throw new AssizeError('E_KEY', 'a JWK is a JSON object');
  const { kty, crv, x, y, d, kid, use } = value;
  const isEc = kty === 'EC' && crv === 'P-256';
  if (!isEc && !(kty === 'OKP' && crv === 'X25519')) {
    throw new AssizeError('I_ALG', `keys of kind ${String(kty)} ${String(crv)} do not decrypt`);
  }
  if (typeof d !== 'string' || typeof x !== 'string' || (isEc && typeof y !== 'string')) {
    throw new AssizeError('E_KEY', 'decryption needs a private JWK, with its d');
  }
  if (use !== undefined && use !== 'enc') throw new AssizeError('E_KEY', 'the JWK is not for encryption (use)');
  const jwk = { kty, crv, x, d, ...(isEc ? { y } : {}), ...(typeof kid === 'string' ? { kid } : {}) };
  return jwk as JWK;
}
