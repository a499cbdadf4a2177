import { describe, expect, test } from 'vitest';
import { AssizeError } from '../../../src-core/errors.ts';
import { pae, parseDsse } from '../../../src-core/crypto/dsse.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import type { JsonValue } from '../../../src-core/json/json-value.ts';

const text = (bytes: Uint8Array) => decodeUtf8(bytes);

describe('PAE', () => {
  test('counts bytes, not characters', () => {
    expect(text(pae('', new Uint8Array()))).toBe('DSSEv1 0  0 ');
    expect(text(pae('té', encodeUtf8('咖')))).toBe('DSSEv1 3 té 3 咖');
  });
});

describe('foreign envelopes', () => {
  const envelope = { payloadType: 't', payload: '+/8=', signatures: [{ keyid: 'k', sig: 'AA==' }] };

  test('both alphabets of base64 are taken, and members that are not known', () => {
    expect(parseDsse(envelope).payload).toEqual(Uint8Array.of(0xfb, 0xff));
    expect(parseDsse({ ...envelope, payload: '-_8=', note: 1 }).payload).toEqual(Uint8Array.of(0xfb, 0xff));
    expect(parseDsse({ ...envelope, signatures: [{ keyid: '', sig: 'AA==' }] }).signatures).toEqual([{ sig: Uint8Array.of(0) }]);
    expect(parseDsse({ ...envelope, signatures: [{ keyid: null, sig: 'AA==', cert: 'x' }] }).signatures).toEqual([
      { sig: Uint8Array.of(0) },
    ]);
  });

  test.each<[string, JsonValue, string]>([
    ['no object', [], ''],
    ['no type', { ...envelope, payloadType: 1 }, '/payloadType'],
    ['no padding', { ...envelope, payload: '+/8' }, '/payload'],
    ['both alphabets at once', { ...envelope, payload: '+_8=' }, '/payload'],
    ['unused bits', { ...envelope, payload: '+/9=' }, '/payload'],
    ['no signatures', { ...envelope, signatures: [] }, '/signatures'],
    ['a signature that is none', { ...envelope, signatures: [1] }, '/signatures/0'],
    ['a sig that is none', { ...envelope, signatures: [{ sig: 'AA==' }, { sig: 1 }] }, '/signatures/1/sig'],
    ['a keyid that is a number', { ...envelope, signatures: [{ keyid: 1, sig: 'AA==' }] }, '/signatures/0/keyid'],
  ])('refuses %s', (_, value, pointer) => {
    try {
      parseDsse(value);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AssizeError);
      expect(error).toMatchObject({ code: 'E_ENVELOPE', place: { pointer } });
    }
  });
});
