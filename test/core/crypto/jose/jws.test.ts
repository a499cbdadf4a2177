import { describe, expect, test } from 'vitest';
import { AssizeError } from '../../../../src-core/errors.ts';
import { parseJwk } from '../../../../src-core/crypto/jwk.ts';
import { parseJws } from '../../../../src-core/crypto/jose/jws.ts';
import { verifyJws } from '../../../../src-core/crypto/jose/verify-jws.ts';
import { createSignatureVerifier } from '../../../../src-core/crypto/signature.ts';
import { ed25519Signer } from '../../../../src-core/crypto/signer.ts';
import { encodeBase64Url } from '../../../../src-core/encoding/base64url.ts';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { nodeSignatures } from '../../../../src-main/crypto/node-signatures.ts';
import { signEs256 } from '../../../fixtures/es256.ts';

const signer = ed25519Signer(new Uint8Array(32).fill(7));
const key = { ...parseJwk({ ...signer.jwk }), kid: 'one' };
const other = { ...parseJwk({ ...ed25519Signer(new Uint8Array(32).fill(8)).jwk }), kid: 'two' };
const ec = signEs256(new Uint8Array(32).fill(9));
const verifier = createSignatureVerifier('reference', nodeSignatures);
const text = (value: string) => encodeBase64Url(encodeUtf8(value));
const payload = text('{"a":1}');

function parts(header: string, body = payload, sign = signer.sign): [string, string, string] {
  return [text(header), body, encodeBase64Url(sign(encodeUtf8(`${text(header)}.${body}`)))];
}

function token(header: string, body = payload): string {
  return parts(header, body).join('.');
}

