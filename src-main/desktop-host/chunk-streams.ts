import type { Answer } from '../../src-core/host/answer.ts';

/** Files that a page sends in pieces, since they lie nowhere. */
interface ChunkStreams {
  /**
   * Takes the next piece of a stream, beginning it where it is new, and answers when it was taken in; with `undefined`, the end, answers
   * with what the stream became.
   */
  push(
    key: string,
    chunk: Uint8Array | undefined,
    begin: (chunks: AsyncIterable<Uint8Array>) => Promise<Answer<unknown>>,
  ): Promise<Answer<unknown>>;
  /** Breaks off all streams whose key begins so: their page is gone. */
  drop(keyPrefix: string): void;
}

interface Running {
  readonly pipe: TransformStream<Uint8Array, Uint8Array>;
  readonly writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly outcome: Promise<Answer<unknown>>;
}

export function createChunkStreams(): ChunkStreams {
  const running = new Map<string, Running>();
  return {
    async push(key, chunk, begin) {
      let stream = running.get(key);
      if (stream === undefined) {
        const pipe = new TransformStream<Uint8Array, Uint8Array>();
        stream = { pipe, writer: pipe.writable.getWriter(), outcome: begin(pipe.readable) };
        running.set(key, stream);
      }
      const { writer, outcome } = stream;
      // The reader of the pipe lets go of it where it fails; then the write does too, and what failed is in the outcome.
      const written = (chunk === undefined ? writer.close() : writer.write(chunk)).then(
        () => true,
        () => false,
      );
      const ended = chunk === undefined || !(await written);
      if (!ended) return { ok: true, value: {} };
      running.delete(key);
      return outcome;
    },
    drop(keyPrefix) {
      for (const [key, { writer }] of running) {
        if (!key.startsWith(keyPrefix)) continue;
        running.delete(key);
        writer.abort(new Error('the page is gone')).catch(() => undefined);
      }
    },
  };
}
