import yauzl from 'yauzl';
import type { ByteSource } from '../../src-core/import/zip/byte-source.ts';
import type { DirectoryEnd } from '../../src-core/import/zip/directory-end.ts';
import { RecordFault, type DirectoryRecord } from '../../src-core/import/zip/directory-record.ts';
import { SourceReader } from './zip-source-reader.ts';

/** The records of a central directory as yauzl reads them; it finds the directory by itself. */
export async function* readRecords(source: ByteSource, _end: DirectoryEnd): AsyncGenerator<DirectoryRecord> {
  try {
    const zip = await yauzl.fromRandomAccessReaderPromise(new SourceReader(source), source.size, {
      decodeStrings: false,
      validateEntrySizes: false,
      autoClose: false,
    });
    yield* zip.eachEntry();
  } catch (error) {
    throw toFault(error);
  }
}

/** What yauzl says of a directory that it cannot read on; anything else stays what it is. */
function toFault(error: unknown): unknown {
  if (!(error instanceof Error) || error.constructor !== Error || 'code' in error) return error;
  if (error.message.includes('strong encryption')) return RecordFault.encrypted();
  if (error.message.includes('extra field')) return RecordFault.extraField();
  return RecordFault.malformed();
}
