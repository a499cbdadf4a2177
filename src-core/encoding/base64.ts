import { buildAlphabet, decodeCodesWith, decodeWith, encodeWith } from './base64-alphabet.ts';

const alphabet = buildAlphabet('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', true);

/** Base64 with padding (RFC 4648 section 4). */
export function encodeBase64(bytes: Uint8Array): string {
  return encodeWith(alphabet, bytes);
}

/** Bytes of base64 in its one canonical spelling (RFC 4648 section 4, padded, unused bits zero), else `undefined`. */
export function decodeBase64(text: string): Uint8Array | undefined {
  return decodeWith(alphabet, text);
}

/** As `decodeBase64`, of a text's bytes. */
export function decodeBase64Codes(codes: Uint8Array): Uint8Array | undefined {
  return decodeCodesWith(alphabet, codes);
}
