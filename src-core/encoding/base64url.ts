import { buildAlphabet, decodeWith, encodeWith } from './base64-alphabet.ts';

const alphabet = buildAlphabet('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', false);

/** Base64 for URLs and JOSE, without padding (RFC 4648 section 5, RFC 7515 section 2). */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encodeWith(alphabet, bytes);
}

/** Bytes of unpadded base64url in its one canonical spelling (unused bits zero), else `undefined`. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  return decodeWith(alphabet, text);
}
