import { PAGE_BYTES, type PageMemory } from './page-memory.ts';

/** Records of one length, numbered from 0, in paged memory; they begin as zeros. */
export class Table {
  readonly #memory: PageMemory;
  readonly #pages: number[] = [];
  readonly #shift: number;
  readonly #mask: number;
  readonly #recordBytes: number;
  #length = 0;

  /** @param recordBytes - a power of two from 4 to `PAGE_BYTES` */
  constructor(memory: PageMemory, recordBytes: number, length = 0) {
    this.#memory = memory;
    this.#recordBytes = recordBytes;
    this.#shift = Math.log2(PAGE_BYTES / recordBytes);
    this.#mask = PAGE_BYTES / recordBytes - 1;
    this.grow(length);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds records of zeros up to a length. */
  grow(length: number): void {
    this.#length = Math.max(length, this.#length);
    while (this.#pages.length << this.#shift < length) this.#pages.push(this.#memory.allocate());
  }

  /** Adds a record of zeros. */
  push(): number {
    this.grow(this.#length + 1);
    return this.#length - 1;
  }

  /** @param field - counted in 4 bytes */
  int(record: number, field: number): number {
    const frame = this.#memory.frameOf(this.#pages[record >>> this.#shift] as number);
    return frame.ints[(((record & this.#mask) * this.#recordBytes) >>> 2) + field] as number;
  }

  setInt(record: number, field: number, value: number): void {
    const frame = this.#memory.frameOf(this.#pages[record >>> this.#shift] as number);
    frame.ints[(((record & this.#mask) * this.#recordBytes) >>> 2) + field] = value;
    frame.changed = true;
  }

  /** @param field - counted in 8 bytes */
  float(record: number, field: number): number {
    const frame = this.#memory.frameOf(this.#pages[record >>> this.#shift] as number);
    return frame.floats[(((record & this.#mask) * this.#recordBytes) >>> 3) + field] as number;
  }

  setFloat(record: number, field: number, value: number): void {
    const frame = this.#memory.frameOf(this.#pages[record >>> this.#shift] as number);
    frame.floats[(((record & this.#mask) * this.#recordBytes) >>> 3) + field] = value;
    frame.changed = true;
  }

  /** A copy. @param at - counted in bytes */
  bytes(record: number, at: number, length: number): Uint8Array {
    const frame = this.#memory.frameOf(this.#pages[record >>> this.#shift] as number);
    const start = (record & this.#mask) * this.#recordBytes + at;
    return frame.bytes.slice(start, start + length);
  }

  setBytes(record: number, at: number, bytes: Uint8Array): void {
    const frame = this.#memory.frameOf(this.#pages[record >>> this.#shift] as number);
    frame.bytes.set(bytes, (record & this.#mask) * this.#recordBytes + at);
    frame.changed = true;
  }

  hasBytes(record: number, at: number, bytes: Uint8Array): boolean {
    const frame = this.#memory.frameOf(this.#pages[record >>> this.#shift] as number);
    const start = (record & this.#mask) * this.#recordBytes + at;
    for (let i = 0; i < bytes.length; i++) if (frame.bytes[start + i] !== bytes[i]) return false;
    return true;
  }
}
