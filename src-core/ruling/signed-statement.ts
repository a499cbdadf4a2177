import { pae, parseDsse } from '../crypto/dsse.ts';
import { parseJwk } from '../crypto/jwk.ts';
import type { SignatureVerifier } from '../crypto/signature.ts';
import type { Signer } from '../crypto/signer.ts';
import { encodeBase64 } from '../encoding/base64.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import type { TrustPolicy } from '../evidence/policy.ts';
import { canonicalize } from '../json/canonicalize.ts';
import type { JsonObject } from '../json/json-value.ts';
import { fail, open, pass, type Answer } from './answer.ts';
import { statementPayloadType } from './statement.ts';

/** Signatures over a statement, and the public keys that they name: claims, until the user's policy vouches for one. */
export interface SignedStatement {
  /** DSSE, around an in-toto Statement. */
  readonly envelope: JsonObject;
  /** As the envelope's signatures, by thumbprint. */
  readonly keys: readonly JsonObject[];
}

/** Has a statement signed by all signers. */
export function signStatement(payload: Uint8Array, signers: readonly Signer[]): SignedStatement {
  const sorted = [...signers].sort((a, b) => compareUtf16(a.kid, b.kid));
  const message = pae(statementPayloadType, payload);
  const envelope: JsonObject = {
    payload: encodeBase64(payload),
    payloadType: statementPayloadType,
    signatures: sorted.map((signer) => ({ keyid: signer.kid, sig: encodeBase64(signer.sign(message)) })),
  };
  return { envelope, keys: sorted.map((signer) => ({ ...signer.jwk })) };
}

/**
 * Checks the signatures over a statement: in the one spelling that this program writes, so that no bit of it can change unseen; over these
 * bytes; by the keys that come with it; all of them valid; and one of them of a person, or of an arbiter's key, that the policy names.
 *
 * @throws AssizeError `E_ENVELOPE` or `E_KEY` for an envelope or a key that is none
 */
export function checkStatement(
  { envelope: source, keys: jwks }: SignedStatement,
  payload: Uint8Array,
  context: { readonly verifier: SignatureVerifier; readonly policy?: TrustPolicy },
): Answer {
  const envelope = parseDsse(source);
  const spelt = envelope.signatures.map(({ keyid, sig }) => ({ keyid: keyid ?? '', sig: encodeBase64(sig) }));
  const exact = { payload: encodeBase64(envelope.payload), payloadType: statementPayloadType, signatures: spelt };
  if (canonicalize(source) !== canonicalize(exact)) return fail('E_ENVELOPE');
  if (!equalBytes(envelope.payload, payload)) return fail('E_STATEMENT');
  const keys = jwks.map((jwk) => ({ jwk, key: parseJwk(jwk) }));
  const names = spelt.map(({ keyid }) => keyid);
  const isNamed = keys.every(
    ({ jwk, key }, index) => key.thumbprint === names[index] && canonicalize(jwk) === canonicalize({ ...key.jwk }),
  );
  const isSorted = names.every((name, index) => index === 0 || compareUtf16(names[index - 1] as string, name) < 0);
  if (!isNamed || !isSorted || keys.length !== names.length) return fail('E_KEYID');
  const message = pae(envelope.payloadType, envelope.payload);
  for (const [index, { key }] of keys.entries()) {
    if (key.alg === undefined) return open('I_ALG');
    const verdict = context.verifier.verify(key.alg, key, message, envelope.signatures[index]?.sig ?? new Uint8Array());
    if (verdict === 'unsupported') return open('I_ALG');
    if (verdict !== 'valid') return fail(verdict === 'weak-key' ? 'E_KEY_WEAK' : 'E_SIG');
  }
  const { policy } = context;
  const trusted = policy === undefined ? [] : [...policy.people, ...policy.keys.filter((entry) => entry.role === 'arbiter')];
  const isTrusted = keys.some(({ key }) => trusted.some((entry) => entry.key.thumbprint === key.thumbprint));
  return isTrusted ? pass : open('I_KEY_UNTRUSTED');
}
