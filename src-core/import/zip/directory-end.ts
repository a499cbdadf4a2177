import type { ByteSource } from './byte-source.ts';

/** Where a ZIP's central directory lies, as its end records say. */
export interface DirectoryEnd {
  readonly count: number;
  readonly offset: number;
  /** The first byte after the directory. */
  readonly end: number;
}

const endSignature = 0x06054b50;
const endLength = 22;
const locatorSignature = 0x07064b50;
const locatorLength = 20;
const end64Signature = 0x06064b50;
const end64Length = 56;
const none16 = 0xffff;
const none32 = 0xffffffff;

/**
 * Finds the central directory (APPNOTE 4.3.14 to 4.3.16), or says why the file is no ZIP that can be read in one way only. The end
 * record must be the last bytes, without a comment, the directory must reach up to it (or to the ZIP64 records before it), and
 * the ZIP64 records must agree with it: readers differ in which they believe, and what lies between or behind is seen by nobody.
 */
export async function findDirectory(source: ByteSource): Promise<DirectoryEnd | string> {
  if (source.size < endLength) return 'the file is too short for a ZIP';
  const end = source.size - endLength;
  const record = view(await source.read(end, endLength));
  if (record.byteLength < endLength) return 'the file was cut while it was read';
  if (record.getUint32(0, true) !== endSignature)
    return 'the file does not end with the end record of a ZIP: it is no ZIP, cut short, or has something behind';
  if (record.getUint16(20, true) !== 0) return 'the ZIP has a comment';
  if (record.getUint16(4, true) !== 0 || record.getUint16(6, true) !== 0) return 'the ZIP is one of several disks';
  if (record.getUint16(8, true) !== record.getUint16(10, true)) return 'the ZIP counts its members in two ways';
  const plain = { count: record.getUint16(10, true), size: record.getUint32(12, true), offset: record.getUint32(16, true) };
  const extended = await findDirectory64(source, end);
  if (typeof extended === 'string') return extended;
  if (extended === undefined) return settle(plain.count, plain.size, plain.offset, end);
  const agrees =
    (plain.count === none16 || plain.count === extended.count) &&
    (plain.size === none32 || plain.size === extended.size) &&
    (plain.offset === none32 || plain.offset === extended.offset);
  if (!agrees) return 'the end record and the ZIP64 end record differ';
  return settle(extended.count, extended.size, extended.offset, end - locatorLength - end64Length);
}

function settle(count: number, size: number, offset: number, end: number): DirectoryEnd | string {
  if (offset + size !== end)
    return 'the directory does not reach up to the end records: something lies before, between or behind';
  return { count, offset, end };
}

async function findDirectory64(
  source: ByteSource,
  end: number,
): Promise<{ count: number; size: number; offset: number } | string | undefined> {
  if (end < locatorLength) return undefined;
  const locator = view(await source.read(end - locatorLength, locatorLength));
  if (locator.byteLength < locatorLength || locator.getUint32(0, true) !== locatorSignature) return undefined;
  const at = end - locatorLength - end64Length;
  const isPlaced = readUint64(locator, 8) === at && locator.getUint32(4, true) === 0 && locator.getUint32(16, true) <= 1;
  if (at < 0 || !isPlaced) return 'the ZIP64 end record is not right before its locator';
  const record = view(await source.read(at, end64Length));
  if (
    record.byteLength < end64Length ||
    record.getUint32(0, true) !== end64Signature ||
    readUint64(record, 4) !== end64Length - 12
  ) {
    return 'the ZIP64 end record is malformed';
  }
  if (record.getUint32(16, true) !== 0 || record.getUint32(20, true) !== 0) return 'the ZIP is one of several disks';
  const [onDisk, count, size, offset] = [
    readUint64(record, 24),
    readUint64(record, 32),
    readUint64(record, 40),
    readUint64(record, 48),
  ];
  if (count === undefined || size === undefined || offset === undefined) return 'the ZIP64 end record has a number past 2^53-1';
  if (onDisk !== count) return 'the ZIP counts its members in two ways';
  return { count, size, offset };
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A 64-bit little-endian number, `undefined` past 2^53-1. */
export function readUint64(bytes: DataView, at: number): number | undefined {
  const number = Number(bytes.getBigUint64(at, true));
  return Number.isSafeInteger(number) ? number : undefined;
}
