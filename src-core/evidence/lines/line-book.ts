import { digestBytes, digestText, isDigest, type Digest } from '../../crypto/sha256.ts';
import { pae } from '../../crypto/dsse.ts';
import type { PublicKey } from '../../crypto/jwk.ts';
import type { Algorithm, SignatureVerdict, SignatureVerifier } from '../../crypto/signature.ts';
import { parseInstant } from '../../encoding/instant.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts';
import { parseJson } from '../../json/parse-json.ts';
import { holdsDigests } from '../disclosure/open-body.ts';
import { ENTRY_PAYLOAD_TYPE, RELS } from '../model/entry.ts';
import type { FieldState, FindingDraft, KeyRecord } from '../state.ts';
import type { ChainSource } from '../verify/checked-line.ts';
import type { Fault } from '../verify/fault.ts';
import type { LineReading } from '../verify/line-reading.ts';
import { ByteLog } from './byte-log.ts';
import { PageMemory } from './page-memory.ts';
import { Table } from './table.ts';
import { WordTable } from './word-table.ts';

/** Parsed payloads at hand; others are read again from their bytes when they are asked for. */
const MOST_PAYLOADS = 1024;

/** A line's record, 128 bytes; fields of 8 bytes, then of 4. */
const RECORD_BYTES = 128;
const SEQ = 0;
const AT = 1;
const OFFSET = 2;
const PAYLOAD_LENGTH = 6;
const SIGNATURE_LENGTH = 7;
const FLAGS = 8;
const SOURCE = 9;
const LINE = 10;
export const WORD = { chain: 11, type: 12, actorId: 13, actorRole: 14, keyid: 16, txn: 17 } as const;
const SEEN_START = 15;
const KEY = 18;
const EDGE_START = 19;
const COUNTS = 20;
export const PREV_TARGET = 21;
export const FIRST_REFERRER = 22;
export const LAST_REFERRER = 23;
const DIGEST_AT = 96;

/** An edge's record, 64 bytes: the digest that a reference states, its relation, the entry meant, the line that states it, and a list of those who refer to one entry. */
const EDGE_BYTES = 64;
const EDGE_REL = 8;
export const EDGE = { target: 9, line: 10, next: 11 } as const;

export const FLAG = {
  digest: 1,
  readable: 2,
  early: 4,
  schema: 8,
  sums: 16,
  closes: 32,
  artifacts: 64,
  digests: 128,
  otherKid: 256,
  copy: 1 << 19,
  plain: 1 << 20,
  judged: 1 << 21,
} as const;
/** How `prev` is kept: not stated, null, the digest of the line above, or as the payload says. */
const PREV_SHIFT = 9;
const PREV = { none: 0, null: 1, above: 2, other: 3 } as const;
const VERDICT_SHIFT = 11;
const VERDICTS: readonly (SignatureVerdict | undefined)[] = [undefined, 'valid', 'invalid', 'weak-key', 'unsupported'];
const ALG_SHIFT = 14;
const ALGORITHMS: readonly (Algorithm | undefined)[] = [undefined, 'Ed25519', 'ES256', 'RS256', 'PS256', 'ES256K'];
const PLACED_SHIFT = 17;
/** What surroundings make of a line: whether it is placed, a copy, or opened without anything withheld. */
const JUDGED = (3 << PLACED_SHIFT) | FLAG.copy | FLAG.plain | FLAG.judged;

/** A checkpoint that an entry says its author held. */
export interface SeenNote {
  readonly origin: string;
  readonly note: string;
}

/**
 * Every line of a verification: what it states, in records and bytes of paged memory, so that what is in memory does not grow with the
 * lines; and what is found about the few that something is wrong with, as objects. Lines are numbered from 0 in the order they come.
 */
export class LineBook {
  readonly memory: PageMemory;
  readonly sources: ChainSource[] = [];
  readonly words: WordTable;
  readonly rows: Table;
  readonly edges: Table;
  readonly early = new Map<number, Fault>();
  readonly schema = new Map<number, Fault>();
  readonly sums = new Map<number, Fault>();
  readonly faults = new Map<number, Fault>();
  readonly notes = new Map<number, readonly Fault[]>();
  readonly roots = new Map<number, FindingDraft>();
  readonly drafts = new Map<number, readonly FindingDraft[]>();
  readonly fields = new Map<number, ReadonlyMap<string, FieldState>>();
  readonly undisclosed = new Map<number, number>();
  readonly opened = new Map<number, JsonObject>();
  readonly #bytes: ByteLog;
  readonly #seen: Table;
  #keys: KeyRecord[] = [];
  readonly #keyNumbers = new Map<KeyRecord, number>();
  readonly #payloads = new Map<number, JsonObject>();

