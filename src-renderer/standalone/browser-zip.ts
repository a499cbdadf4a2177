import { AssizeError } from '../../src-core/errors.ts';
import type { ByteSource } from '../../src-core/import/zip/byte-source.ts';
import { crc32 } from '../../src-core/import/zip/crc32.ts';
import type { PlacedEntry } from '../../src-core/import/zip/layout.ts';
import { compressedPieces, damagedData } from '../../src-core/import/zip/member-data.ts';
import { readRecords } from '../../src-core/import/zip/read-records.ts';
import type { ZipHost } from '../../src-core/import/zip/zip-host.ts';

/** Containers in a browser: the directory is read by the core, members are inflated by the browser. */
export const browserZip: ZipHost = { readRecords, crc32, inflate };

/** The browser's own inflate refuses damaged data, data that ends early, and bytes behind its end (Compression Streams, section 5). */
async function* inflate(source: ByteSource, entry: PlacedEntry): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream('deflate-raw');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  const fed = feed(source, entry, writer);
  // Looked at below; until then a refusal is nobody's unhandled rejection.
  fed.catch(() => {});
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    await fed;
  } catch (error) {
    const cause =
      error instanceof AssizeError
        ? error
        : await fed.then(
            () => error,
            (failure: unknown) => failure,
          );
    throw cause instanceof TypeError ? damagedData(entry) : cause;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function feed(
  source: ByteSource,
  entry: PlacedEntry,
  writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  try {
    for await (const piece of compressedPieces(source, entry)) await writer.write(piece as Uint8Array<ArrayBuffer>);
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}
