import { visibleText } from '../../components/visible-text.ts';

export const PER_ROW = 16;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** What a byte shows in the column of text: its character; of a longer one, the whole at its first byte and nothing at the others. */
export function byteText(bytes: Uint8Array, at: number): string {
  const byte = bytes[at] ?? 0;
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
  if (length > 0) {
    const character = decoded(bytes.subarray(at, at + length));
    return character !== undefined && visibleText(character) === character ? character : '·';
  }
  return isInside(bytes, at) ? '' : '·';
}

/** The byte goes on with a character that began before it. */
function isInside(bytes: Uint8Array, at: number): boolean {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[at - back] ?? 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      const character = decoded(bytes.subarray(at - back, at - back + length));
      return length > back && character !== undefined && visibleText(character) === character;
    }
    if (byte < 0x80) return false;
  }
  return false;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
