import { createHash, webcrypto } from 'node:crypto';
import type { JweRecipient } from '../../src-core/crypto/jose/jwe.ts';
import { decodeBase64Url } from '../../src-core/encoding/base64url.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src-core/json/json-value.ts';

const KEY_ALGORITHM = 'ECDH-ES+A256KW';
const KEY_BITS = 256;

/**
 * True where a recipient of a JWE is the holder of this key, whatever became of the content: the key that was wrapped for it comes
 * out whole (RFC 7518 sections 4.6 and 4.4; AES Key Wrap checks itself). So altered content is told from a JWE for somebody else
 * also where no `kid` names the recipient.
 *
 * @param privateKey - a private JWK, X25519 or P-256
 */
export async function isRecipient({ header, encryptedKey }: JweRecipient, privateKey: JsonValue): Promise<boolean> {
  const { alg, epk } = header;
  const wrapped = decodeBase64Url(encryptedKey);
  if (alg !== KEY_ALGORITHM || !isJsonObject(epk) || !isJsonObject(privateKey) || wrapped === undefined) return false;
  if (epk['crv'] !== privateKey['crv']) return false;
  try {
    const wrappingKey = await agree(epk, privateKey, header);
    await webcrypto.subtle.unwrapKey('raw', buffer(wrapped), wrappingKey, 'AES-KW', 'AES-GCM', false, ['decrypt']);
    return true;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return false;
    throw error;
  }
}

async function agree(epk: JsonObject, privateKey: JsonObject, header: JsonObject): Promise<webcrypto.CryptoKey> {
  const { subtle } = webcrypto;
  const algorithm = privateKey['crv'] === 'X25519' ? { name: 'X25519' } : { name: 'ECDH', namedCurve: 'P-256' };
  const [own, other] = await Promise.all([
    subtle.importKey('jwk', members(privateKey, 'kty', 'crv', 'x', 'y', 'd'), algorithm, false, ['deriveBits']),
    subtle.importKey('jwk', members(epk, 'kty', 'crv', 'x', 'y'), algorithm, false, []),
  ]);
  const shared = new Uint8Array(await subtle.deriveBits({ name: algorithm.name, public: other }, own, KEY_BITS));
  return subtle.importKey('raw', derive(shared, header), 'AES-KW', false, ['unwrapKey']);
}

/** Concat KDF with SHA-256 (RFC 7518 section 4.6.2), one round. */
function derive(shared: Uint8Array, { apu, apv }: JsonObject): Uint8Array<ArrayBuffer> {
  const hash = createHash('sha256').update(number(1)).update(shared);
  for (const part of [Buffer.from(KEY_ALGORITHM), party(apu), party(apv)]) hash.update(number(part.length)).update(part);
  return buffer(hash.update(number(KEY_BITS)).digest());
}

function party(value: JsonValue | undefined): Uint8Array {
  return (typeof value === 'string' ? decodeBase64Url(value) : undefined) ?? new Uint8Array(0);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function members(jwk: JsonObject, ...names: readonly string[]): webcrypto.JsonWebKey {
  return Object.fromEntries(names.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]]])));
}

function buffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
