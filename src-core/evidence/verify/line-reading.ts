import { pae } from '../../crypto/dsse.ts';
import type { PublicKey } from '../../crypto/jwk.ts';
import { digestOf, type Digest } from '../../crypto/sha256.ts';
import type { Algorithm, SignatureVerdict, SignatureVerifier } from '../../crypto/signature.ts';
import { JsonError } from '../../json/json-error.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts';
import { parseJson } from '../../json/parse-json.ts';
import { ENTRY_PAYLOAD_TYPE, entrySchema } from '../model/entry.ts';
import { sumProblems } from '../model/sums.ts';
import { schemaProblems } from '../schema/schema.ts';
import { canonicalFault } from './canonical-form.ts';
import type { Fault } from './fault.ts';
import { parseFault, readEnvelope, TOO_LONG } from './read-envelope.ts';

/**
 * What the bytes of one line say by themselves, without keys, neighbours or targets. Two lines of the same bytes have the same
 * reading, so that it can be kept and used again.
 */
export interface LineReading {
  /** The first fault of the steps up to `keyid`. */
  readonly early?: Fault;
  /** Of PAE(payloadType, payload); absent where the envelope could not be read. */
  readonly digest?: Digest;
  /** Kept to check a signature later and to read the payload again; absent where it is no JSON object. */
  readonly bytes?: Uint8Array;
  readonly keyid?: string;
  /** The first breach of the schema, and of sums; neither is looked for where `early` is. */
  readonly schema?: Fault;
  readonly sums?: Fault;
  /** As stated, whatever failed; absent where they are not of their JSON type. */
  readonly chain?: string;
  readonly seq?: number;
  readonly prev?: string | null;
  readonly type?: string;
  readonly txn?: string;
  readonly actorId?: string;
  readonly actorRole?: string;
  readonly kid?: string;
  readonly closes: boolean;
  signature?: Uint8Array;
  /** Under the key whose thumbprint is `keyid`, once that key was met. */
  verdict?: SignatureVerdict;
  verdictAlg?: Algorithm;
  /** The payload, while it is held in memory. */
  payload?: JsonObject;
}

/** Words that many lines share, kept once. */
export type Intern = (text: string) => string;

/** Reads one line up to the step `keyid`, and its schema and sums. */
export function readLine(line: Uint8Array, hasLf: boolean, intern: Intern): LineReading {
  const envelope = readEnvelope(line, hasLf);
  if ('code' in envelope) return { early: envelope, closes: false };
  const digest = digestOf(pae(ENTRY_PAYLOAD_TYPE, envelope.payload));
  const base = { digest, keyid: intern(envelope.keyid), signature: envelope.signature, closes: false };
  let payload: JsonValue;
  try {
    payload = parseJson(envelope.payload);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return { ...base, early: parseFault(error, 'the payload') };
  }
  const object = isJsonObject(payload) ? payload : undefined;
  const stated =
    object === undefined ? base : { ...base, ...statedMembers(object, intern), bytes: envelope.payload, payload: object };
  const early = canonicalFault(payload, envelope.payload) ?? keyidFault(object, envelope.keyid);
  if (early !== undefined || object === undefined) return { ...stated, early };
  const schema = schemaFault(object);
  return { ...stated, schema, sums: schema === undefined ? sumFault(object) : undefined };
}

/** A line that is longer than any may be; its bytes were not kept. */
export const TOO_LONG_LINE: LineReading = { early: TOO_LONG, closes: false };

/** Checks the signature under a key, once; the key's thumbprint must be the reading's `keyid`. */
export function verdictUnder(
  reading: LineReading,
  key: PublicKey,
  alg: Algorithm,
  verifier: SignatureVerifier,
): SignatureVerdict {
  if (reading.verdict !== undefined && reading.verdictAlg === alg) return reading.verdict;
  if (reading.bytes === undefined || reading.signature === undefined)
    throw new Error('a line without payload or signature has no verdict');
  const verdict = verifier.verify(alg, key, pae(ENTRY_PAYLOAD_TYPE, reading.bytes), reading.signature);
  reading.verdict = verdict;
  reading.verdictAlg = alg;
  return verdict;
}

/** The payload, read again from its bytes where it is not held. */
export function payloadOf(reading: LineReading): JsonObject | undefined {
  return reading.payload ?? (reading.bytes === undefined ? undefined : (parseJson(reading.bytes) as JsonObject));
}

function statedMembers(payload: JsonObject, intern: Intern) {
  const { chain, seq, prev, type, txn, actor, closes } = payload;
  const author = isJsonObject(actor) ? actor : undefined;
  const textOf = (value: JsonValue | undefined) => (typeof value === 'string' ? intern(value) : undefined);
  return {
    chain: textOf(chain),
    seq: typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : undefined,
    prev: typeof prev === 'string' || prev === null ? prev : undefined,
    type: textOf(type),
    txn: textOf(txn),
    actorId: textOf(author?.['id']),
    actorRole: textOf(author?.['role']),
    kid: textOf(author?.['kid']),
    closes: closes !== undefined,
  };
}

function keyidFault(payload: JsonObject | undefined, keyid: string): Fault | undefined {
  const actor = payload?.['actor'];
  if (isJsonObject(actor) && actor['kid'] === keyid) return undefined;
  return {
    code: 'E_KEYID',
    step: 'keyid',
    pointer: '/actor/kid',
    message: "the signature's keyid is not the kid of the entry's actor",
  };
}

function schemaFault(payload: JsonObject): Fault | undefined {
  const problems = schemaProblems(entrySchema, payload);
  const [first] = problems;
  if (first === undefined) return undefined;
  const others = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return {
    code: 'E_SCHEMA',
    step: 'schema',
    pointer: first.pointer,
    message: `${first.pointer === '' ? 'the payload' : first.pointer} ${first.message}${others}`,
  };
}

function sumFault(payload: JsonObject): Fault | undefined {
  const body = payload['body'];
  const [first] = isJsonObject(body) ? sumProblems(body) : [];
  return first === undefined
    ? undefined
    : { code: 'E_SUM', step: 'sums', pointer: first.pointer, message: `${first.pointer} ${first.message}` };
}
