import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { decodeBase64Url, encodeBase64Url } from '../../../src-core/encoding/base64url.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';

describe('base64', () => {
  test.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('RFC 4648 section 10: %s', (text, encoded) => {
    expect(encodeBase64(encodeUtf8(text))).toBe(encoded);
    expect(decodeBase64(encoded)).toEqual(encodeUtf8(text));
    expect(encodeBase64Url(encodeUtf8(text))).toBe(encoded.replace(/=+$/, ''));
  });

  test.each([
    ['unused bits in two characters', 'Zh=='],
    ['unused bits in three characters', 'Zm9='],
    ['no padding', 'Zg'],
    ['half the padding', 'Zg='],
    ['padding in the middle', 'Zg==Zg=='],
    ['padding alone', '===='],
    ['padding after a whole group', 'Zm9v===='],
    ['one character', 'Z==='],
    ['the other alphabet', 'Zm-_'],
    ['a space', 'Zm9v '],
    ['a line break', 'Zm9v\n'],
    ['a line break inside', 'Zm\n9'],
    ['beyond ASCII', 'Zmé='],
    ['beyond the table', 'Zm\u{1F600}'],
    ['NUL', 'Zm9\0'],
  ])('refuses %s', (_, text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });

  test.each([
    ['padding', 'Zg=='],
    ['one character', 'Z'],
    ['unused bits', 'Zh'],
    ['unused bits of three', 'Zm9'],
    ['the other alphabet', 'Zm+/'],
    ['a dot', 'Zm.v'],
  ])('the form for URLs refuses %s', (_, text) => {
    expect(decodeBase64Url(text)).toBeUndefined();
  });

  test('takes every byte', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(decodeBase64(encodeBase64(all))).toEqual(all);
    expect(encodeBase64(all)).toBe(Buffer.from(all).toString('base64'));
    expect(encodeBase64Url(all)).toBe(Buffer.from(all).toString('base64url'));
  });
});
