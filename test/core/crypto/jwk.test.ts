import { describe, expect, test } from 'vitest';
import { AssizeError } from '../../../src-core/errors.ts';
import { parseJwk, parseJwkSet, publicKeyFromRaw } from '../../../src-core/crypto/jwk.ts';
import { decodeBase64Url, encodeBase64Url } from '../../../src-core/encoding/base64url.ts';
import { decodeHex, encodeHex } from '../../../src-core/encoding/hex.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';

// RFC 8037 appendix A.1, with its published secret.
const ed25519: JsonObject = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};
// RFC 7517 appendix A.1.
const p256: JsonObject = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
};
// RFC 7638 section 3.1.
const rsa: JsonObject = {
  kty: 'RSA',
  n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  e: 'AQAB',
};

function codeOf(value: JsonValue): string {
  try {
    parseJwk(value);
    return 'accepted';
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
}

describe('JWK', () => {
  test('thumbprints are the published ones, and private members are gone', () => {
    const key = parseJwk(ed25519);
    expect(key.thumbprint).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'); // RFC 8037 appendix A.3
    expect(parseJwk({ ...rsa, alg: 'RS256', kid: '2011-04-29' }).thumbprint).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
    expect(JSON.stringify(key)).not.toContain(ed25519['d']);
    expect(key).toMatchObject({
      alg: 'Ed25519',
      kty: 'OKP',
      crv: 'Ed25519',
      weak: false,
      raw: decodeBase64Url(ed25519['x'] as string),
    });
  });

  test('raw forms and JWKs are the same keys', () => {
    for (const jwk of [ed25519, p256, rsa]) {
      const key = parseJwk(jwk);
      expect(publicKeyFromRaw(key.alg ?? 'RS256', key.raw).thumbprint).toBe(key.thumbprint);
    }
    const point = parseJwk(p256).raw;
    const compressed = new Uint8Array(33);
    compressed.set(point.subarray(1, 33), 1);
    compressed[0] = 2 + ((point[64] as number) & 1);
    expect(publicKeyFromRaw('ES256', compressed).raw).toEqual(point);
  });

  test('an RSA key keeps to the algorithm that it names', () => {
    expect(parseJwk(rsa).alg).toBeUndefined();
    expect(parseJwk({ ...rsa, alg: 'PS256' }).alg).toBe('PS256');
  });

  test.each<[string, JsonValue, string]>([
    ['no object', 'x', 'E_KEY'],
    ['an array', [], 'E_KEY'],
    ['no kty', { crv: 'Ed25519' }, 'E_KEY'],
    ['OKP without crv', { kty: 'OKP' }, 'E_KEY'],
    ['EC with a crv that is a number', { ...p256, crv: 256 }, 'E_KEY'],
    ['x too short', { ...ed25519, x: 'AAAA' }, 'E_KEY'],
    ['x with padding', { ...ed25519, x: `${ed25519['x'] as string}=` }, 'E_KEY'],
    ['x with unused bits', { ...ed25519, x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp' }, 'E_KEY'],
    ['x that is a number', { ...ed25519, x: 7 }, 'E_KEY'],
    ['x that names no point', { ...ed25519, x: 'AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }, 'E_KEY'],
    ['an alg of another kind', { ...ed25519, alg: 'ES256' }, 'E_KEY'],
    ['RSA with alg none', { ...rsa, alg: 'none' }, 'E_KEY'],
    ['RSA as a MAC key', { ...rsa, alg: 'HS256' }, 'E_KEY'],
    ['a key for encryption', { ...p256, use: 'enc' }, 'E_KEY'],
    ['a key that may only encrypt', { ...p256, key_ops: ['encrypt'] }, 'E_KEY'],
    ['a point off the curve', { ...p256, y: p256['x'] }, 'E_KEY'],
    ['a P-256 point on secp256k1', { ...p256, crv: 'secp256k1' }, 'E_KEY'],
    ['the point at infinity', { ...p256, x: 'A'.repeat(43), y: 'A'.repeat(43) }, 'E_KEY'],
    ['an RSA modulus with a leading zero', { ...rsa, n: `AA${rsa['n'] as string}` }, 'E_KEY'],
    ['an even exponent', { ...rsa, e: 'Ag' }, 'E_KEY'],
    ['exponent 1', { ...rsa, e: 'AQ' }, 'E_KEY'],
    ['an empty modulus', { ...rsa, n: '' }, 'E_KEY'],
    ['a kid that is no string', { ...p256, kid: 1 }, 'E_KEY'],
    ['P-384', { kty: 'EC', crv: 'P-384', x: 'AA', y: 'AA' }, 'I_ALG'],
    ['Ed448', { kty: 'OKP', crv: 'Ed448', x: 'AA' }, 'I_ALG'],
    ['ML-DSA', { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AA' }, 'I_ALG'],
    ['a MAC key', { kty: 'oct', k: 'AA' }, 'I_ALG'],
    ['RSA for SHA-512', { ...rsa, alg: 'RS512' }, 'I_ALG'],
  ])('%s', (_, jwk, code) => expect(codeOf(jwk)).toBe(code));

  test('weak keys are keys, and known as weak', () => {
    const identity = decodeHex(`01${'00'.repeat(31)}`) as Uint8Array;
    const nonCanonical = decodeHex(`ee${'ff'.repeat(30)}7f`) as Uint8Array;
    expect(publicKeyFromRaw('Ed25519', identity).weak).toBe(true);
    expect(publicKeyFromRaw('Ed25519', nonCanonical).weak).toBe(true);
    const short = encodeBase64Url(new Uint8Array(128).fill(0x81)); // 1,024 bits
    expect(parseJwk({ kty: 'RSA', n: short, e: 'AQAB' }).weak).toBe(true);
  });

  test('SubjectPublicKeyInfo is exact DER', () => {
    const der = parseJwk(rsa).raw;
    expect(encodeHex(der.subarray(0, 24))).toBe('30820122300d06092a864886f70d01010105000382010f00');
    for (const bad of [der.subarray(1), Uint8Array.from([...der, 0]), der.with(1, 0x83), der.with(4, 0x31), new Uint8Array()]) {
      expect(() => publicKeyFromRaw('RS256', bad)).toThrow(AssizeError);
    }
  });

  test('a set skips what it cannot use', () => {
    const { keys, skipped } = parseJwkSet({ keys: [ed25519, { kty: 'oct', k: 'AA' }, { ...p256, kid: 'b' }, 7] });
    expect([keys.map((key) => key.kid), skipped]).toEqual([[undefined, 'b'], 2]);
    expect(() => parseJwkSet({ keys: {} })).toThrow(AssizeError);
  });
});
