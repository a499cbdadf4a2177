import { PAGE_BYTES, type PageMemory } from './page-memory.ts';

/** Bytes one after the other in paged memory. */
export class ByteLog {
  readonly #memory: PageMemory;
  readonly #pages: number[] = [];
  #length = 0;

  constructor(memory: PageMemory) {
    this.#memory = memory;
  }

  /** Where the bytes begin, to `read` them. */
  append(bytes: Uint8Array): number {
    const start = this.#length;
    let done = 0;
    while (done < bytes.length) {
      const at = this.#length % PAGE_BYTES;
      if (at === 0) this.#pages.push(this.#memory.allocate());
      const part = bytes.subarray(done, done + PAGE_BYTES - at);
      const frame = this.#memory.frameOf(this.#pages.at(-1) as number);
      frame.bytes.set(part, at);
      frame.changed = true;
      done += part.length;
      this.#length += part.length;
    }
    return start;
  }

  /** A copy. */
  read(start: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const at = (start + done) % PAGE_BYTES;
      const frame = this.#memory.frameOf(this.#pages[Math.floor((start + done) / PAGE_BYTES)] as number);
      const part = frame.bytes.subarray(at, Math.min(PAGE_BYTES, at + length - done));
      bytes.set(part, done);
      done += part.length;
    }
    return bytes;
  }
}
