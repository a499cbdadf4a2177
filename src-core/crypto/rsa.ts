import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { concatBytes, equalBytes } from '../encoding/bytes.ts';
import { decodeHex, encodeHex } from '../encoding/hex.ts';
import type { RsaPublicKey } from './rsa-spki.ts';

/** Hashes that RSA signatures are verified with. */
export type RsaHash = 'sha256' | 'sha384' | 'sha512';

const hashes = { sha256, sha384, sha512 } as const;

/** DER of DigestInfo up to the digest (RFC 8017 section 9.2, note 1). */
const digestInfo: Readonly<Record<RsaHash, Uint8Array>> = {
  sha256: decodeHex('3031300d060960864801650304020105000420') as Uint8Array,
  sha384: decodeHex('3041300d060960864801650304020205000430') as Uint8Array,
  sha512: decodeHex('3051300d060960864801650304020305000440') as Uint8Array,
};

/** RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.2): the one encoding of the digest, compared as a whole, nothing of it parsed. */
export function verifyRsaPkcs1(key: RsaPublicKey, hash: RsaHash, message: Uint8Array, signature: Uint8Array): boolean {
  const encoded = openRsa(key, signature);
  if (encoded === undefined) return false;
  const digest = concatBytes(digestInfo[hash], hashes[hash](message));
  const padding = key.n.length - digest.length - 3;
  if (padding < 8) return false;
  return equalBytes(encoded, concatBytes(Uint8Array.of(0, 1), new Uint8Array(padding).fill(0xff), Uint8Array.of(0), digest));
}

/** RSASSA-PSS (RFC 8017 section 8.1.2) with MGF1 over the same hash and a salt of exactly so many bytes. */
export function verifyRsaPss(
  key: RsaPublicKey,
  hash: RsaHash,
  saltLength: number,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const opened = openRsa(key, signature);
  if (opened === undefined) return false;
  const bits = bitLength(toNumber(key.n)) - 1;
  const length = Math.ceil(bits / 8);
  if (opened.length > length && opened[0] !== 0) return false;
  const encoded = opened.subarray(opened.length - length);
  const digest = hashes[hash](message);
  const blockLength = length - digest.length - 1;
  if (blockLength < saltLength + 1 || encoded.at(-1) !== 0xbc) return false;
  const stated = encoded.subarray(blockLength, blockLength + digest.length);
  const unused = 0xff >> (8 * length - bits);
  if (((encoded[0] as number) & ~unused) !== 0) return false;
  const mask = maskOf(stated, blockLength, hash);
  const block = encoded.slice(0, blockLength).map((byte, at) => byte ^ (mask[at] as number));
  block[0] = (block[0] as number) & unused;
  const separator = blockLength - saltLength - 1;
  if (block[separator] !== 1 || block.subarray(0, separator).some((byte) => byte !== 0)) return false;
  return equalBytes(stated, hashes[hash](concatBytes(new Uint8Array(8), digest, block.subarray(separator + 1))));
}

/** The encoded message that a signature holds, as long as the modulus; `undefined` where it is no representative (RFC 8017 section 5.2.2). */
function openRsa({ n, e }: RsaPublicKey, signature: Uint8Array): Uint8Array | undefined {
  if (signature.length !== n.length) return undefined;
  const modulus = toNumber(n);
  const exponent = toNumber(e);
  const value = toNumber(signature);
  // OpenSSL, which the other path asks, verifies under no key with a long exponent and a long modulus.
  if (value >= modulus || exponent >= modulus || (bitLength(modulus) > 3072 && bitLength(exponent) > 64)) return undefined;
  return decodeHex(
    powerOf(value, exponent, modulus)
      .toString(16)
      .padStart(n.length * 2, '0'),
  );
}

/** MGF1 (RFC 8017 appendix B.2.1). */
function maskOf(seed: Uint8Array, length: number, hash: RsaHash): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let count = 0, made = 0; made < length; count++) {
    const block = hashes[hash](concatBytes(seed, Uint8Array.of(count >>> 24, count >>> 16, count >>> 8, count)));
    blocks.push(block);
    made += block.length;
  }
  return concatBytes(...blocks).subarray(0, length);
}

function powerOf(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

function toNumber(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${encodeHex(bytes)}`);
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}
