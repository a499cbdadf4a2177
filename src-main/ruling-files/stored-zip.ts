import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import yazl from 'yazl';
import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import { AssizeError } from '../../src-core/errors.ts';

/** Names and contents of an archive. */
export type Members = ReadonlyMap<string, Uint8Array>;

const fixedTime = new Date(1980, 0, 1);

/** Packs members, sorted by name, stored, at a fixed time: the same members give the same bytes. */
export async function packStored(members: Members): Promise<Uint8Array> {
  const zip = new yazl.ZipFile();
  for (const name of [...members.keys()].sort(compareUtf16)) {
    const bytes = members.get(name) as Uint8Array;
    zip.addBuffer(Buffer.from(bytes), name, { mtime: fixedTime, mode: 0o100644, forceDosTimestamp: true, compress: false });
  }
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
}

/**
 * Unpacks what `packStored` packs, and nothing else: an archive that packing its members again would not give, byte for byte, is
 * refused, so that no bit of it can change unseen.
 *
 * @throws AssizeError `E_ZIP_FORMAT`, `E_ZIP_METHOD`, `E_ZIP_DUP`
 */
export async function unpackStored(bytes: Uint8Array): Promise<Members> {
  const members = new Map<string, Uint8Array>();
  try {
    const zip = await yauzl.fromBufferPromise(Buffer.from(bytes), { lazyEntries: true });
    let sum = 0;
    for await (const entry of zip.eachEntry()) {
      sum += entry.uncompressedSize;
      if (sum > bytes.length) throw new AssizeError('E_ZIP_FORMAT', 'members of the archive overlap');
      if (entry.compressionMethod !== 0) throw new AssizeError('E_ZIP_METHOD', `${entry.fileName} is not stored`);
      if (members.has(entry.fileName)) throw new AssizeError('E_ZIP_DUP', `${entry.fileName} is there twice`);
      members.set(entry.fileName, new Uint8Array(await buffer(await zip.openReadStreamPromise(entry))));
    }
  } catch (error) {
    if (error instanceof AssizeError) throw error;
    throw new AssizeError('E_ZIP_FORMAT', `no archive of a ruling: ${error instanceof Error ? error.message : String(error)}`);
  }
  const again = await packStored(members);
  if (Buffer.compare(again, bytes) !== 0)
    throw new AssizeError('E_ZIP_FORMAT', 'the archive is not the one that its members give');
  return members;
}
