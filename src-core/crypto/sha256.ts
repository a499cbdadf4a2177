import { sha256 as hashSha256 } from '@noble/hashes/sha2.js';
import { decodeHex, encodeHex } from '../encoding/hex.ts';

/** A SHA-256 digest as evidence writes it: `sha256:` and 64 lowercase hexadecimal digits. */
export type Digest = `sha256:${string}`;

const spelling = /^sha256:[0-9a-f]{64}$/;

/** SHA-256 (FIPS 180-4): 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hashSha256(bytes);
}

/** A SHA-256 that is fed piece by piece. */
export interface Sha256Stream {
  update(bytes: Uint8Array): Sha256Stream;
  digest(): Uint8Array;
}

/** Starts a SHA-256 over bytes that come in pieces; `digest` ends it. */
export function createSha256(): Sha256Stream {
  const hash = hashSha256.create();
  const stream: Sha256Stream = {
    update(bytes) {
      hash.update(bytes);
      return stream;
    },
    digest: () => hash.digest(),
  };
  return stream;
}

/** The digest of bytes, as text. */
export function digestOf(bytes: Uint8Array): Digest {
  return digestText(sha256(bytes));
}

/** 32 bytes as a digest's text. */
export function digestText(hash: Uint8Array): Digest {
  if (hash.length !== 32) throw new Error(`a SHA-256 digest has 32 bytes, not ${hash.length}`);
  return `sha256:${encodeHex(hash)}`;
}

/** True for the exact spelling of a digest. */
export function isDigest(value: unknown): value is Digest {
  return typeof value === 'string' && spelling.test(value);
}

/** The 32 bytes of a digest's text, `undefined` where it is none. */
export function digestBytes(text: string): Uint8Array | undefined {
  return spelling.test(text) ? decodeHex(text.slice(7)) : undefined;
}
