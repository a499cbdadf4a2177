import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';

/** ECDSA algorithms, each with its curve and SHA-256. */
export type EcdsaAlgorithm = 'ES256' | 'ES256K';

const curves = { ES256: p256, ES256K: secp256k1 } as const;

/**
 * ECDSA with SHA-256 over a signature of 64 bytes r || s (RFC 7518 section 3.4), r and s in [1, n-1]; a high s is allowed, as in
 * JOSE and OpenSSL.
 *
 * @param point - the key as an uncompressed SEC 1 point, 65 bytes
 */
export function verifyEcdsa(alg: EcdsaAlgorithm, point: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  try {
    return curves[alg].verify(signature, message, point, { lowS: false, prehash: true, format: 'compact' });
  } catch {
    return false; // r or s out of range
  }
}

/** The uncompressed form (65 bytes) of a SEC 1 point in either form, `undefined` where it is no point of the curve. */
export function uncompressPoint(alg: EcdsaAlgorithm, encoded: Uint8Array): Uint8Array | undefined {
  try {
    return curves[alg].Point.fromBytes(encoded).toBytes(false);
  } catch {
    return undefined;
  }
}
