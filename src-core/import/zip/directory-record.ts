import type { RefusalCode } from '../container-rules.ts';
import type { ByteSource } from './byte-source.ts';
import type { DirectoryEnd } from './directory-end.ts';

/** One record of a central directory (APPNOTE 4.3.12), named as yauzl names its parts; sizes and offset are those of its ZIP64 field where they lie there. */
export interface DirectoryRecord {
  readonly fileNameRaw: Uint8Array;
  readonly generalPurposeBitFlag: number;
  readonly compressionMethod: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly relativeOffsetOfLocalHeader: number;
  readonly externalFileAttributes: number;
  readonly fileNameLength: number;
  readonly extraFieldLength: number;
  readonly fileCommentLength: number;
  readonly extraFields: readonly { readonly id: number; readonly data: Uint8Array }[];
}

/** Reads the records of a directory that was found, in order. Throws `RecordFault` at one that cannot be read: what follows is then unknown. */
export type ReadRecords = (source: ByteSource, end: DirectoryEnd) => AsyncIterable<DirectoryRecord>;

/** A directory cannot be read on. */
export class RecordFault extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }

  static malformed(): RecordFault {
    return new RecordFault('E_ZIP_FORMAT', 'the directory is malformed');
  }

  static encrypted(): RecordFault {
    return new RecordFault('E_ZIP_CRYPT', 'a member is encrypted');
  }

  static extraField(): RecordFault {
    return new RecordFault('E_ZIP_HEADER', 'an extra field of a member is malformed');
  }
}
