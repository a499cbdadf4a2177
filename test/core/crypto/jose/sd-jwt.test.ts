import { describe, expect, test } from 'vitest';
import { AssizeError } from '../../../../src-core/errors.ts';
import { parseSdJwt } from '../../../../src-core/crypto/jose/sd-jwt.ts';
import { verifySdJwt } from '../../../../src-core/crypto/jose/verify-sd-jwt.ts';
import type { KeyBindingDemand } from '../../../../src-core/crypto/jose/key-binding.ts';
import type { TokenKeys } from '../../../../src-core/crypto/jose/verify-jws.ts';
import { sha256 } from '../../../../src-core/crypto/sha256.ts';
import { createSignatureVerifier } from '../../../../src-core/crypto/signature.ts';
import { encodeBase64Url } from '../../../../src-core/encoding/base64url.ts';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { nodeSignatures } from '../../../../src-main/crypto/node-signatures.ts';
import { signEs256 } from '../../../fixtures/es256.ts';
import { bindKey, compactJws, textOf } from '../../../fixtures/sd-jwt-issuer.ts';

const issuer = signEs256(new Uint8Array(32).fill(1));
const holder = signEs256(new Uint8Array(32).fill(2));
const verifier = createSignatureVerifier('reference', nodeSignatures);
const digest = (text: string) => encodeBase64Url(sha256(encodeUtf8(text)));

function issue(payload: JsonObject, header: JsonObject = { alg: 'ES256' }): string {
  return compactJws(header, payload, issuer.sign);
}

