import { decodeLatin1 } from '../encoding/ascii.ts';

/** The longest member name that is kept, in bytes. */
export const longestKeptName = 32;

/** Names met lately, by a hash of their bytes: the same few dozen name every member of a chain. Never more than 1,024 of them. */
const names: (string | undefined)[] = Array.from({ length: 1024 });

/**
 * The member name of plain ASCII that stands at `start` to `end`: the very string given before where it was met lately, which saves
 * making one and finding it among an object's members. Only speed depends on what was met.
 *
 * @param hash - any hash of those bytes, the same for the same bytes
 */
export function memberName(bytes: Uint8Array, start: number, end: number, hash: number): string {
  const slot = (hash ^ (hash >>> 10)) & 1023;
  const kept = names[slot];
  if (kept !== undefined && spells(kept, bytes, start, end)) return kept;
  const name = decodeLatin1(bytes.subarray(start, end));
  names[slot] = name;
  return name;
}

function spells(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
