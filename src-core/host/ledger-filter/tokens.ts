/** A piece of a filter with its place in it, UTF-16 code units, `to` excluded. */
export interface Token {
  readonly kind: 'word' | 'string' | 'operator' | 'punctuation' | 'unknown';
  /** Of a string: what it says, its quotes and escapes taken off. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** A string whose closing quote is not there yet. */
  readonly open?: boolean;
}

const OPERATORS = ['==', '!=', '<=', '>=', '<', '>', '~'];
const ENDS_WORD = /[\s"(),<>=!~]/;

/** Cuts a filter into its pieces. Nothing is refused here. */
export function readTokens(filter: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < filter.length) {
    const from = at;
    const sign = filter.charAt(at);
    const operator = OPERATORS.find((text) => filter.startsWith(text, from));
    if (/\s/.test(sign)) at += 1;
    else if (sign === '"') {
      const string = readString(filter, from);
      tokens.push(string);
      at = string.to;
    } else if (operator !== undefined) {
      at += operator.length;
      tokens.push({ kind: 'operator', text: operator, from, to: at });
    } else if ('(),'.includes(sign)) {
      at += 1;
      tokens.push({ kind: 'punctuation', text: sign, from, to: at });
    } else if (ENDS_WORD.test(sign)) {
      at += 1;
      tokens.push({ kind: 'unknown', text: sign, from, to: at });
    } else {
      while (at < filter.length && !ENDS_WORD.test(filter.charAt(at))) at += 1;
      tokens.push({ kind: 'word', text: filter.slice(from, at), from, to: at });
    }
  }
  return tokens;
}

function readString(filter: string, from: number): Token {
  let text = '';
  for (let at = from + 1; at < filter.length; at++) {
    const sign = filter.charAt(at);
    if (sign === '"') return { kind: 'string', text, from, to: at + 1 };
    if (sign === '\\' && at + 1 < filter.length) text += filter.charAt(++at);
    else text += sign;
  }
  return { kind: 'string', text, from, to: filter.length, open: true };
}

const BARE = /^[^\s"(),<>=!~\\]+$/;
const KEYWORDS = /^(?:and|or|not|in)$/i;

/** A value as a filter spells it: in quotes only where it needs them. */
export function spellValue(text: string): string {
  return BARE.test(text) && !KEYWORDS.test(text) ? text : `"${text.replace(/["\\]/g, (sign) => `\\${sign}`)}"`;
}
