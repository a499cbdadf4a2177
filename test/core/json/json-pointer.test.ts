import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { joinPointer, readPointer, splitPointer } from '../../../src-core/json/json-pointer.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';

const text = '{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8}';
const document = parseJson(encodeUtf8(text));

describe('RFC 6901', () => {
  test.each<[string, unknown]>([
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ])('section 5: %j', (pointer, value) => expect(readPointer(document, pointer)).toEqual(value));

  test.each([
    '/foo/2',
    '/foo/-',
    '/foo/00',
    '/foo/+1',
    '/foo/0/x',
    '/nothing',
    'foo',
    '/a~2b',
    '/m~n',
    '/__proto__',
    '/foo/length',
  ])('nothing at %s', (pointer) => expect(readPointer(document, pointer)).toBeUndefined());

  test('joins what splits', () => {
    const tokens = ['', '/', '~', '~1', 'a/b~c', '0'];
    expect(splitPointer(joinPointer(...tokens))).toEqual(tokens);
    expect(joinPointer('a', 0)).toBe('/a/0');
  });
});
