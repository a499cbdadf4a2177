import { equalBytes } from '../../encoding/bytes.ts';
import type { Refusal, RefusalCode } from '../container-rules.ts';
import { windowed, type ByteSource } from './byte-source.ts';
import { FLAG_DESCRIPTOR, type DirectoryEntry } from './directory.ts';
import { readUint64 } from './directory-end.ts';

/** A directory entry with the place of its data. */
export interface PlacedEntry extends DirectoryEntry {
  readonly dataStart: number;
}

/** Where all entries lie, and what is refused of that. Entries whose local header cannot be read are left out. */
export interface Layout {
  readonly placed: readonly PlacedEntry[];
  readonly refusals: readonly Refusal[];
}

interface Region {
  readonly entry: DirectoryEntry;
  readonly start: number;
  readonly end: number;
}

const localSignature = 0x04034b50;
const localLength = 30;
const descriptorSignature = 0x08074b50;
const zip64Field = 0x0001;
const none32 = 0xffffffff;

/**
 * Holds every local header against its directory entry, and every byte before the directory against exactly one member: where two
 * claim it they overlap, where none does something is hidden there.
 */
export async function layOut(source: ByteSource, entries: readonly DirectoryEntry[], directoryStart: number): Promise<Layout> {
  const headers = windowed(source);
  const refusals: Refusal[] = [];
  const placed: PlacedEntry[] = [];
  const regions: Region[] = [];
  const taken = new Map<number, DirectoryEntry>();
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    const refuse = (code: RefusalCode, message: string): number => refusals.push({ code, member: entry.name, message });
    const owner = taken.get(entry.offset);
    if (owner !== undefined) {
      refuse('E_ZIP_OVERLAP', `the member is the same bytes as ${owner.name}`);
      continue;
    }
    taken.set(entry.offset, entry);
    const local = await readLocal(headers, entry);
    if (local === undefined) {
      refuse('E_ZIP_HEADER', 'there is no local header where the directory says');
      continue;
    }
    const dataEnd = local.dataStart + entry.compressed;
    if (dataEnd > directoryStart) {
      refuse('E_ZIP_OVERLAP', 'the member runs into the directory');
      continue;
    }
    const fault = local.fault ?? headerFault(entry, local);
    if (fault !== undefined) refuse('E_ZIP_HEADER', fault);
    const trailer = (entry.flags & FLAG_DESCRIPTOR) === 0 ? 0 : await descriptorLength(headers, entry, dataEnd, directoryStart);
    if (trailer === undefined) refuse('E_ZIP_HEADER', 'the data descriptor behind the member differs from the directory');
    placed.push({ ...entry, dataStart: local.dataStart });
    regions.push({ entry, start: entry.offset, end: dataEnd + (trailer ?? 0) });
  }
  if (refusals.length === 0) refusals.push(...coverage(regions, directoryStart));
  else refusals.push(...overlaps(regions));
  return { placed, refusals };
}

/** Regions that two members claim; only the later one is refused. */
function overlaps(regions: readonly Region[]): Refusal[] {
  const refusals: Refusal[] = [];
  let end = 0;
  for (const region of regions) {
    if (region.start < end)
      refusals.push({ code: 'E_ZIP_OVERLAP', member: region.entry.name, message: 'the member overlaps another' });
    end = Math.max(end, region.end);
  }
  return refusals;
}

/** Overlaps, and gaps: bytes that belong to no member. */
function coverage(regions: readonly Region[], directoryStart: number): Refusal[] {
  const refusals = overlaps(regions);
  let end = 0;
  for (const region of regions) {
    if (region.start > end)
      refusals.push({
        code: 'E_ZIP_FORMAT',
        member: region.entry.name,
        message: 'before the member lie bytes that belong to none',
      });
    end = Math.max(end, region.end);
  }
  if (end < directoryStart)
    refusals.push({ code: 'E_ZIP_FORMAT', message: 'before the directory lie bytes that belong to no member' });
  return refusals;
}

