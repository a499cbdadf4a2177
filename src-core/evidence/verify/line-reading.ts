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

/** What a line states and what is wrong with it by itself; members that it does not state, or not of their JSON type, are absent. */
interface Stated {
  readonly early?: Fault;
  readonly digest?: Digest;
  readonly keyid?: string;
  readonly schema?: Fault;
  readonly sums?: Fault;
  readonly chain?: string;
  readonly seq?: number;
  readonly prev?: string | null;
  readonly type?: string;
  readonly txn?: string;
  readonly actorId?: string;
  readonly actorRole?: string;
  readonly kid?: string;
  readonly closes?: boolean;
  readonly payload?: JsonObject;
}

/**
 * What the bytes of one line say by themselves, without keys, neighbours or targets. Two lines of the same bytes have the same
 * reading, so that it can be kept and used again.
 */
export class LineReading {
  /** The first fault of the steps up to `keyid`. */
  readonly early: Fault | undefined;
  /** Of PAE(payloadType, payload); absent where the envelope could not be read. */
  readonly digest: Digest | undefined;
  readonly keyid: string | undefined;
  /** The first breach of the schema, and of sums; neither is looked for where `early` is. */
  readonly schema: Fault | undefined;
  readonly sums: Fault | undefined;
  readonly chain: string | undefined;
  readonly seq: number | undefined;
  readonly prev: string | null | undefined;
  readonly type: string | undefined;
  readonly txn: string | undefined;
  readonly actorId: string | undefined;
  readonly actorRole: string | undefined;
  readonly kid: string | undefined;
  readonly closes: boolean;
  /** Under the key whose thumbprint is `keyid`, once that key was met. */
  verdict: SignatureVerdict | undefined = undefined;
  verdictAlg: Algorithm | undefined = undefined;
  /** The payload, while it is held in memory. */
  payload: JsonObject | undefined;
  readonly #slab: Uint8Array | undefined;
  /** In the slab: the payload from `start` to `middle`, the signature from there to `end`. */
  readonly #start: number;
  readonly #middle: number;
  readonly #end: number;

  constructor(stated: Stated, kept?: KeptBytes) {
    this.early = stated.early;
    this.digest = stated.digest;
    this.keyid = stated.keyid;
    this.schema = stated.schema;
    this.sums = stated.sums;
    this.chain = stated.chain;
    this.seq = stated.seq;
    this.prev = stated.prev;
    this.type = stated.type;
    this.txn = stated.txn;
    this.actorId = stated.actorId;
    this.actorRole = stated.actorRole;
    this.kid = stated.kid;
    this.closes = stated.closes === true;
    this.payload = stated.payload;
    this.#slab = kept?.slab;
    this.#start = kept?.start ?? 0;
    this.#middle = kept?.middle ?? 0;
    this.#end = kept?.end ?? 0;
  }

  /** True where the payload is a JSON object, whatever is wrong with it. */
  get isReadable(): boolean {
    return this.#slab !== undefined;
  }

  /** The payload's bytes: to check a signature later, and to read the payload again. Absent where it is no JSON object. */
  get bytes(): Uint8Array | undefined {
    return this.#slab?.subarray(this.#start, this.#middle);
  }

  /** Absent as `bytes` are. */
  get signature(): Uint8Array | undefined {
    return this.#slab?.subarray(this.#middle, this.#end);
  }
}

/** Where bytes are kept. */
interface KeptBytes {
  readonly slab: Uint8Array;
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

const SLAB_BYTES = 1024 * 1024;

/** What the lines of one verification share, so that a million of them stay small. */
export class SharedMemory {
  readonly #words = new Map<string, string>();
  #slab = new Uint8Array(0);
  #used = 0;
  #lastDigest: string | undefined;

  /** A word that many lines state, kept once. */
  intern(text: string): string {
    const known = this.#words.get(text);
    if (known !== undefined) return known;
    if (this.#words.size < 100_000) this.#words.set(text, text);
    return text;
  }

  /** The `prev` of a line is mostly the digest of the line read before it. */
  internDigest(digest: string): string {
    return digest === this.#lastDigest ? this.#lastDigest : digest;
  }

  remember(digest: string): void {
    this.#lastDigest = digest;
  }

  /** Copies a payload and its signature to where they stay: many of them in one slab cost less than an array each. */
  keep(payload: Uint8Array, signature: Uint8Array): KeptBytes {
    const length = payload.length + signature.length;
    if (this.#used + length > this.#slab.length) {
      this.#slab = new Uint8Array(Math.max(SLAB_BYTES, length));
      this.#used = 0;
    }
    const start = this.#used;
    const middle = start + payload.length;
    this.#slab.set(payload, start);
    this.#slab.set(signature, middle);
    this.#used += length;
    return { slab: this.#slab, start, middle, end: this.#used };
  }
}

/** Reads one line up to the step `keyid`, and its schema and sums. */
export function readLine(line: Uint8Array, hasLf: boolean, memory: SharedMemory): LineReading {
  const envelope = readEnvelope(line, hasLf);
  if ('code' in envelope) return new LineReading({ early: envelope });
  const digest = digestOf(pae(ENTRY_PAYLOAD_TYPE, envelope.payload));
  const base = { digest, keyid: memory.intern(envelope.keyid) };
  let payload: JsonValue;
  try {
    payload = parseJson(envelope.payload);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return new LineReading({ ...base, early: parseFault(error, 'the payload') });
  }
  const object = isJsonObject(payload) ? payload : undefined;
  const early = canonicalFault(payload, envelope.payload) ?? keyidFault(object, envelope.keyid);
  if (object === undefined) return new LineReading({ ...base, early });
  const schema = early === undefined ? schemaFault(object) : undefined;
  const sums = early === undefined && schema === undefined ? sumFault(object) : undefined;
  const stated = statedMembers(object, memory);
  memory.remember(digest);
  return new LineReading(
    { ...base, ...stated, payload: object, early, schema, sums },
    memory.keep(envelope.payload, envelope.signature),
  );
}

/** A line that is longer than any may be; its bytes were not kept. */
export const TOO_LONG_LINE: LineReading = new LineReading({ early: TOO_LONG });

/** Checks the signature under a key, once; the key's thumbprint must be the reading's `keyid`. */
export function verdictUnder(
  reading: LineReading,
  key: PublicKey,
  alg: Algorithm,
  verifier: SignatureVerifier,
): SignatureVerdict {
  if (reading.verdict !== undefined && reading.verdictAlg === alg) return reading.verdict;
  const { bytes, signature } = reading;
  if (bytes === undefined || signature === undefined) throw new Error('a line without payload or signature has no verdict');
  const verdict = verifier.verify(alg, key, pae(ENTRY_PAYLOAD_TYPE, bytes), signature);
  reading.verdict = verdict;
  reading.verdictAlg = alg;
  return verdict;
}

/** The payload, read again from its bytes where it is not held. */
export function payloadOf(reading: LineReading): JsonObject | undefined {
  if (reading.payload !== undefined) return reading.payload;
  const { bytes } = reading;
  return bytes === undefined ? undefined : (parseJson(bytes) as JsonObject);
}

function statedMembers(payload: JsonObject, memory: SharedMemory) {
  const { chain, seq, prev, type, txn, actor, closes } = payload;
  const author = isJsonObject(actor) ? actor : undefined;
  const textOf = (value: JsonValue | undefined) => (typeof value === 'string' ? memory.intern(value) : undefined);
  return {
    chain: textOf(chain),
    seq: typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : undefined,
    prev: typeof prev === 'string' ? memory.internDigest(prev) : prev === null ? null : undefined,
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
