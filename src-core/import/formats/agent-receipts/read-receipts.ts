import { isDigest, type Digest } from '../../../crypto/sha256.ts';
import { decodeBase64Url } from '../../../encoding/base64url.ts';
import { parseRfc3339 } from '../../../encoding/instant.ts';
import { decodeUtf8, encodeUtf8 } from '../../../encoding/utf8.ts';
import { AssizeError } from '../../../errors.ts';
import { JsonError } from '../../../json/json-error.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../json/json-value.ts';
import { parseJson } from '../../../json/parse-json.ts';
import { hasStrayNull } from './unsigned-form.ts';

/** A receipt whose form is right; its signature is not yet judged. */
export interface Receipt {
  readonly document: JsonObject;
  readonly id: string;
  readonly issuer: string;
  readonly verificationMethod: string;
  readonly proofType: string;
  /** 64 bytes; absent where `proofValue` is no multibase `u` of that length. */
  readonly signature: Uint8Array | undefined;
  readonly chainId: string;
  readonly sequence: number;
  readonly previous: Digest | null;
  /** True where the receipt says that it is its chain's last. */
  readonly terminal: boolean;
  /** `issuanceDate` and `proof.created` in epoch milliseconds; absent where they are no RFC 3339 date-times. */
  readonly issued?: number;
  readonly signed?: number;
  readonly action: JsonObject;
  readonly rotation: JsonObject | undefined;
}

/**
 * The receipts of a file: one JSON object, an array, or one object a line.
 *
 * @throws {JsonError} where the text is no strict JSON
 */
export function receiptDocuments(bytes: Uint8Array): JsonValue[] {
  try {
    const value = parseJson(bytes);
    return Array.isArray(value) ? value : [value];
  } catch (error) {
    const lines = (decodeUtf8(bytes) ?? '').split('\n').filter((line) => line.trim() !== '');
    if (!(error instanceof JsonError) || lines.length < 2 || !lines.every((line) => line.startsWith('{'))) throw error;
    return lines.map((line) => parseJson(encodeUtf8(line)));
  }
}

/** True where a value says that it is a receipt of this protocol. */
export function isReceipt(value: JsonValue): value is JsonObject {
  return isJsonObject(value) && Array.isArray(value['type']) && value['type'].includes('AgentReceipt');
}

/** @throws {AssizeError} `E_SCHEMA`, `E_DISCLOSURE` where the form is not that of a receipt of versions 0.2 to 0.5 */
export function readReceipt(value: JsonValue): Receipt {
  if (!isReceipt(value)) throw schemaError('this is no agent receipt');
  const version = textAt(value, 'version');
  if (!/^0\.[2-5]\.\d+$/.test(version)) throw schemaError(`version ${JSON.stringify(version)} is not read`);
  if (hasStrayNull(value)) throw schemaError('an optional member is null; it may only be absent');
  const subject = objectAt(value, 'credentialSubject');
  const chain = objectAt(subject, 'chain');
  const proof = objectAt(value, 'proof');
  const action = objectAt(subject, 'action');
  const sequence = chain['sequence'];
  const previous = chain['previous_receipt_hash'];
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 1)
    throw schemaError('chain.sequence is a whole number from 1');
  if (previous !== null && !isDigest(previous)) throw schemaError('chain.previous_receipt_hash is null or sha256:…');
  textAt(action, 'type');
  textAt(objectAt(subject, 'outcome'), 'status');
  checkDisclosureEnvelope(action['parameters_disclosure']);
  return {
    document: value,
    id: textAt(value, 'id'),
    issuer: textAt(objectAt(value, 'issuer'), 'id'),
    verificationMethod: textAt(proof, 'verificationMethod'),
    proofType: textAt(proof, 'type'),
    signature: multibase(textAt(proof, 'proofValue'), 64),
    chainId: textAt(chain, 'chain_id'),
    sequence,
    previous,
    terminal: chain['terminal'] === true,
    issued: instantAt(value, 'issuanceDate'),
    signed: instantAt(proof, 'created'),
    action,
    rotation: subject['keyRotation'] === undefined ? undefined : objectAt(subject, 'keyRotation'),
  };
}

/** The bytes of a multibase `u` text (base64url without padding) of a known length, else `undefined`. */
export function multibase(text: string, length: number): Uint8Array | undefined {
  if (!text.startsWith('u')) return undefined;
  const bytes = decodeBase64Url(text.slice(1));
  return bytes?.length === length ? bytes : undefined;
}

/** An HPKE envelope has its form judged; what it seals stays unread. A plain map of parameters is none. */
export function checkDisclosureEnvelope(value: JsonValue | undefined): void {
  if (!isJsonObject(value) || !('ct' in value || 'recipients' in value)) return;
  const { v, alg, ct, recipients } = value;
  const sound =
    Object.keys(value).length === 4 &&
    v === '1' &&
    alg === 'hpke-x25519-hkdf-sha256-aes-256-gcm' &&
    typeof ct === 'string' &&
    (decodeBase64Url(ct)?.length ?? 0) >= 18 &&
    Array.isArray(recipients) &&
    recipients.length === 1 &&
    recipients.every(
      (it) =>
        isJsonObject(it) &&
        Object.keys(it).length === 2 &&
        typeof it['kid'] === 'string' &&
        typeof it['enc'] === 'string' &&
        decodeBase64Url(it['enc'])?.length === 32,
    );
  if (!sound) throw new AssizeError('E_DISCLOSURE', 'the envelope of disclosed parameters does not have its form');
}

function objectAt(value: JsonObject, name: string): JsonObject {
  const member = value[name];
  if (!isJsonObject(member)) throw schemaError(`${name} is an object`);
  return member;
}

function textAt(value: JsonObject, name: string): string {
  const member = value[name];
  if (typeof member !== 'string' || member === '') throw schemaError(`${name} is a text`);
  return member;
}

function instantAt(value: JsonObject, name: string): number | undefined {
  const member = value[name];
  return typeof member === 'string' ? parseRfc3339(member) : undefined;
}

function schemaError(message: string): AssizeError {
  return new AssizeError('E_SCHEMA', message);
}
