import { constants, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { HostSignatures } from '../../src-core/crypto/signature.ts';

/** DER of SubjectPublicKeyInfo up to the key's own bytes. */
const prefixes = {
  Ed25519: Buffer.from('302a300506032b6570032100', 'hex'),
  ES256: Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex'),
  ES256K: Buffer.from('3056301006072a8648ce3d020106052b8104000a034200', 'hex'),
  RSA: Buffer.alloc(0),
};

/** Keys parsed lately: parsing costs a fifth of verifying, and a chain has few keys. */
const parsed = new Map<string, KeyObject>();
const mostParsed = 1024;

function keyObject(kind: keyof typeof prefixes, raw: Uint8Array): KeyObject {
  const der = Buffer.concat([prefixes[kind], raw]);
  const name = der.toString('latin1');
  let key = parsed.get(name);
  if (key === undefined) {
    key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    if (parsed.size >= mostParsed) parsed.delete(parsed.keys().next().value as string);
    parsed.set(name, key);
  }
  return key;
}

/** OpenSSL throws at keys and signatures that it cannot read; for a verdict they are signatures that do not fit. */
function fits(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

/** The host's signatures by OpenSSL, as Node carries it. */
export const nodeSignatures: HostSignatures = {
  ed25519: (rawKey, message, signature) => fits(() => verify(null, message, keyObject('Ed25519', rawKey), signature)),
  rsa: (alg, spki, message, signature) =>
    fits(() => {
      const key = keyObject('RSA', spki);
      if (alg === 'RS256') return verify('sha256', message, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
      // RFC 7518 section 3.5: the salt is as long as the hash.
      return verify('sha256', message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature);
    }),
  ecdsa: (alg, point, message, signature) =>
    fits(() => verify('sha256', message, { key: keyObject(alg, point), dsaEncoding: 'ieee-p1363' }, signature)),
};
