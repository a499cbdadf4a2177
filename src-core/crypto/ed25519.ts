import { getPublicKey, hashes, Point, sign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../encoding/bytes.ts';
import { isCanonicalScalar, isNonCanonicalPoint, isSmallOrderPoint } from './ed25519-encodings.ts';

// This is the only file that knows @noble/ed25519; its synchronous functions take their SHA-512 from here.
hashes.sha512 = sha512;

/**
 * The strict rule, computed literally: A, R and S in canonical form, neither A nor R of small order, and the equation
 * [S]B = R + [k]A without the cofactor, k = SHA-512(R || A || M) mod L.
 *
 * RFC 8032 section 5.1.7 leaves the choice between this equation and the one multiplied by 8, and asks nothing about small
 * orders. Both choices matter to evidence: with the cofactor or with small-order points one signature can pass for several
 * messages or keys. `verify` of the library, and of OpenSSL, accept such signatures, so that neither is used as it stands.
 *
 * @param key - 32 bytes
 * @param signature - 64 bytes, R || S; another length is not valid
 */
export function verifyEd25519ByEquation(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64) return false;
  const r = signature.subarray(0, 32);
  const s = signature.subarray(32);
  if (!isCanonicalScalar(s)) return false;
  const A = decodePoint(key);
  const R = decodePoint(r);
  if (A === undefined || R === undefined || A.isSmallOrder() || R.isSmallOrder()) return false;
  const k = littleEndian(sha512(concatBytes(r, key, message))) % Point.CURVE().n;
  return Point.BASE.multiply(littleEndian(s), false).equals(R.add(A.multiply(k, false)));
}

/**
 * The strict rule for a host whose own Ed25519 is fast: this decides whether the host may be asked at all. What is left to the
 * host is the equation alone, for a host that computes R' = [S]B - [k]A and compares its encoding with the bytes of R. That is
 * the exact equation, mixed-order keys included; OpenSSL does so. Tests hold both paths to one verdict.
 */
export function admitsEd25519(key: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64 || isWeakEd25519Key(key)) return false;
  const r = signature.subarray(0, 32);
  return !isNonCanonicalPoint(r) && !isSmallOrderPoint(r) && isCanonicalScalar(signature.subarray(32));
}

/** True for a key that makes signatures worthless: its encoding is not canonical, or its point has small order. */
export function isWeakEd25519Key(key: Uint8Array): boolean {
  return isNonCanonicalPoint(key) || isSmallOrderPoint(key);
}

/** True where 32 bytes are the canonical encoding of a point of the curve. */
export function isEd25519Point(key: Uint8Array): boolean {
  return decodePoint(key) !== undefined;
}

/** The 32-byte public key of a 32-byte secret (RFC 8032 section 5.1.5). */
export function ed25519PublicKey(secret: Uint8Array): Uint8Array {
  return getPublicKey(secret);
}

/** The 64-byte signature of a message, deterministic (RFC 8032 section 5.1.6). */
export function signEd25519(secret: Uint8Array, message: Uint8Array): Uint8Array {
  return sign(message, secret);
}

function decodePoint(encoded: Uint8Array): Point | undefined {
  try {
    return Point.fromBytes(encoded, false);
  } catch {
    return undefined;
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] as number);
  return value;
}
