import { encodeLatin1 } from '../../encoding/ascii.ts';
import { equalBytes } from '../../encoding/bytes.ts';
import { AssizeError } from '../../errors.ts';
import type { Algorithm } from '../algorithm.ts';
import type { TokenVerdict } from '../jose/verify-jws.ts';
import type { PublicKey } from '../public-key.ts';
import { isKeyFor, verifyUnderKey } from '../signature.ts';
import type { SignatureVerdict, SignatureVerifier } from '../signature.ts';
import { componentValue } from './component-value.ts';
import type { RequestHead } from './request-head.ts';
import { isInnerList, parseDictionary, serializeItem, serializeMember } from './structured-field.ts';
import type { InnerList, Member } from './structured-field.ts';

/** A signature of a request, opened (RFC 9421 section 4). */
export interface HttpSignature {
  readonly label: string;
  /** The covered components with the signature's parameters. */
  readonly input: InnerList;
  readonly signature: Uint8Array;
  readonly created?: number;
  readonly expires?: number;
  readonly keyid?: string;
  readonly nonce?: string;
  readonly tag?: string;
  readonly alg?: string;
}

/** Algorithms by the names of the RFC's registry, and by JOSE's, which profiles of it use. */
const algorithms: Readonly<Record<string, Algorithm>> = {
  ed25519: 'Ed25519',
  'ecdsa-p256-sha256': 'ES256',
  'rsa-v1_5-sha256': 'RS256',
  Ed25519: 'Ed25519',
  ES256: 'ES256',
  ES256K: 'ES256K',
  RS256: 'RS256',
  PS256: 'PS256',
};

/** The labels of a request's signatures, in order. @throws {AssizeError} E_ENVELOPE where Signature-Input is malformed */
export function signatureLabels(head: RequestHead): string[] {
  return [...dictionaryOf(head, 'signature-input').keys()];
}

/**
 * Opens the signature of a label.
 * @throws {AssizeError} `E_ENVELOPE` where a field is malformed or lacks the label, a component stands twice or a parameter has
 *   another type
 */
export function parseHttpSignature(head: RequestHead, label: string): HttpSignature {
  const input = dictionaryOf(head, 'signature-input').get(label);
  const member = dictionaryOf(head, 'signature').get(label);
  if (input === undefined || !isInnerList(input)) throw fieldError(`Signature-Input has no list ${label}`);
  if (member === undefined || isInnerList(member) || member.item.type !== 'bytes')
    throw fieldError(`Signature has no bytes ${label}`);
  const identifiers = input.items.map(serializeItem);
  if (new Set(identifiers).size < identifiers.length) throw fieldError('a component is covered twice');
  return {
    label,
    input,
    signature: member.item.value,
    created: integer(input, 'created'),
    expires: integer(input, 'expires'),
    keyid: string(input, 'keyid'),
    nonce: string(input, 'nonce'),
    tag: string(input, 'tag'),
    alg: string(input, 'alg'),
  };
}

/**
 * The signature base (RFC 9421 section 2.5). `as-sent` takes component identifiers and parameters in the very characters of
 * Signature-Input; `serialized` as RFC 8941 would spell them.
 */
export function signatureBase(
  head: RequestHead,
  input: InnerList,
  spelling: 'as-sent' | 'serialized',
  scheme: 'https' | 'http',
): Uint8Array {
  let base = '';
  for (const item of input.items) {
    const identifier = spelling === 'as-sent' ? item.raw : serializeItem(item);
    base += `${identifier}: ${componentValue(item, head, scheme)}\n`;
  }
  return encodeLatin1(`${base}"@signature-params": ${spelling === 'as-sent' ? input.raw : serializeMember(input)}`);
}

/**
 * Verifies a request's signature under one key, which decides the algorithm: an `alg` can only agree with it. Times are claims
 * like others here: no clock is at hand.
 *
 * Signers differ in whether they sign Signature-Input as they send it or as RFC 8941 spells it (blanks after a semicolon are
 * lost then). Both say the same about the same message, so that either is accepted; where they are one text, it is tried once.
 *
 * @param scheme - of an origin-form request, which does not name it
 * @throws {AssizeError} the codes of `componentValue`
 */
export function verifyHttpSignature(
  head: RequestHead,
  signature: HttpSignature,
  key: PublicKey,
  verifier: SignatureVerifier,
  scheme: 'https' | 'http' = 'https',
): TokenVerdict {
  const alg = algorithmOf(signature.alg);
  if (alg === 'unknown') return { verdict: 'unsupported', code: 'I_ALG', message: `alg ${signature.alg} is not supported` };
  if (alg === 'mac') return invalid('a MAC is no signature under a public key');
  if (alg !== undefined && !isKeyFor(key, alg)) return invalid(`the key is not for ${alg}`);
  const ask = (base: Uint8Array): SignatureVerdict =>
    alg === undefined
      ? verifyUnderKey(verifier, key, base, signature.signature)
      : verifier.verify(alg, key, base, signature.signature);
  const sent = signatureBase(head, signature.input, 'as-sent', scheme);
  let verdict = ask(sent);
  if (verdict === 'invalid') {
    const serialized = signatureBase(head, signature.input, 'serialized', scheme);
    if (!equalBytes(serialized, sent)) verdict = ask(serialized);
  }
  if (verdict === 'valid') return { verdict };
  if (verdict === 'weak-key')
    return { verdict: 'invalid', code: 'E_KEY_WEAK', message: 'under this key a signature proves nothing' };
  return invalid('the signature does not fit');
}

function algorithmOf(name: string | undefined): Algorithm | 'unknown' | 'mac' | undefined {
  if (name === undefined) return undefined;
  if (name === 'hmac-sha256') return 'mac';
  return Object.hasOwn(algorithms, name) ? algorithms[name] : 'unknown';
}

function dictionaryOf(head: RequestHead, field: string): Map<string, Member> {
  const lines = head.fields.get(field);
  if (lines === undefined) throw fieldError(`the field ${field} is absent`);
  return parseDictionary(lines.join(', '));
}

function integer(input: InnerList, name: string): number | undefined {
  const item = input.parameters.get(name);
  if (item === undefined) return undefined;
  if (item.type !== 'integer') throw fieldError(`${name} is an integer`);
  return item.value;
}

function string(input: InnerList, name: string): string | undefined {
  const item = input.parameters.get(name);
  if (item === undefined) return undefined;
  if (item.type !== 'string') throw fieldError(`${name} is a string`);
  return item.value;
}

function invalid(message: string): TokenVerdict {
  return { verdict: 'invalid', code: 'E_SIG', message };
}

function fieldError(message: string): AssizeError {
  return new AssizeError('E_ENVELOPE', message);
}
