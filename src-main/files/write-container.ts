import { createHash, randomBytes } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createDeflateRaw } from 'node:zlib';
import yazl from 'yazl';
import { AssizeError } from '../../src-core/errors.ts';
import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import {
  DEFAULT_LIMITS,
  findTwins,
  isBomb,
  isTooLongName,
  MIMETYPE,
  MIMETYPE_MEMBER,
  nameFault,
} from '../../src-core/import/container-rules.ts';
import { readWhole, type Member } from '../../src-core/import/member.ts';
import { asWriteError, moveIntoPlace } from './write-durably.ts';

/** How a container is written. */
export interface WriteOptions {
  /**
   * Deflate level 0 to 9; 6 where absent. The same members at the same level give the same bytes on one build of Node; only level 0,
   * which stores, promises them on every machine, since deflate's choices are zlib's own.
   */
  readonly level?: number;
  /** False: an existing file stays and `E_EXISTS` is thrown. */
  readonly overwrite?: boolean;
}

/** What was written. */
export interface WrittenContainer {
  readonly bytes: number;
  /** Lowercase hexadecimal. */
  readonly sha256: string;
}

const largestInMemory = 2 ** 20;
const mostInMemory = 4 * 2 ** 20;
/** Members that wait in memory are deflated all at once, and zlib holds a quarter of a megabyte for each. */
const mostAtOnce = 64;
const fixedTime = new Date(1980, 0, 1);

/**
 * Writes a container at `path`: the mimetype, then the members by name, with fixed times and modes. It is written beside and renamed
 * when it is whole and on disk, so that a file of that name is never half a container. Throws `AssizeError` with the E_ZIP_ code for
 * what a reader would refuse, E_WRITE where it cannot be written.
 */
export async function writeContainer(
  path: string,
  members: readonly Member[],
  options: WriteOptions = {},
): Promise<WrittenContainer> {
  const ordered = orderMembers(members);
  const partial = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(partial, 'wx');
    try {
      const written = await writeTo(handle, ordered, options);
      await handle.sync();
      await handle.close();
      await moveIntoPlace(partial, path, options.overwrite ?? true);
      return written;
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(partial, { force: true });
    throw asWriteError(error, path);
  }
}

/** The bytes of a container, for those that are known to be small. */
export async function packContainer(members: readonly Member[], options: WriteOptions = {}): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await pack(orderMembers(members), options, (output) =>
    pipeline(output, async (source: AsyncIterable<Uint8Array>) => {
      for await (const piece of source) pieces.push(piece);
    }),
  );
  return Buffer.concat(pieces);
}

/** The members by name; throws for a set of members that no reader would open. */
function orderMembers(members: readonly Member[]): Member[] {
  const names = [MIMETYPE_MEMBER, ...members.map((member) => member.name)];
  for (const name of names) {
    const fault = nameFault(name);
    if (fault !== undefined) throw new AssizeError('E_ZIP_NAME', fault, { path: name });
    if (isTooLongName(name, DEFAULT_LIMITS)) throw new AssizeError('E_ZIP_LIMIT', 'the name is too long', { path: name });
  }
  const [twins] = findTwins(names);
  if (twins !== undefined) throw new AssizeError('E_ZIP_DUP', `two members are called ${twins.twin}`, { path: twins.name });
  if (names.length > DEFAULT_LIMITS.members)
    throw new AssizeError('E_ZIP_LIMIT', `a container has at most ${DEFAULT_LIMITS.members} members`);
  return [...members].sort((a, b) => compareUtf16(a.name, b.name));
}

async function writeTo(file: FileHandle, members: readonly Member[], options: WriteOptions): Promise<WrittenContainer> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pack(members, options, (output) =>
    pipeline(output, async (source: AsyncIterable<Uint8Array>) => {
      for await (const piece of source) {
        hash.update(piece);
        bytes += piece.length;
        // Unlike `write`, it goes on until all is written, from where the file stands.
        await file.appendFile(piece);
      }
    }),
  );
  return { bytes, sha256: hash.digest('hex') };
}

async function pack(
  members: readonly Member[],
  options: WriteOptions,
  drain: (output: Readable) => Promise<unknown>,
): Promise<void> {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as Readable;
  const stop = new AbortController();
  const failed = new Promise<never>((_, reject) => zip.on('error', reject));
  const drained = drain(output);
  try {
    await Promise.race([failed, Promise.all([drained, feed(zip, members, options.level ?? 6, stop.signal)])]);
  } catch (error) {
    stop.abort();
    output.destroy();
    await drained.catch(() => undefined);
    throw error;
  }
}

async function feed(zip: yazl.ZipFile, members: readonly Member[], level: number, signal: AbortSignal): Promise<void> {
  const options = { mtime: fixedTime, mode: 0o100644, forceDosTimestamp: true };
  zip.addBuffer(Buffer.from(encodeUtf8(MIMETYPE)), MIMETYPE_MEMBER, { ...options, compressionLevel: 0 });
  let [inMemory, waiting] = [0, 0];
  for (const member of members) {
    signal.throwIfAborted();
    inMemory += member.size;
    waiting += 1;
    if (inMemory <= mostInMemory && waiting <= mostAtOnce && member.size <= largestInMemory) {
      zip.addBuffer(Buffer.from(await readWhole(member)), member.name, { ...options, compressionLevel: level });
      continue;
    }
    // yazl takes buffers without asking who reads, but a stream at its reader's pace, and all in turn: one empties the queue.
    const compressionLevel = level === 0 || (await deflatesTooWell(member, level)) ? 0 : level;
    const stream = Readable.from(member.read(), { objectMode: false });
    zip.addReadStreamLazy(member.name, { ...options, size: member.size, compressionLevel }, (give) => give(null, stream));
    await finished(stream, { signal });
    [inMemory, waiting] = [0, 0];
  }
  zip.end();
}

/** True for a member that a reader would take for a bomb if it were compressed. */
async function deflatesTooWell(member: Member, level: number): Promise<boolean> {
  let compressed = 0;
  await pipeline(member.read(), createDeflateRaw({ level }), async (source: AsyncIterable<Uint8Array>) => {
    for await (const piece of source) compressed += piece.length;
  });
  return isBomb(member.size, compressed, DEFAULT_LIMITS);
}