function verdict(token: JsonValue, demand: KeyBindingDemand = {}, keys: TokenKeys | undefined = { key: issuer.key }): string {
  try {
    const { verdict: is, code } = verifySdJwt(parseSdJwt(token), keys, demand, verifier);
    return code === undefined ? is : `${is} ${code}`;
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
}

const claim = textOf(['c2FsdC1vZi0xNi1ieXRlcw', 'given_name', 'Ada']);
const element = textOf(['c2FsdC1vZi0xNi1ieXRlcw', 'DE']);

describe('disclosures', () => {
  test.each<[string, JsonObject, string[], string]>([
    ['in its place', { _sd: [digest(claim)] }, [claim], 'valid'],
    ['of an element', { list: [{ '...': digest(element) }] }, [element], 'valid'],
    ['that belongs nowhere', { _sd: [] }, [claim], 'E_DISCLOSURE'],
    ['that stands twice', { _sd: [digest(claim)] }, [claim, claim], 'E_DISCLOSURE'],
    ['of a member in an array', { list: [{ '...': digest(claim) }] }, [claim], 'E_DISCLOSURE'],
    ['of an element in an object', { _sd: [digest(element)] }, [element], 'E_DISCLOSURE'],
    ['whose name is there already', { given_name: 'Eve', _sd: [digest(claim)] }, [claim], 'E_DISCLOSURE'],
    ['whose digest stands twice', { _sd: [digest(claim), digest(claim)] }, [claim], 'E_SD_CLAIMS'],
    ['whose digest stands twice, apart', { _sd: [digest(claim)], a: { _sd: [digest(claim)] } }, [], 'E_SD_CLAIMS'],
    ['under _sd that is no array', { _sd: digest(claim) }, [claim], 'E_SD_CLAIMS'],
    ['under a digest that is no string', { _sd: [1] }, [], 'E_SD_CLAIMS'],
    ['beside "..."', { list: [{ '...': digest(element), x: 1 }] }, [element], 'E_SD_CLAIMS'],
    ['with "..." outside an array', { '...': digest(element) }, [], 'E_SD_CLAIMS'],
    ['under a hash that is not spoken', { _sd_alg: 'md5', _sd: [] }, [], 'I_ALG'],
    ['under a hash that is no string', { _sd_alg: 1 }, [], 'E_SD_CLAIMS'],
    ['that is no base64url', { _sd: [digest('a=b')] }, ['a=b'], 'E_DISCLOSURE'],
    ['that is no JSON', { _sd: [digest('AAAA')] }, ['AAAA'], 'E_DISCLOSURE'],
  ])('%s', (_, payload, disclosures, expected) => {
    expect(verdict(`${[issue(payload), ...disclosures].join('~')}~`)).toBe(expected);
  });

  test.each<[string, JsonValue]>([
    ['one member', ['salt']],
    ['four members', ['salt', 'a', 1, 2]],
    ['a salt that is a number', [1, 'a', 2]],
    ['a name that is a number', ['salt', 1, 2]],
    ['the name _sd', ['salt', '_sd', ['x']]],
    ['the name "..."', ['salt', '...', 'x']],
    ['an object', { a: 1 }],
  ])('of %s', (_, value) => {
    const text = textOf(value);
    expect(verdict(`${issue({ _sd: [digest(text)] })}~${text}~`)).toBe('E_DISCLOSURE');
  });

  test('inside disclosures, withheld and decoys', () => {
    const inner = textOf(['salt-salt-salt-salt', 'street', 'Main']);
    const outer = textOf(['salt-salt-salt-salt', 'address', { _sd: [digest(inner), digest('decoy')], country: 'DE' }]);
    const jwt = issue({ _sd: [digest(outer), digest('other decoy')], sub: 'x' });
    const read = (disclosures: string[]) => {
      const { claims, undisclosed } = verifySdJwt(
        parseSdJwt(`${[jwt, ...disclosures].join('~')}~`),
        { key: issuer.key },
        {},
        verifier,
      );
      return [JSON.parse(JSON.stringify(claims)) as unknown, undisclosed];
    };
    expect(read([outer, inner])).toEqual([{ sub: 'x', address: { country: 'DE', street: 'Main' } }, 2]);
    expect(read([inner, outer])).toEqual([{ sub: 'x', address: { country: 'DE', street: 'Main' } }, 2]);
    expect(read([outer])).toEqual([{ sub: 'x', address: { country: 'DE' } }, 3]);
    expect(read([])).toEqual([{ sub: 'x' }, 2]);
    expect(verdict(`${jwt}~${inner}~`)).toBe('E_DISCLOSURE'); // its container is not disclosed
  });

  test('a chain of disclosures deeper than 128 is refused without recursion beyond it', () => {
    let disclosure = textOf(['salt', 'x', 1]);
    const all = [disclosure];
    for (let i = 0; i < 2000; i++) all.push((disclosure = textOf(['salt', 'x', { _sd: [digest(disclosure)] }])));
    expect(verdict(`${[issue({ _sd: [digest(disclosure)] }), ...all].join('~')}~`)).toBe('E_LIMIT');
  });

  test('other hashes', async () => {
    for (const [name, host] of [
      ['sha-384', 'SHA-384'],
      ['sha-512', 'SHA-512'],
    ] as const) {
      const hash = encodeBase64Url(
        new Uint8Array(await crypto.subtle.digest(host, encodeUtf8(claim) as Uint8Array<ArrayBuffer>)),
      );
      expect(verdict(`${issue({ _sd_alg: name, _sd: [hash] })}~${claim}~`)).toBe('valid');
    }
  });
});

describe('the form and the signature', () => {
  const jwt = issue({ _sd: [digest(claim)] });

  test.each<[string, JsonValue, string]>([
    ['a JWT without ~', jwt, 'E_ENVELOPE'],
    ['an empty disclosure', `${jwt}~~`, 'E_DISCLOSURE'],
    ['a key binding that is none', `${jwt}~${claim}`, 'E_ENVELOPE'],
    ['nothing', '', 'E_ENVELOPE'],
    ['~ alone', '~', 'E_ENVELOPE'],
    ['a payload that is no object', `${compactJws({ alg: 'ES256' }, [] as unknown as JsonObject, issuer.sign)}~`, 'E_ENVELOPE'],
    [
      'disclosures that are no array',
      { payload: jwt.split('.')[1], protected: jwt.split('.')[0], signature: jwt.split('.')[2], header: { disclosures: 1 } },
      'E_ENVELOPE',
    ],
  ])('refuses %s', (_, token, code) => expect(verdict(token)).toBe(code));

  test('without a key of the issuer it is not checkable, but what is wrong inside still shows', () => {
    expect(verdict(`${jwt}~${claim}~`, {}, { keys: [] })).toBe('not-checkable I_KEY_UNKNOWN');
    expect(verdict(`${jwt}~${element}~`, {}, { keys: [] })).toBe('E_DISCLOSURE');
    expect(verdict(`${jwt}~${claim}~`, {}, { key: holder.key })).toBe('invalid E_SIG');
    expect(verdict(`${issue({}, { alg: 'none' })}~`)).toBe('invalid E_SIG');
  });
});

describe('key binding', () => {
  const aud = 'https://verifier.example';
  const nonce = 'n-1';
  const jwt = issue({ cnf: { jwk: { ...holder.key.jwk } }, _sd: [digest(claim)] });
  const presentation = `${jwt}~${claim}~`;
  const bound = (changes: JsonObject = {}, typ = 'kb+jwt', sign = holder.sign) =>
    presentation + bindKey(presentation, aud, nonce, sign, changes, typ);

  test.each<[string, JsonValue, KeyBindingDemand, string]>([
    ['as asked', bound(), { aud, nonce }, 'valid'],
    ['though nobody asked', bound(), {}, 'valid'],
    ['for one of both', bound(), { nonce }, 'valid'],
    ['for another audience', bound(), { aud: 'https://other.example', nonce }, 'invalid E_KEY_BINDING'],
    ['with another nonce', bound(), { aud, nonce: 'n-2' }, 'invalid E_KEY_BINDING'],
    ['absent though asked for', presentation, { nonce }, 'invalid E_KEY_BINDING'],
    ['absent and not asked for', presentation, {}, 'valid'],
    ['of another type', bound({}, 'JWT'), { aud, nonce }, 'invalid E_KEY_BINDING'],
    ['without iat', bound({ iat: undefined }), { aud, nonce }, 'invalid E_KEY_BINDING'],
    ['with several audiences', bound({ aud: [aud] }), { aud, nonce }, 'invalid E_KEY_BINDING'],
    ['with another sd_hash', bound({ sd_hash: digest('x') }), { aud, nonce }, 'invalid E_KEY_BINDING'],
    ['by someone else', bound({}, 'kb+jwt', issuer.sign), { aud, nonce }, 'invalid E_SIG'],
    [
      'of a presentation with less',
      `${jwt}~${bindKey(presentation, aud, nonce, holder.sign)}`,
      { aud, nonce },
      'invalid E_KEY_BINDING',
    ],
  ])('%s', (_, token, demand, expected) => expect(verdict(token, demand)).toBe(expected));

  test('needs a key of the holder in the token', () => {
    const withCnf = (cnf?: JsonObject) => {
      const text = `${issue(cnf === undefined ? {} : { cnf })}~`;
      return verdict(text + bindKey(text, aud, nonce, holder.sign), { aud, nonce });
    };
    expect(withCnf()).toBe('invalid E_KEY_BINDING');
    expect(withCnf({ jwk: { kty: 'EC' } })).toBe('E_KEY_BINDING');
    expect(withCnf({ jwk: { kty: 'EC', crv: 'P-521' } })).toBe('I_ALG');
    expect(withCnf({ jwk: { ...holder.key.jwk, x: 'AA' } })).toBe('E_KEY_BINDING');
    expect(withCnf({ kid: 'somewhere else' })).toBe('not-checkable I_KEY_UNKNOWN');
    expect(withCnf({ jwk: { ...holder.key.jwk } })).toBe('valid');
  });
});
