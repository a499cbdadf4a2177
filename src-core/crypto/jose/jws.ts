import { concatBytes } from '../../encoding/bytes.ts';
import { encodeBase64Url } from '../../encoding/base64url.ts';
import { encodeUtf8 } from '../../encoding/utf8.ts';
import { parseJson } from '../../json/parse-json.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { joinHeaders, protectedHeader, refuseExtensions, tokenBytes, tokenError } from './jose-header.ts';

/** A JSON Web Signature in any of its three serialisations (RFC 7515 section 7), opened but not verified. */
export interface Jws {
  readonly form: 'compact' | 'flattened' | 'general';
  /** The payload's bytes, which need not be text. */
  readonly payload: Uint8Array;
  /** The payload as it stands in the token: what the signature covers. */
  readonly payloadText: string;
  readonly signatures: readonly JwsSignature[];
}

export interface JwsSignature {
  /** Protected and unprotected members together; whatever matters beyond finding a key must be read from `protected`. */
  readonly header: JsonObject;
  /** The members that the signature covers. */
  readonly protected: JsonObject;
  /** The protected header as it stands in the token, empty where there is none. */
  readonly protectedText: string;
  /** ASCII of `protected.payload` (RFC 7515 section 5.2, step 8). */
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/** Characters in a compact token or JSON text that is read: far more than any mandate has. */
const longestToken = 16 * 1024 * 1024;

/**
 * Opens a JWS: a compact token, the JSON text of one, or the flattened or general JSON form as a value.
 *
 * Strict where readers could differ: base64url is exact, headers are strict JSON, a header stands once, critical extensions and
 * unencoded payloads are refused (`E_CRIT`). Members of the JSON forms that RFC 7515 does not name are ignored, as it demands.
 *
 * @param detached - the payload of a token that carries none (RFC 7515 appendix F)
 * @throws {AssizeError} `E_ENVELOPE`, `E_PARSE`, `E_PARSE_DUPKEY`, `E_LIMIT` or `E_CRIT`
 */
export function parseJws(token: JsonValue, detached?: Uint8Array): Jws {
  if (typeof token === 'string') {
    if (token.length > longestToken) throw tokenError('a token of more than 16 MiB');
    if (!token.startsWith('{')) return parseCompact(token, detached);
    return parseJws(parseJson(encodeUtf8(token)), detached);
  }
  if (!isJsonObject(token)) throw tokenError('a JWS is a string or a JSON object');
  const payloadText = payloadOf(token['payload'], detached);
  const payload = tokenBytes(payloadText, 'the payload');
  const { signatures } = token;
  if (signatures === undefined) {
    return { form: 'flattened', payload, payloadText, signatures: [jsonSignature(token, payloadText)] };
  }
  // RFC 7515 section 7.2.2: the flattened members must not stand beside `signatures`.
  if ('signature' in token || 'protected' in token || 'header' in token)
    throw tokenError('a JWS is flattened or general, not both');
  if (!Array.isArray(signatures) || signatures.length === 0)
    throw tokenError('signatures is an array of one or more', '/signatures');
  const opened = signatures.map((entry, index) => {
    if (!isJsonObject(entry)) throw tokenError('a signature is a JSON object', `/signatures/${index}`);
    return jsonSignature(entry, payloadText);
  });
  return { form: 'general', payload, payloadText, signatures: opened };
}

function parseCompact(token: string, detached: Uint8Array | undefined): Jws {
  const parts = token.split('.', 4);
  const [protectedText, carried, signatureText] = parts;
  if (parts.length !== 3 || protectedText === undefined || carried === undefined)
    throw tokenError('a compact JWS has three parts');
  const payloadText = payloadOf(carried === '' && detached !== undefined ? undefined : carried, detached);
  const signature = tokenBytes(signatureText, 'the signature');
  const signatures = [openSignature(protectedText, undefined, payloadText, signature)];
  return { form: 'compact', payload: tokenBytes(payloadText, 'the payload'), payloadText, signatures };
}

function payloadOf(carried: JsonValue | undefined, detached: Uint8Array | undefined): string {
  if (carried === undefined && detached !== undefined) return encodeBase64Url(detached);
  if (typeof carried !== 'string') throw tokenError('the payload is a string', '/payload');
  if (detached !== undefined) throw tokenError('the token carries a payload of its own', '/payload');
  return carried;
}

function jsonSignature(entry: JsonObject, payloadText: string): JwsSignature {
  const { protected: protectedText = '', header } = entry;
  if (typeof protectedText !== 'string') throw tokenError('protected is a string', '/protected');
  // RFC 7515 section 7.2.1: an empty protected header is absent, not an empty string or object.
  if (entry['protected'] === '') throw tokenError('an empty protected header is left out', '/protected');
  if (header !== undefined && !isJsonObject(header)) throw tokenError('header is a JSON object', '/header');
  return openSignature(protectedText, header, payloadText, tokenBytes(entry['signature'], 'the signature'));
}

function openSignature(
  protectedText: string,
  unprotected: JsonObject | undefined,
  payloadText: string,
  signature: Uint8Array,
): JwsSignature {
  const covered = protectedText === '' ? (Object.create(null) as JsonObject) : protectedHeader(protectedText);
  const header = joinHeaders(covered, unprotected);
  refuseExtensions(header);
  if (typeof header['alg'] !== 'string') throw tokenError('a header names its alg');
  const signingInput = concatBytes(encodeUtf8(`${protectedText}.`), encodeUtf8(payloadText));
  return { header, protected: covered, protectedText, signingInput, signature };
}