function refusal(value: JsonValue): string {
  try {
    parseJws(value);
    return 'accepted';
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
}

const verdict = (value: JsonValue, keys: Parameters<typeof verifyJws>[1] = { key }) => {
  const { verdict: is, code } = verifyJws(parseJws(value), keys, verifier);
  return code === undefined ? is : `${is} ${code}`;
};

describe('JWS, the form', () => {
  const [header, , signature] = parts('{"alg":"EdDSA"}');

  test.each<[string, JsonValue, string]>([
    ['two parts', 'a.b', 'E_ENVELOPE'],
    ['four parts', `${token('{"alg":"EdDSA"}')}.`, 'E_ENVELOPE'],
    ['five parts, a JWE', 'a.b.c.d.e', 'E_ENVELOPE'],
    ['padding', `${header}=.${payload}.${signature}`, 'E_ENVELOPE'],
    ['white space', ` ${header}.${payload}.${signature}`, 'E_ENVELOPE'],
    ['a line break at the end', `${header}.${payload}.${signature}\n`, 'E_ENVELOPE'],
    ['the standard alphabet', `${header}.ab+/.${signature}`, 'E_ENVELOPE'],
    ['unused bits in the signature', `${header}.${payload}.${signature.slice(0, -1)}B`, 'E_ENVELOPE'],
    ['an empty header', `.${payload}.${signature}`, 'E_ENVELOPE'],
    ['a header that is no object', token('["alg"]'), 'E_ENVELOPE'],
    ['a header that is no JSON', token('{alg:1}'), 'E_PARSE'],
    ['alg twice', token('{"alg":"EdDSA","alg":"none"}'), 'E_PARSE_DUPKEY'],
    ['alg twice by an escape', token('{"alg":"EdDSA","\\u0061lg":"none"}'), 'E_PARSE_DUPKEY'],
    ['no alg', token('{"typ":"JWT"}'), 'E_ENVELOPE'],
    ['alg of another type', token('{"alg":["EdDSA"]}'), 'E_ENVELOPE'],
    ['crit that is unknown', token('{"alg":"EdDSA","crit":["exp"],"exp":1}'), 'E_CRIT'],
    ['crit that is empty', token('{"alg":"EdDSA","crit":[]}'), 'E_CRIT'],
    ['b64 false', token('{"alg":"EdDSA","b64":false,"crit":["b64"]}'), 'E_CRIT'],
    ['b64 without crit', token('{"alg":"EdDSA","b64":false}'), 'E_CRIT'],
    ['a number', 7, 'E_ENVELOPE'],
    ['an array', [], 'E_ENVELOPE'],
    ['no payload', { protected: header, signature }, 'E_ENVELOPE'],
    ['no signature', { protected: header, payload }, 'E_ENVELOPE'],
    ['no signatures', { payload, signatures: [] }, 'E_ENVELOPE'],
    [
      'flattened and general',
      { payload, protected: header, signature, signatures: [{ protected: header, signature }] },
      'E_ENVELOPE',
    ],
    ['an empty protected header', { payload, protected: '', header: { alg: 'EdDSA' }, signature }, 'E_ENVELOPE'],
    ['alg in both headers', { payload, protected: header, header: { alg: 'EdDSA' }, signature }, 'E_ENVELOPE'],
    ['crit in the open header', { payload, protected: header, header: { crit: ['x'], x: 1 }, signature }, 'E_CRIT'],
    [
      'JSON text with a member twice',
      `{"payload":"${payload}","payload":"","protected":"${header}","signature":"${signature}"}`,
      'E_PARSE_DUPKEY',
    ],
  ])('refuses %s', (_, value, code) => expect(refusal(value)).toBe(code));

  test('members that are not known are ignored, as RFC 7515 demands', () => {
    expect(refusal({ payload, protected: header, signature, note: 1 })).toBe('accepted');
    expect(verdict({ payload, protected: header, signature, note: 1 })).toBe('valid');
    expect(verdict(`{"payload":"${payload}","protected":"${header}","signature":"${signature}"}`)).toBe('valid');
  });
});

describe('JWS, the verdict', () => {
  test('the key decides the algorithm', () => {
    expect(verdict(token('{"alg":"EdDSA"}'))).toBe('valid');
    expect(verdict(token('{"alg":"Ed25519"}'))).toBe('valid'); // RFC 9864
    expect(verdict(token('{"alg":"ES256"}'))).toBe('invalid E_SIG');
    expect(verdict(token('{"alg":"RS256"}'))).toBe('invalid E_SIG');
    expect(verdict(token('{"alg":"none"}'))).toBe('invalid E_SIG');
    expect(verdict(`${text('{"alg":"none"}')}.${payload}.`)).toBe('invalid E_SIG');
    expect(verdict(`${text('{"alg":"none"}')}.${payload}.`, { keys: [] })).toBe('invalid E_SIG');
    expect(verdict(token('{"alg":"HS256"}'))).toBe('invalid E_SIG');
    expect(verdict(token('{"alg":"eddsa"}'))).toBe('unsupported I_ALG');
    expect(verdict(token('{"alg":"ES384"}'))).toBe('unsupported I_ALG');
    expect(verdict(token('{"alg":"__proto__"}'))).toBe('unsupported I_ALG');
  });

  test('of a set the kid chooses', () => {
    expect(verdict(token('{"alg":"EdDSA","kid":"one"}'), { keys: [other, key] })).toBe('valid');
    expect(verdict(token('{"alg":"EdDSA","kid":"two"}'), { keys: [other, key] })).toBe('invalid E_SIG');
    expect(verdict(token(`{"alg":"EdDSA","kid":"${key.thumbprint}"}`), { keys: [other, key] })).toBe('valid');
    expect(verdict(token('{"alg":"EdDSA","kid":"three"}'), { keys: [other, key] })).toBe('not-checkable I_KEY_UNKNOWN');
    expect(verdict(token('{"alg":"EdDSA"}'), { keys: [other, key] })).toBe('valid');
    expect(verdict(token('{"alg":"EdDSA"}'), { keys: [other] })).toBe('invalid E_SIG');
    expect(verdict(token('{"alg":"EdDSA","kid":42}'), { keys: [key] })).toBe('valid'); // a hint that is none
    expect(verdict(token('{"alg":"EdDSA"}'), { keys: [] })).toBe('not-checkable I_KEY_UNKNOWN');
    expect(verdict(token('{"alg":"EdDSA"}'), { keys: [ec.key] })).toBe('not-checkable I_KEY_UNKNOWN');
    expect(verdict(token('{"alg":"EdDSA","kid":"other"}'))).toBe('valid'); // one key alone is meant for the token
  });

  test('of several signatures none that can be checked may fail', () => {
    const [p1, , s1] = parts('{"alg":"EdDSA","kid":"one"}');
    const [p2, , s2] = parts('{"alg":"ES256","kid":"ec"}', payload, ec.sign);
    const general = (signatures: JsonObject[]) => ({ payload, signatures });
    const good = general([
      { protected: p1, signature: s1 },
      { protected: p2, signature: s2 },
    ]);
    const bad = general([
      { protected: p1, signature: s1 },
      { protected: p2, signature: s1 },
    ]);
    const both = { keys: [key, { ...ec.key, kid: 'ec' }] };
    expect([verdict(good, both), verdict(bad, both)]).toEqual(['valid', 'invalid E_SIG']);
    expect([verdict(good), verdict(bad)]).toEqual(['valid', 'valid']); // the key alone says nothing of the second
    expect(verdict(good, { key: other })).toBe('not-checkable I_KEY_UNKNOWN');
  });

  test('a weak key proves nothing', () => {
    const identity = parseJwk({ kty: 'OKP', crv: 'Ed25519', x: `AQ${'A'.repeat(41)}` });
    expect(verdict(token('{"alg":"EdDSA"}'), { key: identity })).toBe('invalid E_KEY_WEAK');
  });

  test('every single flipped bit of a token is noticed', () => {
    const whole = token('{"alg":"EdDSA"}');
    for (let at = 0; at < whole.length; at++) {
      for (let bit = 0; bit < 7; bit++) {
        const flipped = whole.slice(0, at) + String.fromCharCode(whole.charCodeAt(at) ^ (1 << bit)) + whole.slice(at + 1);
        let result;
        try {
          result = verifyJws(parseJws(flipped), { key }, verifier).verdict;
        } catch (error) {
          if (!(error instanceof AssizeError)) throw error;
          result = error.code;
        }
        expect(result, `bit ${bit} of character ${at}`).not.toBe('valid');
      }
    }
  });

  test('a detached payload is given from outside', () => {
    const [p, body, s] = parts('{"alg":"EdDSA"}');
    const detached = encodeUtf8('{"a":1}');
    expect(verifyJws(parseJws(`${p}..${s}`, detached), { key }, verifier).verdict).toBe('valid');
    expect(verifyJws(parseJws({ protected: p, signature: s }, detached), { key }, verifier).verdict).toBe('valid');
    expect(verdict(`${p}..${s}`)).toBe('invalid E_SIG');
    expect(() => parseJws(`${p}.${body}.${s}`, detached)).toThrow(AssizeError);
  });
});
