// Line ends of some readers, marks of writing direction and what has no width: shown raw, they make one text pass for another.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** One line of NDJSON; members without a value are left out. Nothing invisible stands in it raw: a reader gets the same text back. */
export function ndjsonRow(members: Iterable<readonly [string, string | number | undefined]>): string {
  const present = [...members].filter(([, value]) => value !== undefined);
  return `${JSON.stringify(Object.fromEntries(present)).replace(HIDDEN, escaped)}\n`;
}

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
