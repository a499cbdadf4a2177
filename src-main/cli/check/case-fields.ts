import { decodeBase64 } from '../../../src-core/encoding/base64.ts';
import { decodeHexAnyCase } from '../../../src-core/encoding/hex.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';

/** A case that cannot be asked: a field is missing or has the wrong type. */
export function caseError(message: string): AssizeError {
  return new AssizeError('E_CASE', message);
}

/** A field that is a string. */
export function stringField(fields: JsonObject, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw caseError(`${name} is a string`);
  return value;
}

/** A field that is a string or absent. */
export function optionalString(fields: JsonObject, name: string): string | undefined {
  return fields[name] === undefined ? undefined : stringField(fields, name);
}

/** A field of hexadecimal, either case. */
export function hexField(fields: JsonObject, name: string): Uint8Array {
  const bytes = decodeHexAnyCase(stringField(fields, name));
  if (bytes === undefined) throw caseError(`${name} is hexadecimal`);
  return bytes;
}

/** A field of base64 (RFC 4648 section 4, padded). */
export function base64Field(fields: JsonObject, name: string): Uint8Array {
  const bytes = decodeBase64(stringField(fields, name));
  if (bytes === undefined) throw caseError(`${name} is base64`);
  return bytes;
}
