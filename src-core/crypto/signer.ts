import { ed25519PublicKey, signEd25519 } from './ed25519.ts';
import { ed25519Key } from './public-key.ts';
import type { PublicJwk } from './public-key.ts';

/** A key that can sign; its secret stays inside. */
export interface Signer {
  readonly alg: 'Ed25519';
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  readonly jwk: PublicJwk;
  /** 64 bytes R || S; the same for the same message (RFC 8032). */
  sign(message: Uint8Array): Uint8Array;
}

/** A signer of a 32-byte Ed25519 secret, which is copied. */
export function ed25519Signer(secret: Uint8Array): Signer {
  if (secret.length !== 32) throw new Error(`an Ed25519 secret has 32 bytes, not ${secret.length}`);
  const own = secret.slice();
  const key = ed25519Key(ed25519PublicKey(own));
  return { alg: 'Ed25519', kid: key.thumbprint, jwk: key.jwk, sign: (message) => signEd25519(own, message) };
}
