import { decodeLatin1 } from '../encoding/ascii.ts';
import { decodeUtf8, utf8SequenceLength } from '../encoding/utf8.ts';
import { JsonError } from './json-error.ts';
import type { JsonErrorCode } from './json-error.ts';
import { joinPointer } from './json-pointer.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
import { longestKeptName, memberName } from './member-name.ts';
import { placeOfByte } from './place-of-byte.ts';

/** What a text may cost. */
export interface JsonLimits {
  /** Containers inside each other, the outermost counted 1; at most 1,000. Default 128. */
  readonly maxDepth?: number;
  /** Bytes of the whole text. Default: no limit beyond the text that the caller holds already. */
  readonly maxBytes?: number;
  /** Objects and arrays in all, each of which costs far more memory than its two bytes. Default: no limit. */
  readonly maxContainers?: number;
}

/**
 * Reads one JSON text (RFC 8259) as evidence must be read: what two readers could understand differently is refused.
 *
 * Refused with `E_PARSE_DUPKEY`: a member named twice in one object, however its name is escaped. With `E_LIMIT`: a text too
 * deep or too long. With `E_PARSE`: every breach of the grammar, text after the value, a byte order mark, ill-formed UTF-8, lone
 * surrogates, integer literals beyond ±(2^53-1), numbers that overflow, and numbers other than zero that underflow to it.
 * Noncharacters are kept (RFC 7493 section 2.1 would refuse them: evidence quotes the world). Objects have no prototype.
 *
 * @param bytes - the text exactly as received
 * @throws {JsonError} at the first byte that no accepted text could have there; for a refused value, at its first byte
 */
