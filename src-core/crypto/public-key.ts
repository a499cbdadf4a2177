import { encodeBase64Url } from '../encoding/base64url.ts';
import { AssizeError } from '../errors.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import type { Algorithm } from './algorithm.ts';
import { uncompressPoint } from './ecdsa.ts';
import type { EcdsaAlgorithm } from './ecdsa.ts';
import { isEd25519Point, isWeakEd25519Key } from './ed25519.ts';
import { encodeRsaSpki, isWeakRsaKey, parseRsaSpki, rsaKeyFault } from './rsa-spki.ts';
import type { RsaPublicKey } from './rsa-spki.ts';
import { sha256 } from './sha256.ts';

/** The public members that make a key, and nothing else of its JWK. */
export type PublicJwk =
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
  | { readonly kty: 'EC'; readonly crv: 'P-256' | 'secp256k1'; readonly x: string; readonly y: string }
  | { readonly kty: 'RSA'; readonly n: string; readonly e: string };

/** A public key that is well-formed: a point of its curve, or a plausible RSA key. Whether anyone vouches for it is not its matter. */
export interface PublicKey {
  /** The one algorithm that the key can be for; `undefined` for RSA, unless its JWK names RS256 or PS256. */
  readonly alg?: Algorithm;
  readonly kty: 'OKP' | 'EC' | 'RSA';
  readonly crv?: 'Ed25519' | 'P-256' | 'secp256k1';
  readonly jwk: PublicJwk;
  /** 32 bytes (Ed25519), 65 bytes of uncompressed SEC 1 point, or the DER of a SubjectPublicKeyInfo (RSA). */
  readonly raw: Uint8Array;
  /** RFC 7638 thumbprint with SHA-256, base64url: the `kid` of evidence. */
  readonly thumbprint: string;
  /** True for an Ed25519 key of small order or not canonical, and for RSA below 2,048 bits: what it signs proves nothing. */
  readonly weak: boolean;
  /** The name that its JWK gave it: a hint for finding it, not an identity. */
  readonly kid?: string;
}

/** Builds the key of 32 raw bytes. @throws {AssizeError} E_KEY where they are no point. */
export function ed25519Key(raw: Uint8Array): PublicKey {
  const weak = raw.length === 32 && isWeakEd25519Key(raw);
  if (raw.length !== 32 || (!weak && !isEd25519Point(raw))) throw keyError('an Ed25519 key is 32 bytes that name a point');
  const jwk: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x: encodeBase64Url(raw) };
  return { alg: 'Ed25519', kty: 'OKP', crv: 'Ed25519', jwk, raw: raw.slice(), thumbprint: thumbprint(jwk), weak };
}

/** Builds the key of a SEC 1 point, compressed or not. @throws {AssizeError} E_KEY where it is not on the curve. */
export function ecKey(alg: EcdsaAlgorithm, point: Uint8Array): PublicKey {
  const raw = uncompressPoint(alg, point);
  const crv = alg === 'ES256' ? 'P-256' : 'secp256k1';
  if (raw === undefined) throw keyError(`no point of ${crv}`);
  const jwk: PublicJwk = { kty: 'EC', crv, x: encodeBase64Url(raw.subarray(1, 33)), y: encodeBase64Url(raw.subarray(33)) };
  return { alg, kty: 'EC', crv, jwk, raw, thumbprint: thumbprint(jwk), weak: false };
}

/** Builds an RSA key. @throws {AssizeError} E_KEY where modulus or exponent cannot be one. */
export function rsaKey(key: RsaPublicKey, alg?: 'RS256' | 'PS256'): PublicKey {
  const fault = rsaKeyFault(key);
  if (fault !== undefined) throw keyError(fault);
  const jwk: PublicJwk = { kty: 'RSA', n: encodeBase64Url(key.n), e: encodeBase64Url(key.e) };
  return { alg, kty: 'RSA', jwk, raw: encodeRsaSpki(key), thumbprint: thumbprint(jwk), weak: isWeakRsaKey(key) };
}

/**
 * The key of bytes in the form that its algorithm has: 32 bytes, a SEC 1 point, or the DER of a SubjectPublicKeyInfo.
 * @throws {AssizeError} E_KEY
 */
export function publicKeyFromRaw(alg: Algorithm, bytes: Uint8Array): PublicKey {
  if (alg === 'Ed25519') return ed25519Key(bytes);
  if (alg === 'ES256' || alg === 'ES256K') return ecKey(alg, bytes);
  const key = parseRsaSpki(bytes);
  if (key === undefined) throw keyError('no DER of an RSA SubjectPublicKeyInfo');
  return rsaKey(key, alg);
}

/** A key that cannot be one. */
export function keyError(message: string): AssizeError {
  return new AssizeError('E_KEY', message);
}

function thumbprint(jwk: PublicJwk): string {
  // RFC 7638 section 3.2: the required members in lexicographic order without white space, which is what RFC 8785 makes.
  return encodeBase64Url(sha256(canonicalizeBytes({ ...jwk })));
}
