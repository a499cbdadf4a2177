import { compareBytes, equalBytes } from '../encoding/bytes.ts';
import { decodeHex } from '../encoding/hex.ts';

/**
 * The canonical encodings of the eight points whose order divides the cofactor 8 (RFC 8032 section 5.1.2): identity, order 2,
 * both of order 4, all four of order 8. A test derives them from the curve.
 */
export const smallOrderEncodings: readonly Uint8Array[] = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
].map((hex) => decodeHex(hex) as Uint8Array);

/** The field's prime 2^255 - 19 and the group's order L, big-endian. */
const prime = decodeHex('7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed') as Uint8Array;
const order = decodeHex('1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed') as Uint8Array;

/**
 * True where 32 bytes are not the one encoding of a point that RFC 8032 section 5.1.3 allows: y not below the prime, or x = 0
 * with the sign bit set. (Bytes that name no point at all are not told apart here.)
 */
export function isNonCanonicalPoint(encoded: Uint8Array): boolean {
  const y = Uint8Array.from(encoded);
  const sign = (y[31] as number) & 0x80;
  y[31] = (y[31] as number) & 0x7f;
  // x = 0 exactly for y = 1 and y = -1, the first two of the list.
  if (sign !== 0 && smallOrderEncodings.slice(0, 2).some((point) => equalBytes(point, y))) return true;
  return compareBytes(y.reverse(), prime) >= 0;
}

/** True for the canonical encoding of a point of small order. */
export function isSmallOrderPoint(encoded: Uint8Array): boolean {
  return smallOrderEncodings.some((point) => equalBytes(point, encoded));
}

/** True where 32 little-endian bytes are a scalar below the group's order (RFC 8032 section 5.1.7). */
export function isCanonicalScalar(encoded: Uint8Array): boolean {
  return compareBytes(Uint8Array.from(encoded).reverse(), order) < 0;
}
