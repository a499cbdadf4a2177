import { createHash } from 'node:crypto';
import { pae } from '../../src-core/crypto/dsse.ts';
import { parseJwk, type PublicKey } from '../../src-core/crypto/jwk.ts';
import type { Digest } from '../../src-core/crypto/sha256.ts';
import type { Signer } from '../../src-core/crypto/signer.ts';
import { decodeBase64 } from '../../src-core/encoding/base64.ts';
import { parseInstant } from '../../src-core/encoding/instant.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { signLine, type SignedLine } from '../../src-core/evidence/write/sign-line.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src-core/json/json-value.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';

/** What a line of custody is, and nothing else: a signature for an entry of evidence can never stand for it. */
export const CUSTODY_PAYLOAD_TYPE = 'application/vnd.assize.custody.v1+json';

/** What can be done to a case. */
export const CUSTODY_ACTS = [
  'case.created',
  /** Custody goes on in another chain, since this machine does not hold the key of the one before. */
  'custody.continued',
  /** The application remembered more than the file that came back. */
  'case.older-copy',
  'evidence.imported',
  'policy.applied',
  'case.verified',
  /** A stored verdict did not bear its stamp and was derived again. */
  'verdict.derived-again',
  'finding.triaged',
  'finding.noted',
  'field.opened',
  'claim.decided',
  'ruling.signed',
  'ruling.exported',
  'audit.made',
  'audit.exported',
  'case.exported',
  'case.renamed',
] as const;
export type CustodyAct = (typeof CUSTODY_ACTS)[number];

/** Facts of an act: digests, names, counts, reasons. Never what a key opened. */
export type CustodyDetails = Readonly<Record<string, string | number>>;

/** One act, as it is signed. Its line is laid out as a line of evidence is: DSSE, canonical JSON, LF. */
export interface CustodyEntry {
  readonly v: 1;
  /** `urn:uuid:…` of the case. */
  readonly case: string;
  /** `urn:uuid:…` of this chain of acts. */
  readonly chain: string;
  readonly seq: number;
  readonly prev: Digest | null;
  readonly at: string;
  /** Who acted: a name that the user gave, or the program's own. */
  readonly actor: { readonly id: string; readonly kid: string };
  /** Name and version. */
  readonly program: string;
  readonly act: CustodyAct;
  readonly details: CustodyDetails;
  /** The public key of the chain, in its first entry. */
  readonly jwk?: JsonObject;
}

export interface CustodyLine {
  readonly entry: CustodyEntry;
  /** SHA-256 over PAE(payload type, payload), as of every entry. */
  readonly digest: Digest;
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
}

export function signCustodyEntry(entry: CustodyEntry, signer: Signer): SignedLine {
  return signLine(canonicalizeBytes(entry as unknown as JsonValue), signer, CUSTODY_PAYLOAD_TYPE);
}

/**
 * Reads a line of custody, its LF taken off, without judging its place or its signature.
 *
 * @throws {AssizeError} `E_ENVELOPE`, `E_CANON`, `E_SCHEMA`, or the reader's own code
 */
export function readCustodyLine(bytes: Uint8Array): CustodyLine {
  const envelope = parseJson(bytes);
  if (!isJsonObject(envelope) || !sameBytes(bytes, canonicalizeBytes(envelope)))
    throw new AssizeError('E_ENVELOPE', 'the line is no canonical JSON object');
  const { payload: text, payloadType, signatures, ...rest } = envelope;
  const [signature, ...more] = Array.isArray(signatures) ? signatures : [];
  const payload = typeof text === 'string' ? decodeBase64(text) : undefined;
  const sig = isJsonObject(signature) && typeof signature['sig'] === 'string' ? decodeBase64(signature['sig']) : undefined;
  if (payload === undefined || sig === undefined || more.length > 0 || Object.keys(rest).length > 0)
    throw new AssizeError('E_ENVELOPE', 'the line is no envelope with one signature');
  if (payloadType !== CUSTODY_PAYLOAD_TYPE)
    throw new AssizeError('E_ENVELOPE', `the line carries ${String(payloadType)}, no act on a case`);
  const value = parseJson(payload);
  if (!sameBytes(payload, canonicalizeBytes(value))) throw new AssizeError('E_CANON', 'the payload is not in canonical form');
  const entry = asEntry(value);
  if (!isJsonObject(signature) || signature['keyid'] !== entry.actor.kid)
    throw new AssizeError('E_KEYID', 'keyid is not the key of the actor');
  const message = pae(CUSTODY_PAYLOAD_TYPE, payload);
  return { entry, digest: digestOfMessage(message), signature: sig, message };
}

/** The key that the first entry of a chain presents, if it is the one that it names. */
export function presentedKey(entry: CustodyEntry): PublicKey | undefined {
  if (entry.jwk === undefined) return undefined;
  try {
    const key = parseJwk(entry.jwk);
    return key.thumbprint === entry.actor.kid ? key : undefined;
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}

const MEMBERS = new Set(['v', 'case', 'chain', 'seq', 'prev', 'at', 'actor', 'program', 'act', 'details', 'jwk']);
const URN = /^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

function asEntry(value: JsonValue): CustodyEntry {
  const isEntry =
    isJsonObject(value) &&
    Object.keys(value).every((name) => MEMBERS.has(name)) &&
    value['v'] === 1 &&
    isText(value['case'], URN) &&
    isText(value['chain'], URN) &&
    Number.isSafeInteger(value['seq']) &&
    Number(value['seq']) >= 0 &&
    (value['seq'] === 0 ? value['prev'] === null : isText(value['prev'], DIGEST)) &&
    typeof value['at'] === 'string' &&
    parseInstant(value['at']) !== undefined &&
    isJsonObject(value['actor']) &&
    typeof value['actor']['id'] === 'string' &&
    typeof value['actor']['kid'] === 'string' &&
    typeof value['program'] === 'string' &&
    (CUSTODY_ACTS as readonly JsonValue[]).includes(value['act'] ?? null) &&
    isJsonObject(value['details']) &&
    Object.values(value['details']).every((detail) => typeof detail === 'string' || Number.isSafeInteger(detail)) &&
    (value['seq'] === 0) === isJsonObject(value['jwk']);
  if (!isEntry) throw new AssizeError('E_SCHEMA', 'the payload is no act on a case');
  return value as unknown as CustodyEntry;
}

const isText = (value: JsonValue | undefined, form: RegExp): boolean => typeof value === 'string' && form.test(value);

const digestOfMessage = (message: Uint8Array): Digest => `sha256:${createHash('sha256').update(message).digest('hex')}`;

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
