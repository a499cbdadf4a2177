import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { decodeBase64Url, encodeBase64Url } from '../../../src-core/encoding/base64url.ts';
import { decodeHex, decodeHexAnyCase, encodeHex } from '../../../src-core/encoding/hex.ts';
import { formatInstant, parseInstant, parseRfc3339 } from '../../../src-core/encoding/instant.ts';
import { decodeUtf8, utf8SequenceLength } from '../../../src-core/encoding/utf8.ts';

const runs = process.env['SLOW'] === '1' ? 100_000 : 1000;
const bytes = fc.uint8Array({ maxLength: 200 });
const earliest = Date.UTC(2000, 0, 1) - 2000 * 365.2425 * 86_400_000;
const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

test('encodings agree with the host and come back', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      const host = Buffer.from(value);
      expect([encodeBase64(value), encodeBase64Url(value), encodeHex(value)]).toEqual([
        host.toString('base64'),
        host.toString('base64url'),
        host.toString('hex'),
      ]);
      expect(decodeBase64(encodeBase64(value))).toEqual(value);
      expect(decodeBase64Url(encodeBase64Url(value))).toEqual(value);
      expect(decodeHex(encodeHex(value))).toEqual(value);
      expect(decodeHexAnyCase(encodeHex(value).toUpperCase())).toEqual(value);
    }),
    { numRuns: runs },
  );
});

test('one byte string has one spelling: whatever decodes is what encoding makes', () => {
  const near = fc.string({ unit: fc.constantFrom(...'AQgwZm9v+/-_=\n é'), maxLength: 12 });
  fc.assert(
    fc.property(near, (text) => {
      const standard = decodeBase64(text);
      if (standard !== undefined) expect(encodeBase64(standard)).toBe(text);
      const url = decodeBase64Url(text);
      if (url !== undefined) expect(encodeBase64Url(url)).toBe(text);
    }),
    { numRuns: runs * 10 },
  );
});

test('UTF-8 is judged as the host judges it', () => {
  const nasty = fc.array(
    fc.constantFrom(
      0x00,
      0x41,
      0x7f,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc0,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
      0xff,
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(nasty, (codes) => {
      const value = Uint8Array.from(codes);
      let at = 0;
      while (at < value.length) {
        const length = utf8SequenceLength(value, at);
        if (length === 0) break;
        at += length;
      }
      expect(at === value.length).toBe(decodeUtf8(value) !== undefined);
    }),
    { numRuns: runs * 10 },
  );
});

test('instants agree with the host', () => {
  fc.assert(
    fc.property(fc.integer({ min: Math.ceil(earliest), max: latest }), (ms) => {
      const text = formatInstant(ms);
      expect(text).toBe(new Date(ms).toISOString());
      expect(parseInstant(text)).toBe(ms);
      expect(parseRfc3339(text)).toBe(ms);
    }),
    { numRuns: runs },
  );
});
