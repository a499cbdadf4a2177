import { Readable } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { AssizeError } from '../../src-core/errors.ts';
import type { ContainerLimits } from '../../src-core/import/container-rules.ts';
import type { ByteSource } from './byte-source.ts';
import type { PlacedEntry } from './zip-layout.ts';

const pieceLength = 256 * 1024;
/** Compressed members up to here are inflated at once: a stream costs more than such a member. */
const atOnce = 128 * 1024;

/**
 * The data of a member, held against what the directory states while it is read: size and CRC, no compressed bytes left over.
 * A member that inflates past its stated size is read on only until it proves a bomb. Throws `AssizeError` E_ZIP_LIMIT or E_ZIP_CRC;
 * until the last piece has come, what was read may be wrong.
 */
export async function* readData(source: ByteSource, entry: PlacedEntry, limits: ContainerLimits): AsyncGenerator<Uint8Array> {
  const bound = Math.max(limits.ratioFrom, entry.compressed * limits.ratio);
  const pieces = entry.method === 0 ? compressedPieces(source, entry) : inflatedPieces(source, entry, bound);
  let size = 0;
  let crc = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > entry.size) {
      if (size > bound)
        throw dataError('E_ZIP_LIMIT', entry, `the member inflates to more than ${bound} bytes and stated ${entry.size}`);
      continue;
    }
    crc = crc32(piece, crc);
    yield piece;
  }
  if (size !== entry.size) throw dataError('E_ZIP_CRC', entry, `the member has ${size} bytes and stated ${entry.size}`);
  if (crc !== entry.crc32) throw dataError('E_ZIP_CRC', entry, 'the member has another CRC than the directory states');
}

async function* compressedPieces(source: ByteSource, entry: PlacedEntry): AsyncGenerator<Uint8Array> {
  const end = entry.dataStart + entry.compressed;
  for (let at = entry.dataStart; at < end;) {
    const piece = await source.read(at, Math.min(pieceLength, end - at));
    if (piece.length === 0) throw dataError('E_ZIP_CRC', entry, 'the file was cut while it was read');
    at += piece.length;
    yield piece;
  }
}

async function* inflatedPieces(source: ByteSource, entry: PlacedEntry, bound: number): AsyncGenerator<Uint8Array> {
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
  return isDamage ? dataError('E_ZIP_CRC', entry, 'the compressed bytes of the member are damaged') : error;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}

function leftOver(entry: PlacedEntry): AssizeError {
  return dataError('E_ZIP_CRC', entry, 'behind the compressed bytes of the member lie others');
}

function dataError(code: 'E_ZIP_LIMIT' | 'E_ZIP_CRC', entry: PlacedEntry, message: string): AssizeError {
  return new AssizeError(code, message, { path: entry.name });
}
