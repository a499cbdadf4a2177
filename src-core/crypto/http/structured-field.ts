import { decodeBase64, encodeBase64 } from '../../encoding/base64.ts';
import { AssizeError } from '../../errors.ts';

/** A bare item of a structured field (RFC 8941 section 3.3). Tokens are apart from strings, decimals from integers. */
export type BareItem =
  | { readonly type: 'integer' | 'decimal'; readonly value: number }
  | { readonly type: 'string' | 'token'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: Uint8Array }
  | { readonly type: 'boolean'; readonly value: boolean };

export type Parameters = ReadonlyMap<string, BareItem>;

/** An item with its parameters, and where it stands in the text. */
export interface Item {
  readonly item: BareItem;
  readonly parameters: Parameters;
  readonly raw: string;
}

export interface InnerList {
  readonly items: readonly Item[];
  readonly parameters: Parameters;
  readonly raw: string;
}

export type Member = Item | InnerList;

/** True for a list in parentheses. */
export function isInnerList(member: Member): member is InnerList {
  return 'items' in member;
}

/** A field that does not parse. */
function fieldError(message: string): AssizeError {
  return new AssizeError('E_ENVELOPE', message);
}

/**
 * Parses a dictionary (RFC 8941 section 4.2.2), with one departure: a key that stands twice is refused, where the RFC lets the last
 * one win, since a reader who takes the first would verify another signature.
 * @throws {AssizeError} E_ENVELOPE
 */
export function parseDictionary(text: string): Map<string, Member> {
  return new FieldReader(text).dictionary();
}

/** The text of a member as RFC 8941 section 4.1 serialises it. */
export function serializeMember(member: Member): string {
  if (!isInnerList(member)) return serializeItem(member);
  return `(${member.items.map(serializeItem).join(' ')})${serializeParameters(member.parameters)}`;
}

/** The text of an item with its parameters. */
export function serializeItem({ item, parameters }: Item): string {
  return serializeBare(item) + serializeParameters(parameters);
}

/** The text of a dictionary (RFC 8941 section 4.1.2). */
export function serializeDictionary(members: ReadonlyMap<string, Member>): string {
  const texts = [...members].map(([key, member]) => {
    const isTrue = !isInnerList(member) && member.item.type === 'boolean' && member.item.value;
    return isTrue ? key + serializeParameters(member.parameters) : `${key}=${serializeMember(member)}`;
  });
  return texts.join(', ');
}

function serializeParameters(parameters: Parameters): string {
  let text = '';
  for (const [key, item] of parameters) {
    text += item.type === 'boolean' && item.value ? `;${key}` : `;${key}=${serializeBare(item)}`;
  }
  return text;
}

function serializeBare(item: BareItem): string {
  switch (item.type) {
    case 'integer':
      return String(item.value);
    case 'decimal':
      return Number.isInteger(item.value) ? `${item.value}.0` : String(item.value);
    case 'string':
      return `"${item.value.replace(/[\\"]/g, '\\$&')}"`;
    case 'token':
      return item.value;
    case 'bytes':
      return `:${encodeBase64(item.value)}:`;
    case 'boolean':
      return item.value ? '?1' : '?0';
  }
}

const key = /[a-z*][a-z0-9_\-.*]*/y;
const token = /[A-Za-z*][A-Za-z0-9!#$%&'*+\-.^_`|~:/]*/y;
const number = /-?\d+(?:\.\d+)?/y;
const string = /"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/y;
const bytes = /:[A-Za-z0-9+/=]*:/y;
const boolean = /\?[01]/y;

class FieldReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  dictionary(): Map<string, Member> {
    const members = new Map<string, Member>();
    this.skip(' ');
    while (this.at < this.text.length) {
      const name = this.demand(key, 'a key');
      if (members.has(name)) throw fieldError(`the key ${name} stands twice`);
      members.set(name, this.take('=') ? this.member() : this.bareTrue());
      this.skip(' \t');
      if (this.at === this.text.length) return members;
      if (!this.take(',')) throw fieldError('members of a dictionary are parted by commas');
      this.skip(' \t');
      if (this.at === this.text.length) throw fieldError('a dictionary ends with a comma');
    }
    return members;
  }

  private bareTrue(): Item {
    const start = this.at;
    const parameters = this.parameters();
    return { item: { type: 'boolean', value: true }, parameters, raw: this.text.slice(start, this.at) };
  }

  private member(): Member {
    if (this.text[this.at] !== '(') return this.item();
    const start = this.at++;
    const items: Item[] = [];
    for (;;) {
      this.skip(' ');
      if (this.take(')')) break;
      items.push(this.item());
      if (this.text[this.at] !== ' ' && this.text[this.at] !== ')') throw fieldError('items of a list are parted by spaces');
    }
    const parameters = this.parameters();
    return { items, parameters, raw: this.text.slice(start, this.at) };
  }

  private item(): Item {
    const start = this.at;
    const item = this.bare();
    const parameters = this.parameters();
    return { item, parameters, raw: this.text.slice(start, this.at) };
  }

  private parameters(): Parameters {
    const parameters = new Map<string, BareItem>();
    while (this.take(';')) {
      this.skip(' ');
      const name = this.demand(key, 'the name of a parameter');
      if (parameters.has(name)) throw fieldError(`the parameter ${name} stands twice`);
      parameters.set(name, this.take('=') ? this.bare() : { type: 'boolean', value: true });
    }
    return parameters;
  }

  private bare(): BareItem {
    const first = this.text[this.at] ?? '';
    if (first === '"') return { type: 'string', value: this.demand(string, 'a string').slice(1, -1).replace(/\\(.)/g, '$1') };
    if (first === ':') {
      const value = decodeBase64(this.demand(bytes, 'bytes').slice(1, -1));
      if (value === undefined) throw fieldError('bytes are base64');
      return { type: 'bytes', value };
    }
    if (first === '?') return { type: 'boolean', value: this.demand(boolean, 'a boolean') === '?1' };
    if (/[-\d]/.test(first)) return this.number();
    return { type: 'token', value: this.demand(token, 'an item') };
  }

  private number(): BareItem {
    const literal = this.demand(number, 'a number');
    const [whole = '', fraction] = literal.replace('-', '').split('.');
    // RFC 8941 sections 3.3.1 and 3.3.2: 15 digits; or 12 before the point and 3 after.
    if (fraction === undefined ? whole.length > 15 : whole.length > 12 || fraction.length > 3)
      throw fieldError('a number of too many digits');
    return { type: fraction === undefined ? 'integer' : 'decimal', value: Number(literal) };
  }

  private demand(pattern: RegExp, what: string): string {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) throw fieldError(`${what} is missing at character ${this.at}`);
    this.at = pattern.lastIndex;
    return match[0];
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private skip(characters: string): void {
    while (this.at < this.text.length && characters.includes(this.text[this.at] as string)) this.at++;
  }
}
