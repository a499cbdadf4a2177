import { digestBytes, digestText, type Digest } from '../../crypto/sha256.ts';
import { compareBytes } from '../../encoding/bytes.ts';
import type { DigestIndex } from '../lines/digest-index.ts';
import type { PageMemory } from '../lines/page-memory.ts';
import { Table } from '../lines/table.ts';
import type { Bracket } from '../state.ts';

/** The bounds of an entry, 16 bytes: epoch milliseconds. */
const RECORD_BYTES = 16;
const NOT_BEFORE = 0;
const NOT_AFTER = 1;

/** When entries were signed, by their digests; those without any bound are absent. */
export class BracketBook {
  readonly #index: DigestIndex;
  readonly #memory: PageMemory;
  #bounds: Table;

  constructor(index: DigestIndex, memory: PageMemory) {
    this.#index = index;
    this.#memory = memory;
    this.#bounds = new Table(memory, RECORD_BYTES);
  }

  /** Forgets all bounds, and makes room for those of so many lines. */
  open(count: number): void {
    this.#bounds = new Table(this.#memory, RECORD_BYTES, count);
    for (let entry = 0; entry < count; entry++) {
      this.#bounds.setFloat(entry, NOT_BEFORE, Number.NEGATIVE_INFINITY);
      this.#bounds.setFloat(entry, NOT_AFTER, Number.POSITIVE_INFINITY);
    }
  }

  /** -Infinity where no anchor says. */
  notBefore(entry: number): number {
    return this.#bounds.float(entry, NOT_BEFORE);
  }

  /** +Infinity where no anchor says. */
  notAfter(entry: number): number {
    return this.#bounds.float(entry, NOT_AFTER);
  }

  setNotBefore(entry: number, instant: number): void {
    this.#bounds.setFloat(entry, NOT_BEFORE, instant);
  }

  /** Sets an upper bound unless there is a smaller one. */
  lowerNotAfter(entry: number, instant: number): void {
    if (instant < this.notAfter(entry)) this.#bounds.setFloat(entry, NOT_AFTER, instant);
  }

  /** The bounds of an entry by its number. */
  at(entry: number): Bracket {
    const notBefore = this.notBefore(entry);
    const notAfter = this.notAfter(entry);
    return {
      ...(notBefore === Number.NEGATIVE_INFINITY ? {} : { notBefore }),
      ...(notAfter === Number.POSITIVE_INFINITY ? {} : { notAfter }),
    };
  }

  isAnchored(entry: number): boolean {
    return this.notBefore(entry) !== Number.NEGATIVE_INFINITY || this.notAfter(entry) !== Number.POSITIVE_INFINITY;
  }

  get(digest: Digest): Bracket | undefined {
    const bytes = digestBytes(digest);
    const entry = bytes === undefined ? undefined : this.#index.entryOf(bytes);
    return entry !== undefined && entry < this.#bounds.length && this.isAnchored(entry) ? this.at(entry) : undefined;
  }

  *[Symbol.iterator](): Generator<readonly [Digest, Bracket]> {
    if (this.#bounds.length === 0) return;
    for (const entry of this.#index.entries())
      if (this.isAnchored(entry)) yield [digestText(this.#index.digestBytes(entry)), this.at(entry)];
  }

  /** As they are, by digest; it takes 16 bytes an entry meanwhile. */
  *byDigest(): Generator<readonly [Digest, Bracket]> {
    const length = this.#bounds.length;
    const numbers = new Uint32Array(length);
    // The first six bytes of a digest tell nearly all of them apart, and are exact as a number.
    const keys = new Float64Array(length);
    let count = 0;
    for (const entry of length === 0 ? [] : this.#index.entries()) {
      if (!this.isAnchored(entry)) continue;
      const digest = this.#index.digestBytes(entry);
      numbers[count] = entry;
      for (let i = 0; i < 6; i++) keys[count] = (keys[count] as number) * 256 + (digest[i] as number);
      count += 1;
    }
    const order = Uint32Array.from({ length: count }, (_, place) => place);
    const bytesAt = (place: number): Uint8Array => this.#index.digestBytes(numbers[place] as number);
    order.sort((a, b) => (keys[a] as number) - (keys[b] as number) || compareBytes(bytesAt(a), bytesAt(b)));
    for (const place of order) yield [digestText(bytesAt(place)), this.at(numbers[place] as number)];
  }

  *keys(): Generator<Digest> {
    for (const [digest] of this) yield digest;
  }

  *values(): Generator<Bracket> {
    for (const [, bracket] of this) yield bracket;
  }
}
