import { createPublicKey } from 'node:crypto';
import { parseJwk, type PublicKey } from '../../../src-core/crypto/jwk.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { axisOf, type FindingCode } from '../../../src-core/evidence/finding.ts';
import type { ForeignDocument } from '../../../src-core/import/detect-format.ts';
import {
  agentReceipts,
  isReceipt,
  judgeReceipts,
  receiptDocuments,
  type KeysOf,
} from '../../../src-core/import/formats/agent-receipts/index.ts';
import { ap2, ap2Trust, judgeAp2 } from '../../../src-core/import/formats/ap2/index.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import { isJsonObject, type JsonValue } from '../../../src-core/json/json-value.ts';
import { caseError } from './case-fields.ts';
import type { Answer, CheckKind } from './check-kind.ts';
import { verifiers } from './verifiers.ts';

/**
 * A document of another protocol, as JSON or as its text (or several that belong together, in an array); the answer has the
 * `format` found, and `warnings` where there are any.
 */
export const receiptKind: CheckKind = {
  kind: 'receipt',
  answer({ document, keys }) {
    if (document === undefined) throw caseError('document is a text, an object or an array');
    const given = readKeys(keys);
    const tokens = tokenDocuments(document);
    if (tokens.some(({ bytes }) => ap2.recognises(bytes))) {
      const named = given.map(({ name, key }) => ({ key: name === undefined ? key : { ...key, kid: name } }));
      const { findings, parts } = judgeAp2(tokens, ap2Trust(named, verifiers.fast), { skewMs: 0 });
      const answer = answerOf(ap2.name, findings);
      return parts.length > 0 || answer.verdict === 'invalid' ? answer : unsigned;
    }
    if (typeof document === 'string' && !/^\s*[[{]/.test(document)) return unknown;
    const documents = typeof document === 'string' ? receiptDocuments(encodeUtf8(document)) : [document].flat();
    if (!documents.some(isReceipt)) return unknown;
    return answerOf(agentReceipts.name, judgeReceipts(documents, caseKeys(given), verifiers.fast).findings);
  },
};

/** A readable copy of a token alone: nobody signed it, so there is nothing to check. */
const unsigned = {
  verdict: 'not-checkable',
  code: 'I_REF_MISSING',
  message: 'the signed token of this copy is not here',
  format: ap2.name,
} as const;

const unknown = { verdict: 'unsupported', code: 'E_FORMAT', message: 'the document is of no format that is read' } as const;

/** Texts as they are; values, which somebody has parsed, as JSON. */
function tokenDocuments(document: JsonValue): ForeignDocument[] {
  const items = Array.isArray(document) && document.some((item) => typeof item === 'string') ? document : [document];
  return items.map((item, index) => ({
    path: String(index),
    bytes: typeof item === 'string' ? encodeUtf8(item) : canonicalizeBytes(item),
  }));
}

/** The first error decides, but none of times: a case has no clock. Then what could not be checked. */
function answerOf(format: string, findings: readonly { readonly code: FindingCode; readonly message: string }[]): Answer {
  const warnings = findings.filter(({ code }) => code.startsWith('W_')).map(({ message }) => message);
  const extra = warnings.length === 0 ? { format } : { format, warnings };
  const fault = findings.find(({ code }) => code.startsWith('E_') && axisOf(code) !== 'time');
  if (fault !== undefined) return { verdict: 'invalid', code: fault.code, message: fault.message, ...extra };
  const open = findings.find(({ code }) => code === 'I_KEY_UNKNOWN' || code === 'I_ALG');
  if (open === undefined) return { verdict: 'valid', ...extra };
  return { verdict: open.code === 'I_ALG' ? 'unsupported' : 'not-checkable', code: open.code, message: open.message, ...extra };
}

interface GivenKey {
  readonly name?: string;
  readonly key: PublicKey;
}

/** Keys by the name that a proof gives, whole or after `#`; keys without a name may be meant by any proof. */
function caseKeys(keys: readonly GivenKey[]): KeysOf {
  const given = keys.filter(({ key }) => key.alg === 'Ed25519');
  return ({ verificationMethod: method }) => {
    const named = given.filter(({ name }) => name !== undefined && (name === method || method.endsWith(`#${name}`)));
    return (named.length > 0 ? named : given.filter(({ name }) => name === undefined)).map(({ key }) => ({ key }));
  };
}

/** JWKs, a JWK Set, PEM, or a map of names to any of these. A `kid` of a JWK is a name only where it stands in a map. */
function readKeys(keys: JsonValue | undefined): GivenKey[] {
  if (keys === undefined || keys === null) return [];
  if (typeof keys === 'string') return [{ key: pemKey(keys) }];
  if (Array.isArray(keys)) return keys.flatMap(readKeys);
  if (!isJsonObject(keys)) throw caseError('keys are JWKs, a JWK Set, PEM or a map of them');
  if (typeof keys['kty'] === 'string') return [{ key: parseJwk(keys) }];
  if (Array.isArray(keys['keys'])) return keys['keys'].flatMap(readKeys);
  return Object.entries(keys).flatMap(([name, value]) => readKeys(value).map(({ key }) => ({ name, key })));
}

function pemKey(pem: string): PublicKey {
  let jwk: JsonValue;
  try {
    jwk = createPublicKey(pem).export({ format: 'jwk' }) as JsonValue;
  } catch {
    throw new AssizeError('E_KEY', 'a text among the keys is no PEM of a public key');
  }
  return parseJwk(jwk);
}
