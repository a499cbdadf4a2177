import { sha256 } from '../../src-core/crypto/sha256.ts';
import { encodeBase64Url } from '../../src-core/encoding/base64url.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';

/**
 * The public part of a JWK that content can be encrypted for (X25519 or P-256), and its RFC 7638 thumbprint.
 *
 * @throws {AssizeError} E_KEY for any other key
 */
export function encryptionJwk(value: JsonValue): { readonly jwk: JsonObject; readonly thumbprint: string } {
  if (!isJsonObject(value)) throw new AssizeError('E_KEY', 'a JWK is a JSON object');
  const { kty, crv, x, y } = value;
  const isEc = kty === 'EC' && crv === 'P-256' && typeof y === 'string';
  if ((!isEc && !(kty === 'OKP' && crv === 'X25519')) || typeof x !== 'string') {
    throw new AssizeError(
      'E_KEY',
      'a key to encrypt for is X25519 or P-256',
      {},
      'Make one for sealing; keys that sign cannot be used.',
    );
  }
  const jwk: JsonObject = isEc ? { crv, kty, x, y } : { crv, kty, x };
  return { jwk, thumbprint: encodeBase64Url(sha256(canonicalizeBytes(jwk))) };
}
