import { decodeBase64Url } from '../encoding/base64url.ts';
import { concatBytes } from '../encoding/bytes.ts';
import { AssizeError } from '../errors.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import { ecKey, ed25519Key, keyError, rsaKey } from './public-key.ts';
import type { PublicKey } from './public-key.ts';

export type { PublicKey } from './public-key.ts';
export { publicKeyFromRaw } from './public-key.ts';

/** The names that a JWK's `alg` may have for each kind of key (RFC 7518, RFC 8037, RFC 8812, RFC 9864). */
const names = {
  Ed25519: ['Ed25519', 'EdDSA'],
  'P-256': ['ES256'],
  secp256k1: ['ES256K'],
  RSA: ['RS256', 'PS256'],
} as const;

/** Names of JOSE algorithms that exist for these kinds of key but are not spoken: such a key is whole, only not ours. */
const unspoken = /^(?:RS384|RS512|PS384|PS512|RSA1_5|RSA-OAEP(?:-(?:256|384|512))?|ECDH-ES(?:\+A(?:128|192|256)KW)?)$/;

/**
 * The public key of a JWK (RFC 7517) for signatures. Private members are ignored and dropped; every other member but `alg`, `use`,
 * `key_ops` and `kid` is ignored.
 *
 * @throws {AssizeError} `E_KEY` where it is malformed (coordinates of another length, a point off its curve, an RSA key of no
 *   plausible shape, base64url that is not exact, an `alg` that is not for this kind of key, `use` or `key_ops` that exclude
 *   signatures); `I_ALG` where it is a key for an algorithm or curve that is not spoken
 */
export function parseJwk(value: JsonValue): PublicKey {
  if (!isJsonObject(value)) throw keyError('a JWK is a JSON object');
  const kid = value['kid'];
  if (kid !== undefined && typeof kid !== 'string') throw keyError('the kid of a JWK is a string');
  demandSignatureUse(value);
  const key = keyOf(value);
  return kid === undefined ? key : { ...key, kid };
}

/**
 * The usable keys of a JWK Set (RFC 7517 section 5). Members that are no keys for us are skipped, as that section advises; what
 * was skipped is counted.
 * @throws {AssizeError} E_KEY where it is no set
 */
export function parseJwkSet(value: JsonValue): { keys: PublicKey[]; skipped: number } {
  const members = isJsonObject(value) ? value['keys'] : undefined;
  if (!Array.isArray(members)) throw keyError('a JWK Set is an object with an array of keys');
  const keys: PublicKey[] = [];
  for (const member of members) {
    try {
      keys.push(parseJwk(member));
    } catch (error) {
      if (!(error instanceof AssizeError)) throw error;
    }
  }
  return { keys, skipped: members.length - keys.length };
}

function keyOf(jwk: JsonObject): PublicKey {
  const { kty, crv } = jwk;
  if (typeof kty !== 'string') throw keyError('a JWK names its kty');
  if (kty === 'OKP' && crv === 'Ed25519') {
    demandAlg(jwk, 'Ed25519');
    return ed25519Key(octets(jwk, 'x', 32));
  }
  if (kty === 'EC' && (crv === 'P-256' || crv === 'secp256k1')) {
    demandAlg(jwk, crv);
    const point = concatBytes(Uint8Array.of(4), octets(jwk, 'x', 32), octets(jwk, 'y', 32));
    return ecKey(crv === 'P-256' ? 'ES256' : 'ES256K', point);
  }
  if (kty === 'RSA') {
    demandAlg(jwk, 'RSA');
    const { alg } = jwk;
    return rsaKey({ n: unsigned(jwk, 'n'), e: unsigned(jwk, 'e') }, alg === 'RS256' || alg === 'PS256' ? alg : undefined);
  }
  // RFC 7518 section 6.2.1.1, RFC 8037 section 2: these kinds name their curve; without it there is no key at all.
  if ((kty === 'OKP' || kty === 'EC') && typeof crv !== 'string') throw keyError(`a JWK of kind ${kty} names its crv`);
  throw new AssizeError('I_ALG', `keys of kind ${kty}${typeof crv === 'string' ? ` ${crv}` : ''} are not supported`);
}

function demandAlg(jwk: JsonObject, kind: keyof typeof names): void {
  const { alg } = jwk;
  if (alg === undefined) return;
  if (typeof alg !== 'string') throw keyError('the alg of a JWK is a string');
  if ((names[kind] as readonly string[]).includes(alg)) return;
  if (unspoken.test(alg)) throw new AssizeError('I_ALG', `keys for ${alg} are not supported`);
  throw keyError(`a key of kind ${kind} is not for ${alg}`);
}

function demandSignatureUse(jwk: JsonObject): void {
  const { use, key_ops: operations } = jwk;
  if (use !== undefined && use !== 'sig') throw keyError('the JWK is not for signatures (use)');
  if (operations === undefined) return;
  const named = Array.isArray(operations) && (operations.includes('verify') || operations.includes('sign'));
  if (!named) throw keyError('the JWK is not for signatures (key_ops)');
}

function octets(jwk: JsonObject, member: string, length: number): Uint8Array {
  const bytes = bytesOf(jwk, member);
  if (bytes.length !== length) throw keyError(`${member} of this JWK has ${length} bytes, not ${bytes.length}`);
  return bytes;
}

function unsigned(jwk: JsonObject, member: string): Uint8Array {
  const bytes = bytesOf(jwk, member);
  // RFC 7518 section 2 (Base64urlUInt): the fewest octets that hold the value.
  if (bytes.length === 0 || bytes[0] === 0) throw keyError(`${member} of an RSA key has leading zeros or nothing`);
  return bytes;
}

function bytesOf(jwk: JsonObject, member: string): Uint8Array {
  const text = jwk[member];
  const bytes = typeof text === 'string' ? decodeBase64Url(text) : undefined;
  if (bytes === undefined) throw keyError(`${member} of a JWK is base64url`);
  return bytes;
}
