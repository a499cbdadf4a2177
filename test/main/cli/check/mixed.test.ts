import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { logSigner, signNote } from '../../../../src-core/chain/note-signer.ts';
import { formatVerifierKey } from '../../../../src-core/chain/verifier-key.ts';
import { pae } from '../../../../src-core/crypto/dsse.ts';
import { ed25519Signer } from '../../../../src-core/crypto/signer.ts';
import { decodeBase64Url } from '../../../../src-core/encoding/base64url.ts';
import { encodeHex } from '../../../../src-core/encoding/hex.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../src-core/json/json-value.ts';
import { runCheck } from '../../../../src-main/cli/check.ts';
import { checkKinds } from '../../../../src-main/cli/check/kinds.ts';
import { sealDisclosures } from '../../../../src-main/crypto/seal-jwe.ts';
import { sealKey } from '../../../fixtures/fixed-seal.ts';
import { mimetypePart } from '../../../fixtures/hostile-zips.ts';
import { compactJws } from '../../../fixtures/sd-jwt-issuer.ts';
import { SeededRandom } from '../../../fixtures/seeded-random.ts';
import { issueToken, rootPem } from '../../../fixtures/tsa.ts';
import { zipOf } from '../../../fixtures/zip-bytes.ts';

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');
const hash = (...parts: (Uint8Array | string)[]): Buffer =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();

const signer = ed25519Signer(new Uint8Array(32).fill(3));
const jwk = { ...signer.jwk } as JsonObject;
const raw = decodeBase64Url(jwk['x'] as string) as Uint8Array;
const message = encodeUtf8('message');
const [left, right] = [hash('\0a'), hash('\0b')];
const root = hash('\x01', left, right);
const checkpoint = `log.example\n2\n${base64(root)}\n`;
const seal = sealKey(new Uint8Array(32).fill(9));
const sealed = await sealDisclosures(['WyJhIl0'], `sha256:${'0'.repeat(64)}`, [seal.publicJwk]);
const imprint = hash('note');
const http = (() => {
  const params = `("@method" "@authority");created=1;keyid="k";alg="ed25519"`;
  const base = `"@method": GET\n"@authority": shop.example\n"@signature-params": ${params}`;
  const signature = base64(signer.sign(encodeUtf8(base)));
  return `GET / HTTP/1.1\r\nHost: shop.example\r\nSignature-Input: sig1=${params}\r\nSignature: sig1=:${signature}:\r\n\r\n`;
})();

/** One case of each kind that stands as it is, and what it is answered. */
const SOUND: Readonly<Record<string, readonly [fields: JsonObject, verdict: string]>> = {
  signature: [
    {
      alg: 'Ed25519',
      key: encodeHex(raw),
      message: encodeHex(message),
      signature: encodeHex(signer.sign(message)),
      path: 'fast',
    },
    'valid',
  ],
  jws: [{ token: compactJws({ alg: 'EdDSA' }, { a: 1 }, signer.sign), jwk }, 'valid'],
  dsse: [
    {
      envelope: {
        payload: base64('hello'),
        payloadType: 'text/plain',
        signatures: [{ keyid: 'a', sig: base64(signer.sign(pae('text/plain', encodeUtf8('hello')))) }],
      },
      jwks: { keys: [jwk] },
    },
    'valid',
  ],
  'sd-jwt': [{ token: `${compactJws({ alg: 'EdDSA' }, { sub: 'x' }, signer.sign)}~`, jwk }, 'valid'],
  json: [{ bytes: base64('{"b":1,"a":[true,null]}') }, 'valid'],
  jwe: [{ token: JSON.parse(decodeUtf8(sealed) as string) as JsonValue, jwk: seal.privateJwk as JsonValue }, 'valid'],
  'http-signature': [{ request: base64(http), label: 'sig1', jwk }, 'valid'],
  inclusion: [{ leafIdx: 0, treeSize: 2, root: base64(root), leafHash: base64(left), proof: [base64(right)] }, 'valid'],
  consistency: [{ size1: 1, size2: 2, root1: base64(left), root2: base64(root), proof: [base64(right)] }, 'valid'],
  note: [
    {
      text: decodeUtf8(signNote(checkpoint, [logSigner('log.example', signer)])) as string,
      keys: [formatVerifierKey('log.example', 1, raw)],
    },
    'valid',
  ],
  checkpoint: [{ text: checkpoint }, 'valid'],
  'time-stamp': [
    {
      token: base64(issueToken({ imprint, genTime: '20260302010003Z' })),
      imprint: encodeHex(imprint),
      roots: rootPem,
    },
    'valid',
  ],
  receipt: [{ document: { hello: 'world' }, keys: [jwk] }, 'unsupported E_FORMAT'],
  zip: [{ bytes: base64(zipOf([mimetypePart, { name: 'manifest.json', data: '{}' }])) }, 'valid'],
};

const random = new SeededRandom('mixed cases');

