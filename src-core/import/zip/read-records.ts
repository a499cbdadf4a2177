import { windowed, type ByteSource } from './byte-source.ts';
import type { DirectoryEnd } from './directory-end.ts';
import { RecordFault, type DirectoryRecord } from './directory-record.ts';

const signature = 0x02014b50;
const fixedLength = 46;
const strongEncryption = 0x0040;
const none32 = 0xffffffff;
const zip64Field = 0x0001;

type ExtraField = DirectoryRecord['extraFields'][number];

/** The records of a central directory, read here: for hosts without a library for it. Tests hold it to what yauzl reads. */
export async function* readRecords(source: ByteSource, end: DirectoryEnd): AsyncGenerator<DirectoryRecord> {
  const records = windowed(source);
  let at = end.offset;
  for (let index = 0; index < end.count; index++) {
    const fixed = viewOf(await readExactly(records, at, fixedLength));
    if (fixed.getUint32(0, true) !== signature) throw RecordFault.malformed();
    if ((fixed.getUint16(8, true) & strongEncryption) !== 0) throw RecordFault.encrypted();
    const fileNameLength = fixed.getUint16(28, true);
    const extraFieldLength = fixed.getUint16(30, true);
    const fileCommentLength = fixed.getUint16(32, true);
    const length = fileNameLength + extraFieldLength + fileCommentLength;
    // The window is used again for the next record, so what is kept of it is copied.
    const rest = (await readExactly(records, at + fixedLength, length)).slice();
    const extraFields = parseExtraFields(rest.subarray(fileNameLength, fileNameLength + extraFieldLength));
    yield {
      fileNameRaw: rest.subarray(0, fileNameLength),
      generalPurposeBitFlag: fixed.getUint16(8, true),
      compressionMethod: fixed.getUint16(10, true),
      crc32: fixed.getUint32(16, true),
      externalFileAttributes: fixed.getUint32(38, true),
      fileNameLength,
      extraFieldLength,
      fileCommentLength,
      extraFields,
      ...widened(
        fixed.getUint32(24, true),
        fixed.getUint32(20, true),
        fixed.getUint32(42, true),
        extraFields.find(({ id }) => id === zip64Field),
      ),
    };
    at += fixedLength + length;
  }
}

async function readExactly(source: ByteSource, position: number, length: number): Promise<Uint8Array> {
  const bytes = Number.isSafeInteger(position) ? await source.read(position, length) : new Uint8Array(0);
  if (bytes.length < length) throw RecordFault.malformed();
  return bytes;
}

function parseExtraFields(bytes: Uint8Array): ExtraField[] {
  const view = viewOf(bytes);
  const fields: ExtraField[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (end > bytes.length) throw RecordFault.extraField();
    fields.push({ id: view.getUint16(at, true), data: bytes.subarray(at + 4, end) });
    at = end;
  }
  return fields;
}

/** APPNOTE 4.5.3: what does not fit 32 bits lies in the ZIP64 field, in this order, and only that. */
function widened(
  size: number,
  compressed: number,
  offset: number,
  field: ExtraField | undefined,
): Pick<DirectoryRecord, 'uncompressedSize' | 'compressedSize' | 'relativeOffsetOfLocalHeader'> {
  const view = viewOf(field?.data ?? new Uint8Array(0));
  let at = 0;
  const wide = (stated: number): number => {
    if (stated !== none32 || field === undefined) return stated;
    if (at + 8 > view.byteLength) throw RecordFault.extraField();
    at += 8;
    return view.getUint32(at - 4, true) * 2 ** 32 + view.getUint32(at - 8, true);
  };
  return { uncompressedSize: wide(size), compressedSize: wide(compressed), relativeOffsetOfLocalHeader: wide(offset) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
