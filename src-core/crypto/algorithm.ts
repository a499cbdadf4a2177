/**
 * The signature algorithms that are spoken: Ed25519 (RFC 8032, read strictly), ECDSA over P-256 and secp256k1 with SHA-256, RSA
 * with SHA-256 in PKCS #1 v1.5 and PSS (RFC 8017). Others are not wrong but unsupported.
 */
export type Algorithm = 'Ed25519' | 'ES256' | 'RS256' | 'PS256' | 'ES256K';

const algorithms: readonly string[] = ['Ed25519', 'ES256', 'RS256', 'PS256', 'ES256K'] satisfies Algorithm[];

/** True for the name of an algorithm that is spoken. */
export function isAlgorithm(name: unknown): name is Algorithm {
  return typeof name === 'string' && algorithms.includes(name);
}
