import { AssizeError } from '../../errors.ts';
import { parseJson } from '../../json/parse-json.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { JsonObject } from '../../json/json-value.ts';
import { parseJwk } from '../jwk.ts';
import type { SignatureVerifier } from '../signature.ts';
import type { Jws, JwsSignature } from './jws.ts';
import { sdDigest } from './sd-digest.ts';
import type { SdJwt } from './sd-jwt.ts';
import { verifyJwsSignature } from './verify-jws.ts';
import type { TokenVerdict } from './verify-jws.ts';

/** What the verifier asked the holder to bind to; a member that is absent is not compared. */
export interface KeyBindingDemand {
  readonly aud?: string;
  readonly nonce?: string;
}

/**
 * Checks the key binding of a presentation (RFC 9901 section 7.3, step 5): type `kb+jwt`, the holder's key in `cnf`, the
 * signature, `iat`, `aud`, `nonce`, and `sd_hash` over exactly what is presented. Whether `iat` is recent is not decided here: a
 * ruling has no "now".
 *
 * @param claims - the disclosed claims, `cnf` among them
 */
export function verifyKeyBinding(
  sdJwt: SdJwt,
  keyBinding: Jws,
  claims: JsonObject,
  demand: KeyBindingDemand,
  verifier: SignatureVerifier,
): TokenVerdict {
  const signature = keyBinding.signatures[0] as JwsSignature;
  if (signature.protected['typ'] !== 'kb+jwt') return unbound('the type of a key binding JWT is kb+jwt');
  const bound = parseJson(keyBinding.payload);
  if (!isJsonObject(bound)) return unbound('a key binding JWT carries a JSON object');
  const { iat, aud, nonce, sd_hash: hash } = bound;
  if (typeof iat !== 'number') return unbound('a key binding JWT has its iat');
  if (typeof aud !== 'string' || typeof nonce !== 'string') return unbound('a key binding JWT has its aud and nonce');
  if (hash !== sdDigest(sdJwt.payload['_sd_alg'])(sdJwt.presentation)) return unbound('sd_hash is of another presentation');
  if (demand.aud !== undefined && aud !== demand.aud) return unbound('aud is another verifier');
  if (demand.nonce !== undefined && nonce !== demand.nonce) return unbound('nonce is another');
  const { cnf } = claims;
  if (!isJsonObject(cnf)) return unbound('no cnf names the key of the holder');
  if (cnf['jwk'] === undefined) return { verdict: 'not-checkable', code: 'I_KEY_UNKNOWN', message: 'cnf has no jwk' };
  return verifyJwsSignature(signature, holderKey(cnf), verifier);
}

function holderKey(cnf: JsonObject) {
  try {
    return parseJwk(cnf['jwk'] ?? null);
  } catch (error) {
    if (error instanceof AssizeError && error.code === 'E_KEY') throw new AssizeError('E_KEY_BINDING', `cnf: ${error.message}`);
    throw error;
  }
}

function unbound(message: string): TokenVerdict {
  return { verdict: 'invalid', code: 'E_KEY_BINDING', message };
}
