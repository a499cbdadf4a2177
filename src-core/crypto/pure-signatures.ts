import { verifyEd25519ByEquation } from './ed25519.ts';
import { parseRsaSpki } from './rsa-spki.ts';
import { verifyRsaPkcs1, verifyRsaPss } from './rsa.ts';
import type { HostSignatures } from './signature.ts';

/** Bytes of the salt of PS256 (RFC 7518 section 3.5): as long as its hash. */
const ps256Salt = 32;

/** Signatures for a host that has no cryptography to ask at once: all of it is computed here. */
export const pureSignatures: HostSignatures = {
  ed25519: verifyEd25519ByEquation,
  rsa(alg, spki, message, signature) {
    const key = parseRsaSpki(spki);
    if (key === undefined) return false;
    return alg === 'RS256'
      ? verifyRsaPkcs1(key, 'sha256', message, signature)
      : verifyRsaPss(key, 'sha256', ps256Salt, message, signature);
  },
};
