import type { ByteSource } from './byte-source.ts';
import type { ReadRecords } from './directory-record.ts';
import type { PlacedEntry } from './layout.ts';

/** What the host does for reading a container: the rules are the same on every host, decompression is its own. */
export interface ZipHost {
  readonly readRecords: ReadRecords;
  /** CRC-32 of ISO 3309 over what came before and these bytes; 0 to begin with. */
  crc32(bytes: Uint8Array, crc: number): number;
  /**
   * The inflated bytes of a member (RFC 1951), all compressed bytes used. Throws `AssizeError` E_ZIP_CRC for damaged data and for bytes
   * behind it, and may throw E_ZIP_LIMIT as soon as there are more than `bound`.
   */
  inflate(source: ByteSource, entry: PlacedEntry, bound: number): AsyncIterable<Uint8Array>;
}
