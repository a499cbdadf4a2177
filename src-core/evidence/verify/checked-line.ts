import { encodeBase64 } from '../../encoding/base64.ts';
import type { Digest } from '../../crypto/sha256.ts';
import type { Algorithm, SignatureVerdict, SignatureVerifier } from '../../crypto/signature.ts';
import { isJsonObject, type JsonObject } from '../../json/json-value.ts';
import { FLAG, WORD, type LineBook } from '../lines/line-book.ts';
import type { LineSpan } from '../lines/line-span.ts';
import type { Entry, Rel } from '../model/entry.ts';
import type { EvidenceLine, FieldState, FindingDraft, KeyRecord } from '../state.ts';
import type { Fault } from './fault.ts';

/** One chain file, as the host feeds it. */
export interface ChainSource {
  /** As findings name it. */
  readonly path: string;
  /** The chain of the file: its name, else its first readable line; empty until one is known, and for good where none is. */
  chain: string;
  /** Set by the host once the file has been read: it orders the copies of a chain, whatever the order of paths was. */
  sha256?: string;
  readonly lines: LineSpan;
}

const NOTHING: readonly FindingDraft[] = Object.freeze([]);
const NO_FIELDS: ReadonlyMap<string, FieldState> = new Map();

/**
 * A line during verification and after it: what it says by itself, and what its surroundings make of it. It holds nothing but its
 * number; everything else is in the book.
 */
export class CheckedLine implements EvidenceLine {
  readonly #book: LineBook;
  readonly number: number;

  constructor(book: LineBook, number: number) {
    this.#book = book;
    this.number = number;
  }

  get source(): ChainSource {
    return this.#book.source(this.number);
  }

  get path(): string {
    return this.source.path;
  }

  get chain(): string {
    return this.source.chain;
  }

  get line(): number {
    return this.#book.line(this.number);
  }

  get digest(): Digest | undefined {
    return this.#book.digest(this.number);
  }

  /** True where the payload is a JSON object, whatever is wrong with it. */
  get isReadable(): boolean {
    return this.#book.has(this.number, FLAG.readable);
  }

  get payload(): JsonObject | undefined {
    return this.#book.payload(this.number);
  }

  /** Of the payload. */
  get bytes(): Uint8Array | undefined {
    return this.#book.bytes(this.number);
  }

  /** What the payload states; absent where it does not, or not of the JSON type that it must have. */
  get statedChain(): string | undefined {
    return this.#book.word(this.number, WORD.chain);
  }

  get seq(): number | undefined {
    const seq = this.#book.seq(this.number);
    return Number.isNaN(seq) ? undefined : seq;
  }

  get prev(): string | null | undefined {
    return this.#book.prev(this.number);
  }

  /** The author's clock in epoch milliseconds, `NaN` where it cannot be read. */
  get clock(): number {
    return this.#book.clock(this.number);
  }

  get type(): string | undefined {
    return this.#book.word(this.number, WORD.type);
  }

  get txn(): string | undefined {
    return this.#book.word(this.number, WORD.txn);
  }

  get actorId(): string | undefined {
    return this.#book.word(this.number, WORD.actorId);
  }

  get actorRole(): string | undefined {
    return this.#book.word(this.number, WORD.actorRole);
  }