/** Whatever may stand where something else should. */
function junk(): JsonValue {
  return random.pick<() => JsonValue>([
    () => null,
    () => random.integer(-5, 5),
    () => 2 ** 53,
    () => true,
    () => '',
    () => 'x'.repeat(random.integer(1, 5000)),
    () => '\u0000\ud83c\udf75\u202e',
    () => [],
    () => [[[]], {}],
    () => ({}),
    () => ({ __proto__x: 1, kty: 'OKP', keys: [{}], payload: 7 }),
    () => base64(random.bytes(random.integer(0, 200))),
    () => random.hex(random.integer(0, 70)),
  ])();
}

/** A value with one thing changed somewhere inside. */
function spoilt(value: JsonValue): JsonValue {
  if (random.chance(15)) return junk();
  if (Array.isArray(value) && value.length > 0) {
    const at = random.integer(0, value.length - 1);
    return value.map((item, index) => (index === at ? spoilt(item) : item));
  }
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    const name = random.pick(Object.keys(value));
    const { [name]: gone, ...rest } = value;
    return random.chance(25) ? rest : { ...rest, [name]: spoilt(gone as JsonValue) };
  }
  if (typeof value === 'string' && value.length > 0) {
    const at = random.integer(0, value.length - 1);
    return random.chance(40)
      ? value.slice(0, at)
      : `${value.slice(0, at)}${random.pick(['A', '=', '~', '.', '\n', 'é', '0'])}${value.slice(at + 1)}`;
  }
  return junk();
}

/** A line that is no case at all. */
function noCase(): Uint8Array {
  return random.pick<() => Uint8Array>([
    () => encodeUtf8(''),
    () => encodeUtf8(random.hex(20)),
    () => random.bytes(random.integer(1, 300)).map((byte) => (byte === 0x0a ? 0x0b : byte)),
    () => encodeUtf8('{"kind":"json","kind":"zip"}'),
    () => encodeUtf8('['.repeat(random.integer(1, 5000))),
    () => encodeUtf8('{"kind":["json"]}'),
    () => encodeUtf8('\ufeff{"kind":"json","bytes":"MQ=="}'),
    () => encodeUtf8('{"kind":"json","bytes":"\\ud800"}'),
    () => encodeUtf8('{"kind":"json","bytes":"MQ=="} x'),
  ])();
}

describe('4,000 mixed cases of every kind', () => {
  it('has one of each kind that is built', () => {
    expect(Object.keys(SOUND).sort()).toEqual(checkKinds.map(({ kind }) => kind).sort());
  });

  it('answers every line in order, sound or not, and none is a bug of ours', { timeout: 600_000 }, async () => {
    const lines: { bytes: Uint8Array; expected?: string }[] = [];
    for (let index = 0; index < 4000; index++) {
      const [kind, [fields, verdict]] = random.pick(Object.entries(SOUND));
      if (index === 2000) lines.push({ bytes: new Uint8Array(33 * 1024 * 1024).fill(0x61), expected: 'invalid E_CASE' });
      else if (random.chance(15)) lines.push({ bytes: noCase(), expected: 'invalid E_CASE' });
      else if (random.chance(4))
        lines.push({ bytes: encodeUtf8(JSON.stringify({ ...fields, kind: `${kind}x` })), expected: 'unsupported E_KIND' });
      else if (random.chance(20)) lines.push({ bytes: encodeUtf8(JSON.stringify({ kind, ...fields })), expected: verdict });
      else lines.push({ bytes: encodeUtf8(JSON.stringify({ kind, ...(spoilt(fields) as JsonObject) })) });
    }
    async function* input(): AsyncGenerator<Uint8Array> {
      const all = Buffer.concat(lines.flatMap(({ bytes }) => [bytes, Uint8Array.of(0x0a)]));
      for (let at = 0; at < all.length; at += 65_521) yield all.subarray(at, at + 65_521);
    }
    const answers: { n: number; verdict: string; code?: string; message?: string }[] = [];
    expect(await runCheck(input(), (text) => void answers.push(JSON.parse(text) as (typeof answers)[0]))).toBe(0);

    expect(answers.map(({ n }) => n)).toEqual(lines.map((_, index) => index + 1));
    const short = answers.map(({ verdict, code }) => (code === undefined ? verdict : `${verdict} ${code}`));
    const otherwise = lines.flatMap(({ expected, bytes }, index) =>
      expected === undefined || expected === short[index] ? [] : [[expected, short[index], decodeUtf8(bytes.subarray(0, 80))]],
    );
    expect(otherwise).toEqual([]);
    const odd = answers.filter(
      ({ verdict, code, message: words }) =>
        code === 'E_INTERNAL' ||
        !['valid', 'invalid', 'not-checkable', 'unsupported'].includes(verdict) ||
        (verdict !== 'valid' && (!/^[EI]_[A-Z_]+$/.test(code ?? '') || typeof words !== 'string')),
    );
    expect(
      odd.map((answer) => [answer, decodeUtf8((lines[answer.n - 1] as { bytes: Uint8Array }).bytes)?.slice(0, 400)]),
    ).toEqual([]);
  });
});
