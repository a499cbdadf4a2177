import { encodeUtf8 } from '../encoding/utf8.ts';
import type { JsonObject, JsonValue } from './json-value.ts';

/**
 * The RFC 8785 form of a value: members in order of UTF-16 code units, no white space, numbers and strings as ECMAScript
 * writes them. Members that are `undefined` are absent.
 *
 * A value that has no such form (a number that is not finite, a lone surrogate, `undefined` in an array) is a bug of the caller
 * and throws: `parseJson` never makes one.
 */
export function canonicalize(value: JsonValue): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`no JSON number: ${value}`);
      return String(value); // ECMA-262 Number::toString, as RFC 8785 section 3.2.2.3 demands; -0 is "0"
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
    default:
      throw new Error(`no JSON value: ${typeof value}`);
  }
}

/** The UTF-8 bytes of the RFC 8785 form: what is hashed and signed. */
export function canonicalizeBytes(value: JsonValue): Uint8Array {
  return encodeUtf8(canonicalize(value));
}

function canonicalArray(elements: readonly JsonValue[]): string {
  let text = '[';
  for (let i = 0; i < elements.length; i++) {
    if (i > 0) text += ',';
    text += canonicalize(elements[i] as JsonValue);
  }
  return text + ']';
}

function canonicalObject(object: JsonObject): string {
  let text = '{';
  // Without a comparison function ECMAScript sorts strings by code unit (23.1.3.30.2).
  for (const name of Object.keys(object).sort()) {
    const member = object[name];
    if (member === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${quote(name)}:${canonicalize(member)}`;
  }
  return text + '}';
}

function quote(text: string): string {
  if (!text.isWellFormed()) throw new Error('a lone surrogate has no UTF-8 form');
  // JSON.stringify escapes exactly what RFC 8785 section 3.2.2.2 does, once lone surrogates are out of the way.
  return JSON.stringify(text);
}
