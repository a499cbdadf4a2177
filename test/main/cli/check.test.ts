import { describe, expect, test } from 'vitest';
import { ed25519Signer } from '../../../src-core/crypto/signer.ts';
import { encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { encodeHex } from '../../../src-core/encoding/hex.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { decodeBase64Url } from '../../../src-core/encoding/base64url.ts';
import { pae } from '../../../src-core/crypto/dsse.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { runCheck } from '../../../src-main/cli/check.ts';
import type { CheckKind } from '../../../src-main/cli/check/check-kind.ts';
import { compactJws } from '../../fixtures/sd-jwt-issuer.ts';
import { SeededRandom } from '../../fixtures/seeded-random.ts';

interface Output {
  n: number;
  verdict: string;
  code?: string;
  message?: string;
  [extra: string]: JsonValue | undefined;
}

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? encodeUtf8(part) : part;
}

async function check(input: AsyncIterable<Uint8Array>, kinds?: readonly CheckKind[]): Promise<Output[]> {
  const lines: string[] = [];
  expect(await runCheck(input, (text) => void lines.push(text), kinds)).toBe(0);
  return lines.map((line) => {
    expect(line.endsWith('\n')).toBe(true);
    return JSON.parse(line) as Output;
  });
}

const cases = (...list: JsonValue[]) => chunks(list.map((each) => `${JSON.stringify(each)}\n`).join(''));
const short = (outputs: Output[]) => outputs.map(({ verdict, code }) => (code === undefined ? verdict : `${verdict} ${code}`));

const signer = ed25519Signer(new Uint8Array(32).fill(3));
const jwk = { ...signer.jwk } as JsonObject;
const raw = encodeHex(decodeBase64Url(jwk['x'] as string) as Uint8Array);
const message = encodeUtf8('message');
const signature = encodeHex(signer.sign(message));
const good: JsonObject = { kind: 'signature', alg: 'Ed25519', key: raw, message: encodeHex(message), signature };

describe('signature', () => {
  test('verdicts', async () => {
    const outputs = await check(
      cases(
        good,
        { ...good, path: 'reference' },
        { ...good, path: 'fast', key: raw.toUpperCase() },
        { ...good, message: '00' },
        { ...good, signature: '' },
        { ...good, key: `01${'00'.repeat(31)}` },
        { ...good, key: raw.slice(2) },
        { ...good, alg: 'ES256' },
        { ...good, alg: 'ML-DSA-44' },
        { ...good, alg: 7 },
        { ...good, key: 'xyz' },
        { ...good, path: 'slow' },
        { kind: 'signature' },
      ),
    );
    expect(short(outputs)).toEqual([
      'valid',
      'valid',
      'valid',
      'invalid E_SIG',
      'invalid E_SIG',
      'invalid E_KEY_WEAK',
      'invalid E_KEY',
      'invalid E_KEY',
      'unsupported I_ALG',
      'invalid E_CASE',
      'invalid E_CASE',
      'invalid E_CASE',
      'invalid E_CASE',
    ]);
    expect(outputs[0]).toEqual({ n: 1, verdict: 'valid' });
  });
});

