import { decodeBase64Url, encodeBase64Url } from '../../encoding/base64url.ts';
import { encodeUtf8 } from '../../encoding/utf8.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { canonicalizeBytes } from '../../json/canonicalize.ts';
import type { JsonValue } from '../../json/json-value.ts';
import { parseJson } from '../../json/parse-json.ts';
import { AssizeError } from '../../errors.ts';

/** A salt has at least this many bytes (128 bits, RFC 9901 section 9.3). */
export const MIN_SALT_BYTES = 16;
/** Member names that RFC 9901 keeps for itself; no disclosure may open one. */
export const RESERVED_MEMBERS: ReadonlySet<string> = new Set(['_sd', '...']);

/**
 * An opened disclosure (RFC 9901 sections 4.2.1 and 4.2.2): a member of an object, or, without `name`, an element of an
 * array.
 */
export interface Disclosure {
  /** The base64url text: its ASCII bytes are what is hashed. */
  readonly text: string;
  /** base64url SHA-256 of `text`, as it stands in `_sd` or under `...`. */
  readonly digest: string;
  readonly name?: string;
  readonly value: JsonValue;
}

/** The digest of a disclosure's text as `_sd` and `...` hold it: base64url, 43 characters. */
export function disclosureDigest(text: string): string {
  return encodeBase64Url(sha256(encodeUtf8(text)));
}

/** Makes the disclosure of a member (`name` given) or of an array's element. */
export function makeDisclosure(salt: Uint8Array, name: string | undefined, value: JsonValue): Disclosure {
  if (salt.length < MIN_SALT_BYTES) throw new Error(`a salt has at least ${MIN_SALT_BYTES} bytes, not ${salt.length}`);
  const parts: JsonValue[] = name === undefined ? [encodeBase64Url(salt), value] : [encodeBase64Url(salt), name, value];
  const text = encodeBase64Url(canonicalizeBytes(parts));
  return { text, digest: disclosureDigest(text), name, value };
}

/**
 * Reads one disclosure: strict base64url of strict JSON, an array of salt and value, or of salt, name and value. White space
 * inside the JSON is allowed, as RFC 9901 allows it; the text itself is what was hashed.
 *
 * The length of a salt is that of the bytes it spells where it is strict base64url, else that of its UTF-8 form.
 *
 * @returns the disclosure, or in a sentence why it is none
 */
export function readDisclosure(text: string): Disclosure | string {
  const bytes = decodeBase64Url(text);
  if (bytes === undefined) return 'is no unpadded base64url';
  const parts = parseParts(bytes);
  if (!Array.isArray(parts)) return parts;
  const [salt] = parts;
  if (parts.length < 2 || parts.length > 3) return 'is no array of two or three elements';
  if (typeof salt !== 'string') return 'has no salt that is text';
  if ((decodeBase64Url(salt) ?? encodeUtf8(salt)).length < MIN_SALT_BYTES)
    return `has a salt of less than ${MIN_SALT_BYTES} bytes`;
  const digest = disclosureDigest(text);
  if (parts.length === 2) return { text, digest, value: parts[1] as JsonValue };
  const name = parts[1];
  if (typeof name !== 'string') return 'has a member name that is no text';
  if (RESERVED_MEMBERS.has(name)) return `opens a member with the reserved name "${name}"`;
  return { text, digest, name, value: parts[2] as JsonValue };
}

function parseParts(bytes: Uint8Array): JsonValue[] | string {
  try {
    const value = parseJson(bytes);
    return Array.isArray(value) ? value : 'is no JSON array';
  } catch (error) {
    if (error instanceof AssizeError) return `is no strict JSON: ${error.message}`;
    throw error;
  }
}
