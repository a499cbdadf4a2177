import { decodeLatin1 } from './ascii.ts';

const digits = new Uint8Array([48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102]);

/** Lowercase hexadecimal, two digits a byte. */
export function encodeHex(bytes: Uint8Array): string {
  const text = new Uint8Array(bytes.length * 2);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    text[2 * i] = digits[byte >> 4] as number;
    text[2 * i + 1] = digits[byte & 15] as number;
  }
  return decodeLatin1(text);
}

/** Bytes of lowercase hexadecimal; `undefined` for an odd length, uppercase or any other character. */
export function decodeHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = digitValue(text.charCodeAt(2 * i));
    const low = digitValue(text.charCodeAt(2 * i + 1));
    if (high < 0 || low < 0) return undefined;
    bytes[i] = high * 16 + low;
  }
  return bytes;
}

/** As `decodeHex`, but uppercase digits too: for what people and other tools hand in, never for a digest of evidence. */
export function decodeHexAnyCase(text: string): Uint8Array | undefined {
  // Only A to F are mapped: toLowerCase would also turn a Kelvin sign into k and change lengths.
  return decodeHex(/[A-F]/.test(text) ? text.replace(/[A-F]/g, (digit) => digit.toLowerCase()) : text);
}

function digitValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  return -1;
}
