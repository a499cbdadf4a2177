// Controls, format characters (bidirectional, zero-width, tags), lone surrogates, line separators, and all that is drawn as nothing.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** A character by its code point: `\u{202e}`. */
export function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Text of evidence as it may be shown to a person: control, bidirectional and invisible characters in visible form. */
export function visible(text: string): string {
  return text.replace(HIDDEN, escapeCharacter);
}
