import { createHash, randomBytes } from 'node:crypto';
import { open, lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AssizeError } from '../../src-core/errors.ts';
import type { ChosenFile } from '../../src-core/host/groups/files.ts';
import { asReadError, asWriteError } from '../files/write-durably.ts';

/** A file behind a handle: where it lies for this process. Spooled ones are the application's own copies and are removed with the handle. */
export interface HeldFile extends ChosenFile {
  readonly path: string;
  readonly spooled: boolean;
}

/** The only bridge between what the page names and paths of this machine. */
export interface FileHandles {
  /** @throws AssizeError `E_HANDLE` where nothing is held under it */
  get(handle: string): HeldFile;
  /** Holds a file or folder that the user chose. @throws AssizeError `E_NO_FILE`, `E_FILE_KIND` for devices, pipes and links */
  hold(path: string): Promise<HeldFile>;
  /** A new file of the application's own, mode 0600, for what is to be saved or was dropped. */
  spool(name: string): Promise<HeldFile>;
  release(handle: string): Promise<void>;
}

/** The handles of a running application, and what only the application itself does with them. */
export interface FileSpool extends FileHandles {
  /** Takes bytes into a spool file, hashing them on the way; nothing is left of a stream that breaks off. */
  take(name: string, chunks: AsyncIterable<Uint8Array>): Promise<HeldFile>;
  /** The text without the paths behind the handles: the page knows files by their names alone. */
  redact(text: string): string;
  /** Removes every spool file. */
  close(): Promise<void>;
}

/**
 * Handles over a spool folder, `<dataFolder>/spool/<process id>`. Folders that processes long gone left there are removed first.
 */
export async function openFileSpool(dataFolder: string): Promise<FileSpool> {
  const spools = join(dataFolder, 'spool');
  await mkdir(spools, { recursive: true, mode: 0o700 });
  await removeStale(spools);
  const folder = join(spools, `${process.pid}-${randomBytes(6).toString('hex')}`);
  await mkdir(folder, { mode: 0o700 });
  const held = new Map<string, HeldFile>();

  const keep = (path: string, name: string, bytes: number, spooled: boolean, sha256?: string): HeldFile => {
    const handle = `file-${randomBytes(16).toString('hex')}`;
    const file: HeldFile = { handle, name, bytes, path, spooled, ...(sha256 === undefined ? {} : { sha256 }) };
    held.set(handle, file);
    return file;
  };
  const spoolPath = (): string => join(folder, randomBytes(16).toString('hex'));

  return {
    get(handle) {
      const file = held.get(handle);
      if (file === undefined) throw new AssizeError('E_HANDLE', 'that file is no longer held', {}, 'Choose the file again.');
      return file;
    },

    async hold(path) {
      const whole = resolve(path);
      let found;
      try {
        found = await lstat(whole);
      } catch (error) {
        throw asReadError(error, whole);
      }
      if (!found.isFile() && !found.isDirectory()) {
        throw new AssizeError(
          'E_FILE_KIND',
          `${basename(whole)} is ${found.isSymbolicLink() ? 'a link' : 'no ordinary file'}`,
          {},
          'Choose the file or folder itself: links, devices and pipes are not read.',
        );
      }
      return keep(whole, basename(whole), found.isFile() ? found.size : 0, false);
    },

    async spool(name) {
      const path = spoolPath();
      try {
        await (await open(path, 'wx', 0o600)).close();
      } catch (error) {
        throw asWriteError(error, path);
      }
      return keep(path, tidyName(name), 0, true);
    },

    async take(name, chunks) {
      const path = spoolPath();
      const hash = createHash('sha256');
      let bytes = 0;
      try {
        const file = await open(path, 'wx', 0o600);
        try {
          for await (const chunk of chunks) {
            hash.update(chunk);
            bytes += chunk.length;
            await file.writeFile(chunk);
          }
        } finally {
          await file.close();
        }
      } catch (error) {
        await rm(path, { force: true });
        throw asWriteError(error, tidyName(name));
      }
      return keep(path, tidyName(name), bytes, true, hash.digest('hex'));
    },

    async release(handle) {
      const file = held.get(handle);
      held.delete(handle);
      if (file?.spooled === true) await rm(file.path, { force: true });
    },

    redact(text) {
      let told = text;
      for (const { path, name } of held.values()) told = told.replaceAll(path, name);
      return told.replaceAll(folder, '…').replaceAll(dataFolder, '…');
    },

    async close() {
      held.clear();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a page may know of a held file. */
export function asChosen({ handle, name, bytes, sha256 }: HeldFile): ChosenFile {
  return { handle, name, bytes, ...(sha256 === undefined ? {} : { sha256 }) };
}

/** The size of what lies under a handle now: a spool file grows after it was handed out. */
export async function currentSize(file: HeldFile): Promise<number> {
  try {
    return (await stat(file.path)).size;
  } catch (error) {
    throw asReadError(error, file.name);
  }
}

/** The last part of a name that a page gave, whatever separators and control characters it holds. */
export function tidyName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 200);
  return clean === '' || clean === '.' || clean === '..' ? 'file' : clean;
}

async function removeStale(spools: string): Promise<void> {
  for (const name of await readdir(spools)) {
    const pid = Number(name.split('-')[0]);
    if (Number.isSafeInteger(pid) && pid > 0 && isAlive(pid)) continue;
    await rm(join(spools, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
