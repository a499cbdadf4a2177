import { describe, expect, test } from 'vitest';
import { AssizeError } from '../../../../src-core/errors.ts';
import {
  parseHttpSignature,
  signatureBase,
  signatureLabels,
  verifyHttpSignature,
} from '../../../../src-core/crypto/http/http-signature.ts';
import { componentValue } from '../../../../src-core/crypto/http/component-value.ts';
import { parseRequestHead } from '../../../../src-core/crypto/http/request-head.ts';
import { isInnerList, parseDictionary, serializeMember } from '../../../../src-core/crypto/http/structured-field.ts';
import { parseJwk } from '../../../../src-core/crypto/jwk.ts';
import { createSignatureVerifier } from '../../../../src-core/crypto/signature.ts';
import { ed25519Signer } from '../../../../src-core/crypto/signer.ts';
import { decodeBase64Url } from '../../../../src-core/encoding/base64url.ts';
import { encodeBase64 } from '../../../../src-core/encoding/base64.ts';
import { encodeLatin1 } from '../../../../src-core/encoding/ascii.ts';
import { decodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { nodeSignatures } from '../../../../src-main/crypto/node-signatures.ts';

const verifier = createSignatureVerifier('reference', nodeSignatures);
const head = (...lines: string[]) => parseRequestHead(encodeLatin1(`${lines.join('\r\n')}\r\n\r\n`));

// RFC 9421 appendix B.1.4, with its published secret.
const jwk = { kty: 'OKP', crv: 'Ed25519', x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' };
const signer = ed25519Signer(decodeBase64Url('n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU') as Uint8Array);
const key = parseJwk(jwk);

// RFC 9421 appendix B.2.6.
const published = [
  'POST /foo?param=Value&Pet=dog HTTP/1.1',
  'Host: example.com',
  'Date: Tue, 20 Apr 2021 02:07:55 GMT',
  'Content-Type: application/json',
  'Content-Digest: sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
  'Content-Length: 18',
  'Signature-Input: sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
  'Signature: sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
];

function verdict(lines: readonly string[], label = 'sig-b26'): string {
  try {
    const request = head(...lines);
    const { verdict: is, code } = verifyHttpSignature(request, parseHttpSignature(request, label), key, verifier);
    return code === undefined ? is : `${is} ${code}`;
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
}

/** A request with a signature over what `input` covers, signed here; `signedAs` is the input's text in the signature base. */
function signed(lines: readonly string[], input: string, signedAs = input): string[] {
  const request = head(...lines, `Signature-Input: s=${input}`, 'Signature: s=:AA==:');
  const opened = parseHttpSignature(request, 's');
  const base = decodeUtf8(signatureBase(request, opened.input, 'as-sent', 'https')) as string;
  const text = base.slice(0, base.lastIndexOf('\n') + 1) + `"@signature-params": ${signedAs}`;
  return [...lines, `Signature-Input: s=${input}`, `Signature: s=:${encodeBase64(signer.sign(encodeLatin1(text)))}:`];
}

describe('RFC 9421 appendix B.2.6', () => {
  test('the published request is valid', () => {
    expect(key.thumbprint).toBe(signer.kid);
    expect(signatureLabels(head(...published))).toEqual(['sig-b26']);
    expect(verdict(published)).toBe('valid');
    const { created, keyid } = parseHttpSignature(head(...published), 'sig-b26');
    expect([created, keyid]).toEqual([1618884473, 'test-key-ed25519']);
  });

  test('the signature base is the published one', () => {
    const request = head(...published);
    const base = decodeUtf8(signatureBase(request, parseHttpSignature(request, 'sig-b26').input, 'as-sent', 'https')) as string;
    expect(base.split('\n')).toEqual([
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@method": POST',
      '"@path": /foo',
      '"@authority": example.com',
      '"content-type": application/json',
      '"content-length": 18',
      '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    ]);
  });

  test.each<[string, number, string, string, string]>([
    ['another method', 0, 'POST', 'PUT', 'invalid E_SIG'],
    ['another path', 0, '/foo', '/bar', 'invalid E_SIG'],
    ['another query, which is not covered', 0, 'dog', 'cat', 'valid'],
    ['another host', 1, 'example.com', 'example.org', 'invalid E_SIG'],
    ['the host in capitals with its port', 1, 'example.com', 'EXAMPLE.com:443', 'valid'],
    ['another port', 1, 'example.com', 'example.com:8443', 'invalid E_SIG'],
    ['another type', 3, 'json', 'jose', 'invalid E_SIG'],
    ['white space around a value', 3, ' application/json', '  \t application/json \t', 'valid'],
    ['a field in capitals', 3, 'Content-Type', 'CONTENT-TYPE', 'valid'],
    ['a covered field absent', 5, 'Content-Length', 'X-Length', 'E_HTTP_COMPONENT'],
    ['another time', 6, '1618884473', '1618884474', 'invalid E_SIG'],
    ['another key name', 6, 'test-key', 'tess-key', 'invalid E_SIG'],
    ['one component less', 6, ' "content-length"', '', 'invalid E_SIG'],
    ['a component twice', 6, '"date" ', '"date" "date" ', 'E_ENVELOPE'],
    ['a time that is a string', 6, '1618884473', '"1618884473"', 'E_ENVELOPE'],
    ['another alg', 6, ';created', ';alg="ecdsa-p256-sha256";created', 'invalid E_SIG'],
    ['a MAC', 6, ';created', ';alg="hmac-sha256";created', 'invalid E_SIG'],
    ['an alg that is not spoken', 6, ';created', ';alg="rsa-pss-sha512";created', 'unsupported I_ALG'],
    ['req', 6, '"date"', '"date";req', 'I_ALG'],
    ['a status', 6, '"date"', '"@status"', 'E_HTTP_COMPONENT'],
    ['another label', 7, 'sig-b26', 'sig-b27', 'E_ENVELOPE'],
    ['no bytes', 7, '=:wqcA', '=:=wqcA', 'E_ENVELOPE'],
  ])('%s', (_, line, from, to, expected) => {
    const lines = published.map((text, at) => (at === line ? text.replace(from, to) : text));
    expect(lines[line]).not.toBe(published[line]);
    expect(verdict(lines)).toBe(expected);
  });

  test('a second line with the same field changes it, and a label twice is refused', () => {
    expect(verdict([...published, 'Date: Tue, 20 Apr 2021 02:07:56 GMT'])).toBe('invalid E_SIG');
    expect(verdict([...published, published[6] as string])).toBe('E_ENVELOPE');
    expect(verdict([...published, 'Host: example.com'])).toBe('E_ENVELOPE');
  });
});

describe('spelling of Signature-Input', () => {
  const request = ['GET /checkout?x=1 HTTP/1.1', 'Host: merchant.example'];
  const spaced = '("@authority" "@path"); created=1735689600; keyid="k"; alg="ed25519"; tag="agent-payer-auth"';
  const canonical = spaced.replaceAll('; ', ';');

  test('signed as sent or as RFC 8941 spells it', () => {
    expect(verdict(signed(request, canonical), 's')).toBe('valid');
    expect(verdict(signed(request, spaced), 's')).toBe('valid');
    expect(verdict(signed(request, spaced, canonical), 's')).toBe('valid');
    expect(verdict(signed(request, canonical, spaced), 's')).toBe('invalid E_SIG');
    expect(verdict(signed(request, spaced, canonical.replace('payer', 'prayer')), 's')).toBe('invalid E_SIG');
  });
});

describe('components', () => {
  const value = (identifier: string, ...lines: string[]) => {
    const list = parseDictionary(`s=(${identifier})`).get('s');
    if (list === undefined || !isInnerList(list) || list.items[0] === undefined) throw new Error('no list');
    return componentValue(list.items[0], head(...lines), 'https');
  };
  const get = (target: string, ...fields: string[]) => [`GET ${target} HTTP/1.1`, 'Host: www.Example.com:443', ...fields];

  test.each<[string, string, string]>([
    ['"@method"', '/path?param=value', 'GET'],
    ['"@target-uri"', '/path?param=value', 'https://www.example.com/path?param=value'],
    ['"@target-uri"', 'http://WWW.example.com:80?x', 'http://www.example.com/?x'],
    ['"@authority"', '/', 'www.example.com'],
    ['"@authority"', 'https://other.example:8443/x', 'other.example:8443'],
    ['"@scheme"', '/', 'https'],
    ['"@request-target"', '/path?a=%20b', '/path?a=%20b'],
    ['"@path"', '/a%2Fb/../c?x', '/a%2Fb/../c'],
    ['"@query"', '/path?param=value&foo=bar&baz=bat%2Dman', '?param=value&foo=bar&baz=bat%2Dman'],
    ['"@query"', '/path?queryString', '?queryString'],
    ['"@query"', '/path', '?'],
    ['"@query"', '/path?', '?'],
    // Section 2.2.8.
    ['"@query-param";name="baz"', '/path?param=value&foo=bar&baz=batman&qux=', 'batman'],
    ['"@query-param";name="qux"', '/path?param=value&foo=bar&baz=batman&qux=', ''],
    [
      '"@query-param";name="var"',
      '/parameters?var=this%20is%20a%20big%0Amultiline%20value',
      'this%20is%20a%20big%0Amultiline%20value',
    ],
    ['"@query-param";name="bar"', '/parameters?bar=with+plus+whitespace', 'with%20plus%20whitespace'],
    ['"@query-param";name="fa%C3%A7ade%22%3A%20"', '/p?fa%C3%A7ade%22%3A%20=something', 'something'],
  ])('%s of %s', (identifier, target, expected) => expect(value(identifier, ...get(target))).toBe(expected));

  // Section 2.1.
  test.each<[string, string[], string]>([
    ['"cache-control"', ['Cache-Control: max-age=60', 'Cache-Control:    must-revalidate'], 'max-age=60, must-revalidate'],
    ['"x-empty"', ['X-Empty:'], ''],
    ['"x-obs-fold"', ['X-Obs-Fold: Obsolete', '    line folding.'], 'Obsolete line folding.'],
    ['"example-dict"', ['Example-Dict:  a=1,    b=2;x=1;y=2,   c=(a   b   c)'], 'a=1,    b=2;x=1;y=2,   c=(a   b   c)'],
    ['"example-dict";key="a"', ['Example-Dict:  a=1, b=2;x=1;y=2, c=(a   b    c), d'], '1'],
    ['"example-dict";key="d"', ['Example-Dict:  a=1, b=2;x=1;y=2, c=(a   b    c), d'], '?1'],
    ['"example-dict";key="b"', ['Example-Dict:  a=1, b=2;x=1;y=2, c=(a   b    c), d'], '2;x=1;y=2'],
    ['"example-dict";key="c"', ['Example-Dict:  a=1, b=2;x=1;y=2, c=(a   b    c), d'], '(a b c)'],
    [
      '"example-header";bs',
      ['Example-Header: value, with, lots', 'Example-Header: of, commas'],
      ':dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:',
    ],
    ['"content-digest";sf', ['Content-Digest: sha-256=:AA==:,   sha-512=:AQ==:;x'], 'sha-256=:AA==:, sha-512=:AQ==:;x'],
    ['"latin"', ['Latin: caf\u00e9'], 'caf\u00e9'],
  ])('%s of %j', (identifier, fields, expected) => expect(value(identifier, ...get('/'), ...fields)).toBe(expected));

  test.each<[string, string, string]>([
    ['"@query-param";name="a"', '/?a=1&a=2', 'E_HTTP_COMPONENT'],
    ['"@query-param";name="b"', '/?a=1', 'E_HTTP_COMPONENT'],
    ['"@query-param"', '/?a=1', 'E_HTTP_COMPONENT'],
    ['"@query-param";name="a"', '/?a=%FF', 'E_HTTP_COMPONENT'],
    ['"@method";sf', '/', 'E_HTTP_COMPONENT'],
    ['"@nothing"', '/', 'E_HTTP_COMPONENT'],
    ['"Host"', '/', 'E_HTTP_COMPONENT'],
    ['"host";sf', '/', 'I_ALG'],
    ['"host";tr', '/', 'I_ALG'],
    ['"host";bs;key="a"', '/', 'E_HTTP_COMPONENT'],
    ['"@path"', '*', 'E_HTTP_COMPONENT'],
    ['host', '/', 'E_HTTP_COMPONENT'],
  ])('%s of %s is refused', (identifier, target, code) => {
    expect(() => value(identifier, ...get(target))).toThrow(expect.objectContaining({ code }) as Error);
  });
});

describe('structured fields', () => {
  test.each([
    'a=1',
    'a=-1.5',
    'a="q\\"\\\\"',
    'a=tok/en:*',
    'a=:AAE=:',
    'a=?0',
    'a;x=1',
    'a=(1 "b";x c);y=?0',
    'a=1, b=2',
    'a=()',
  ])('%s stays itself', (text) => {
    const members = [...parseDictionary(text)].map(([name, member]) => `${name}=${serializeMember(member)}`).join(', ');
    expect(members).toBe(text.replace(/^a;x/, 'a=?1;x'));
  });
  test.each([
    'a=',
    'a=1,',
    'A=1',
    'a=1 b=2',
    'a=(1',
    'a=("b""c")',
    'a="é"',
    'a="x',
    'a=:A:',
    'a=1.',
    'a=1.2345',
    `a=${'9'.repeat(16)}`,
    'a=?2',
    ',',
    'a==1',
    'a=1;x=1;x=2',
    'a=1,a=2',
  ])('%s is refused', (text) => expect(() => parseDictionary(text)).toThrow(AssizeError));
});

describe('request heads', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['a response', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['HTTP/2', 'GET / HTTP/2\r\n\r\n'],
    ['two spaces', 'GET  / HTTP/1.1\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n'],
    ['a line without a colon', 'GET / HTTP/1.1\r\nHost\r\n\r\n'],
    ['a bare CR', 'GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n'],
    ['a bare LF among CRLF', 'GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n'],
    ['NUL', 'GET / HTTP/1.1\r\nHost: a\0\r\n\r\n'],
    ['folding at once', 'GET / HTTP/1.1\r\n Host: a\r\n\r\n'],
  ])('%s is refused', (_, text) => expect(() => parseRequestHead(encodeLatin1(text))).toThrow(AssizeError));

  test('LF alone, no empty line, and a body are taken', () => {
    for (const text of [
      'GET / HTTP/1.1\nHost: a\n\n',
      'GET / HTTP/1.1\r\nHost: a',
      'GET / HTTP/1.1\r\nHost: a\r\n\r\nbody\r\nHost: b',
    ]) {
      expect(parseRequestHead(encodeLatin1(text)).fields.get('host')).toEqual(['a']);
    }
  });
});
