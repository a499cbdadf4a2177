/** Pages are this long. */
export const PAGE_BYTES = 16 * 1024;

/** Where the host keeps pages that memory has no room for; pages are numbered from 0 and `PAGE_BYTES` long. */
export interface PageStore {
  /** So many pages are to be in memory at most. */
  readonly mostInMemory: number;
  write(page: number, bytes: Uint8Array): void;
  /** Fills `into` with what was written last. */
  read(page: number, into: Uint8Array): void;
}

/** A page while it is in memory: three views of the same bytes. Valid until the next page is asked for. */
export interface Frame {
  readonly bytes: Uint8Array;
  readonly ints: Int32Array;
  readonly floats: Float64Array;
  page: number;
  used: boolean;
  /** Set by whoever writes to it. */
  changed: boolean;
}

/**
 * What a verification remembers of its lines, in pages: those used of late are in memory, the others with the host. Without a host's store
 * all stay in memory.
 */
export class PageMemory {
  readonly #store: PageStore | undefined;
  readonly #resident: (Frame | undefined)[] = [];
  readonly #isStored: boolean[] = [];
  readonly #frames: Frame[] = [];
  #hand = 0;

  constructor(store?: PageStore) {
    this.#store = store;
  }

  /** A new page of zeros. */
  allocate(): number {
    this.#isStored.push(false);
    return this.#resident.push(undefined) - 1;
  }

  frameOf(page: number): Frame {
    const frame = this.#resident[page];
    if (frame === undefined) return this.#bringIn(page);
    frame.used = true;
    return frame;
  }

  #bringIn(page: number): Frame {
    const frame = this.#freeFrame();
    if (this.#isStored[page] === true) this.#store?.read(page, frame.bytes);
    else frame.bytes.fill(0);
    frame.page = page;
    frame.used = true;
    frame.changed = false;
    this.#resident[page] = frame;
    return frame;
  }

  /** A new frame while there may be more, else one that was not used of late (the clock algorithm). */
  #freeFrame(): Frame {
    if (this.#store === undefined || this.#frames.length < this.#store.mostInMemory) {
      const bytes = new Uint8Array(PAGE_BYTES);
      const frame: Frame = {
        bytes,
        ints: new Int32Array(bytes.buffer),
        floats: new Float64Array(bytes.buffer),
        page: -1,
        used: true,
        changed: false,
      };
      this.#frames.push(frame);
      return frame;
    }
    for (;;) {
      const frame = this.#frames[this.#hand] as Frame;
      this.#hand = (this.#hand + 1) % this.#frames.length;
      if (frame.used) {
        frame.used = false;
        continue;
      }
      if (frame.changed) {
        this.#store?.write(frame.page, frame.bytes);
        this.#isStored[frame.page] = true;
      }
      this.#resident[frame.page] = undefined;
      return frame;
    }
  }
}
