import { expect, test } from 'vitest';
import { createSha256, digestBytes, digestOf, digestText, isDigest, sha256 } from '../../../src-core/crypto/sha256.ts';
import { encodeHex } from '../../../src-core/encoding/hex.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';

// FIPS 180-2 appendix B.
const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('SHA-256, whole and in pieces', () => {
  expect(encodeHex(sha256(encodeUtf8('abc')))).toBe(abc);
  expect(encodeHex(createSha256().update(encodeUtf8('a')).update(encodeUtf8('bc')).digest())).toBe(abc);
  expect(encodeHex(sha256(new Uint8Array(1_000_000).fill(0x61)))).toBe(
    'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
  );
});

test('a digest has one spelling', () => {
  expect(digestOf(encodeUtf8('abc'))).toBe(`sha256:${abc}`);
  expect(encodeHex(digestBytes(`sha256:${abc}`) as Uint8Array)).toBe(abc);
  for (const text of [abc, `sha256:${abc.toUpperCase()}`, `SHA256:${abc}`, `sha256:${abc}\n`, `sha256:${abc.slice(2)}`]) {
    expect([isDigest(text), digestBytes(text)]).toEqual([false, undefined]);
  }
  expect(() => digestText(new Uint8Array(31))).toThrow();
});
