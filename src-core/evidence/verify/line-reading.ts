import { pae } from '../../crypto/dsse.ts';
import type { PublicKey } from '../../crypto/jwk.ts';
import { sha256 } from '../../crypto/sha256.ts';
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
  /** SHA-256 of PAE(payloadType, payload); absent where the envelope could not be read. */
  readonly digest?: Uint8Array;
  readonly keyid?: string;
  /** The first breach of the schema, and of sums; neither is looked for where `early` is. */
  readonly schema?: Fault;
  readonly sums?: Fault;
  /** The payload, its bytes, and the signature; absent where it is no JSON object, whatever else is wrong with it. */
  readonly payload?: JsonObject;
  readonly bytes?: Uint8Array;
  /** What is signed: the PAE of the payload. */
  readonly message?: Uint8Array;
  readonly signature?: Uint8Array;
  /** Under the key whose thumbprint is `keyid`, once that key was met. */
  verdict?: SignatureVerdict;
  verdictAlg?: Algorithm;
}

/** Reads one line up to the step `keyid`, and its schema and sums. */
export function readLine(line: Uint8Array, hasLf: boolean): LineReading {
  const envelope = readEnvelope(line, hasLf);
  if ('code' in envelope) return { early: envelope };
  const { keyid, payload: bytes, signature } = envelope;
  const message = pae(ENTRY_PAYLOAD_TYPE, bytes);
  const base = { digest: sha256(message), keyid };
  let payload: JsonValue;
  try {
    payload = parseJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return { ...base, early: parseFault(error, 'the payload') };
  }
  const object = isJsonObject(payload) ? payload : undefined;
  const early = canonicalFault(payload, bytes) ?? keyidFault(object, keyid);
  if (object === undefined) return { ...base, early };
  const schema = early === undefined ? schemaFault(object) : undefined;
  const sums = early === undefined && schema === undefined ? sumFault(object) : undefined;
  return { ...base, payload: object, bytes, message, signature, early, schema, sums };
}

/** A line that is longer than any may be; its bytes were not kept. */
export const TOO_LONG_LINE: LineReading = { early: TOO_LONG };

/** Checks the signature of a reading under a key whose thumbprint is its `keyid`. */
export function checkSignature(reading: LineReading, key: PublicKey, alg: Algorithm, verifier: SignatureVerifier): void {
  const { message, signature } = reading;
  if (message === undefined || signature === undefined) return;
  reading.verdict = verifier.verify(alg, key, message, signature);
  reading.verdictAlg = alg;
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