  get kid(): string | undefined {
    if (!this.#book.has(this.number, FLAG.otherKid)) return this.isReadable ? this.keyid : undefined;
    const actor = this.payload?.['actor'];
    const kid = isJsonObject(actor) ? actor['kid'] : undefined;
    return typeof kid === 'string' ? kid : undefined;
  }

  get closes(): boolean {
    return this.#book.has(this.number, FLAG.closes);
  }

  /** Of the envelope's one signature. */
  get keyid(): string | undefined {
    return this.#book.word(this.number, WORD.keyid);
  }

  /** The first fault of the steps up to `keyid`. */
  get early(): Fault | undefined {
    return this.#book.early.get(this.number);
  }

  /** The first breach of the schema, and of sums; neither is looked for where `early` is. */
  get schema(): Fault | undefined {
    return this.#book.schema.get(this.number);
  }

  get sums(): Fault | undefined {
    return this.#book.sums.get(this.number);
  }

  /** Held to its schema, and by nothing worse than what comes after that step. */
  get entry(): Entry | undefined {
    return this.hasEntry ? (this.payload as unknown as Entry) : undefined;
  }

  get hasEntry(): boolean {
    return this.isReadable && !this.#book.has(this.number, FLAG.early | FLAG.schema) && this.#schemaWasReached();
  }

  /** True where a reference of it has this relation. */
  refersBy(rel: Rel): boolean {
    const [start, end] = this.#book.edgesOf(this.number);
    for (let edge = start; edge < end; edge++) if (this.#book.edgeRel(edge) === rel) return true;
    return false;
  }

  /** True where the entry names artifacts; true where its body holds digests of what was withheld. */
  get hasArtifacts(): boolean {
    return this.#book.has(this.number, FLAG.artifacts);
  }

  get holdsDigests(): boolean {
    return this.#book.has(this.number, FLAG.digests);
  }

  get body(): JsonObject | undefined {
    const opened = this.#book.opened.get(this.number);
    if (opened !== undefined) return opened;
    const body = this.payload?.['body'];
    return isJsonObject(body) ? body : undefined;
  }

  set body(opened: JsonObject | undefined) {
    put(this.#book.opened, this.number, opened);
  }

  get fields(): ReadonlyMap<string, FieldState> | undefined {
    return this.#book.has(this.number, FLAG.plain) ? NO_FIELDS : this.#book.fields.get(this.number);
  }

  set fields(fields: ReadonlyMap<string, FieldState> | undefined) {
    put(this.#book.fields, this.number, fields);
  }

  get undisclosed(): number | undefined {
    return this.#book.has(this.number, FLAG.plain) ? 0 : this.#book.undisclosed.get(this.number);
  }

  set undisclosed(count: number | undefined) {
    put(this.#book.undisclosed, this.number, count);
  }

  /** Says that its body was signed in clear as a whole. */
  setPlain(): void {
    this.#book.set(this.number, FLAG.plain, true);
  }

  get sig(): string | undefined {
    const signature = this.#book.signature(this.number);
    return signature === undefined ? undefined : encodeBase64(signature);
  }

  get key(): KeyRecord | undefined {
    return this.#book.key(this.number);
  }

  set key(key: KeyRecord | undefined) {
    this.#book.setKey(this.number, key);
  }

  get signature(): EvidenceLine['signature'] {
    return this.key === undefined ? undefined : this.verdict;
  }

  /** Of its signature under the key whose thumbprint is `keyid`, once that was checked. */
  get verdict(): SignatureVerdict | undefined {
    return this.#book.verdict(this.number);
  }

  verdictUnder(key: KeyRecord, verifier: SignatureVerifier): SignatureVerdict {
    return this.#book.verdictUnder(this.number, key.key, key.alg as Algorithm, verifier);
  }

  get placed(): boolean | undefined {
    return this.#book.placed(this.number);
  }

  set placed(placed: boolean | undefined) {
    this.#book.setPlaced(this.number, placed);
  }

  /** A copy of an entry that an earlier file holds too: it counts once and is not judged. */
  get copy(): boolean {
    return this.#book.has(this.number, FLAG.copy);
  }

  set copy(copy: boolean) {
    this.#book.set(this.number, FLAG.copy, copy);
  }

  get root(): FindingDraft | undefined {
    return this.#book.roots.get(this.number);
  }

  set root(root: FindingDraft | undefined) {
    put(this.#book.roots, this.number, root);
  }

  get drafts(): readonly FindingDraft[] {
    return this.#book.drafts.get(this.number) ?? NOTHING;
  }

  set drafts(drafts: readonly FindingDraft[]) {
    this.#book.drafts.set(this.number, drafts);
  }

  /** The first fault found while lines and chains are judged; recorded as a finding afterwards. */
  get fault(): Fault | undefined {
    return this.#book.faults.get(this.number);
  }

  set fault(fault: Fault | undefined) {
    put(this.#book.faults, this.number, fault);
  }

  /** What only informs, found on the way. */
  get notes(): readonly Fault[] {
    return this.#book.notes.get(this.number) ?? [];
  }

  inform(note: Fault): void {
    this.#book.notes.set(this.number, [...this.notes, note]);
  }

  /** True where its `prev` is the digest of another line. */
  follows(before: CheckedLine): boolean {
    if (this.#book.above(this.number) === before.number) return true;
    const { prev } = this;
    return typeof prev === 'string' && prev === before.digest;
  }

  #schemaWasReached(): boolean {
    const step = this.fault?.step;
    return step !== 'key-found' && step !== 'signature' && step !== 'key-binding' && step !== 'keyid';
  }
}

function put<T>(map: Map<number, T>, number: number, value: T | undefined): void {
  if (value === undefined) map.delete(number);
  else map.set(number, value);
}