interface LocalHeader {
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly compressed: number | undefined;
  readonly size: number | undefined;
  readonly rawName: Uint8Array;
  readonly dataStart: number;
  readonly fault?: string;
}

async function readLocal(source: ByteSource, entry: DirectoryEntry): Promise<LocalHeader | undefined> {
  if (!Number.isSafeInteger(entry.offset)) return undefined;
  const fixed = view(await source.read(entry.offset, localLength));
  if (fixed.byteLength < localLength || fixed.getUint32(0, true) !== localSignature) return undefined;
  const nameLength = fixed.getUint16(26, true);
  const extraLength = fixed.getUint16(28, true);
  const [flags, method, crc32] = [fixed.getUint16(6, true), fixed.getUint16(8, true), fixed.getUint32(14, true)];
  const [compressed32, size32] = [fixed.getUint32(18, true), fixed.getUint32(22, true)];
  const rest = await source.read(entry.offset + localLength, nameLength + extraLength);
  if (rest.length < nameLength + extraLength) return undefined;
  const rawName = rest.subarray(0, nameLength);
  const dataStart = entry.offset + localLength + nameLength + extraLength;
  const header = { flags, method, crc32, rawName, dataStart };
  if (compressed32 !== none32 && size32 !== none32) return { ...header, compressed: compressed32, size: size32 };
  const wide = findZip64(rest.subarray(nameLength));
  if (wide === undefined)
    return { ...header, compressed: undefined, size: undefined, fault: 'the local header lacks its ZIP64 field' };
  let at = 0;
  const next = (): number | undefined => (at + 8 <= wide.byteLength ? readUint64(wide, (at += 8) - 8) : undefined);
  const size = size32 === none32 ? next() : size32;
  const compressed = compressed32 === none32 ? next() : compressed32;
  return { ...header, compressed, size };
}

/** What differs between a local header and the directory: readers of streams believe the one, readers of files the other. */
function headerFault(entry: DirectoryEntry, local: LocalHeader): string | undefined {
  if (!equalBytes(local.rawName, entry.rawName)) return 'the local header has another name than the directory';
  if (local.flags !== entry.flags) return 'the local header has other flags than the directory';
  if (local.method !== entry.method) return 'the local header has another method than the directory';
  const isDeferred = (entry.flags & FLAG_DESCRIPTOR) !== 0;
  const agrees = (stated: number | undefined, known: number): boolean => stated === known || (isDeferred && stated === 0);
  if (!agrees(local.crc32, entry.crc32)) return 'the local header has another CRC than the directory';
  if (!agrees(local.compressed, entry.compressed) || !agrees(local.size, entry.size))
    return 'the local header has other sizes than the directory';
  return undefined;
}

/** How long the data descriptor behind a member is (APPNOTE 4.3.9: signature optional, sizes of 4 or 8 bytes), where one fits. */
async function descriptorLength(
  source: ByteSource,
  entry: DirectoryEntry,
  at: number,
  limit: number,
): Promise<number | undefined> {
  const bytes = view(await source.read(at, 24));
  for (const isSigned of [true, false]) {
    for (const width of [4, 8]) {
      const start = isSigned ? 4 : 0;
      const length = start + 4 + 2 * width;
      if (length > bytes.byteLength || at + length > limit) continue;
      if (isSigned && bytes.getUint32(0, true) !== descriptorSignature) continue;
      const read = (offset: number): number | undefined =>
        width === 4 ? bytes.getUint32(offset, true) : readUint64(bytes, offset);
      const fits =
        bytes.getUint32(start, true) === entry.crc32 &&
        read(start + 4) === entry.compressed &&
        read(start + 4 + width) === entry.size;
      if (fits) return length;
    }
  }
  return undefined;
}

/** The data of the ZIP64 field among extra fields, where there is one. */
function findZip64(extra: Uint8Array): DataView | undefined {
  const fields = view(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const length = fields.getUint16(at + 2, true);
    if (at + 4 + length > extra.length) return undefined;
    if (fields.getUint16(at, true) === zip64Field) return view(extra.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
