import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src-core/crypto/sha256.ts';
import { encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { writeManifest } from '../../../src-core/evidence/write/write-manifest.ts';
import { compareMembers, MANIFEST_TYPE, parseManifest, sealFault } from '../../../src-core/import/manifest.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';

const artifact = encodeUtf8('artifact');
const artifactName = `artifacts/${digestOf(artifact).slice(7)}`;
const key = encodeUtf8('{}');
const bytes = writeManifest(
  new Map([
    [artifactName, artifact],
    ['keys/k.json', key],
  ]),
  {
    created: '2026-09-01T10:00:00.000Z',
    producer: 'assize 0.1.0',
    omitted: [{ digest: digestOf(key), reason: 'private' }],
  },
);
const plain = JSON.parse(new TextDecoder().decode(bytes)) as { files: JsonObject[]; chains: JsonObject[] } & JsonObject;
const chain = {
  id: 'urn:uuid:7d1e6d44-3c0f-4d47-9c59-0e8f3f8a0001',
  actor: 'did:web:shop',
  first: 0,
  last: 3,
  count: 4,
  head: digestOf(key),
};
const changed = (change: JsonObject): Uint8Array => canonicalizeBytes({ ...plain, ...change });
const [first, second] = plain.files as [JsonObject, JsonObject];

describe('a manifest', () => {
  it('is read as it was written', () => {
    const { manifest, findings } = parseManifest(bytes);
    expect(findings).toEqual([]);
    expect(manifest?.files.map(({ path, role }) => [path, role])).toEqual([
      [artifactName, 'artifact'],
      ['keys/k.json', 'key'],
    ]);
    expect(parseManifest(changed({ chains: [chain], case: 'A-1' })).findings).toEqual([]);
  });

  it.each<[string, Uint8Array, string | undefined]>([
    ['no JSON', encodeUtf8('{'), undefined],
    ['a member twice', encodeUtf8('{"v":1,"v":1}'), undefined],
    ['a newline at the end', encodeUtf8(`${new TextDecoder().decode(bytes)}\n`), undefined],
    ['members in another order', encodeUtf8(JSON.stringify({ v: 1, ...plain })), undefined],
    ['version 2', changed({ v: 2 }), '/v'],
    ['no version', changed({ v: undefined }), '/v'],
    ['null', changed({ case: null }), '/case'],
    ['an unknown member', changed({ note: 'x' }), '/note'],
    ['a time without milliseconds', changed({ created: '2026-09-01T10:00:00Z' }), '/created'],
    ['a size below zero', changed({ files: [{ ...first, size: -1 }, second] }), '/files/0/size'],
    [
      'a digest in capitals',
      changed({ files: [{ ...first, sha256: String(first['sha256']).toUpperCase() }, second] }),
      '/files/0/sha256',
    ],
    ['an unknown role', changed({ files: [{ ...first, role: 'other' }, second] }), '/files/0/role'],
    ['a role of another folder', changed({ files: [{ ...first, role: 'key' }, second] }), '/files/0/role'],
    ['files out of order', changed({ files: [second, first] }), '/files/1/path'],
    ['a file twice', changed({ files: [first, first] }), '/files/1/path'],
    ['a path that climbs', changed({ files: [{ ...first, path: '../x' }, second] }), '/files/0/path'],
    ['itself', changed({ files: [first, second, { ...second, path: 'manifest.json' }] }), '/files/2/path'],
    ['a chain twice', changed({ chains: [chain, chain] }), '/chains/1/id'],
    ['a chain that ends before it begins', changed({ chains: [{ ...chain, first: 4 }] }), '/chains/0/last'],
    ['a chain by a name that is no urn', changed({ chains: [{ ...chain, id: 'shop' }] }), '/chains/0/id'],
    [
      'an artifact left out twice',
      changed({
        omitted: [
          { digest: digestOf(key), reason: 'a' },
          { digest: digestOf(key), reason: 'b' },
        ],
      }),
      '/omitted/1/digest',
    ],
  ])('with %s is refused', (_, manifest, pointer) => {
    const { findings, manifest: read } = parseManifest(manifest);
    expect(read).toBeUndefined();
    expect(findings.map((it) => it.code)).toContain('E_MANIFEST');
    expect(findings[0]).toMatchObject({ path: 'manifest.json' });
    expect(findings[0]?.pointer).toBe(pointer);
  });

  it('is compared with the members', () => {
    const { manifest } = parseManifest(bytes);
    if (manifest === undefined) throw new Error('not read');
    const frame = ['mimetype', 'manifest.json', 'manifest.dsse'].map((name) => ({ name, size: 1, sha256: digestOf(key) }));
    const a = { name: artifactName, size: artifact.length, sha256: digestOf(artifact) };
    const b = { name: 'keys/k.json', size: key.length, sha256: digestOf(key) };
    const codes = (...members: (typeof a)[]): string[] =>
      compareMembers(manifest, [...members, ...frame]).map(({ code, path }) => `${code} ${path}`);
    expect(codes(b, a)).toEqual([]);
    expect(codes(a)).toEqual(['E_ZIP_MISSING keys/k.json']);
    expect(codes(a, b, { ...b, name: 'a.txt' })).toEqual(['E_ZIP_UNLISTED a.txt']);
    expect(codes(a, { ...b, name: 'Keys/k.json' })).toEqual(['E_ZIP_UNLISTED Keys/k.json', 'E_ZIP_MISSING keys/k.json']);
    expect(codes({ ...a, size: 9 }, { ...b, sha256: digestOf(artifact) })).toEqual([
      `E_MANIFEST ${artifactName}`,
      'E_MANIFEST keys/k.json',
    ]);
  });
});

describe('a seal of a manifest', () => {
  const sealOf = (payload: Uint8Array, payloadType = MANIFEST_TYPE): Uint8Array =>
    canonicalizeBytes({
      payload: encodeBase64(payload),
      payloadType,
      signatures: [{ keyid: 'k', sig: encodeBase64(new Uint8Array(64)) }],
    });
  const good = canonicalizeBytes({ v: 1, manifest: digestOf(bytes) });
  it('fits its manifest and no other', () => {
    expect(sealFault(sealOf(good), bytes)).toBeUndefined();
    expect(sealFault(sealOf(good), changed({ case: 'other' }))).toMatch('another manifest');
    expect(sealFault(sealOf(good, 'text/plain'), bytes)).toMatch('text/plain');
    expect(sealFault(sealOf(canonicalizeBytes({ v: 1 })), bytes)).toMatch('/manifest');
    expect(sealFault(sealOf(encodeUtf8('{ }')), bytes)).toMatch('RFC 8785');
    expect(sealFault(encodeUtf8('{}'), bytes)).toMatch('cannot be read');
    expect(sealFault(encodeUtf8('{'), bytes)).toMatch('no strict JSON');
  });
});
