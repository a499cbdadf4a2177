import type { JsonObject } from '../../json/json-value.ts';
import type { SignatureVerifier } from '../signature.ts';
import { disclose } from './disclose.ts';
import { verifyKeyBinding } from './key-binding.ts';
import type { KeyBindingDemand } from './key-binding.ts';
import type { SdJwt } from './sd-jwt.ts';
import { verifyJws } from './verify-jws.ts';
import type { TokenKeys, TokenVerdict } from './verify-jws.ts';

/** The verdict on an SD-JWT, with what it says. */
export interface SdJwtVerdict extends TokenVerdict {
  /** The disclosed claims; believe them only where the verdict is valid. */
  readonly claims: JsonObject;
  /** Digests that nothing opened: withheld claims and decoys. */
  readonly undisclosed: number;
}

/**
 * Verifies an SD-JWT or SD-JWT+KB (RFC 9901 section 7): every disclosure in its place, the issuer's signature, the key binding
 * where there is one or `demand` asks for one. `exp` and `nbf` are claims like others here: no clock is at hand.
 *
 * @param issuer - the keys that someone vouches for; without them the signature is `not-checkable`, the rest is checked all the same
 * @throws {AssizeError} where disclosures or digests do not fit (`disclose`)
 */
export function verifySdJwt(
  sdJwt: SdJwt,
  issuer: TokenKeys | undefined,
  demand: KeyBindingDemand,
  verifier: SignatureVerifier,
): SdJwtVerdict {
  const disclosed = disclose(sdJwt.payload, sdJwt.disclosures);
  const signed = verifyJws(sdJwt.jws, issuer ?? { keys: [] }, verifier);
  if (signed.verdict === 'invalid') return { ...signed, ...disclosed };
  const bound = keyBindingVerdict(sdJwt, disclosed.claims, demand, verifier);
  return { ...(bound.verdict === 'invalid' || signed.verdict === 'valid' ? bound : signed), ...disclosed };
}

function keyBindingVerdict(
  sdJwt: SdJwt,
  claims: JsonObject,
  demand: KeyBindingDemand,
  verifier: SignatureVerifier,
): TokenVerdict {
  if (sdJwt.keyBinding !== undefined) return verifyKeyBinding(sdJwt, sdJwt.keyBinding, claims, demand, verifier);
  if (demand.aud === undefined && demand.nonce === undefined) return { verdict: 'valid' };
  return { verdict: 'invalid', code: 'E_KEY_BINDING', message: 'a key binding is asked for and absent' };
}
