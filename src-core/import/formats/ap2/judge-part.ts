import { verifyKeyBinding } from '../../../crypto/jose/key-binding.ts';
import { parseJws, type JwsSignature } from '../../../crypto/jose/jws.ts';
import { joseAlgorithm } from '../../../crypto/jose/jose-header.ts';
import { verifyJwsSignature, type TokenVerdict } from '../../../crypto/jose/verify-jws.ts';
import { parseJwk, type PublicKey } from '../../../crypto/jwk.ts';
import { isKeyFor, type SignatureVerifier } from '../../../crypto/signature.ts';
import { AssizeError } from '../../../errors.ts';
import type { FindingCode } from '../../../evidence/finding.ts';
import { instantOfClaim } from '../../../evidence/authority/ap2-tokens.ts';
import type { JsonObject } from '../../../json/json-value.ts';
import { isJsonObject } from '../../../json/json-value.ts';
import { windowFindings, type CandidateKey, type Said } from '../../foreign-keys.ts';
import { headerOf, saidOf, type OpenedPart } from './open-token.ts';

/** Whom a token's signatures may be by. */
export interface Ap2Trust {
  /**
   * The keys that may be an issuer's (or a merchant's) who signed with this header. `isMeant`: one of them must be it, so that a
   * signature under none of them is false; else it may be by a key that is not known.
   */
  keysFor(header: JsonObject): { readonly keys: readonly CandidateKey[]; readonly isMeant: boolean };
  /** True for a key that the user vouches for whoever names it. */
  trusts(key: PublicKey): boolean;
  accepts(alg: string): boolean;
  readonly verifier: SignatureVerifier;
}

/** Says what is wrong at a place of a part: `signature`, `payload/sd_hash`, … */
export type SayAt = (code: FindingCode, where: string, message: string) => void;

/** What came out of the parts judged so far. */
export interface Judged {
  readonly failed: ReadonlySet<OpenedPart>;
  /** Those whose signature goes back to a key that the user vouches for. */
  readonly vouched: Set<OpenedPart>;
}

/** Delegate SD-JWTs: bound to the part before, and (with `+kb`) binding another one or a presentation. */
const BOUND_TYPES: ReadonlySet<unknown> = new Set(['kb+sd-jwt', 'kb+sd-jwt+kb']);

/**
 * Judges one part after those that it follows: its form, its signature, how it is bound to the part before, its disclosures.
 * The first error is the only one. A part after one that failed is not checked: what would check it is in doubt.
 */
export function judgePart(part: OpenedPart, trust: Ap2Trust, { failed, vouched }: Judged, say: SayAt): void {
  const { token, previous, fault } = part;
  if (token === undefined) {
    const { code, message } = fault ?? { code: 'E_ENVELOPE', message: 'no token' };
    return say(code, code === 'E_DISCLOSURE' ? 'disclosures' : '', message);
  }
  const signature = token.jws.signatures[0] as JwsSignature;
  const isBound = previous !== undefined || 'sd_hash' in token.payload;
  if (isBound && previous !== undefined && failed.has(previous))
    return say('I_KEY_UNKNOWN', 'signature', 'the part before it, which names the key, fails');
  const verdict = isBound ? boundVerdict(part, signature, trust) : verdictByKeys(signature, headerOf(part), trust, 'the issuer');
  if (verdict.code !== undefined) say(verdict.code, 'signature', verdict.message ?? '');
  if (verdict.code?.startsWith('E_') === true) return;
  if (previous !== undefined) {
    const { typ } = headerOf(part);
    if (!BOUND_TYPES.has(typ)) return say('E_KEY_BINDING', 'header/typ', `${JSON.stringify(typ)} is no type of a bound mandate`);
    const hash = token.payload['sd_hash'];
    if (typeof hash !== 'string' || previous.statement?.hashes.includes(hash) !== true)
      return say('E_KEY_BINDING', 'payload/sd_hash', 'sd_hash is of another presentation than the one before it');
  }
  if (fault !== undefined) return say(fault.code, 'disclosures', fault.message);
  const bound = keyBindingVerdict(part, trust.verifier);
  if (bound.code !== undefined) say(bound.code, 'keyBinding', bound.message ?? '');
  if (bound.code?.startsWith('E_') === true) return;
  const isVouched = verdict.key !== undefined && (verdict.isTrusted || (previous !== undefined && vouched.has(previous)));
  if (isVouched) vouched.add(part);
  else if (verdict.key !== undefined)
    say('I_KEY_UNTRUSTED', 'signature', 'it fits, but only the part before it vouches for its key, and nobody for that part');
  if (verdict.candidate !== undefined)
    for (const { code, message } of windowFindings(verdict.candidate, issuedAt(part))) say(code, 'signature', message);
}

interface Verdict extends Partial<Said> {
  /** The key under which the signature holds. */
  readonly key?: PublicKey;
  readonly isTrusted?: boolean;
  readonly candidate?: CandidateKey;
}

