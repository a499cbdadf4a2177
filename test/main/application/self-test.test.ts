import { verify } from '@noble/ed25519';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src-core/crypto/sha256.ts';
import { createSignatureVerifier, type SignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { canonicalize } from '../../../src-core/json/canonicalize.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import type { JsonValue } from '../../../src-core/json/json-value.ts';
import { runSelfTest, type Engine } from '../../../src-main/application/self-test/run-self-test.ts';
import { nodeSignatures } from '../../../src-main/crypto/node-signatures.ts';

const at = new Date('2026-01-02T03:04:05.678Z');
const reference = createSignatureVerifier('reference', nodeSignatures);
const sound: Engine = {
  verifiers: [reference, createSignatureVerifier('fast', nodeSignatures)],
  sha256,
  canonicalize,
  parseJson,
};
const failing = (engine: Partial<Engine>): string[] =>
  runSelfTest(at, { ...sound, ...engine })
    .groups.filter(({ passed, total }) => passed < total)
    .map(({ id }) => id);

test('every published case comes out as published', () => {
  const report = runSelfTest(at);
  expect(report.groups.filter(({ passed, total }) => passed !== total || total === 0)).toEqual([]);
  expect(report.total).toBeGreaterThanOrEqual(120);
  expect(report.at).toBe('2026-01-02T03:04:05.678Z');
});

const lenient: SignatureVerifier = {
  path: 'fast',
  // A good library's default, which takes keys of small order (ZIP 215).
  verify: (alg, key, message, signature) => {
    if (alg !== 'Ed25519') return reference.verify(alg, key, message, signature);
    try {
      return verify(signature, message, key.raw) ? 'valid' : 'invalid';
    } catch {
      return 'invalid';
    }
  },
};

test.each<[string, Partial<Engine>, string[]]>([
  [
    'says yes to everything',
    { verifiers: [{ path: 'fast', verify: () => 'valid' }] },
    ['ed25519-rfc8032', 'ed25519-strict', 'es256-rfc6979'],
  ],
  ['says no to everything', { verifiers: [{ path: 'fast', verify: () => 'invalid' }] }, ['ed25519-rfc8032', 'es256-rfc6979']],
  ['is a library’s default Ed25519', { verifiers: [lenient] }, ['ed25519-strict']],
  ['hashes wrong', { sha256: (bytes) => sha256(new Uint8Array([...bytes, 0])) }, ['sha256-fips180-4']],
  ['sorts as the locale does', { canonicalize: (value) => JSON.stringify(value) }, ['json-rfc8785']],
  [
    'reads JSON as everybody does',
    { parseJson: (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as JsonValue },
    ['json-rfc7493'],
  ],
])('an engine that %s fails it', (_name, engine, groups) => {
  expect(failing(engine)).toEqual(groups);
});
