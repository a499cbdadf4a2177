// Controls, bidirectional marks and what has no width: they could make one text pass for another.
export const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** `202E` for U+202E. */
export const codePoint = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/** Text from evidence with everything invisible in visible form: `U+202E` and so on. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (character) => `[U+${codePoint(character)}]`);
}

/** The same for text of several lines, whose ends stay. */
export const visibleLines = (text: string): string => text.split('\n').map(visibleText).join('\n');
