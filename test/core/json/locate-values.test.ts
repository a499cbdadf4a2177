import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { JsonError } from '../../../src-core/json/json-error.ts';
import { readPointer } from '../../../src-core/json/json-pointer.ts';
import { locateValues, valueAtByte } from '../../../src-core/json/locate-values.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';

const TEXT = ' { "a" : [1, {"b\\u0041/~": "纸\\n"}, true] , "c":null } ';

describe('the places of values in JSON', () => {
  const bytes = encodeUtf8(TEXT);
  const values = locateValues(bytes);
  const spelt = (from: number, to: number): string => decodeUtf8(bytes.subarray(from, to)) ?? '';

  it('come in the order of the bytes, each before what it holds', () => {
    expect(values.map(({ pointer, depth, kind, children }) => [pointer, depth, kind, children])).toEqual([
      ['', 0, 'object', 2],
      ['/a', 1, 'array', 3],
      ['/a/0', 2, 'number', 0],
      ['/a/1', 2, 'object', 1],
      ['/a/1/bA~1~0', 3, 'string', 0],
      ['/a/2', 2, 'boolean', 0],
      ['/c', 1, 'null', 0],
    ]);
  });

  it('hold the value with the bytes that spell it, and where its name begins', () => {
    const string = values.find(({ kind }) => kind === 'string');
    expect(string?.value).toBe('纸\n');
    expect(string === undefined ? '' : spelt(string.start, string.to)).toBe('"b\\u0041/~": "纸\\n"');
    expect(string === undefined ? '' : spelt(string.from, string.to)).toBe('"纸\\n"');
  });

  it('tell to whom a byte belongs', () => {
    const at = (piece: string): string | undefined =>
      valueAtByte(values, encodeUtf8(TEXT.slice(0, TEXT.indexOf(piece))).length)?.pointer;
    expect(at('"b')).toBe('/a/1/bA~1~0');
    expect(at('true')).toBe('/a/2');
    expect(at('null')).toBe('/c');
    expect(at(', "c"')).toBe('');
    expect(valueAtByte(values, 0)).toBeUndefined();
  });

  it('are looked for in strict JSON alone', () => {
    expect(() => locateValues(encodeUtf8('{"a":1,"a":2}'))).toThrow(JsonError);
  });

  it('spell, each, the value that its pointer names', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        const random = encodeUtf8(text);
        let whole;
        try {
          whole = parseJson(random);
        } catch (error) {
          if (error instanceof JsonError) return;
          throw error;
        }
        for (const { pointer, from, to, start } of locateValues(random)) {
          expect(parseJson(random.subarray(from, to))).toEqual(readPointer(whole, pointer));
          expect(start).toBeLessThanOrEqual(from);
        }
      }),
      { numRuns: 300 },
    );
  });
});
