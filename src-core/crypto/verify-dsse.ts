import type { TokenKeys, TokenVerdict } from './jose/verify-jws.ts';
import { pae } from './dsse.ts';
import type { DsseEnvelope } from './dsse.ts';
import { verifyUnderKey } from './signature.ts';
import type { SignatureVerifier } from './signature.ts';

/**
 * Verifies an envelope: valid where a signature is, under a given key, each key with its one algorithm (DSSE names none; an RSA key
 * that names none is tried as RS256 and PS256).
 *
 * `keyid` is a hint only: a signature whose keyid names none of the keys is tried under all of them, but when it fits none, that
 * is an unknown key and no bad signature.
 */
export function verifyDsse(envelope: DsseEnvelope, given: TokenKeys, verifier: SignatureVerifier): TokenVerdict {
  const keys = 'key' in given ? [given.key] : given.keys;
  const message = pae(envelope.payloadType, envelope.payload);
  let weak = false;
  let asked = false;
  for (const signature of envelope.signatures) {
    const named = keys.filter((key) => signature.keyid === key.kid || signature.keyid === key.thumbprint);
    for (const key of named.length > 0 ? named : keys) {
      const verdict = verifyUnderKey(verifier, key, message, signature.sig);
      if (verdict === 'valid') return { verdict: 'valid' };
      weak ||= verdict === 'weak-key';
    }
    asked ||= named.length > 0 || 'key' in given || (signature.keyid === undefined && keys.length > 0);
  }
  if (weak) return { verdict: 'invalid', code: 'E_KEY_WEAK', message: 'under this key a signature proves nothing' };
  if (asked) return { verdict: 'invalid', code: 'E_SIG', message: 'no signature fits' };
  return { verdict: 'not-checkable', code: 'I_KEY_UNKNOWN', message: 'no key that the envelope names is given' };
}
