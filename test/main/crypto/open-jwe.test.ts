import { CompactEncrypt, FlattenedEncrypt, GeneralEncrypt, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { parseJwe } from '../../../src-core/crypto/jose/jwe.ts';
import { encodeBase64Url } from '../../../src-core/encoding/base64url.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { openJwe } from '../../../src-main/crypto/open-jwe.ts';
import { reportCount, vectorJson } from '../../vectors/read-vector.ts';
import { hasVectors } from '../../vectors/vector-root.ts';

const plaintext = encodeUtf8('WyJzYWx0IiwiYSIsMV0\n');

async function pair(crv: 'P-256' | 'X25519', kid?: string): Promise<{ secret: JsonObject; open: JWK }> {
  const { privateKey } = await generateKeyPair('ECDH-ES', { crv, extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), ...(kid === undefined ? {} : { kid }) };
  const { d: _, ...open } = jwk;
  return { secret: jwk as unknown as JsonObject, open };
}

async function resultOf(token: JsonValue, jwk: JsonValue): Promise<string> {
  try {
    return new TextDecoder().decode(await openJwe(parseJwe(token), jwk));
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
}

const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as JsonObject;
const opened = new TextDecoder().decode(plaintext);

describe('what opens', () => {
  test.each([
    ['P-256', 'ECDH-ES', 'A256GCM'],
    ['P-256', 'ECDH-ES+A256KW', 'A256GCM'],
    ['P-256', 'ECDH-ES+A128KW', 'A128GCM'],
    ['X25519', 'ECDH-ES', 'A128GCM'],
    ['X25519', 'ECDH-ES+A256KW', 'A256GCM'],
  ] as const)('%s, %s, %s, compact', async (crv, alg, enc) => {
    const { secret, open } = await pair(crv);
    const token = await new CompactEncrypt(plaintext).setProtectedHeader({ alg, enc }).encrypt(await importJWK(open, alg));
    expect(await resultOf(token, secret)).toBe(opened);
    expect(await resultOf(token, (await pair(crv)).secret)).toBe('E_DECRYPT');
  });

  test('general JSON for two recipients with additional data', async () => {
    const [a, b, c] = await Promise.all([pair('P-256', 'a'), pair('X25519', 'b'), pair('P-256', 'c')]);
    const encrypt = new GeneralEncrypt(plaintext)
      .setProtectedHeader({ enc: 'A256GCM' })
      .setAdditionalAuthenticatedData(encodeUtf8('sha256:ab'));
    for (const { open } of [a, b]) {
      encrypt
        .addRecipient(await importJWK(open, 'ECDH-ES+A256KW'))
        .setUnprotectedHeader({ alg: 'ECDH-ES+A256KW', kid: open.kid as string });
    }
    const token = asJson(await encrypt.encrypt());
    expect(new TextDecoder().decode(parseJwe(token).aad)).toBe('sha256:ab');
    expect(await resultOf(token, a.secret)).toBe(opened);
    expect(await resultOf(JSON.stringify(token), b.secret)).toBe(opened);
    expect(await resultOf(token, c.secret)).toBe('E_DECRYPT');
    const { kid: _, ...unnamed } = b.secret;
    expect(await resultOf(token, unnamed)).toBe(opened); // every recipient is tried
    expect(await resultOf({ ...token, aad: encodeBase64Url(encodeUtf8('sha256:ac')) }, a.secret)).toBe('E_DECRYPT');
  });

  test('not once a bit of any part is flipped', async () => {
    const { secret, open } = await pair('P-256');
    const flattened = asJson(
      await new FlattenedEncrypt(plaintext)
        .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM' })
        .encrypt(await importJWK(open, 'ECDH-ES+A256KW')),
    );
    expect(await resultOf(flattened, secret)).toBe(opened);
    for (const part of ['encrypted_key', 'iv', 'ciphertext', 'tag']) {
      const text = flattened[part] as string;
      const changed = (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
      expect(await resultOf({ ...flattened, [part]: changed }, secret)).toBe('E_DECRYPT');
    }
  });
});

describe('what is refused', () => {
  const header = (value: object) => encodeBase64Url(encodeUtf8(JSON.stringify(value)));
  const compact = (value: object) => `${header(value)}..AAAA.AAAA.AAAA`;
  const good = { alg: 'ECDH-ES', enc: 'A256GCM' };

  test.each<[string, JsonValue, string]>([
    ['passwords', compact({ alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', p2c: 1e9, p2s: 'AA' }), 'I_ALG'],
    ['dir', compact({ alg: 'dir', enc: 'A256GCM' }), 'I_ALG'],
    ['RSA1_5', compact({ alg: 'RSA1_5', enc: 'A256GCM' }), 'I_ALG'],
    ['CBC', compact({ alg: 'ECDH-ES', enc: 'A128CBC-HS256' }), 'I_ALG'],
    ['compression', compact({ ...good, zip: 'DEF' }), 'I_ALG'],
    ['crit', compact({ ...good, crit: ['x'], x: 1 }), 'E_CRIT'],
    ['no enc', compact({ alg: 'ECDH-ES' }), 'E_ENVELOPE'],
    ['four parts', 'a.b.c.d', 'E_ENVELOPE'],
    ['a JWS', 'a.b.c', 'E_ENVELOPE'],
    ['padding', compact(good).replace('..', '=..'), 'E_ENVELOPE'],
    [
      'alg in two headers',
      { protected: header(good), unprotected: { alg: 'ECDH-ES' }, iv: '', ciphertext: '', tag: '' },
      'E_ENVELOPE',
    ],
    ['two forms', { protected: header(good), recipients: [{}], header: {}, iv: '', ciphertext: '', tag: '' }, 'E_ENVELOPE'],
    ['no recipients', { protected: header(good), recipients: [], iv: '', ciphertext: '', tag: '' }, 'E_ENVELOPE'],
    [
      'too many recipients',
      { protected: header(good), recipients: Array.from({ length: 101 }, () => ({})), iv: '', ciphertext: '', tag: '' },
      'E_ENVELOPE',
    ],
    ['a number', 1, 'E_ENVELOPE'],
    ['no point in epk', compact({ ...good, epk: { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' } }), 'E_DECRYPT'],
    ['no epk', compact(good), 'E_DECRYPT'],
  ])('%s', async (_, token, code) => expect(await resultOf(token, (await pair('P-256')).secret)).toBe(code));

  test('keys that cannot be one', async () => {
    const { secret } = await pair('P-256');
    expect(await resultOf(compact(good), { ...secret, d: undefined })).toBe('E_KEY');
    expect(await resultOf(compact(good), { ...secret, d: 'AA' })).toBe('E_KEY');
    expect(await resultOf(compact(good), { ...secret, use: 'sig' })).toBe('E_KEY');
    expect(await resultOf(compact(good), { kty: 'oct', k: 'AA' })).toBe('I_ALG');
    expect(await resultOf(compact(good), 'x')).toBe('E_KEY');
  });
});

describe.skipIf(!hasVectors('jose-cookbook-rfc7520'))('the cookbook', () => {
  test('ECDH-ES on X25519 opens in every form', async () => {
    const { input, output } = vectorJson<{ input: { plaintext: string; key: JsonObject }; output: Record<string, JsonValue> }>(
      'jose-cookbook-rfc7520/curve25519/ecdh-es.json',
    );
    for (const token of Object.values(output)) expect(await resultOf(token, input.key)).toBe(input.plaintext);
    reportCount('RFC 7520 style JWE', { opened: Object.keys(output).length, of: Object.keys(output).length });
  });
});

describe.skipIf(!hasVectors('wycheproof'))('Wycheproof AES-GCM', () => {
  interface Group {
    ivSize: number;
    keySize: number;
    tagSize: number;
    tests: { tcId: number; key: string; iv: string; aad: string; msg: string; ct: string; tag: string; result: string }[];
  }

  test('the host cipher that opens envelopes agrees on every case of the sizes that JOSE uses', async () => {
    const { testGroups } = vectorJson<{ testGroups: Group[] }>('wycheproof/testvectors_v1/aes_gcm_test.json');
    const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
    const figures = { agree: 0, notOurs: 0, of: 0 };
    for (const { ivSize, keySize, tagSize, tests } of testGroups) {
      for (const { tcId, key, iv, aad, msg, ct, tag, result } of tests) {
        figures.of++;
        if (ivSize !== 96 || (keySize !== 128 && keySize !== 256) || tagSize !== 128) {
          figures.notOurs++;
          continue;
        }
        const cipher = { name: 'AES-GCM', iv: hex(iv), additionalData: hex(aad), tagLength: 128 };
        const imported = await crypto.subtle.importKey('raw', hex(key), 'AES-GCM', false, ['decrypt']);
        const text = await crypto.subtle.decrypt(cipher, imported, hex(ct + tag)).then(
          (buffer) => Buffer.from(buffer).toString('hex'),
          () => 'refused',
        );
        expect(text, `${tcId}`).toBe(result === 'valid' ? msg : 'refused');
        figures.agree++;
      }
    }
    reportCount('Wycheproof AES-GCM', figures);
    expect(figures.of).toBe(316);
  });
});
