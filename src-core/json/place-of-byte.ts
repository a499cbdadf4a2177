/**
 * Where a byte of a text is: its offset from 0, its line and column from 1. Lines end at LF; columns count characters (Unicode
 * code points: every byte but UTF-8's continuations), as an editor does.
 */
export function placeOfByte(bytes: Uint8Array, byte: number): { byte: number; line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let i = 0; i < byte; i++) {
    if (bytes[i] === 0x0a) {
      line++;
      lineStart = i + 1;
    }
  }
  let column = 1;
  for (let i = lineStart; i < byte; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) column++;
  return { byte, line, column };
}
