import { decodeBase64Url } from '../../encoding/base64url.ts';
import { AssizeError } from '../../errors.ts';
import { parseJson } from '../../json/parse-json.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import type { Algorithm } from '../algorithm.ts';

/** A token that has not the form of its kind: too few parts, text that is not base64url, members missing. */
export function tokenError(message: string, pointer?: string): AssizeError {
  return new AssizeError('E_ENVELOPE', message, pointer === undefined ? {} : { pointer });
}

/** The bytes of a part of a token: exact base64url. @throws {AssizeError} E_ENVELOPE */
export function tokenBytes(text: JsonValue | undefined, name: string): Uint8Array {
  const bytes = typeof text === 'string' ? decodeBase64Url(text) : undefined;
  if (bytes === undefined) throw tokenError(`${name} is not base64url`);
  return bytes;
}

/** The protected header that a part of a token encodes: strict JSON, an object. @throws {AssizeError} E_ENVELOPE, or a JsonError */
export function protectedHeader(text: string): JsonObject {
  const header = parseJson(tokenBytes(text, 'the protected header'));
  if (!isJsonObject(header)) throw tokenError('a protected header is a JSON object');
  return header;
}

/**
 * The members of all headers together. One name in two of them is refused (RFC 7515 section 4, RFC 7516 section 4), since two readers
 * would take different ones.
 */
export function joinHeaders(...headers: readonly (JsonObject | undefined)[]): JsonObject {
  const joined = Object.create(null) as JsonObject;
  for (const header of headers) {
    for (const [name, member] of Object.entries(header ?? {})) {
      if (name in joined) throw tokenError(`the header ${name} is in two headers`);
      joined[name] = member;
    }
  }
  return joined;
}

/**
 * Refuses critical extensions: none is understood here, `b64` (RFC 7797) among them, and RFC 7515 section 4.1.11 makes a token
 * with one that is not understood invalid. A `b64` that is not declared critical is refused too: it changes what is signed.
 */
export function refuseExtensions(header: JsonObject): void {
  if (header['crit'] !== undefined) throw new AssizeError('E_CRIT', 'critical header parameters are not understood');
  if (header['b64'] !== undefined) throw new AssizeError('E_CRIT', 'unencoded payloads (b64) are not understood');
}

const spoken: Readonly<Record<string, Algorithm>> = {
  Ed25519: 'Ed25519', // RFC 9864
  EdDSA: 'Ed25519', // RFC 8037; which curve, the key says
  ES256: 'ES256',
  ES256K: 'ES256K',
  RS256: 'RS256',
  PS256: 'PS256',
};

/** The algorithm that a JOSE `alg` names, `undefined` where it is not spoken. */
export function joseAlgorithm(alg: JsonValue | undefined): Algorithm | undefined {
  return typeof alg === 'string' && Object.hasOwn(spoken, alg) ? spoken[alg] : undefined;
}
