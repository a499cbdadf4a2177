import { joinBytes } from '../encoding/bytes.ts';

/** Takes the lines of a file, each without its LF. */
export interface LineSink {
  line(bytes: Uint8Array, hasLf: boolean): void;
  /** A line longer than the limit; its bytes were not kept. */
  tooLong(): void;
}

const LF = 0x0a;

/**
 * Splits a stream into lines without holding more than one, and never more than the limit.
 *
 * @param limit - bytes of a line without its LF
 * @param onPiece - sees every piece as it passes, to hash or to count
 */
export async function splitLines(
  pieces: AsyncIterable<Uint8Array>,
  limit: number,
  sink: LineSink,
  onPiece: (piece: Uint8Array) => void = () => {},
): Promise<void> {
  let held: Uint8Array[] = [];
  let length = 0;
  const end = (hasLf: boolean): void => {
    if (length > limit) sink.tooLong();
    else if (held.length === 1) sink.line(held[0] as Uint8Array, hasLf);
    else sink.line(joinBytes(held), hasLf);
    held = [];
    length = 0;
  };
  for await (const piece of pieces) {
    onPiece(piece);
    let start = 0;
    for (let at = piece.indexOf(LF); at >= 0; at = piece.indexOf(LF, start)) {
      const part = piece.subarray(start, at);
      length += part.length;
      if (length <= limit) held.push(part);
      end(true);
      start = at + 1;
    }
    if (start === piece.length) continue;
    length += piece.length - start;
    // The piece may be used again by whoever made it, so what waits for the next one is copied.
    if (length <= limit) held.push(Uint8Array.prototype.slice.call(piece, start));
    else held = [];
  }
  if (length > 0) end(false);
}
