import { assertNever } from '../assert-never.ts';
import type { Algorithm } from './algorithm.ts';
import { isAlgorithm } from './algorithm.ts';
import { verifyEcdsa } from './ecdsa.ts';
import type { EcdsaAlgorithm } from './ecdsa.ts';
import { admitsEd25519, verifyEd25519ByEquation } from './ed25519.ts';
import type { PublicKey } from './public-key.ts';

export { isAlgorithm } from './algorithm.ts';
export type { Algorithm } from './algorithm.ts';

/** What a signature is under a key. `weak-key`: the key itself makes every answer worthless. */
export type SignatureVerdict = 'valid' | 'invalid' | 'weak-key' | 'unsupported';

/** `reference` computes Ed25519 and ECDSA here; `fast` lets the host do what exact checks leave to it. Their verdicts are the same. */
export type SignaturePath = 'reference' | 'fast';

/** Decides signatures; the one door to all algorithms. */
export interface SignatureVerifier {
  readonly path: SignaturePath;
  /**
   * @param alg - from the key's record or the key, never from the message alone
   * @param signature - 64 bytes for Ed25519 (R || S) and ECDSA (r || s); as long as the modulus for RSA
   */
  verify(alg: Algorithm, key: PublicKey, message: Uint8Array, signature: Uint8Array): SignatureVerdict;
}

/**
 * What the host's own cryptography must offer. Each answers with true exactly where the signature fits; none throws.
 * `ed25519` must compare the encoding of [S]B - [k]A with R (see `admitsEd25519`).
 */
export interface HostSignatures {
  ed25519(rawKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  rsa(alg: 'RS256' | 'PS256', spki: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  ecdsa?(alg: EcdsaAlgorithm, point: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** A verifier on one of the two paths. RSA is the host’s on both. */
export function createSignatureVerifier(path: SignaturePath, host: HostSignatures): SignatureVerifier {
  const fast = path === 'fast';
  function fits(alg: Algorithm, key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
    switch (alg) {
      case 'Ed25519':
        if (!fast) return verifyEd25519ByEquation(key.raw, message, signature);
        return admitsEd25519(key.raw, signature) && host.ed25519(key.raw, message, signature);
      case 'ES256':
      case 'ES256K':
        if (signature.length !== 64) return false;
        if (fast && host.ecdsa !== undefined) return host.ecdsa(alg, key.raw, message, signature);
        return verifyEcdsa(alg, key.raw, message, signature);
      case 'RS256':
      case 'PS256':
        return host.rsa(alg, key.raw, message, signature);
      default:
        return assertNever(alg);
    }
  }
  return {
    path,
    verify(alg, key, message, signature) {
      if (!isAlgorithm(alg)) return 'unsupported';
      if (!isKeyFor(key, alg)) return 'invalid';
      if (key.weak) return 'weak-key';
      return fits(alg, key, message, signature) ? 'valid' : 'invalid';
    },
  };
}

/** True where a key can be used with an algorithm: its one algorithm, or either RSA algorithm where the key leaves it open. */
export function isKeyFor(key: PublicKey, alg: Algorithm): boolean {
  return key.alg === undefined ? alg === 'RS256' || alg === 'PS256' : key.alg === alg;
}

/**
 * Verifies where nothing but the key names an algorithm (DSSE, RFC 9421 without `alg`): its one algorithm, or RS256 and then PS256
 * for an RSA key that leaves it open. Neither padding can be taken for the other.
 */
export function verifyUnderKey(
  verifier: SignatureVerifier,
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): SignatureVerdict {
  if (key.alg !== undefined) return verifier.verify(key.alg, key, message, signature);
  const verdict = verifier.verify('RS256', key, message, signature);
  return verdict === 'invalid' ? verifier.verify('PS256', key, message, signature) : verdict;
}
