import { encodeUtf8 } from '../../encoding/utf8.ts';
import { AssizeError } from '../../errors.ts';
import { parseJson } from '../../json/parse-json.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { joinHeaders, protectedHeader, tokenBytes, tokenError } from './jose-header.ts';

/** Key agreements that are opened; others are unsupported, password-based ones above all: their cost is the sender's choice. */
export const jweKeyAlgorithms = ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW'] as const;

/** Content encryptions that are opened. */
export const jweContentAlgorithms = ['A128GCM', 'A256GCM'] as const;

/** A JSON Web Encryption in any of its serialisations (RFC 7516 section 7), taken apart but closed. Parts stay base64url. */
export interface Jwe {
  readonly form: 'compact' | 'flattened' | 'general';
  /** The protected header as it stands, empty where there is none. */
  readonly protectedText: string;
  readonly unprotected?: JsonObject;
  readonly recipients: readonly JweRecipient[];
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
  /** Additional authenticated data: the text as it stands, and its bytes. */
  readonly aadText?: string;
  readonly aad?: Uint8Array;
}

export interface JweRecipient {
  /** Its own header alone. */
  readonly own?: JsonObject;
  /** All members that hold for it. */
  readonly header: JsonObject;
  /** base64url, empty where the agreed key is used directly. */
  readonly encryptedKey: string;
}

const longestToken = 64 * 1024 * 1024;
const mostRecipients = 100;

/**
 * Takes a JWE apart: a compact token, the text of a JSON form, or one as a value. Nothing is decrypted.
 *
 * @throws {AssizeError} `E_ENVELOPE`, `E_PARSE` and its kin for the form, `E_CRIT` for critical extensions, `I_ALG` where no
 *   recipient has a key agreement that is opened, or the content encryption or a compression is not
 */
export function parseJwe(token: JsonValue): Jwe {
  if (typeof token === 'string') {
    if (token.length > longestToken) throw tokenError('a token of more than 64 MiB');
    return token.startsWith('{') ? parseJwe(parseJson(encodeUtf8(token))) : parseCompact(token);
  }
  if (!isJsonObject(token)) throw tokenError('a JWE is a string or a JSON object');
  const { protected: protectedText = '', unprotected, recipients, aad: aadText } = token;
  if (typeof protectedText !== 'string' || token['protected'] === '') throw tokenError('protected is a string that is not empty');
  if (unprotected !== undefined && !isJsonObject(unprotected)) throw tokenError('unprotected is a JSON object');
  if (aadText !== undefined && typeof aadText !== 'string') throw tokenError('aad is a string');
  if (recipients !== undefined && ('header' in token || 'encrypted_key' in token))
    throw tokenError('a JWE is flattened or general, not both');
  if (recipients !== undefined && !Array.isArray(recipients)) throw tokenError('recipients is an array');
  const entries = recipients ?? [token];
  if (entries.length === 0 || entries.length > mostRecipients) throw tokenError(`a JWE has 1 to ${mostRecipients} recipients`);
  const covered = protectedText === '' ? undefined : protectedHeader(protectedText);
  return checked({
    form: recipients === undefined ? 'flattened' : 'general',
    protectedText,
    unprotected,
    recipients: entries.map((entry) => parseRecipient(entry, covered, unprotected)),
    iv: part(token['iv'], 'iv'),
    ciphertext: part(token['ciphertext'], 'ciphertext'),
    tag: part(token['tag'], 'tag'),
    ...(aadText === undefined ? {} : { aadText, aad: tokenBytes(aadText, 'aad') }),
  });
}

function parseCompact(token: string): Jwe {
  const parts = token.split('.', 6);
  if (parts.length !== 5) throw tokenError('a compact JWE has five parts');
  const [protectedText, encryptedKey, iv, ciphertext, tag] = parts as [string, string, string, string, string];
  const header = joinHeaders(protectedHeader(protectedText));
  return checked({
    form: 'compact',
    protectedText,
    recipients: [{ header, encryptedKey: part(encryptedKey, 'the encrypted key') }],
    iv: part(iv, 'iv'),
    ciphertext: part(ciphertext, 'ciphertext'),
    tag: part(tag, 'tag'),
  });
}

function parseRecipient(entry: JsonValue, covered: JsonObject | undefined, unprotected: JsonObject | undefined): JweRecipient {
  if (!isJsonObject(entry)) throw tokenError('a recipient is a JSON object');
  const { header: own, encrypted_key: encryptedKey = '' } = entry;
  if (own !== undefined && !isJsonObject(own)) throw tokenError('header is a JSON object');
  return { own, header: joinHeaders(covered, unprotected, own), encryptedKey: part(encryptedKey, 'encrypted_key') };
}

/** Refuses what is not opened, before any key is touched. */
function checked(jwe: Jwe): Jwe {
  for (const { header } of jwe.recipients) {
    if (header['crit'] !== undefined) throw new AssizeError('E_CRIT', 'critical header parameters are not understood');
    if (typeof header['alg'] !== 'string' || typeof header['enc'] !== 'string') throw tokenError('a JWE names its alg and enc');
    if (header['zip'] !== undefined) throw new AssizeError('I_ALG', 'compressed content is not supported');
    if (!isOneOf(jweContentAlgorithms, header['enc'])) throw new AssizeError('I_ALG', `enc ${header['enc']} is not supported`);
    if (header['enc'] !== jwe.recipients[0]?.header['enc']) throw tokenError('all recipients have one enc');
  }
  const [first] = jwe.recipients;
  if (!jwe.recipients.some(isOpenable)) throw new AssizeError('I_ALG', `alg ${String(first?.header['alg'])} is not supported`);
  return jwe;
}

/** True for a recipient whose key agreement is opened. Where the agreed key is used directly there can be only one. */
export function isOpenable(recipient: JweRecipient): boolean {
  return isOneOf(jweKeyAlgorithms, recipient.header['alg']);
}

function isOneOf(names: readonly string[], name: JsonValue | undefined): boolean {
  return typeof name === 'string' && names.includes(name);
}

function part(text: JsonValue | undefined, name: string): string {
  tokenBytes(text, name);
  return text as string;
}
