/** Bytes that can be read anywhere: a file that stays open, or memory. */
export interface ByteSource {
  readonly size: number;
  /** The bytes at a position; fewer only where the source ends. */
  read(position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Bytes in memory. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (position, length) => Promise.resolve(bytes.subarray(position, position + length)),
    close: () => Promise.resolve(),
  };
}

const smallWindow = 4 * 1024;
const largeWindow = 256 * 1024;

/** The same source behind one window of read-ahead, for many short reads near each other: the window grows while they run on. */
export function windowed(source: ByteSource): ByteSource {
  let start = 0;
  let held: Uint8Array = new Uint8Array(0);
  return {
    size: source.size,
    close: () => source.close(),
    async read(position, length) {
      if (position < start || position + length > start + held.length) {
        const runsOn = position >= start && position <= start + held.length + smallWindow && held.length > 0;
        held = await source.read(position, Math.max(length, runsOn ? largeWindow : smallWindow));
        start = position;
      }
      return held.subarray(position - start, position - start + length);
    },
  };
}
