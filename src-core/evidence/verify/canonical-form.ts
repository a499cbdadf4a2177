import { equalBytes } from '../../encoding/bytes.ts';
import { encodeUtf8 } from '../../encoding/utf8.ts';
import { canonicalize } from '../../json/canonicalize.ts';
import { joinPointer } from '../../json/json-pointer.ts';
import type { JsonValue } from '../../json/json-value.ts';
import type { Fault } from './fault.ts';

/** A payload is the RFC 8785 form of what it parses to, and its numbers are integers; else `E_CANON`. */
export function canonicalFault(value: JsonValue, bytes: Uint8Array): Fault | undefined {
  const fraction = pointerToFraction(value);
  if (fraction !== undefined) {
    return { code: 'E_CANON', step: 'canonical', pointer: fraction, message: 'a number is not written as an integer' };
  }
  if (spells(canonicalize(value), bytes)) return undefined;
  return { code: 'E_CANON', step: 'canonical', message: 'the payload is not in its RFC 8785 form' };
}

/** True where the bytes are the UTF-8 of the text; text in ASCII is compared as it is. */
function spells(text: string, bytes: Uint8Array): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return equalBytes(encodeUtf8(text), bytes);
    if (code !== bytes[at]) return false;
  }
  return text.length === bytes.length;
}

function pointerToFraction(value: JsonValue): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? undefined : '';
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = pointerToFraction(item);
      if (found !== undefined) return joinPointer(index) + found;
    }
    return undefined;
  }
  for (const name in value) {
    const found = pointerToFraction(value[name] as JsonValue);
    if (found !== undefined) return joinPointer(name) + found;
  }
  return undefined;
}