/** A signature by somebody whose key only the user can know. */
function verdictByKeys(signature: JwsSignature, header: JsonObject, trust: Ap2Trust, whose: string): Verdict {
  const refused = refusedAlgorithm(signature, trust);
  if (refused !== undefined) return refused;
  const { kid } = header;
  const name = typeof kid === 'string' ? `${whose}'s key ${JSON.stringify(kid)}` : `the key of ${whose}`;
  const alg = joseAlgorithm(signature.header['alg']);
  const { keys, isMeant } = trust.keysFor(header);
  const fitting = keys.filter(({ key }) => alg === undefined || isMeant || isKeyFor(key, alg));
  const results = fitting.map((candidate) => ({
    candidate,
    verdict: verdictUnder(signature, candidate.key, trust.verifier),
  }));
  const valid = results.find(({ verdict }) => verdict.verdict === 'valid');
  if (valid !== undefined) return { key: valid.candidate.key, isTrusted: true, candidate: valid.candidate };
  if (signature.header['alg'] === 'none') return { code: 'E_SIG', message: 'alg none is no signature' };
  const [first] = results;
  if (first !== undefined && isMeant) return saidBy(first.verdict);
  if (alg === undefined) return { code: 'I_ALG', message: `alg ${JSON.stringify(signature.header['alg'])} is not supported` };
  return { code: 'I_KEY_UNKNOWN', message: `${name} is not given: the signature was not checked` };
}

/** A key of a curve has one algorithm: a name that is not spoken here is not its own either, and so the signature is none. */
function verdictUnder(signature: JwsSignature, key: PublicKey, verifier: SignatureVerifier): TokenVerdict {
  const verdict = verifyJwsSignature(signature, key, verifier);
  if (verdict.verdict !== 'unsupported' || key.alg === undefined) return verdict;
  return { verdict: 'invalid', code: 'E_SIG', message: `the key is for ${key.alg}, which the header does not name` };
}

function refusedAlgorithm({ header }: JwsSignature, trust: Ap2Trust): Said | undefined {
  const alg = joseAlgorithm(header['alg']);
  const isRefused = alg !== undefined && !trust.accepts(alg);
  return isRefused ? { code: 'I_ALG', message: `the trust policy does not accept signatures with ${alg}` } : undefined;
}

/** The key that the part before names in `cnf` must have signed this one (RFC 7800 section 3.1). */
function boundVerdict(part: OpenedPart, signature: JwsSignature, trust: Ap2Trust): Verdict {
  const { previous } = part;
  if (previous === undefined)
    return { code: 'I_KEY_UNKNOWN', message: 'the mandate that it follows, which names the key, is not here' };
  const refused = refusedAlgorithm(signature, trust);
  if (refused !== undefined) return refused;
  const named = confirmationsOf(previous);
  if (named.length === 0) return { code: 'E_KEY_BINDING', message: 'no cnf of the part before it names a key' };
  let worst: Verdict | undefined;
  for (const cnf of named) {
    if (cnf['jwk'] === undefined) {
      worst ??= { code: 'I_KEY_UNKNOWN', message: 'the cnf of the part before it has no jwk' };
      continue;
    }
    const key = keyOf(cnf);
    if ('code' in key) {
      worst ??= key;
      continue;
    }
    const verdict = verdictUnder(signature, key, trust.verifier);
    if (verdict.verdict === 'valid') return { key, isTrusted: trust.trusts(key) };
    worst ??= saidBy(verdict);
  }
  return worst as Verdict;
}

function confirmationsOf({ statement }: OpenedPart): JsonObject[] {
  const holders = [statement?.claims, ...(statement?.delegated ?? [])];
  return [...new Set(holders)].flatMap((holder) => (isJsonObject(holder?.['cnf']) ? [holder['cnf']] : []));
}

function keyOf(cnf: JsonObject): PublicKey | Said {
  try {
    return parseJwk(cnf['jwk'] ?? null);
  } catch (error) {
    if (error instanceof AssizeError) return saidOf(error);
    throw error;
  }
}

/** The proof of a presentation that ends in one (RFC 9901 section 4.3); `aud` and `nonce` are for whoever asked for it. */
function keyBindingVerdict(part: OpenedPart, verifier: SignatureVerifier): Partial<Said> {
  const { token } = part;
  if (token?.keyBinding === undefined) return {};
  const [cnf] = confirmationsOf(part);
  try {
    const verdict = verifyKeyBinding(token, token.keyBinding, cnf === undefined ? {} : { cnf }, {}, verifier);
    return saidBy(verdict);
  } catch (error) {
    if (error instanceof AssizeError) return saidOf(error);
    throw error;
  }
}

function saidBy({ code, message }: TokenVerdict): Partial<Said> {
  return code === undefined ? {} : saidOf(new AssizeError(code, message ?? ''));
}

/** When a part says that it was signed, in epoch milliseconds. */
export function issuedAt({ statement }: OpenedPart): number | undefined {
  const stated = [statement?.claims, ...(statement?.delegated ?? [])].map((claims) => instantOfClaim(claims?.['iat']));
  return stated.find((instant) => instant !== undefined);
}

/** Judges the merchant's signature on the checkout that a closed checkout mandate carries. */
export function judgeCheckout(text: string, trust: Ap2Trust, say: SayAt): void {
  const where = 'claims/checkout_jwt';
  try {
    const signature = parseJws(text).signatures[0] as JwsSignature;
    const { code, message } = verdictByKeys(signature, signature.protected, trust, 'the merchant');
    if (code !== undefined) say(code, where, message ?? '');
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    const { code, message } = saidOf(error);
    say(code, where, message);
  }
}
