/** Ids of lines, 4 bytes each, that grow at the end. */
export class GrowingIds {
  #ids = new Uint32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(ids: readonly number[]): void {
    const needed = this.#length + ids.length;
    if (needed > this.#ids.length) {
      const grown = new Uint32Array(Math.max(needed, this.#ids.length * 2));
      grown.set(this.#ids.subarray(0, this.#length));
      this.#ids = grown;
    }
    this.#ids.set(ids, this.#length);
    this.#length = needed;
  }

  view(): Uint32Array {
    return this.#ids.subarray(0, this.#length);
  }
}
