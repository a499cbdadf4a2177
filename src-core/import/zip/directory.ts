import { decodeLatin1 } from '../../encoding/ascii.ts';
import { decodeUtf8 } from '../../encoding/utf8.ts';
import { isBomb, isTooLongName, nameFault, type ContainerLimits, type Refusal, type RefusalCode } from '../container-rules.ts';
import { windowed, type ByteSource } from './byte-source.ts';
import type { DirectoryEnd } from './directory-end.ts';
import { RecordFault, type DirectoryRecord, type ReadRecords } from './directory-record.ts';

/** A member as the central directory states it. */
export interface DirectoryEntry {
  /** For people where the name's bytes are no text. */
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly compressed: number;
  readonly size: number;
  /** Where its local header lies. */
  readonly offset: number;
  /** An entry for a folder: an empty one whose name ends in a slash. It is no member. */
  readonly isFolder: boolean;
}

/** What a central directory comes to: its entries as far as they can be read, and what is refused of them. */
export interface Directory {
  readonly entries: readonly DirectoryEntry[];
  readonly refusals: readonly Refusal[];
  /** False where reading stopped before the last entry. */
  readonly isWhole: boolean;
}

export const FLAG_DESCRIPTOR = 0x0008;
const encryptedFlags = 0x2041;
const utf8Flag = 0x0800;
const knownFlags = encryptedFlags | utf8Flag | FLAG_DESCRIPTOR | 0x0006;
const none16 = 0xffff;
const none32 = 0xffffffff;
const fixedLength = 46;
const zip64Field = 0x0001;
const unicodePathField = 0x7075;
const aesField = 0x9901;
/** PKWARE Unix and ASi Unix: both can carry the target of a link. */
const linkFields: readonly number[] = [0x000d, 0x756e];

/**
 * Reads the central directory and holds each entry against the rules that need nothing but the directory.
 *
 * @param readRecords - the host's way to the records; they must all be the same
 */
export async function readDirectory(
  source: ByteSource,
  end: DirectoryEnd,
  limits: ContainerLimits,
  readRecords: ReadRecords,
): Promise<Directory> {
  const entries: DirectoryEntry[] = [];
  const refusals: Refusal[] = [];
  const fixedParts = windowed(source);
  let length = 0;
  let total = 0;
  try {
    for await (const record of readRecords(source, end)) {
      const raw = await fixedParts.read(end.offset + length, fixedLength);
      length += fixedLength + record.fileNameLength + record.extraFieldLength + record.fileCommentLength;
      const entry = toEntry(record);
      entries.push(entry);
      refusals.push(...judgeEntry(entry, record, limits));
      if (!hasExactZip64(raw, record))
        refusals.push({ code: 'E_ZIP_HEADER', member: entry.name, message: 'the ZIP64 field does not fit the entry' });
      total += entry.size;
    }
  } catch (error) {
    if (!(error instanceof RecordFault)) throw error;
    return { entries, refusals: [...refusals, { code: error.code, message: error.message }], isWhole: false };
  }
  if (total > limits.totalBytes)
    refusals.push({ code: 'E_ZIP_LIMIT', message: `the members have more than ${limits.totalBytes} bytes in all` });
  if (length !== end.end - end.offset)
    refusals.push({ code: 'E_ZIP_FORMAT', message: 'the directory has more bytes than its entries' });
  return { entries, refusals, isWhole: true };
}

function toEntry(record: DirectoryRecord): DirectoryEntry {
  const rawName = record.fileNameRaw;
  const name = decodeUtf8(rawName) ?? decodeLatin1(rawName);
  return {
    name,
    rawName,
    flags: record.generalPurposeBitFlag,
    method: record.compressionMethod,
    crc32: record.crc32,
    compressed: record.compressedSize,
    size: record.uncompressedSize,
    offset: record.relativeOffsetOfLocalHeader,
    isFolder: name.endsWith('/') && record.uncompressedSize === 0,
  };
}

