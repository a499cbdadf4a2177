import { decodeLatin1 } from './ascii.ts';
import { encodeUtf8 } from './utf8.ts';

/** One of the two alphabets of RFC 4648, as tables. */
export interface Base64Alphabet {
  readonly padded: boolean;
  /** The character code of each 6-bit value. */
  readonly characters: Uint8Array;
  /** The 6-bit value of each character code below 128, 255 where the alphabet lacks it. */
  readonly values: Uint8Array;
}

/** Tables for an alphabet of 64 ASCII characters. */
export function buildAlphabet(characters: string, padded: boolean): Base64Alphabet {
  const codes = encodeUtf8(characters);
  const values = new Uint8Array(128).fill(255);
  codes.forEach((code, value) => (values[code] = value));
  return { padded, characters: codes, values };
}

/** Bytes as text in the alphabet, with `=` where it pads. */
export function encodeWith(alphabet: Base64Alphabet, bytes: Uint8Array): string {
  const { characters, padded } = alphabet;
  const tail = bytes.length % 3;
  const whole = bytes.length - tail;
  const text = new Uint8Array((whole / 3) * 4 + (tail === 0 ? 0 : padded ? 4 : tail + 1)).fill(61);
  let out = 0;
  for (let i = 0; i < whole; i += 3) {
    const bits = ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 8) | (bytes[i + 2] as number);
    text[out++] = characters[bits >> 18] as number;
    text[out++] = characters[(bits >> 12) & 63] as number;
    text[out++] = characters[(bits >> 6) & 63] as number;
    text[out++] = characters[bits & 63] as number;
  }
  if (tail > 0) {
    const bits = ((bytes[whole] as number) << 16) | ((bytes[whole + 1] ?? 0) << 8);
    text[out++] = characters[bits >> 18] as number;
    text[out++] = characters[(bits >> 12) & 63] as number;
    if (tail === 2) text[out] = characters[(bits >> 6) & 63] as number;
  }
  return decodeLatin1(text);
}

/**
 * The bytes of a text that is exactly what `encodeWith` would make of them, else `undefined`: one byte string has one spelling
 * (RFC 4648 sections 3.2, 3.3 and 3.5: padding as the alphabet asks, no foreign characters, unused bits zero).
 */
export function decodeWith(alphabet: Base64Alphabet, text: string): Uint8Array | undefined {
  const codes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return undefined;
    codes[i] = code;
  }
  return decodeCodesWith(alphabet, codes);
}

/** As `decodeWith`, of a text's bytes. */
export function decodeCodesWith(alphabet: Base64Alphabet, codes: Uint8Array): Uint8Array | undefined {
  let length = codes.length;
  if (alphabet.padded) {
    if (length % 4 !== 0) return undefined;
    if (length > 0 && codes[length - 1] === 61) length -= codes[length - 2] === 61 ? 2 : 1;
  }
  const tail = length % 4;
  if (tail === 1) return undefined;
  const { values } = alphabet;
  const whole = length - tail;
  const bytes = new Uint8Array((whole / 4) * 3 + (tail === 0 ? 0 : tail - 1));
  let bad = 0;
  let out = 0;
  for (let i = 0; i < whole; i += 4) {
    const a = values[codes[i] as number] ?? 255;
    const b = values[codes[i + 1] as number] ?? 255;
    const c = values[codes[i + 2] as number] ?? 255;
    const d = values[codes[i + 3] as number] ?? 255;
    bad |= a | b | c | d;
    const bits = (a << 18) | (b << 12) | (c << 6) | d;
    bytes[out++] = bits >> 16;
    bytes[out++] = bits >> 8;
    bytes[out++] = bits;
  }
  if (tail > 0) {
    const a = values[codes[whole] as number] ?? 255;
    const b = values[codes[whole + 1] as number] ?? 255;
    const c = tail === 3 ? (values[codes[whole + 2] as number] ?? 255) : 0;
    bad |= a | b | c;
    if (tail === 2 ? (b & 15) !== 0 : (c & 3) !== 0) return undefined;
    bytes[out++] = (a << 2) | (b >> 4);
    if (tail === 3) bytes[out] = (b << 4) | (c >> 2);
  }
  return (bad & 0xc0) === 0 ? bytes : undefined;
}
