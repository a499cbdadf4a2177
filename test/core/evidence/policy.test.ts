import { describe, expect, it } from 'vitest';
import { ed25519Signer } from '../../../src-core/crypto/signer.ts';
import { digestOf } from '../../../src-core/crypto/sha256.ts';
import { encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { parseTrustPolicy, policyFromJwks, POLICY_PAYLOAD_TYPE } from '../../../src-core/evidence/policy.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';

const signer = ed25519Signer(new Uint8Array(32).fill(4));
const jwk = { ...signer.jwk };
const chain = 'urn:uuid:11111111-1111-4111-8111-111111111111';
const document: JsonObject = {
  v: 1,
  name: 'Mine',
  issued: '2026-01-01T00:00:00.000Z',
  registries: [{ chain, kid: signer.kid, jwk }],
  keys: [{ jwk, sub: 'did:example:a', role: 'user', operator: 'op', nbf: '2026-01-01T00:00:00.000Z' }],
};

const failure = (run: () => unknown): [string | undefined, string | undefined] => {
  try {
    run();
    return [undefined, undefined];
  } catch (error) {
    const { code, place } = error as { code?: string; place?: { pointer?: string } };
    return [code, place?.pointer];
  }
};

describe('trust policies', () => {
  it('read the same bare, spaced, and in an envelope; the digest is over the RFC 8785 form', () => {
    const bare = parseTrustPolicy(canonicalizeBytes(document));
    const spaced = parseTrustPolicy(encodeUtf8(JSON.stringify(document, undefined, 2)));
    const envelope = {
      payloadType: POLICY_PAYLOAD_TYPE,
      payload: encodeBase64(encodeUtf8(JSON.stringify(document))),
      signatures: [{ sig: 'AA==' }],
    };
    const wrapped = parseTrustPolicy(canonicalizeBytes(envelope));
    expect([spaced.digest, wrapped.digest]).toEqual([bare.digest, bare.digest]);
    expect(bare.digest).toBe(digestOf(canonicalizeBytes(document)));
    expect([bare.clockSkewMs, bare.keys[0]?.nbf, bare.registries[0]?.chain]).toEqual([5000, Date.UTC(2026, 0, 1), chain]);
  });

  it.each<[string, JsonObject, string]>([
    ['a missing member', { name: undefined as never }, '/name'],
    ['an unknown member', { notes: 'x' }, '/notes'],
    ["a registry whose kid is another key's", { registries: [{ chain, kid: 'other', jwk }] }, '/registries/0/kid'],
    [
      'a key that is none',
      { keys: [{ jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AA' }, sub: 'a', role: 'user', operator: 'o' }] },
      '/keys/0/jwk',
    ],
    ['a role that does not exist', { keys: [{ jwk, sub: 'a', role: 'king', operator: 'o' }] }, '/keys/0/role'],
    ['a log policy that does not parse', { tlogPolicy: 'nonsense' }, '/tlogPolicy'],
    ['a negative skew', { clockSkewMs: -1 }, '/clockSkewMs'],
  ])('refuse %s, with its pointer', (_name, changes, pointer) => {
    expect(failure(() => parseTrustPolicy(canonicalizeBytes({ ...document, ...changes })))).toEqual(['E_POLICY', pointer]);
  });

  it('refuse what is no strict JSON, and envelopes of other things', () => {
    expect(failure(() => parseTrustPolicy(encodeUtf8('{"v":1,"v":1}')))[0]).toBe('E_PARSE_DUPKEY');
    expect(failure(() => parseTrustPolicy({ payloadType: 'text/plain', payload: '', signatures: [{ sig: '' }] }))).toEqual([
      'E_POLICY',
      '/payloadType',
    ]);
  });
});

describe('bare key lists', () => {
  it('trust keys without saying whose they are', () => {
    const policy = policyFromJwks(canonicalizeBytes({ keys: [jwk, { kty: 'oct', k: 'AA' }] }));
    expect(policy.keys).toHaveLength(1);
    expect(policy.keys[0]?.sub).toBeUndefined();
    expect(failure(() => policyFromJwks(encodeUtf8('{"keys":[]}')))).toEqual(['E_POLICY', '/keys']);
    expect(failure(() => policyFromJwks(encodeUtf8('[]')))[0]).toBe('E_POLICY');
  });
});