describe('tokens', () => {
  const jws = compactJws({ alg: 'EdDSA' }, { a: 1 }, signer.sign);
  const payload = encodeUtf8('hello');
  const envelope: JsonObject = {
    payload: encodeBase64(payload),
    payloadType: 'text/plain',
    signatures: [{ keyid: 'a', sig: encodeBase64(signer.sign(pae('text/plain', payload))) }],
  };
  const sdJwt = `${compactJws({ alg: 'EdDSA' }, { sub: 'x', _sd: ['decoy'] }, signer.sign)}~`;

  test('jws, dsse and sd-jwt', async () => {
    const outputs = await check(
      cases(
        { kind: 'jws', token: jws, jwk },
        { kind: 'jws', token: jws, jwks: { keys: [jwk] } },
        { kind: 'jws', token: jws },
        { kind: 'jws', token: jws, jwk, jwks: { keys: [jwk] } },
        { kind: 'jws', token: jws, jwk: { kty: 'oct', k: 'AA' } },
        { kind: 'jws', token: jws, jwk: 1 },
        { kind: 'jws', token: 1, jwk },
        { kind: 'jws', token: 'x', jwk },
        { kind: 'dsse', envelope, jwk },
        { kind: 'dsse', envelope: JSON.stringify(envelope), jwk },
        { kind: 'dsse', envelope: { ...envelope, payloadType: 'text/plaim' }, jwk },
        { kind: 'dsse', envelope, jwks: { keys: [{ ...jwk, kid: 'a' }] } },
        { kind: 'dsse', envelope: { ...envelope, payload: 'AAAA' }, jwks: { keys: [{ ...jwk, kid: 'b' }] } },
        { kind: 'dsse', envelope: {}, jwk },
        { kind: 'sd-jwt', token: sdJwt, jwk },
        { kind: 'sd-jwt', token: sdJwt },
        { kind: 'sd-jwt', token: sdJwt, jwk, nonce: 'n' },
        { kind: 'sd-jwt', token: sdJwt, jwk, nonce: 1 },
      ),
    );
    expect(short(outputs)).toEqual([
      'valid',
      'valid',
      'not-checkable I_KEY_UNKNOWN',
      'invalid E_CASE',
      'unsupported I_ALG',
      'invalid E_KEY',
      'invalid E_CASE',
      'invalid E_ENVELOPE',
      'valid',
      'valid',
      'invalid E_SIG',
      'valid',
      'not-checkable I_KEY_UNKNOWN',
      'invalid E_ENVELOPE',
      'valid',
      'not-checkable I_KEY_UNKNOWN',
      'invalid E_KEY_BINDING',
      'invalid E_CASE',
    ]);
    expect(outputs[14]?.['claims']).toEqual({ sub: 'x' });
    expect(outputs[15]?.['claims']).toBeUndefined();
  });

  test('json says what is canonical, or where it is not JSON', async () => {
    const json = (text: string) => ({ kind: 'json', bytes: encodeBase64(encodeUtf8(text)) });
    const outputs = await check(
      cases(json('{"b":1.0,\n"a":2}'), json('[1,\n2,]'), json('{"a":1,"a":2}'), json('['.repeat(129)), {
        kind: 'json',
        bytes: '!',
      }),
    );
    expect(outputs).toEqual([
      { n: 1, verdict: 'valid', canonical: encodeBase64(encodeUtf8('{"a":2,"b":1}')) },
      {
        n: 2,
        verdict: 'invalid',
        code: 'E_PARSE',
        message: expect.any(String) as string,
        byte: 6,
        line: 2,
        column: 3,
        pointer: '/2',
      },
      {
        n: 3,
        verdict: 'invalid',
        code: 'E_PARSE_DUPKEY',
        message: expect.any(String) as string,
        byte: 7,
        line: 1,
        column: 8,
        pointer: '/a',
      },
      expect.objectContaining({ verdict: 'invalid', code: 'E_LIMIT', byte: 128 }),
      expect.objectContaining({ verdict: 'invalid', code: 'E_CASE' }),
    ]);
  });
});

/** Overruns the stack, as a bug of ours could. */
function deep(value: JsonValue): JsonValue {
  return [deep([value])];
}

