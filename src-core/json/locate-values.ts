import { decodeUtf8 } from '../encoding/utf8.ts';
import { joinPointer } from './json-pointer.ts';
import { parseJson } from './parse-json.ts';

/** A value of a JSON text with the bytes that spell it. */
export interface LocatedValue {
  readonly pointer: string;
  /** Name of the member, index of the element, '' for the whole text. */
  readonly name: string;
  /** 0 for the whole text. */
  readonly depth: number;
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** Of what holds no others: a string as it reads, anything else as it is spelt. */
  readonly value?: string;
  /** Members or elements. */
  readonly children: number;
  /** Where the member begins with its name; where the value begins, if it has none. */
  readonly start: number;
  readonly from: number;
  /** The byte after the last. */
  readonly to: number;
}

/**
 * Every value of a JSON text in the order of its bytes, each before what it holds.
 *
 * @throws {JsonError} as `parseJson`, which reads the text first: places are looked for only in what is strict JSON
 */
export function locateValues(bytes: Uint8Array): LocatedValue[] {
  parseJson(bytes);
  const found: Written[] = [];
  let at = 0;

  const skipSpace = (): void => {
    while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at++;
  };
  const skipString = (): void => {
    at++;
    while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    at++;
  };
  const textBetween = (from: number, to: number): string => decodeUtf8(bytes.subarray(from, to)) ?? '';
  const stringBetween = (from: number, to: number): string => parseJson(bytes.subarray(from, to)) as string;

  const read = (pointer: string, name: string, depth: number, start: number): void => {
    const from = at;
    const kind = kindOf(bytes[at]);
    const value: Written = { pointer, name, depth, kind, children: 0, start, from, to: from };
    found.push(value);
    if (kind === 'object' || kind === 'array') {
      at++;
      skipSpace();
      while (bytes[at] !== CLOSE[kind]) {
        const memberStart = at;
        let key = String(value.children);
        if (kind === 'object') {
          skipString();
          key = stringBetween(memberStart, at);
          skipSpace();
          at++;
          skipSpace();
        }
        read(pointer + joinPointer(key), key, depth + 1, memberStart);
        value.children++;
        skipSpace();
        if (bytes[at] === COMMA) at++;
        skipSpace();
      }
      at++;
    } else if (kind === 'string') {
      skipString();
      value.value = stringBetween(from, at);
    } else {
      while (at < bytes.length && !ENDS.has(bytes[at] ?? 0)) at++;
      value.value = textBetween(from, at);
    }
    value.to = at;
  };

  skipSpace();
  read('', '', 0, at);
  return found;
}

type Written = { -readonly [K in keyof LocatedValue]: LocatedValue[K] };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const CLOSE = { object: 0x7d, array: 0x5d } as const;
/** What can follow a word or a number: white space, a comma, a closing bracket. */
const ENDS: ReadonlySet<number> = new Set([0x20, 0x0a, 0x0d, 0x09, COMMA, CLOSE.object, CLOSE.array]);

function kindOf(byte: number | undefined): LocatedValue['kind'] {
  switch (byte) {
    case 0x7b:
      return 'object';
    case 0x5b:
      return 'array';
    case QUOTE:
      return 'string';
    case 0x74:
    case 0x66:
      return 'boolean';
    case 0x6e:
      return 'null';
    default:
      return 'number';
  }
}

/** The value that a byte belongs to: the innermost whose bytes, its name's included, hold it. */
export function valueAtByte<Value extends Pick<LocatedValue, 'start' | 'to'>>(
  values: readonly Value[],
  byte: number,
): Value | undefined {
  return values.findLast(({ start, to }) => start <= byte && byte < to);
}