function* judgeEntry(entry: DirectoryEntry, record: DirectoryRecord, limits: ContainerLimits): Generator<Refusal> {
  const refuse = (code: RefusalCode, message: string): Refusal => ({ code, member: entry.name, message });
  const nameMessage = entryNameFault(entry);
  if (nameMessage !== undefined) yield refuse('E_ZIP_NAME', nameMessage);
  if (entry.rawName.length > limits.nameBytes || isTooLongName(entry.name, limits)) {
    yield refuse('E_ZIP_LIMIT', `the name has more than ${limits.nameBytes} bytes`);
  }
  const fields = record.extraFields.map((field) => field.id);
  if (!isPlainFile(record, entry.isFolder)) yield refuse('E_ZIP_LINK', 'the member is a link or a special file');
  else if (fields.some((id) => linkFields.includes(id)))
    yield refuse('E_ZIP_LINK', 'the member has a field that can make it a link');
  const isEncrypted = (entry.flags & encryptedFlags) !== 0 || fields.includes(aesField);
  if (isEncrypted) yield refuse('E_ZIP_CRYPT', 'the member is encrypted');
  if (entry.method !== 0 && entry.method !== 8)
    yield refuse('E_ZIP_METHOD', `the member is compressed by method ${entry.method}`);
  if (isBomb(entry.size, entry.compressed, limits)) {
    yield refuse('E_ZIP_LIMIT', `the member states ${entry.size} bytes from ${entry.compressed} compressed ones`);
  } else if (entry.method === 0 && !isEncrypted && entry.size !== entry.compressed) {
    yield refuse('E_ZIP_HEADER', 'the member is stored, but states two sizes');
  }
  if ((entry.flags & ~knownFlags) !== 0) yield refuse('E_ZIP_HEADER', 'the member has flags that are not known');
  if (fields.includes(unicodePathField)) yield refuse('E_ZIP_HEADER', 'the member has a second name');
  if (record.fileCommentLength > 0) yield refuse('E_ZIP_FORMAT', 'the member has a comment');
}

function entryNameFault(entry: DirectoryEntry): string | undefined {
  if (decodeUtf8(entry.rawName) === undefined) return 'the name is not UTF-8';
  if ((entry.flags & utf8Flag) === 0 && entry.rawName.some((byte) => byte > 0x7f))
    return 'the name is not ASCII, and not marked as UTF-8';
  if (entry.name.endsWith('/') && !entry.isFolder) return 'the name is that of a folder, but the member has bytes';
  return nameFault(entry.isFolder ? entry.name.slice(0, -1) : entry.name);
}

/** True where neither the Unix mode nor the DOS attributes make it anything but a file, or a folder that is named as one. */
function isPlainFile(record: DirectoryRecord, isFolder: boolean): boolean {
  const type = (record.externalFileAttributes >>> 16) & 0o170000;
  const isDosFolder = (record.externalFileAttributes & 0x10) !== 0;
  if (type === 0o040000 || isDosFolder) return isFolder && (type === 0o040000 || type === 0);
  return type === 0 || type === 0o100000;
}

/**
 * APPNOTE 4.5.3: a ZIP64 field stands once, and has exactly the numbers that the entry's own fields leave to it; where it has
 * others, readers differ in what they take from it. The disk must be the first, by either.
 */
function hasExactZip64(raw: Uint8Array, record: DirectoryRecord): boolean {
  const fixed = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const left = [20, 24, 42].filter((at) => fixed.getUint32(at, true) === none32).length;
  const disk = fixed.getUint16(34, true);
  const [field, second] = record.extraFields.filter((it) => it.id === zip64Field);
  if (second !== undefined) return false;
  const length = left * 8 + (disk === none16 ? 4 : 0);
  if (field === undefined || field.data.length !== length) return field === undefined && length === 0 && disk === 0;
  return disk === none16 ? field.data.subarray(length - 4).every((byte) => byte === 0) : disk === 0;
}
