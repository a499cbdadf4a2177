import { sha256 } from '../../crypto/sha256.ts';
import { decodeUtf8, encodeUtf8 } from '../../encoding/utf8.ts';
import { ByteLog } from './byte-log.ts';
import { hashOfDigest, HashSlots } from './hash-slots.ts';
import type { PageMemory } from './page-memory.ts';
import { Table } from './table.ts';

const MOST_RECENT = 8192;
const RECORD_BYTES = 64;

/**
 * Texts that many lines state (actors, keys, transactions), each kept once and named by a number from 1. Those met lately are at hand as
 * strings.
 */
export class WordTable {
  readonly #bytes: ByteLog;
  /** SHA-256 of the text, where it begins, how long it is. */
  readonly #records: Table;
  readonly #slots: HashSlots;
  readonly #numbers = new Map<string, number>();
  readonly #texts = new Map<number, string>();

  constructor(memory: PageMemory) {
    this.#bytes = new ByteLog(memory);
    this.#records = new Table(memory, RECORD_BYTES);
    this.#slots = new HashSlots((record) => hashOfDigest(this.#records.bytes(record, 0, 4)));
  }

  get size(): number {
    return this.#records.length;
  }

  /** The number of a text, new or known. */
  number(text: string): number {
    const recent = this.#numbers.get(text);
    if (recent !== undefined) return recent;
    const bytes = encodeUtf8(text);
    const digest = sha256(bytes);
    const hash = hashOfDigest(digest);
    let record = this.#slots.find(hash, (candidate) => this.#records.hasBytes(candidate, 0, digest));
    if (record === undefined) {
      record = this.#records.push();
      this.#records.setBytes(record, 0, digest);
      this.#records.setFloat(record, 4, this.#bytes.append(bytes));
      this.#records.setInt(record, 10, bytes.length);
      this.#slots.add(hash, record);
    }
    if (this.#numbers.size >= MOST_RECENT) this.#numbers.clear();
    this.#numbers.set(text, record + 1);
    return record + 1;
  }

  /** The number of a text that is there. */
  find(text: string): number | undefined {
    const recent = this.#numbers.get(text);
    if (recent !== undefined) return recent;
    const digest = sha256(encodeUtf8(text));
    const record = this.#slots.find(hashOfDigest(digest), (candidate) => this.#records.hasBytes(candidate, 0, digest));
    return record === undefined ? undefined : record + 1;
  }

  /** True where the text was not there before. */
  add(text: string): boolean {
    const before = this.size;
    return this.number(text) > before;
  }

  /** The text of a number; 0 stands for none. */
  text(number: number): string | undefined {
    if (number === 0) return undefined;
    const recent = this.#texts.get(number);
    if (recent !== undefined) return recent;
    const bytes = this.#bytes.read(this.#records.float(number - 1, 4), this.#records.int(number - 1, 10));
    const text = decodeUtf8(bytes) as string;
    if (this.#texts.size >= MOST_RECENT) this.#texts.clear();
    this.#texts.set(number, text);
    return text;
  }
}
