import { isJsonObject } from './json-value.ts';
import type { JsonValue } from './json-value.ts';

const index = /^(?:0|[1-9]\d{0,9})$/;

/** The RFC 6901 pointer with these reference tokens; none: the whole document, `''`. */
export function joinPointer(...tokens: readonly (string | number)[]): string {
  let pointer = '';
  for (const token of tokens) pointer += `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return pointer;
}

/** The reference tokens of a pointer, or `undefined` where it is none (RFC 6901 section 3). */
export function splitPointer(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value that a pointer names, `undefined` where nothing is there or the pointer is none. `-` names no element. */
export function readPointer(value: JsonValue, pointer: string): JsonValue | undefined {
  const tokens = splitPointer(pointer);
  if (tokens === undefined) return undefined;
  let here: JsonValue | undefined = value;
  for (const token of tokens) {
    if (Array.isArray(here)) here = index.test(token) ? here[Number(token)] : undefined;
    else if (isJsonObject(here)) here = Object.hasOwn(here, token) ? here[token] : undefined;
    else return undefined;
  }
  return here;
}
