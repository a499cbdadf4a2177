import { AssizeError } from '../../errors.ts';
import type { ContainerLimits } from '../container-rules.ts';
import type { ByteSource } from './byte-source.ts';
import type { PlacedEntry } from './layout.ts';
import type { ZipHost } from './zip-host.ts';

const pieceLength = 256 * 1024;

/**
 * The data of a member, held against what the directory states while it is read: size and CRC, no compressed bytes left over.
 * A member that inflates past its stated size is read on only until it proves a bomb. Throws `AssizeError` E_ZIP_LIMIT or E_ZIP_CRC;
 * until the last piece has come, what was read may be wrong.
 */
export async function* readData(
  source: ByteSource,
  entry: PlacedEntry,
  limits: ContainerLimits,
  host: ZipHost,
): AsyncGenerator<Uint8Array> {
  const bound = Math.max(limits.ratioFrom, entry.compressed * limits.ratio);
  const pieces = entry.method === 0 ? compressedPieces(source, entry) : host.inflate(source, entry, bound);
  let size = 0;
  let crc = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > entry.size) {
      if (size > bound)
        throw dataError('E_ZIP_LIMIT', entry, `the member inflates to more than ${bound} bytes and stated ${entry.size}`);
      continue;
    }
    crc = host.crc32(piece, crc);
    yield piece;
  }
  if (size !== entry.size) throw dataError('E_ZIP_CRC', entry, `the member has ${size} bytes and stated ${entry.size}`);
  if (crc !== entry.crc32) throw dataError('E_ZIP_CRC', entry, 'the member has another CRC than the directory states');
}

/** The bytes of a member as they lie in the container. */
export async function* compressedPieces(source: ByteSource, entry: PlacedEntry): AsyncGenerator<Uint8Array> {
  const end = entry.dataStart + entry.compressed;
  for (let at = entry.dataStart; at < end;) {
    const piece = await source.read(at, Math.min(pieceLength, end - at));
    if (piece.length === 0) throw dataError('E_ZIP_CRC', entry, 'the file was cut while it was read');
    at += piece.length;
    yield piece;
  }
}

/** What is refused of a member's bytes. */
export function dataError(code: 'E_ZIP_LIMIT' | 'E_ZIP_CRC', entry: PlacedEntry, message: string): AssizeError {
  return new AssizeError(code, message, { path: entry.name });
}

/** The compressed bytes are no deflate stream, or not a whole one. */
export function damagedData(entry: PlacedEntry): AssizeError {
  return dataError('E_ZIP_CRC', entry, 'the compressed bytes of the member are damaged');
}