  constructor(memory: PageMemory = new PageMemory()) {
    this.memory = memory;
    this.words = new WordTable(memory);
    this.rows = new Table(memory, RECORD_BYTES);
    this.edges = new Table(memory, EDGE_BYTES);
    this.#seen = new Table(memory, 8);
    this.#bytes = new ByteLog(memory);
  }

  get length(): number {
    return this.rows.length;
  }

  /** Keeps what a line of a source states. */
  append(source: ChainSource, lineInFile: number, reading: LineReading): number {
    const { rows, words } = this;
    const number = rows.push();
    if (this.sources.at(-1) !== source) this.sources.push(source);
    const flag = (is: boolean, bit: number): number => (is ? bit : 0);
    let flags =
      flag(reading.digest !== undefined, FLAG.digest) |
      flag(reading.early !== undefined, FLAG.early) |
      flag(reading.schema !== undefined, FLAG.schema) |
      flag(reading.sums !== undefined, FLAG.sums);
    rows.setInt(number, SOURCE, this.sources.length - 1);
    rows.setInt(number, LINE, lineInFile);
    rows.setFloat(number, SEQ, Number.NaN);
    rows.setFloat(number, AT, Number.NaN);
    if (reading.early !== undefined) this.early.set(number, reading.early);
    if (reading.schema !== undefined) this.schema.set(number, reading.schema);
    if (reading.sums !== undefined) this.sums.set(number, reading.sums);
    if (reading.keyid !== undefined) rows.setInt(number, WORD.keyid, words.number(reading.keyid));
    if (reading.digest !== undefined) rows.setBytes(number, DIGEST_AT, reading.digest);
    const { payload, bytes, signature } = reading;
    if (payload !== undefined && bytes !== undefined && signature !== undefined) {
      rows.setFloat(number, OFFSET, this.#bytes.append(bytes));
      this.#bytes.append(signature);
      rows.setInt(number, PAYLOAD_LENGTH, bytes.length);
      rows.setInt(number, SIGNATURE_LENGTH, signature.length);
      flags |= FLAG.readable | this.#keepStated(number, payload, reading);
      this.#hold(number, payload);
    }
    rows.setInt(number, FLAGS, flags);
    if (reading.verdict !== undefined) this.#setVerdict(number, reading.verdict, reading.verdictAlg);
    return number;
  }

  #keepStated(number: number, payload: JsonObject, reading: LineReading): number {
    const { rows, words } = this;
    const { chain, seq, prev, type, txn, actor, at, refs, seen, artifacts, body, closes } = payload;
    const author = isJsonObject(actor) ? actor : undefined;
    const keep = (field: number, value: JsonValue | undefined): void => {
      if (typeof value === 'string') rows.setInt(number, field, words.number(value));
    };
    keep(WORD.chain, chain);
    keep(WORD.type, type);
    keep(WORD.txn, txn);
    keep(WORD.actorId, author?.['id']);
    keep(WORD.actorRole, author?.['role']);
    if (typeof seq === 'number' && Number.isSafeInteger(seq)) rows.setFloat(number, SEQ, seq);
    const instant = typeof at === 'string' ? parseInstant(at) : undefined;
    if (instant !== undefined) rows.setFloat(number, AT, instant);
    this.#keepEdges(number, refs);
    this.#keepSeen(number, seen);
    let flags = this.#prevKind(number, prev) << PREV_SHIFT;
    if (author?.['kid'] !== reading.keyid) flags |= FLAG.otherKid;
    if (closes !== undefined) flags |= FLAG.closes;
    if (Array.isArray(artifacts) && artifacts.length > 0) flags |= FLAG.artifacts;
    if (holdsDigests(body)) flags |= FLAG.digests;
    return flags;
  }