export function parseJson(bytes: Uint8Array, limits: JsonLimits = {}): JsonValue {
  return new JsonReader(bytes, limits).readText();
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** 1 where a byte of a string stands for itself and needs no look: ASCII from space, but the quote and the backslash. */
const plain = new Uint8Array(256).fill(1, 0x20, 0x80);
plain[QUOTE] = 0;
plain[BACKSLASH] = 0;

/** The character that `\` and a byte of this index stand for, 0 for none (RFC 8259 section 7; \u apart). */
const escapes = new Uint8Array(256);
for (const [name, code] of Object.entries({ '"': 34, '\\': 92, '/': 47, b: 8, f: 12, n: 10, r: 13, t: 9 }))
  escapes[name.charCodeAt(0)] = code;

/**
 * One pass over the bytes, all of whose steps share the place reached: the reason why it is one class, longer than others.
 */
class JsonReader {
  private readonly bytes: Uint8Array;
  private readonly maxDepth: number;
  private readonly maxBytes: number;
  private readonly maxContainers: number;
  private containers = 0;
  private at = 0;
  private depth = 0;
  /** The member name or index that is being read at each depth: what an error's pointer is made of. */
  private readonly path: (string | number)[] = [];

  constructor(bytes: Uint8Array, limits: JsonLimits) {
    this.bytes = bytes;
    this.maxDepth = Math.min(limits.maxDepth ?? 128, 1000);
    this.maxBytes = limits.maxBytes ?? Infinity;
    this.maxContainers = limits.maxContainers ?? Infinity;
  }

  readText(): JsonValue {
    const { bytes } = this;
    if (bytes.length > this.maxBytes) throw this.error('E_LIMIT', `longer than ${this.maxBytes} bytes`, this.maxBytes);
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) throw this.error('E_PARSE', 'a byte order mark', 0);
    this.skipSpace();
    const value = this.readValue();
    this.skipSpace();
    if (this.at < bytes.length) throw this.unexpected();
    return value;
  }

  private readValue(): JsonValue {
    const byte = this.bytes[this.at];
    switch (byte) {
      case QUOTE:
        return this.readString();
      case 0x7b:
        return this.readObject();
      case 0x5b:
        return this.readArray();
      case 0x74:
        return this.readWord('true', true);
      case 0x66:
        return this.readWord('false', false);
      case 0x6e:
        return this.readWord('null', null);
      default:
        if (byte === MINUS || (byte !== undefined && byte >= ZERO && byte <= NINE)) return this.readNumber();
        throw this.unexpected();
    }
  }

  private readObject(): JsonObject {
    this.enter();
    const object = Object.create(null) as JsonObject;
    const level = this.depth - 1;
    this.skipSpace();
    if (this.bytes[this.at] === 0x7d) return this.leave(object);
    for (;;) {
      const start = this.at;
      if (this.bytes[start] !== QUOTE) throw this.unexpected();
      const name = this.readName();
      this.path[level] = name;
      if (name in object) throw this.error('E_PARSE_DUPKEY', `the member ${JSON.stringify(name)} stands twice`, start);
      this.skipSpace();
      if (this.bytes[this.at] !== COLON) throw this.unexpected();
      this.at++;
      this.skipSpace();
      object[name] = this.readValue();
      this.skipSpace();
      const next = this.bytes[this.at];
      if (next === 0x7d) return this.leave(object);
      if (next !== COMMA) throw this.unexpected();
      this.at++;
      this.skipSpace();
    }
  }

  private readArray(): JsonValue[] {
    this.enter();
    const elements: JsonValue[] = [];
    const level = this.depth - 1;
    this.skipSpace();
    if (this.bytes[this.at] === 0x5d) return this.leave(elements);
    for (;;) {
      this.path[level] = elements.length;
      elements.push(this.readValue());
      this.skipSpace();
      const next = this.bytes[this.at];
      if (next === 0x5d) return this.leave(elements);
      if (next !== COMMA) throw this.unexpected();
      this.at++;
      this.skipSpace();
    }
  }

  private enter(): void {
    if (this.depth === this.maxDepth) throw this.error('E_LIMIT', `deeper than ${this.maxDepth} levels`, this.at);
    if (++this.containers > this.maxContainers) {
      throw this.error('E_LIMIT', `more than ${this.maxContainers} objects and arrays`, this.at);
    }
    this.depth++;
    this.path.length = this.depth - 1;
    this.at++;
  }

  private leave<Container>(container: Container): Container {
    this.depth--;
    this.path.length = this.depth;
    this.at++;
    return container;
  }

  private readWord<Value>(word: string, value: Value): Value {
    for (let i = 1; i < word.length; i++) {
      if (this.bytes[this.at + i] !== word.charCodeAt(i)) {
        this.at += i;
        throw this.unexpected();
      }
    }
    this.at += word.length;
    return value;
  }

  private readNumber(): number {
    const { bytes } = this;
    const start = this.at;
    let at = bytes[start] === MINUS ? start + 1 : start;
    const firstDigit = at;
    if (bytes[at] === ZERO) at++;
    else at = this.skipDigits(at);
    const digits = at - firstDigit;
    if (bytes[at] !== POINT && (bytes[at] as number) !== 0x65 && (bytes[at] as number) !== 0x45) {
      this.at = at;
      return digits < 16 ? this.smallInteger(start, firstDigit) : this.largeInteger(start, digits);
    }
    if (bytes[at] === POINT) at = this.skipDigits(at + 1);
    if (bytes[at] === 0x65 || bytes[at] === 0x45) {
      const sign = bytes[at + 1];
      at = this.skipDigits(sign === 0x2b || sign === MINUS ? at + 2 : at + 1);
    }
    this.at = at;
    const literal = decodeLatin1(bytes.subarray(start, at));
    const value = Number(literal);
    if (!Number.isFinite(value)) throw this.error('E_PARSE', 'a number too large for a double', start);
    if (value === 0 && /[1-9]/.test(literal.split(/[eE]/, 1)[0] as string)) {
      throw this.error('E_PARSE', 'a number other than zero that a double would make zero', start);
    }
    return value;
  }

  private skipDigits(from: number): number {
    const { bytes } = this;
    let at = from;
    while ((bytes[at] as number) >= ZERO && (bytes[at] as number) <= NINE) at++;
    if (at > from) return at;
    this.at = from;
    throw this.unexpected();
  }

  private smallInteger(start: number, firstDigit: number): number {
    const { bytes } = this;
    let value = 0;
    for (let at = firstDigit; at < this.at; at++) value = value * 10 + (bytes[at] as number) - ZERO;
    return firstDigit > start ? -value : value;
  }

  private largeInteger(start: number, digits: number): number {
    const value = digits > 16 ? Infinity : Number(decodeLatin1(this.bytes.subarray(start, this.at)));
    if (!Number.isSafeInteger(value)) throw this.error('E_PARSE', 'an integer beyond 2^53-1', start);
    return value;
  }

  /** A member name: as `readString`, but short ones without escapes are looked up among those met before. */
  private readName(): string {
    const { bytes } = this;
    const start = this.at + 1;
    let end = start;
    let hash = 0;
    while (plain[bytes[end] as number] === 1) {
      hash = (Math.imul(hash, 31) + (bytes[end] as number)) | 0;
      end++;
    }
    if (bytes[end] !== QUOTE || end - start > longestKeptName) return this.readString();
    this.at = end + 1;
    return memberName(bytes, start, end, hash);
  }

  private readString(): string {
    const { bytes } = this;
    const start = this.at + 1;
    let end = start;
    while (plain[bytes[end] as number] === 1) end++;
    if (bytes[end] === QUOTE) {
      this.at = end + 1;
      return end - start < 64 ? decodeLatin1(bytes.subarray(start, end)) : (decodeUtf8(bytes.subarray(start, end)) as string);
    }
    return this.readLongWay(start, end);
  }

  /** The rest of a string that has escapes or characters beyond ASCII. `at` is the first byte that is not plain. */
  private readLongWay(start: number, at: number): string {
    const { bytes } = this;
    let text = '';
    let from = start;
    for (;;) {
      const byte = bytes[at];
      if (byte === undefined || byte < 0x20) {
        this.at = at;
        throw byte === undefined ? this.unexpected() : this.error('E_PARSE', 'a control character in a string', at);
      } else if (byte === QUOTE) {
        this.at = at + 1;
        return text + this.textBetween(from, at);
      } else if (byte === BACKSLASH) {
        text += this.textBetween(from, at) + this.readEscape(at);
        at = from = this.at;
      } else {
        const length = utf8SequenceLength(bytes, at);
        if (length === 0) throw this.error('E_PARSE', 'bytes that are not UTF-8', at);
        at += length;
      }
    }
  }

  private textBetween(from: number, to: number): string {
    return from === to ? '' : (decodeUtf8(this.bytes.subarray(from, to)) as string);
  }

  /** The character or pair that the escape at `backslash` stands for; leaves `at` behind it. */
  private readEscape(backslash: number): string {
    const { bytes } = this;
    const letter = bytes[backslash + 1];
    if (letter === undefined || letter !== 0x75) {
      const code = letter === undefined ? 0 : (escapes[letter] as number);
      if (code !== 0) {
        this.at = backslash + 2;
        return String.fromCharCode(code);
      }
      this.at = backslash + 1;
      throw this.unexpected();
    }
    const unit = this.readHex4(backslash + 2);
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    if (unit < 0xdc00 && bytes[this.at] === BACKSLASH && bytes[this.at + 1] === 0x75) {
      const low = this.readHex4(this.at + 2);
      if (low >= 0xdc00 && low <= 0xdfff) return String.fromCharCode(unit, low);
    }
    throw this.error('E_PARSE', 'a lone surrogate', backslash);
  }

  private readHex4(from: number): number {
    let value = 0;
    for (let at = from; at < from + 4; at++) {
      const byte = this.bytes[at] ?? 0;
      const digit = byte >= ZERO && byte <= NINE ? byte - ZERO : (byte | 32) >= 97 && (byte | 32) <= 102 ? (byte | 32) - 87 : -1;
      if (digit < 0) {
        this.at = at;
        throw this.unexpected();
      }
      value = value * 16 + digit;
    }
    this.at = from + 4;
    return value;
  }

  private skipSpace(): void {
    const { bytes } = this;
    let at = this.at;
    let byte = bytes[at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++at];
    this.at = at;
  }

  private unexpected(): JsonError {
    const byte = this.bytes[this.at];
    if (byte === undefined) return this.error('E_PARSE', 'the text ends too early', this.at);
    if (utf8SequenceLength(this.bytes, this.at) === 0) return this.error('E_PARSE', 'bytes that are not UTF-8', this.at);
    const shown = byte > 0x20 && byte < 0x7f ? `'${String.fromCharCode(byte)}'` : `byte 0x${byte.toString(16).padStart(2, '0')}`;
    return this.error('E_PARSE', `${shown} cannot stand here`, this.at);
  }

  private error(code: JsonErrorCode, message: string, at: number): JsonError {
    return new JsonError(code, message, {
      ...placeOfByte(this.bytes, at),
      pointer: joinPointer(...this.path.slice(0, this.depth)),
    });
  }
}
