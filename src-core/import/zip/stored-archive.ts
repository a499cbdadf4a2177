import { concatBytes, equalBytes, joinBytes } from '../../encoding/bytes.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { decodeUtf8, encodeUtf8 } from '../../encoding/utf8.ts';
import { AssizeError } from '../../errors.ts';
import { crc32 } from './crc32.ts';

/** Names and contents of an archive. */
export type StoredMembers = ReadonlyMap<string, Uint8Array>;

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const localLength = 30;
/** Version 2.0, names in UTF-8, stored, 1980-01-01 00:00. */
const common = [20, 0x0800, 0, 0, 0x0021] as const;
/** Unix, by version 6.3 of the format. */
const madeBy = (3 << 8) | 63;
const plainFile = 0o100644 * 2 ** 16;

/** True for bytes that begin as an archive that is not empty does. */
export function isArchive(bytes: Uint8Array): boolean {
  return four(localSignature).every((byte, index) => bytes[index] === byte);
}

/**
 * Packs members, sorted by name, stored, at a fixed time: the same members give the same bytes, those that yazl gives.
 *
 * @throws {AssizeError} `E_ZIP_LIMIT` beyond 4 GiB or 65,534 members, where the format would need its extension
 */
export function packStored(members: StoredMembers): Uint8Array {
  const locals: Uint8Array[] = [];
  const centrals: Uint8Array[] = [];
  let offset = 0;
  for (const name of [...members.keys()].sort(compareUtf16)) {
    const bytes = members.get(name) as Uint8Array;
    const raw = encodeUtf8(name);
    const shared = [...common.map(two), four(crc32(bytes, 0)), four(bytes.length), four(bytes.length), two(raw.length)];
    const local = concatBytes(four(localSignature), ...shared, two(0), raw);
    locals.push(local, bytes);
    // No extra field, no comment, first disk, no internal attributes.
    const rest = [two(0), two(0), two(0), two(0), four(plainFile), four(offset), raw];
    centrals.push(concatBytes(four(centralSignature), two(madeBy), ...shared, ...rest));
    offset += local.length + bytes.length;
  }
  const directory = joinBytes(centrals);
  if (members.size >= 0xffff || offset + directory.length >= 0xffff_ffff)
    throw new AssizeError(
      'E_ZIP_LIMIT',
      'the archive would be too large',
      {},
      'Leave evidence files out; they can travel beside it.',
    );
  const counts = [two(0), two(0), two(members.size), two(members.size)];
  const end = concatBytes(four(endSignature), ...counts, four(directory.length), four(offset), two(0));
  return joinBytes([...locals, directory, end]);
}

/**
 * Unpacks what `packStored` packs, and nothing else: an archive that packing its members again would not give, byte for byte, is
 * refused, so that no bit of it can change unseen. That holds headers and directory too, so they need no rules of their own.
 *
 * @throws {AssizeError} `E_ZIP_FORMAT`
 */
export function unpackStored(archive: Uint8Array): StoredMembers {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const members = new Map<string, Uint8Array>();
  for (let at = 0; at + localLength <= archive.length && view.getUint32(at, true) === localSignature;) {
    const size = view.getUint32(at + 22, true);
    const start = at + localLength + view.getUint16(at + 26, true);
    const name = decodeUtf8(archive.subarray(at + localLength, start));
    if (name === undefined) break;
    members.set(name, archive.slice(start, start + size));
    at = start + size;
  }
  if (!equalBytes(packStored(members), archive))
    throw new AssizeError('E_ZIP_FORMAT', 'the archive is not the one that its members give');
  return members;
}

function two(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8);
}

function four(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}
