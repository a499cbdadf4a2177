import { createPublicKey } from 'node:crypto';
import { parseJwk, type PublicKey } from '../../../src-core/crypto/jwk.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import {
  isReceipt,
  judgeReceipts,
  receiptDocuments,
  type KeysOf,
} from '../../../src-core/import/formats/agent-receipts/index.ts';
import { isJsonObject, type JsonValue } from '../../../src-core/json/json-value.ts';
import { caseError } from './case-fields.ts';
import type { CheckKind } from './check-kind.ts';
import { verifiers } from './verifiers.ts';

/** A document of another protocol, as JSON or as its text; the answer has the `format` found, and `warnings` where there are any. */
export const receiptKind: CheckKind = {
  kind: 'receipt',
  answer({ document, keys }) {
    if (document === undefined) throw caseError('document is a text, an object or an array');
    const keysOf = caseKeys(keys);
    if (typeof document === 'string' && !/^\s*[[{]/.test(document)) return unknown;
    const documents = typeof document === 'string' ? receiptDocuments(encodeUtf8(document)) : [document].flat();
    if (!documents.some(isReceipt)) return unknown;
    const format = 'agent-receipts';
    const { findings, warnings } = judgeReceipts(documents, keysOf, verifiers.fast);
    const fault = findings.find(({ code }) => code.startsWith('E_'));
    const extra = warnings.length === 0 ? { format } : { format, warnings: [...warnings] };
    if (fault !== undefined) return { verdict: 'invalid', code: fault.code, message: fault.message, ...extra };
    const open = findings.find(({ code }) => code === 'I_KEY_UNKNOWN');
    if (open !== undefined) return { verdict: 'not-checkable', code: open.code, message: open.message, ...extra };
    return { verdict: 'valid', ...extra };
  },
};

const unknown = { verdict: 'unsupported', code: 'E_FORMAT', message: 'the document is of no format that is read' } as const;

interface GivenKey {
  readonly name?: string;
  readonly key: PublicKey;
}

/** Keys by the name that a proof gives, whole or after `#`; keys without a name may be meant by any proof. */
function caseKeys(keys: JsonValue | undefined): KeysOf {
  const given = readKeys(keys).filter(({ key }) => key.alg === 'Ed25519');
  return ({ verificationMethod: method }) => {
    const named = given.filter(({ name }) => name !== undefined && (name === method || method.endsWith(`#${name}`)));
    return (named.length > 0 ? named : given.filter(({ name }) => name === undefined)).map(({ key }) => key);
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
