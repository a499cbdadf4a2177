import { open, type FileHandle } from 'node:fs/promises';

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

/** A file, opened once, so that all that is read of it is of one file. */
export async function fileSource(path: string): Promise<ByteSource> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    return { size, read: (position, length) => readFrom(handle, position, length), close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readFrom(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
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
