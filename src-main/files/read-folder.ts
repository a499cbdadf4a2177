import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AssizeError } from '../../src-core/errors.ts';
import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import { decodeUtf8 } from '../../src-core/encoding/utf8.ts';
import {
  DEFAULT_LIMITS,
  findTwins,
  isTooLongName,
  nameFault,
  sortRefusals,
  type ContainerLimits,
  type Refusal,
  type RefusalCode,
} from '../../src-core/import/container-rules.ts';
import type { Member } from '../../src-core/import/member.ts';
import type { OpenedContainer } from '../../src-core/import/zip/open-container.ts';

const pieceLength = 256 * 1024;

/**
 * Lists a folder that is laid out as a container, by the same rules for names, links, counts and sizes, members by name. Links and
 * special files are refused, never followed; the folder itself may be reached by a link, since the user named it.
 * Throws what the file system throws where the folder cannot be read.
 */
export async function openFolder(root: string, limits: Partial<ContainerLimits> = {}): Promise<OpenedContainer> {
  const listing = new FolderListing(root, { ...DEFAULT_LIMITS, ...limits });
  await listing.walk('', root);
  const { members, refusals } = listing;
  for (const { name, twin } of findTwins(members.map((member) => member.name))) {
    refusals.push({
      code: 'E_ZIP_DUP',
      member: name,
      message: `the name is the same file as ${twin} where case or normal form does not count`,
    });
  }
  if (refusals.length > 0) return { outcome: 'refused', refusals: sortRefusals(refusals) };
  members.sort((a, b) => compareUtf16(a.name, b.name));
  return { outcome: 'opened', container: { members, close: () => Promise.resolve() } };
}

class FolderListing {
  readonly members: Member[] = [];
  readonly refusals: Refusal[] = [];
  readonly #root: string;
  readonly #limits: ContainerLimits;
  #total = 0;

  constructor(root: string, limits: ContainerLimits) {
    this.#root = root;
    this.#limits = limits;
  }

  async walk(prefix: string, folder: string): Promise<void> {
    for (const rawName of (await readdir(folder, { encoding: 'buffer' })).sort((a, b) => a.compare(b))) {
      const decoded = decodeUtf8(rawName);
      const name = prefix + (decoded ?? rawName.toString('latin1'));
      const fault = decoded === undefined ? 'the name is not UTF-8' : nameFault(name);
      if (fault !== undefined) this.#refuse('E_ZIP_NAME', name, fault);
      if (isTooLongName(name, this.#limits))
        this.#refuse('E_ZIP_LIMIT', name, `the name has more than ${this.#limits.nameBytes} bytes`);
      if (decoded === undefined) continue;
      await this.#add(name);
      if (this.members.length > this.#limits.members) {
        this.#refuse('E_ZIP_LIMIT', undefined, `the folder has more than ${this.#limits.members} members`);
        return;
      }
    }
  }

  async #add(name: string): Promise<void> {
    const path = join(this.#root, name);
    const status = await lstat(path, { bigint: true });
    if (status.isDirectory()) {
      if (!isTooLongName(name, this.#limits)) await this.walk(`${name}/`, path);
    } else if (!status.isFile()) {
      this.#refuse('E_ZIP_LINK', name, status.isSymbolicLink() ? 'the file is a symbolic link' : 'the file is a special file');
    } else {
      const size = Number(status.size);
      this.#total += size;
      if (this.#total > this.#limits.totalBytes)
        this.#refuse('E_ZIP_LIMIT', undefined, `the files have more than ${this.#limits.totalBytes} bytes in all`);
      this.members.push({ name, size, read: () => readFile(path, name, size, status.ino) });
    }
  }

  #refuse(code: RefusalCode, member: string | undefined, message: string): void {
    this.refusals.push(member === undefined ? { code, message } : { code, member, message });
  }
}

/** The bytes of the very file that was listed. */
async function* readFile(path: string, name: string, size: number, inode: bigint): AsyncGenerator<Uint8Array> {
  // O_NONBLOCK: if a pipe has taken the file's place, opening it must not wait for a writer. Windows has neither flag.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await handle.stat({ bigint: true });
    let read = 0;
    let isSame = status.isFile() && status.ino === inode && status.size === BigInt(size);
    while (isSame && read < size) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(pieceLength, size - read)));
      read += bytesRead;
      isSame = bytesRead > 0;
      if (isSame) yield buffer.subarray(0, bytesRead);
    }
    if (!isSame) throw new AssizeError('E_ZIP_CRC', 'the file changed while it was read', { path: name });
  } finally {
    await handle.close();
  }
}
