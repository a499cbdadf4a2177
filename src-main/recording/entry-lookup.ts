import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../src-core/crypto/sha256.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { MAX_LINE_BYTES } from '../../src-core/evidence/model/entry.ts';
import { isSystemError } from '../files/write-durably.ts';
import { readLine } from './chain-file.ts';

/** Finds entries by their place, among the chain files that a recorder has at hand. Files are read once, when first needed. */
export class EntryLookup {
  readonly #folders: readonly string[];
  readonly #digests = new Map<string, Map<number, Digest>>();

  /** @param folders - each laid out as a bundle: chains lie in its `entries/` */
  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** Adds an entry that was just written to a chain that may have been read before. */
  add(chain: string, seq: number, digest: Digest): void {
    this.#digests.get(chain)?.set(seq, digest);
  }

  /** @throws {AssizeError} `E_REF` where no file at hand has it */
  async digestOf(chain: string, seq: number): Promise<Digest> {
    let known = this.#digests.get(chain);
    if (known === undefined) {
      known = await this.#read(chain);
      this.#digests.set(chain, known);
    }
    const digest = known.get(seq);
    if (digest === undefined) {
      throw new AssizeError(
        'E_REF',
        `no entry ${seq} of ${chain} is at hand`,
        {},
        'Name the folder that holds the chain with --with, or give the digest.',
      );
    }
    return digest;
  }

  async #read(chain: string): Promise<Map<number, Digest>> {
    const digests = new Map<number, Digest>();
    for (const folder of this.#folders) {
      for (const name of await chainFiles(folder)) {
        const uuid = /^[0-9a-f-]{36}(?=\.ndjson$)/.exec(name)?.[0];
        if (uuid !== undefined && chain !== `urn:uuid:${uuid}`) continue;
        for await (const line of linesOfFile(join(folder, 'entries', name))) {
          const { entry, digest } = readLine(line, join(folder, 'entries', name));
          if (entry.chain === chain && !digests.has(entry.seq)) digests.set(entry.seq, digest);
        }
      }
    }
    return digests;
  }
}

/** Names of the chain files in a folder's `entries/`, sorted. */
export async function chainFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(join(folder, 'entries'));
    return names.filter((name) => name.endsWith('.ndjson') && !name.startsWith('.')).sort();
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Whole lines of a file, without their LF; what stands after the last LF is left out. */
async function* linesOfFile(path: string): AsyncGenerator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a, start)) {
      yield new Uint8Array(rest.subarray(start, end));
      start = end + 1;
    }
    rest = rest.subarray(start);
    if (rest.length > 2 * MAX_LINE_BYTES) throw new AssizeError('E_CHAIN', `${path} has a line that is too long`, { path });
  }
}
