import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { pae } from '../../src-core/crypto/dsse.ts';
import { digestOf } from '../../src-core/crypto/sha256.ts';
import type { Digest } from '../../src-core/crypto/sha256.ts';
import { decodeBase64 } from '../../src-core/encoding/base64.ts';
import { AssizeError } from '../../src-core/errors.ts';
import type { Entry } from '../../src-core/evidence/model/entry.ts';
import { entrySchema, MAX_LINE_BYTES } from '../../src-core/evidence/model/entry.ts';
import { schemaProblems } from '../../src-core/evidence/schema/schema.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import { asWriteError } from '../files/write-durably.ts';

/** A line as read back for writing on: its entry, and what was signed. */
export interface ReadLine {
  readonly entry: Entry;
  readonly digest: Digest;
  /** PAE of the payload. */
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** The file of one chain, open for appending. Whole lines or nothing: a write that fails is taken back. */
export class ChainFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #size: number;

  private constructor(path: string, handle: FileHandle, size: number) {
    this.path = path;
    this.#handle = handle;
    this.#size = size;
  }

  /** Opens or makes the file. */
  static async open(path: string): Promise<ChainFile> {
    try {
      const handle = await open(path, 'a+', 0o644);
      return new ChainFile(path, handle, (await handle.stat()).size);
    } catch (error) {
      throw asWriteError(error, path);
    }
  }

  get size(): number {
    return this.#size;
  }

  /** How many bytes after the last LF: an entry that was never finished, so never answered. */
  async unfinishedBytes(): Promise<number> {
    const tail = await this.#readBack(this.#size, 0x0a);
    return tail.length;
  }

  /** Cuts what stands after the last LF. */
  async cutUnfinished(bytes: number): Promise<void> {
    await this.#handle.truncate(this.#size - bytes);
    await this.#handle.sync();
    this.#size -= bytes;
  }

  /** The last line, `undefined` in an empty file. @throws {AssizeError} `E_CHAIN` where it is no entry */
  async lastLine(): Promise<ReadLine | undefined> {
    if (this.#size === 0) return undefined;
    return readLine(await this.#readBack(this.#size - 1, 0x0a), this.path);
  }

  /** Appends a line, LF included, and returns once it is on the disk. */
  async append(line: Uint8Array): Promise<void> {
    const { size } = await this.#handle.stat();
    if (size !== this.#size) {
      throw new AssizeError(
        'E_LOCKED',
        `${this.path} was changed by somebody else`,
        { path: this.path },
        'Open the chain again.',
      );
    }
    try {
      for (let written = 0; written < line.length;) {
        written += (await this.#handle.write(line, written, line.length - written)).bytesWritten;
      }
      await this.#handle.sync();
    } catch (error) {
      await this.#takeBack();
      throw asWriteError(error, this.path);
    }
    this.#size += line.length;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** After a failed write: back to the last whole line. Where even that fails, the half line is found at the next opening. */
  async #takeBack(): Promise<void> {
    try {
      await this.#handle.truncate(this.#size);
      await this.#handle.sync();
    } catch {
      // The error of the write is the one to report.
    }
  }

  /** The bytes before `end` back to the last `stop` (exclusive), or to the file's start. */
  async #readBack(end: number, stop: number): Promise<Uint8Array> {
    let bytes = new Uint8Array(0);
    for (let from = end; from > 0;) {
      const length = Math.min(from, 65_536);
      const chunk = new Uint8Array(length);
      await this.#handle.read(chunk, 0, length, from - length);
      const at = chunk.lastIndexOf(stop);
      bytes = joined(at < 0 ? chunk : chunk.subarray(at + 1), bytes);
      if (at >= 0) break;
      if (bytes.length > 2 * MAX_LINE_BYTES)
        throw new AssizeError('E_CHAIN', `${this.path} does not end in lines of a chain`, { path: this.path });
      from -= length;
    }
    return bytes;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** A line without its LF as the writer left it. @throws {AssizeError} `E_CHAIN` for anything else */
export function readLine(line: Uint8Array, path: string): ReadLine {
  const refuse = (why: string, cause?: unknown): AssizeError =>
    new AssizeError('E_CHAIN', `the last line of ${path} is no entry (${why})`, { path }, 'Verify the chain before writing on.', {
      cause,
    });
  try {
    const { payload, payloadType, signatures } = objectOf(parseJson(line));
    const bytes = typeof payload === 'string' ? decodeBase64(payload) : undefined;
    const [first] = Array.isArray(signatures) ? signatures : [];
    const sig = objectOf(first)['sig'];
    const signature = typeof sig === 'string' ? decodeBase64(sig) : undefined;
    if (bytes === undefined || signature === undefined || typeof payloadType !== 'string') throw refuse('no envelope');
    const value = parseJson(bytes);
    const [problem] = schemaProblems(entrySchema, value);
    if (problem !== undefined) throw refuse(`${problem.pointer} ${problem.message}`);
    const message = pae(payloadType, bytes);
    return { entry: value as unknown as Entry, digest: digestOf(message), message, signature };
  } catch (error) {
    if (error instanceof AssizeError && error.code !== 'E_CHAIN') throw refuse(error.message, error);
    throw error;
  }
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
