import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { JsonError } from '../../../src-core/json/json-error.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import type { JsonLimits } from '../../../src-core/json/parse-json.ts';

type Text = string | readonly (string | number)[];

/** Text, or parts of text and single bytes. */
function bytesOf(text: Text): Uint8Array {
  const parts = typeof text === 'string' ? [text] : text;
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...encodeUtf8(part)])));
}

function refusal(text: Text, limits?: JsonLimits): JsonError {
  try {
    parseJson(bytesOf(text), limits);
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('what is read', () => {
  test.each<[string, unknown]>([
    ['null', null],
    [' [1, -0.5, 1e3,\t1E-2,\r\n true,false ] ', [1, -0.5, 1000, 0.01, true, false]],
    ['"\\u0041\\n\\/\\\\\\"\\b\\f\\r\\t"', 'A\n/\\"\b\f\r\t'],
    ['"é咖😀"', 'é咖😀'],
    ['"\\ud83d\\uDE00"', '😀'],
    ['"\\u0000"', '\0'],
    ['"\u007f\ufffe\uffff\u{1ffff}"', '\u007f\ufffe\uffff\u{1ffff}'], // DEL and noncharacters are kept
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['1e20', 1e20], // an exponent makes no integer literal
    ['9007199254740993.0', 9007199254740992],
    ['0e999999', 0],
    ['0.000', 0],
    ['5e-324', 5e-324],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['{"":{"a":[]}}', { '': { a: [] } }],
    ['{"a":1,"A":2,"\u00e1":3,"a\u0301":4}', { a: 1, A: 2, '\u00e1': 3, 'a\u0301': 4 }], // no normalisation of names
  ])('%s', (text, value) => expect(parseJson(encodeUtf8(text))).toEqual(value));

  test('minus zero stays itself', () => expect(Object.is(parseJson(encodeUtf8('-0')), -0)).toBe(true));

  test('__proto__ and its like are ordinary members', () => {
    const value = parseJson(encodeUtf8('{"__proto__":{"x":1},"constructor":2,"toString":3,"hasOwnProperty":4}')) as object;
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('names of one hash are not confused', () => {
    for (let i = 0; i < 20_000; i++) {
      const name = `m${i.toString(36)}`;
      expect(Object.keys(parseJson(encodeUtf8(`{"${name}":0}`)) as object)).toEqual([name]);
    }
  });

  test('a view into a larger buffer is read alone', () => {
    expect(parseJson(encodeUtf8('xx[1]yy').subarray(2, 5))).toEqual([1]);
  });
});

describe('what is refused, and where', () => {
  test.each<[string, Text, number]>([
    ['nothing', '', 0],
    ['only space', ' \n', 2],
    ['text after the value', '1 x', 2],
    ['a second value', '{}{}', 2],
    ['a word cut short', '[tru]', 4],
    ['a capital word', 'True', 0],
    ['NaN', 'NaN', 0],
    ['a leading zero', '[01]', 2],
    ['a plus sign', '+1', 0],
    ['minus alone', '-', 1],
    ['minus and a letter', '-x', 1],
    ['a point without digits', '1.', 2],
    ['a point before digits', '.5', 0],
    ['an exponent without digits', '1e+', 3],
    ['a comma at the end of an array', '[1,]', 3],
    ['a comma at the end of an object', '{"a":1,}', 7],
    ['no comma', '[1 2]', 3],
    ['no colon', '{"a" 1}', 5],
    ['a number for a name', '{1:1}', 1],
    ['single quotes', "['a']", 1],
    ['a comment', '/**/1', 0],
    ['an open array', '[', 1],
    ['an open object', '{"a":', 5],
    ['an open string', '"abc', 4],
    ['the wrong bracket', '[}', 1],
    ['an unknown escape', '"a\\x41"', 3],
    ['an escape cut short', '"\\', 2],
    ['a bad digit in an escape', '"\\u12G4"', 5],
    ['an escape of three digits', '"\\u123"', 6],
    ['a raw line break in a string', '"a\nb"', 2],
    ['a raw NUL in a string', '"a\0"', 2],
    ['a form feed between values', '[\f1]', 1],
    ['a non-breaking space', '[\u00a01]', 1],
    ['a byte order mark', '\ufeff1', 0],
    ['a lone high surrogate', '["\\ud83d"]', 2],
    ['a lone low surrogate', '["ab\\ude00"]', 4],
    ['surrogates the wrong way round', '"\\ude00\\ud83d"', 1],
    ['two high surrogates', '"\\ud83d\\ud83d\\ude00"', 1],
    ['a high surrogate and a letter', '"\\ud83d\\u0041"', 1],
    ['a stray continuation', ['"a', 0x80, '"'], 2],
    ['an overlong slash', ['"', 0xc0, 0xaf, '"'], 1],
    ['an overlong NUL', ['"', 0xe0, 0x80, 0x80, '"'], 1],
    ['a surrogate in UTF-8', ['"é', 0xed, 0xa0, 0x80, '"'], 3],
    ['beyond U+10FFFF', ['"', 0xf4, 0x90, 0x80, 0x80, '"'], 1],
    ['a sequence cut short', ['"', 0xe5, 0x92, '"'], 1],
    ['a sequence cut short by the end', ['"', 0xf0, 0x9f, 0x98], 1],
    ['Latin-1', ['"caf', 0xe9, '"'], 4],
    ['bytes outside strings', ['[', 0xff, ']'], 1],
    ['2^53', '[9007199254740992]', 1],
    ['-2^53', '[-9007199254740992]', 1],
    ['a long integer', '1' + '0'.repeat(400), 0],
    ['an overflow', '[1, 1e309]', 4],
    ['a negative overflow', '-1e400', 0],
    ['an underflow', '{"a": 1e-400}', 6],
    ['an underflow by digits', `0.${'0'.repeat(330)}1`, 0],
  ])('%s', (_, text, byte) => {
    const error = refusal(text);
    expect([error.code, error.place.byte]).toEqual(['E_PARSE', byte]);
  });

  test.each<[string, string, number, string]>([
    ['plainly', '{"a":1,"a":2}', 7, '/a'],
    ['by an escape', '{"a":1,"\\u0061":2}', 7, '/a'],
    ['in an inner object', '[0,{"x":{"a/b":1,"c":2,"a/b":3}}]', 23, '/1/x/a~1b'],
    ['though equal', '{"a":1,"a":1}', 7, '/a'],
    ['the empty one', '{"":1,"":2}', 6, '/'],
    ['__proto__', '{"__proto__":1,"__proto__":2}', 15, '/__proto__'],
    ['a long one', `{"${'n'.repeat(99)}":1,"${'n'.repeat(99)}":2}`, 105, `/${'n'.repeat(99)}`],
    ['beyond ASCII', '{"é":1,"\\u00e9":2}', 8, '/é'],
  ])('a member twice, %s', (_, text, byte, pointer) => {
    const error = refusal(text);
    expect([error.code, error.place.byte, error.place.pointer]).toEqual(['E_PARSE_DUPKEY', byte, pointer]);
  });

  test('line and column count characters', () => {
    expect(refusal('{\n  "咖啡😀": tru\n}').place).toEqual({ byte: 21, line: 2, column: 13, pointer: '/咖啡😀' });
    expect(refusal('[1,\r\n2,\r\n]').place).toMatchObject({ line: 3, column: 1, pointer: '/2' });
  });

  test('depth counts containers, the outermost 1', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseJson(encodeUtf8(nested(128)))).toBeDefined();
    expect(refusal(nested(129))).toMatchObject({ code: 'E_LIMIT', place: { byte: 128 } });
    expect(refusal('['.repeat(1_000_000))).toMatchObject({ code: 'E_LIMIT', place: { byte: 128 } });
    expect(refusal('{"a":'.repeat(200))).toMatchObject({ code: 'E_LIMIT', place: { byte: 640 } });
    expect(refusal('[[1]]', { maxDepth: 1 })).toMatchObject({ code: 'E_LIMIT', place: { byte: 1 } });
    expect(parseJson(encodeUtf8('1'), { maxDepth: 0 })).toBe(1);
  });

  test('length and number of containers are limited where asked', () => {
    expect(refusal('[1,2,3]', { maxBytes: 6 })).toMatchObject({ code: 'E_LIMIT', place: { byte: 6 } });
    expect(parseJson(encodeUtf8('[1,2,3]'), { maxBytes: 7 })).toEqual([1, 2, 3]);
    expect(refusal('[[],[],[]]', { maxContainers: 3 })).toMatchObject({ code: 'E_LIMIT', place: { byte: 7 } });
  });
});
