import type { PublicKey } from '../public-key.ts';
import { isKeyFor } from '../signature.ts';
import type { SignatureVerifier } from '../signature.ts';
import { joseAlgorithm } from './jose-header.ts';
import type { Jws, JwsSignature } from './jws.ts';

/** What a token's signature is, given the keys that someone vouches for. */
export interface TokenVerdict {
  readonly verdict: 'valid' | 'invalid' | 'not-checkable' | 'unsupported';
  /** `E_SIG`, `E_KEY_WEAK`, `I_KEY_UNKNOWN`, `I_ALG`; absent where valid. */
  readonly code?: string;
  readonly message?: string;
}

/** Keys to look among. One key alone is meant for the token, whatever the token calls it; of several, the token's `kid` chooses. */
export type TokenKeys = { readonly key: PublicKey } | { readonly keys: readonly PublicKey[] };

/**
 * Verifies a signature of a token under one key. The key decides the algorithm: the header's `alg` can only agree with it. `none`
 * and MACs never count as signatures; under a public key they are an attack (invalid).
 */
export function verifyJwsSignature(signature: JwsSignature, key: PublicKey, verifier: SignatureVerifier): TokenVerdict {
  const name = signature.header['alg'];
  const alg = joseAlgorithm(name);
  if (alg === undefined) {
    if (name === 'none' || /^HS\d+$/.test(String(name))) return invalid(`alg ${String(name)} is no signature under a public key`);
    return { verdict: 'unsupported', code: 'I_ALG', message: `alg ${JSON.stringify(name)} is not supported` };
  }
  if (!isKeyFor(key, alg)) return invalid(`the key is not for ${alg}`);
  switch (verifier.verify(alg, key, signature.signingInput, signature.signature)) {
    case 'valid':
      return { verdict: 'valid' };
    case 'weak-key':
      return { verdict: 'invalid', code: 'E_KEY_WEAK', message: 'under this key a signature proves nothing' };
    default:
      return invalid('the signature does not fit');
  }
}

/**
 * Verifies a token: every signature that a given key is for must be valid, and at least one is. A signature that no key is for
 * says nothing; where none can be checked, the token is `not-checkable`, or `unsupported` where only its algorithm stands in the way.
 */
export function verifyJws(jws: Jws, keys: TokenKeys, verifier: SignatureVerifier): TokenVerdict {
  const alone = jws.signatures.length === 1;
  const verdicts = jws.signatures.map((signature) => {
    const candidates = candidateKeys(signature, keys, alone);
    const results = candidates.map((key) => verifyJwsSignature(signature, key, verifier));
    return best(results) ?? unknownKey(signature);
  });
  const worst = verdicts.find((each) => each.verdict === 'invalid') ?? verdicts.find((each) => each.verdict === 'valid');
  return worst ?? verdicts.find((each) => each.verdict === 'unsupported') ?? (verdicts[0] as TokenVerdict);
}

function candidateKeys(signature: JwsSignature, given: TokenKeys, alone: boolean): readonly PublicKey[] {
  const kid = keyName(signature);
  const alg = joseAlgorithm(signature.header['alg']);
  if ('key' in given) {
    if (alone) return [given.key];
    const nameFits = kid === undefined || given.key.kid === undefined || given.key.kid === kid;
    return nameFits && alg !== undefined && isKeyFor(given.key, alg) ? [given.key] : [];
  }
  const named = given.keys.filter((key) => kid !== undefined && (key.kid === kid || key.thumbprint === kid));
  if (named.length > 0) return named;
  // A key without a name may be the one that the token means; a key of another name is not.
  return given.keys.filter((key) => (kid === undefined || key.kid === undefined) && alg !== undefined && isKeyFor(key, alg));
}

/** The name of a key is a hint, so that one of another type than RFC 7515 asks for is no name rather than a fault of the token. */
function keyName({ header }: JwsSignature): string | undefined {
  return typeof header['kid'] === 'string' ? header['kid'] : undefined;
}

/** Of the answers under several possible keys: any valid one, else the one that says most. */
function best(results: readonly TokenVerdict[]): TokenVerdict | undefined {
  return results.find((each) => each.verdict === 'valid') ?? results.find((each) => each.verdict === 'unsupported') ?? results[0];
}

function unknownKey(signature: JwsSignature): TokenVerdict {
  const { alg } = signature.header;
  const kid = keyName(signature);
  if (joseAlgorithm(alg) === undefined && alg !== 'none') {
    return { verdict: 'unsupported', code: 'I_ALG', message: `alg ${JSON.stringify(alg)} is not supported` };
  }
  if (alg === 'none') return invalid('alg none is no signature');
  return {
    verdict: 'not-checkable',
    code: 'I_KEY_UNKNOWN',
    message: `no key${kid === undefined ? '' : ` ${JSON.stringify(kid)}`} is given`,
  };
}

function invalid(message: string): TokenVerdict {
  return { verdict: 'invalid', code: 'E_SIG', message };
}
