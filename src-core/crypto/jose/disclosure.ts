import { decodeBase64Url } from '../../encoding/base64url.ts';
import { AssizeError } from '../../errors.ts';
import { parseJson } from '../../json/parse-json.ts';
import type { JsonValue } from '../../json/json-value.ts';

/** What a disclosure opens: a member of an object, or (without a name) an element of an array. */
export interface Disclosure {
  /** As it stands in the presentation: this text is what the digest covers. */
  readonly text: string;
  readonly salt: string;
  readonly name?: string;
  readonly value: JsonValue;
}

/**
 * Opens a disclosure: base64url of the JSON array `[salt, name, value]` or `[salt, value]` (RFC 9901 sections 4.2.1, 4.2.2). The JSON
 * is read strictly; its spelling is free, since the digest is over the text.
 *
 * @throws {AssizeError} `E_DISCLOSURE` where it is neither
 */
export function parseDisclosure(text: string): Disclosure {
  const bytes = decodeBase64Url(text);
  if (bytes === undefined) throw disclosureError('a disclosure is base64url');
  let array: JsonValue;
  try {
    array = parseJson(bytes);
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    throw disclosureError(`a disclosure is strict JSON: ${error.message}`);
  }
  if (!Array.isArray(array) || (array.length !== 2 && array.length !== 3))
    throw disclosureError('a disclosure is an array of 2 or 3');
  const [salt, second, third] = array;
  if (typeof salt !== 'string') throw disclosureError('the salt of a disclosure is a string');
  if (array.length === 2) return { text, salt, value: second as JsonValue };
  if (typeof second !== 'string') throw disclosureError('the name in a disclosure is a string');
  if (second === '_sd' || second === '...') throw disclosureError(`a disclosure cannot name its claim ${JSON.stringify(second)}`);
  return { text, salt, name: second, value: third as JsonValue };
}

/** A disclosure that is malformed or does not belong. */
export function disclosureError(message: string): AssizeError {
  return new AssizeError('E_DISCLOSURE', message);
}
