import { parseJwe, type Jwe } from '../../crypto/jose/jwe.ts';
import type { Digest } from '../../crypto/sha256.ts';
import { decodeUtf8 } from '../../encoding/utf8.ts';
import { AssizeError } from '../../errors.ts';
import { parseJson } from '../../json/parse-json.ts';

/** How disclosures are sealed: JWE (RFC 7516) in its general JSON form, for one recipient or more. */
export const SEAL_ALG = 'ECDH-ES+A256KW';
export const SEAL_ENC = 'A256GCM';

/**
 * Reads a sealed file as far as anyone can without a key: it must be a JWE in general JSON form, with the two algorithms that
 * seals use for every recipient, bound by its `aad` to the digest of its entry.
 *
 * @param entry - whose text, base64url, the `aad` member must be
 * @returns the JWE, still shut, or in a sentence why the file is no such seal
 */
export function readSeal(bytes: Uint8Array, entry: Digest): Jwe | string {
  let jwe: Jwe;
  try {
    jwe = parseJwe(parseJson(bytes));
  } catch (error) {
    if (error instanceof AssizeError) return `is no JWE that seals disclosures: ${error.message}`;
    throw error;
  }
  if (jwe.form !== 'general') return 'is no JWE in general JSON form';
  for (const { header } of jwe.recipients) {
    if (header['alg'] !== SEAL_ALG) return `has a recipient whose "alg" is not ${SEAL_ALG}`;
    if (header['enc'] !== SEAL_ENC) return `has an "enc" that is not ${SEAL_ENC}`;
  }
  if (jwe.aad === undefined || decodeUtf8(jwe.aad) !== entry)
    return 'is not bound to this entry: its "aad" is not the entry\'s digest';
  return jwe;
}
