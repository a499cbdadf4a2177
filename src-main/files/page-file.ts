import { closeSync, constants, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PAGE_BYTES, type PageStore } from '../../src-core/evidence/lines/page-memory.ts';
import { asWriteError } from './write-durably.ts';

/** Closes the files of page stores that nobody can reach any more. */
const abandoned = new FinalizationRegistry<number>((file) => closeSync(file));

/**
 * Keeps pages in a temporary file that only its owner can open. It is made when the first page comes, and has no name from then on where
 * the system allows that, so that nothing is left behind however the program ends; else it is removed when the program ends.
 */
export class PageFile implements PageStore {
  /** 16 MiB. */
  readonly mostInMemory = 1024;
  readonly #folder: string;
  #file: number | undefined;

  constructor(folder = tmpdir()) {
    this.#folder = folder;
  }

  write(page: number, bytes: Uint8Array): void {
    const file = (this.#file ??= this.#open());
    for (let done = 0; done < bytes.length;)
      done += this.#orWriteError(() => writeSync(file, bytes, done, bytes.length - done, page * PAGE_BYTES + done));
  }

  read(page: number, into: Uint8Array): void {
    for (let done = 0; done < into.length;) {
      const read = readSync(this.#file as number, into, done, into.length - done, page * PAGE_BYTES + done);
      if (read === 0) throw new Error('a page that was written is gone');
      done += read;
    }
  }

  #open(): number {
    const path = join(this.#folder, `assize-${randomBytes(12).toString('hex')}.pages`);
    const file = this.#orWriteError(() => openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600));
    abandoned.register(this, file);
    try {
      unlinkSync(path);
    } catch {
      process.once('exit', () => {
        closeSync(file);
        unlinkSync(path);
      });
    }
    return file;
  }

  #orWriteError<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      throw asWriteError(error, this.#folder);
    }
  }
}