describe('what is no case', () => {
  test('every line has its answer, and the next its own', async () => {
    const lines = [
      '{',
      '',
      '   ',
      '[]',
      '"x"',
      '{}',
      '{"kind":1}',
      '{"kind":"signature","kind":"json"}',
      '\ufeff{"kind":"json"}',
      '{"kind":"json"} {"kind":"json"}',
      `{"kind":"json","bytes":${'['.repeat(100_000)}`,
      '{"kind":"no such kind"}',
      '{"kind":"__proto__"}',
      '{"kind":"json","bytes":"MQ=="}\r',
      '{"kind":"json","bytes":"MQ=="}',
    ];
    const outputs = await check(chunks(lines.join('\n')));
    expect(outputs.map(({ n }) => n)).toEqual(lines.map((_, at) => at + 1));
    expect(short(outputs)).toEqual([
      ...Array.from({ length: 11 }, () => 'invalid E_CASE'),
      'unsupported E_KIND',
      'unsupported E_KIND',
      'valid',
      'valid',
    ]);
  });

  test('bad UTF-8, and lines cut anywhere between chunks', async () => {
    const bytes = Buffer.concat([
      Buffer.from([0x7b, 0xff, 0x7d, 0x0a]),
      encodeUtf8(`${JSON.stringify({ kind: 'json', bytes: encodeBase64(encodeUtf8('"é咖"')) })}\n\n`),
    ]);
    async function* single(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at++) yield bytes.subarray(at, at + 1);
    }
    expect(short(await check(single()))).toEqual(['invalid E_CASE', 'valid', 'invalid E_CASE']);
    expect(await check(chunks(''))).toEqual([]);
  });

  test('a line of a gigabyte is let go as it comes', async () => {
    const megabyte = new Uint8Array(1024 * 1024).fill(0x61);
    let mostHeld = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield encodeUtf8('{"kind":"json","bytes":"');
      for (let i = 0; i < 1024; i++) {
        // A fresh buffer each time, as a pipe gives.
        yield megabyte.slice();
        if (i % 64 === 0) mostHeld = Math.max(mostHeld, process.memoryUsage().arrayBuffers);
      }
      yield encodeUtf8('"}\n{"kind":"json","bytes":"MQ=="}\n');
    }
    expect(short(await check(endless()))).toEqual(['invalid E_CASE', 'valid']);
    expect(mostHeld).toBeLessThan(600 * 1024 * 1024);
  });

  test('millions of empty containers in a line do not exhaust memory', async () => {
    const line = `{"kind":"jws","jwk":{},"token":{"x":[${'{},'.repeat(5_000_000)}{}]}}\n`;
    expect(short(await check(chunks(line)))).toEqual(['invalid E_CASE']);
  });

  test('a bug in a kind stops nothing', async () => {
    const kinds: CheckKind[] = [
      {
        kind: 'throws',
        answer: () => {
          throw new Error('boom');
        },
      },
      { kind: 'rejects', answer: () => Promise.reject(new RangeError('boom')) },
      {
        kind: 'throws nothing',
        answer: () => {
          throw undefined;
        },
      },
      { kind: 'has no text', answer: () => ({ verdict: 'valid', extra: 1n as unknown as JsonValue }) },
      {
        kind: 'overruns',
        answer: (fields) => ({ verdict: 'valid', again: deep(fields) }),
      },
      { kind: 'works', answer: () => ({ verdict: 'valid' }) },
    ];
    const outputs = await check(cases(...kinds.map(({ kind }) => ({ kind }))), kinds);
    expect(short(outputs)).toEqual([...Array.from({ length: 5 }, () => 'invalid E_INTERNAL'), 'valid']);
    expect(JSON.stringify(outputs)).not.toContain('check.test');
  });
});

describe('streaming', () => {
  test('4,000 mixed cases in one run, in order, each as it would be alone', async () => {
    const random = new SeededRandom('check');
    const kinds: (() => [string, string])[] = [
      () => [JSON.stringify(good), 'valid'],
      () => [JSON.stringify({ ...good, message: random.hex(8) }), 'invalid E_SIG'],
      () => [JSON.stringify({ kind: 'json', bytes: encodeBase64(encodeUtf8(JSON.stringify({ x: random.hex(4) }))) }), 'valid'],
      () => [JSON.stringify({ kind: 'json', bytes: encodeBase64(random.bytes(30)) }), 'invalid E_PARSE'],
      () => [JSON.stringify({ kind: 'jws', token: `${random.hex(4)}..`, jwk }), 'invalid'],
      () => [
        JSON.stringify({ kind: 'jws', token: compactJws({ alg: 'EdDSA' }, { n: random.hex(3) }, signer.sign), jwk }),
        'valid',
      ],
      () => [random.hex(10), 'invalid E_CASE'],
      () => [JSON.stringify({ kind: random.hex(2) }), 'unsupported E_KIND'],
    ];
    const made = Array.from({ length: 4000 }, () => random.pick(kinds)());
    const outputs = await check(chunks(made.map(([line]) => line).join('\n')));
    expect(outputs.length).toBe(4000);
    outputs.forEach(({ n, verdict, code }, at) => {
      expect(n).toBe(at + 1);
      expect(`${verdict} ${code ?? ''}`.trim().startsWith((made[at] as [string, string])[1])).toBe(true);
    });
  });

  test('no case is read ahead of a reader that is slow', async () => {
    let asked = 0;
    let written = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for (; asked < 200; asked++) yield encodeUtf8('{"kind":"json","bytes":"MQ=="}\n');
    }
    await runCheck(counted(), async () => {
      await new Promise((resolve) => setImmediate(resolve));
      expect(asked - written).toBeLessThanOrEqual(1);
      written++;
    });
    expect(written).toBe(200);
  });

  test('where output cannot be written the error reaches the caller', async () => {
    const broken = runCheck(cases(good), () => {
      throw new Error('EPIPE');
    });
    await expect(broken).rejects.toThrow('EPIPE');
  });
});
