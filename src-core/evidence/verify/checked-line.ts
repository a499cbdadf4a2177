import { encodeBase64 } from '../../encoding/base64.ts';
import type { Digest } from '../../crypto/sha256.ts';
import { isJsonObject, type JsonObject } from '../../json/json-value.ts';
import type { Entry } from '../model/entry.ts';
import type { EvidenceLine, FieldState, FindingDraft, KeyRecord } from '../state.ts';
import type { Fault } from './fault.ts';
import { payloadOf, type LineReading } from './line-reading.ts';

/** One chain file, as the host feeds it. */
export interface ChainSource {
  /** As findings name it. */
  readonly path: string;
  /** The chain of the file: its name, else its first readable line; empty until one is known, and for good where none is. */
  chain: string;
  /** Set by the host once the file has been read: it orders the copies of a chain, whatever the order of paths was. */
  sha256?: string;
  readonly lines: CheckedLine[];
}

/**
 * How many payloads stay parsed: the objects of a payload are several times larger than its bytes, so beyond this many lines
 * they are read again from the bytes when a pass asks for them.
 */
const HELD_PAYLOADS = 20_000;
const RING = 4096;

/** Holds the payloads read lately, so that a pass that asks for a line's members several times reads it once. */
export class PayloadStore {
  #held = 0;
  #next = 0;
  readonly #ring: (LineReading | undefined)[] = [];

  /** Decides whether a new reading keeps its payload. */
  admit(reading: LineReading): void {
    if (reading.payload === undefined) return;
    if (this.#held < HELD_PAYLOADS) this.#held++;
    else this.#rotate(reading);
  }

  read(reading: LineReading): JsonObject | undefined {
    if (reading.payload !== undefined || !reading.isReadable) return reading.payload;
    reading.payload = payloadOf(reading);
    this.#rotate(reading);
    return reading.payload;
  }

  #rotate(reading: LineReading): void {
    const oldest = this.#ring[this.#next];
    if (oldest !== undefined) oldest.payload = undefined;
    this.#ring[this.#next] = reading;
    this.#next = (this.#next + 1) % RING;
  }
}

/** A line during verification: what it says by itself, and what its surroundings make of it. */
export class CheckedLine implements EvidenceLine {
  readonly source: ChainSource;
  readonly line: number;
  readonly reading: LineReading;
  readonly #store: PayloadStore;
  key: KeyRecord | undefined;
  placed: boolean | undefined;
  fields: ReadonlyMap<string, FieldState> | undefined;
  undisclosed: number | undefined;
  root: FindingDraft | undefined;
  drafts: FindingDraft[] = [];
  /** The first fault found while lines and chains are judged; recorded as a finding afterwards. */
  fault: Fault | undefined;
  /** What only informs, found on the way. */
  notes: Fault[] | undefined;
  /** A copy of an entry that an earlier file holds too: it counts once and is not judged. */
  copy = false;
  #opened: JsonObject | undefined;

  constructor(source: ChainSource, line: number, reading: LineReading, store: PayloadStore) {
    this.source = source;
    this.line = line;
    this.reading = reading;
    this.#store = store;
  }

  get path(): string {
    return this.source.path;
  }

  get chain(): string {
    return this.source.chain;
  }

  get digest(): Digest | undefined {
    return this.reading.digest;
  }

  get payload(): JsonObject | undefined {
    return this.#store.read(this.reading);
  }

  /** Held to its schema, and by nothing worse than what comes after that step. */
  get entry(): Entry | undefined {
    const { reading } = this;
    if (reading.early !== undefined || reading.schema !== undefined || !this.#schemaWasReached()) return undefined;
    return this.payload as Entry | undefined;
  }

  get body(): JsonObject | undefined {
    if (this.#opened !== undefined) return this.#opened;
    const body = this.payload?.['body'];
    return isJsonObject(body) ? body : undefined;
  }

  set body(opened: JsonObject | undefined) {
    this.#opened = opened;
  }

  get sig(): string | undefined {
    return this.reading.signature === undefined ? undefined : encodeBase64(this.reading.signature);
  }

  get signature(): EvidenceLine['signature'] {
    return this.key === undefined ? undefined : this.reading.verdict;
  }

  /** Forgets what surroundings made of it, to be judged anew. */
  reset(): void {
    this.key = undefined;
    this.placed = undefined;
    this.fields = undefined;
    this.undisclosed = undefined;
    this.root = undefined;
    this.drafts = [];
    this.fault = undefined;
    this.notes = undefined;
    this.copy = false;
    this.#opened = undefined;
  }

  #schemaWasReached(): boolean {
    const code = this.fault?.step;
    return code !== 'key-found' && code !== 'signature' && code !== 'key-binding' && code !== 'keyid';
  }
}
