// Characters that Chinese typography keeps off the start, or off the end, of a line.
const NOT_FIRST =
  /^[\u3001\u3002\uff0c\uff0e\uff1a\uff1b\uff01\uff1f\uff09\uff3d\u3011\u300d\u300f\u300b\u3009\u2019\u201d\u2014\u2026%),.;:!?\]}]/;
const NOT_LAST = /[\uff08\uff3b\u3010\u300c\u300e\u300a\u3008\u2018\u201c([{]$/;
const WIDE =
  /[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\ud840-\ud87f][\udc00-\udfff]/u;

/** True for a character that stands on its own body, as Chinese characters do. */
export const isWide = (character: string): boolean => WIDE.test(character);

/** The least pieces that a line may end between; a space belongs to the piece before it. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (const character of text) {
    const last = pieces.at(-1);
    const before = last === undefined ? '' : ([...last].at(-1) ?? '');
    const mayBreak = before === ' ' || isWide(character) || isWide(before) || (character === '/' && before !== '/');
    const isHeld = NOT_FIRST.test(character) || NOT_LAST.test(before) || character === ' ';
    if (last === undefined || (mayBreak && !isHeld)) pieces.push(character);
    else pieces[pieces.length - 1] = last + character;
  }
  return pieces;
}

/**
 * Parts a text into lines no wider than allowed. A piece that is wider than a whole line, such as a digest, is parted anywhere.
 *
 * @param width - in points, of a text as it would be set
 */
export function breakLines(text: string, allowed: number, width: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  const put = (piece: string): void => {
    if (width((line + piece).trimEnd()) <= allowed) {
      line += piece;
      return;
    }
    if (line !== '') lines.push(line.trimEnd());
    line = '';
    if (width(piece.trimEnd()) <= allowed) {
      line = piece;
      return;
    }
    for (const character of piece) {
      if (line !== '' && width(line + character) > allowed) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  };
  for (const piece of piecesOf(text)) put(piece);
  if (line.trimEnd() !== '' || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}