  #prevKind(number: number, prev: JsonValue | undefined): number {
    if (prev === null) return PREV.null;
    if (typeof prev !== 'string') return PREV.none;
    const bytes = number > 0 && this.has(number - 1, FLAG.digest) ? digestBytes(prev) : undefined;
    return bytes !== undefined && this.rows.hasBytes(number - 1, DIGEST_AT, bytes) ? PREV.above : PREV.other;
  }

  #keepEdges(number: number, refs: JsonValue | undefined): void {
    this.rows.setInt(number, EDGE_START, this.edges.length);
    if (!Array.isArray(refs)) return;
    for (const ref of refs) {
      const bytes = isJsonObject(ref) && isDigest(ref['digest']) ? digestBytes(ref['digest']) : undefined;
      if (bytes === undefined) continue;
      const edge = this.edges.push();
      this.edges.setBytes(edge, 0, bytes);
      this.edges.setInt(edge, EDGE_REL, RELS.indexOf((ref as JsonObject)['rel'] as (typeof RELS)[number]) + 1);
      this.edges.setInt(edge, EDGE.line, number);
    }
    this.rows.setInt(number, COUNTS, this.edges.length - this.rows.int(number, EDGE_START));
  }

  #keepSeen(number: number, seen: JsonValue | undefined): void {
    this.rows.setInt(number, SEEN_START, this.#seen.length);
    if (!Array.isArray(seen)) return;
    for (const item of seen) {
      const { origin, note } = isJsonObject(item) ? item : {};
      if (typeof origin !== 'string' || typeof note !== 'string') continue;
      const record = this.#seen.push();
      this.#seen.setInt(record, 0, this.words.number(origin));
      this.#seen.setInt(record, 1, this.words.number(note));
    }
    const count = this.#seen.length - this.rows.int(number, SEEN_START);
    this.rows.setInt(number, COUNTS, this.rows.int(number, COUNTS) | (count << 16));
  }

  has(number: number, flag: number): boolean {
    return (this.rows.int(number, FLAGS) & flag) !== 0;
  }

  set(number: number, flag: number, is: boolean): void {
    const flags = this.rows.int(number, FLAGS);
    this.rows.setInt(number, FLAGS, is ? flags | flag : flags & ~flag);
  }

  source(number: number): ChainSource {
    return this.sources[this.rows.int(number, SOURCE)] as ChainSource;
  }

  line(number: number): number {
    return this.rows.int(number, LINE);
  }

  word(number: number, field: (typeof WORD)[keyof typeof WORD]): string | undefined {
    return this.words.text(this.rows.int(number, field));
  }

  /** `NaN` where the line states none that is an integer. */
  seq(number: number): number {
    return this.rows.float(number, SEQ);
  }

  /** The author's clock in epoch milliseconds, `NaN` where it cannot be read. */
  clock(number: number): number {
    return this.rows.float(number, AT);
  }

  digest(number: number): Digest | undefined {
    return this.has(number, FLAG.digest) ? digestText(this.digestBytes(number)) : undefined;
  }

  digestBytes(number: number): Uint8Array {
    return this.rows.bytes(number, DIGEST_AT, 32);
  }

  hasDigest(number: number, digest: Uint8Array): boolean {
    return this.rows.hasBytes(number, DIGEST_AT, digest);
  }

  /** The number of the line whose digest `prev` is, where that is the line above. */
  above(number: number): number | undefined {
    return (this.rows.int(number, FLAGS) >>> PREV_SHIFT) % 4 === PREV.above ? number - 1 : undefined;
  }

  /** As the line states it; undefined where it is no text and not null. */
  prev(number: number): string | null | undefined {
    switch ((this.rows.int(number, FLAGS) >>> PREV_SHIFT) % 4) {
      case PREV.null:
        return null;
      case PREV.above:
        return this.digest(number - 1);
      case PREV.other:
        return this.payload(number)?.['prev'] as string;
      default:
        return undefined;
    }
  }

  /** The line's references with a digest, by the numbers of their edges: from the first up to, not including, the second. */
  edgesOf(number: number): readonly [number, number] {
    const start = this.rows.int(number, EDGE_START);
    return [start, start + (this.rows.int(number, COUNTS) & 0xffff)];
  }

  edgeDigest(edge: number): Uint8Array {
    return this.edges.bytes(edge, 0, 32);
  }

  edgeRel(edge: number): (typeof RELS)[number] | undefined {
    return RELS[this.edges.int(edge, EDGE_REL) - 1];
  }

  seen(number: number): readonly SeenNote[] {
    const count = this.rows.int(number, COUNTS) >>> 16;
    if (count === 0) return [];
    const start = this.rows.int(number, SEEN_START);
    return Array.from({ length: count }, (_, index) => ({
      origin: this.words.text(this.#seen.int(start + index, 0)) as string,
      note: this.words.text(this.#seen.int(start + index, 1)) as string,
    }));
  }

  /** The payload's bytes, a copy; undefined where it is no JSON object. */
  bytes(number: number): Uint8Array | undefined {
    if (!this.has(number, FLAG.readable)) return undefined;
    return this.#bytes.read(this.rows.float(number, OFFSET), this.rows.int(number, PAYLOAD_LENGTH));
  }

  signature(number: number): Uint8Array | undefined {
    if (!this.has(number, FLAG.readable)) return undefined;
    const length = this.rows.int(number, PAYLOAD_LENGTH);
    return this.#bytes.read(this.rows.float(number, OFFSET) + length, this.rows.int(number, SIGNATURE_LENGTH));
  }

  payload(number: number): JsonObject | undefined {
    const held = this.#payloads.get(number);
    if (held !== undefined) return held;
    const bytes = this.bytes(number);
    if (bytes === undefined) return undefined;
    const payload = parseJson(bytes) as JsonObject;
    this.#hold(number, payload);
    return payload;
  }

  #hold(number: number, payload: JsonObject): void {
    if (this.#payloads.size >= MOST_PAYLOADS) this.#payloads.delete(this.#payloads.keys().next().value as number);
    this.#payloads.set(number, payload);
  }

  verdict(number: number): SignatureVerdict | undefined {
    return VERDICTS[(this.rows.int(number, FLAGS) >>> VERDICT_SHIFT) & 7];
  }

  /** Checks the signature under a key, once; the key's thumbprint must be the line's `keyid`. */
  verdictUnder(number: number, key: PublicKey, alg: Algorithm, verifier: SignatureVerifier): SignatureVerdict {
    const known = this.verdict(number);
    if (known !== undefined && ALGORITHMS[(this.rows.int(number, FLAGS) >>> ALG_SHIFT) & 7] === alg) return known;
    const bytes = this.bytes(number);
    const signature = this.signature(number);
    if (bytes === undefined || signature === undefined) throw new Error('a line without payload or signature has no verdict');
    const verdict = verifier.verify(alg, key, pae(ENTRY_PAYLOAD_TYPE, bytes), signature);
    this.#setVerdict(number, verdict, alg);
    return verdict;
  }

  #setVerdict(number: number, verdict: SignatureVerdict, alg: Algorithm | undefined): void {
    const others = this.rows.int(number, FLAGS) & ~((7 << VERDICT_SHIFT) | (7 << ALG_SHIFT));
    const kept = (VERDICTS.indexOf(verdict) << VERDICT_SHIFT) | (Math.max(0, ALGORITHMS.indexOf(alg)) << ALG_SHIFT);
    this.rows.setInt(number, FLAGS, others | kept);
  }

  key(number: number): KeyRecord | undefined {
    return this.#keys[this.rows.int(number, KEY) - 1];
  }

  setKey(number: number, key: KeyRecord | undefined): void {
    let known = key === undefined ? 0 : this.#keyNumbers.get(key);
    if (known === undefined) {
      known = this.#keys.push(key as KeyRecord);
      this.#keyNumbers.set(key as KeyRecord, known);
    }
    this.rows.setInt(number, KEY, known);
  }

  placed(number: number): boolean | undefined {
    return [undefined, false, true][(this.rows.int(number, FLAGS) >>> PLACED_SHIFT) & 3];
  }

  setPlaced(number: number, placed: boolean | undefined): void {
    const others = this.rows.int(number, FLAGS) & ~(3 << PLACED_SHIFT);
    this.rows.setInt(number, FLAGS, others | ((placed === undefined ? 0 : placed ? 2 : 1) << PLACED_SHIFT));
  }

  /** Forgets what surroundings made of all lines, to be judged anew. */
  forgetJudgements(): void {
    const found = [this.faults, this.notes, this.roots, this.drafts, this.fields, this.undisclosed, this.opened];
    for (const map of found) map.clear();
    this.#keys = [];
    this.#keyNumbers.clear();
    for (let number = 0; number < this.length; number++) {
      this.rows.setInt(number, FLAGS, this.rows.int(number, FLAGS) & ~JUDGED);
      this.rows.setInt(number, KEY, 0);
    }
  }
}
