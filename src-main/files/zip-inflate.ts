import { Readable } from 'node:stream';
import { createInflateRaw, inflateRawSync } from 'node:zlib';
import type { AssizeError } from '../../src-core/errors.ts';
import type { ByteSource } from '../../src-core/import/zip/byte-source.ts';
import type { PlacedEntry } from '../../src-core/import/zip/layout.ts';
import { compressedPieces, damagedData, dataError } from '../../src-core/import/zip/member-data.ts';

const pieceLength = 256 * 1024;
/** Compressed members up to here are inflated at once: a stream costs more than such a member. */
const atOnce = 128 * 1024;

/** The inflated bytes of a member, by zlib; see `ZipHost`. */
export async function* inflatedPieces(source: ByteSource, entry: PlacedEntry, bound: number): AsyncGenerator<Uint8Array> {
  if (entry.compressed <= atOnce) yield inflateAtOnce(await source.read(entry.dataStart, entry.compressed), entry, bound);
  else yield* inflateStream(source, entry);
}

function inflateAtOnce(compressed: Uint8Array, entry: PlacedEntry, bound: number): Uint8Array {
  const chunkSize = Math.min(Math.max(entry.size + 1, 64), pieceLength);
  try {
    const inflated: unknown = inflateRawSync(compressed, { maxOutputLength: bound, chunkSize, info: true });
    const { buffer, engine } = inflated as { buffer: Uint8Array; engine: { bytesWritten: number } };
    if (engine.bytesWritten !== entry.compressed) throw leftOver(entry);
    return buffer;
  } catch (error) {
    if (isCode(error, 'ERR_BUFFER_TOO_LARGE'))
      throw dataError('E_ZIP_LIMIT', entry, `the member inflates to more than ${bound} bytes`);
    throw inflateError(error, entry);
  }
}

async function* inflateStream(source: ByteSource, entry: PlacedEntry): AsyncGenerator<Uint8Array> {
  const input = Readable.from(compressedPieces(source, entry), { objectMode: false });
  const inflate = createInflateRaw({ chunkSize: pieceLength });
  input.on('error', (error) => inflate.destroy(error));
  input.pipe(inflate);
  try {
    for await (const piece of inflate) yield piece as Uint8Array;
    if (inflate.bytesWritten !== entry.compressed) throw leftOver(entry);
  } catch (error) {
    throw inflateError(error, entry);
  } finally {
    input.destroy();
    inflate.destroy();
  }
}

/** What zlib says of damaged data becomes our word for it; anything else stays what it is. */
function inflateError(error: unknown, entry: PlacedEntry): unknown {
  const isDamage = isCode(error, 'Z_DATA_ERROR') || isCode(error, 'Z_BUF_ERROR') || isCode(error, 'Z_NEED_DICT');
  return isDamage ? damagedData(entry) : error;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}

function leftOver(entry: PlacedEntry): AssizeError {
  return dataError('E_ZIP_CRC', entry, 'behind the compressed bytes of the member lie others');
}
