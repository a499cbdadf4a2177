import { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { windowed, type ByteSource } from '../../src-core/import/zip/byte-source.ts';

/** Lets yauzl read from a byte source: its short reads of headers come from a window, not from the disk one by one. */
export class SourceReader extends yauzl.RandomAccessReader {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super();
    this.#source = windowed(source);
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    if (!Number.isSafeInteger(position)) {
      callback(new Error('unexpected EOF'));
      return;
    }
    this.#source.read(position, length).then(
      (bytes) => {
        buffer.set(bytes, offset);
        callback(bytes.length < length ? new Error('unexpected EOF') : null);
      },
      (error: Error) => callback(error),
    );
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const source = this.#source;
    return Readable.from(
      (async function* pieces(): AsyncGenerator<Uint8Array> {
        for (let at = start; at < end; at += 65_536) yield await source.read(at, Math.min(65_536, end - at));
      })(),
    );
  }
}
