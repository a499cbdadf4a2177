/** A digest is its own hash: its first four bytes. */
export function hashOfDigest(digest: Uint8Array): number {
  return ((digest[0] as number) << 24) | ((digest[1] as number) << 16) | ((digest[2] as number) << 8) | (digest[3] as number);
}

/** Finds numbered records by a hash of what they hold: open addressing, 6 to 12 bytes a record; what is the same is the caller's to say. */
export class HashSlots {
  readonly #hashOf: (record: number) => number;
  /** A record's number and one; 0 is free. */
  #slots: Int32Array;
  #count = 0;

  /** @param hashOf - the hash that a record was added with, for when the slots grow */
  constructor(hashOf: (record: number) => number, expected = 0) {
    this.#hashOf = hashOf;
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(16, expected * 1.5))));
  }

  /** The first record with this hash that is the one. */
  find(hash: number, isIt: (record: number) => boolean): number | undefined {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const record = this.#slots[slot] as number;
      if (record === 0) return undefined;
      if (isIt(record - 1)) return record - 1;
    }
  }

  add(hash: number, record: number): void {
    if ((this.#count + 1) * 4 > this.#slots.length * 3) this.#grow();
    this.#put(hash, record);
    this.#count += 1;
  }

  #put(hash: number, record: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = record + 1;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    for (const record of old) if (record !== 0) this.#put(this.#hashOf(record - 1), record - 1);
  }
}
