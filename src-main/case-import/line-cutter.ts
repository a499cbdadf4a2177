import { MAX_LINE_BYTES } from '../../src-core/evidence/model/entry.ts';

const LF = 0x0a;

/** Cuts a chain file into its lines as they were received, each with its LF and its place; lines beyond the format's limit lose their bytes. */
export class LineCutter {
  readonly #take: (line: number, byte: number, length: number, raw: Uint8Array | null) => void;
  #held: Uint8Array[] = [];
  #length = 0;
  #byte = 0;
  lines = 0;

  constructor(take: (line: number, byte: number, length: number, raw: Uint8Array | null) => void) {
    this.#take = take;
  }

  push(piece: Uint8Array): void {
    let start = 0;
    for (let at = piece.indexOf(LF); at >= 0; at = piece.indexOf(LF, start)) {
      this.#hold(piece.subarray(start, at + 1));
      this.#end();
      start = at + 1;
    }
    // Whoever made the piece may use it again.
    if (start < piece.length) this.#hold(piece.slice(start));
  }

  close(): void {
    if (this.#length > 0) this.#end();
  }

  #hold(part: Uint8Array): void {
    this.#length += part.length;
    if (this.#length <= MAX_LINE_BYTES + 1) this.#held.push(part);
    else this.#held = [];
  }

  #end(): void {
    this.lines += 1;
    const isKept = this.#length <= MAX_LINE_BYTES + 1;
    const [only] = this.#held;
    this.#take(
      this.lines,
      this.#byte,
      this.#length,
      !isKept ? null : this.#held.length === 1 && only !== undefined ? only : Buffer.concat(this.#held, this.#length),
    );
    this.#byte += this.#length;
    this.#held = [];
    this.#length = 0;
  }
}
