import { describe, expect, test } from 'vitest';
import { decodeHex, encodeHex } from '../../../src-core/encoding/hex.ts';
import { publicKeyFromRaw } from '../../../src-core/crypto/jwk.ts';
import { ed25519PublicKey } from '../../../src-core/crypto/ed25519.ts';
import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { ed25519Signer } from '../../../src-core/crypto/signer.ts';
import { nodeSignatures } from '../../../src-main/crypto/node-signatures.ts';
import { reportCount, vectorJson } from '../../vectors/read-vector.ts';
import { hasVectors } from '../../vectors/vector-root.ts';

interface Wycheproof {
  testGroups: {
    publicKey: { pk: string };
    tests: { tcId: number; comment: string; msg: string; sig: string; result: string }[];
  }[];
}

const paths = ['reference', 'fast'] as const;
const hex = (text: string) => decodeHex(text) as Uint8Array;

describe.skipIf(!hasVectors('wycheproof'))('Wycheproof Ed25519', () => {
  test.each(paths)('the %s path agrees on every case', (path) => {
    const verifier = createSignatureVerifier(path, nodeSignatures);
    const { testGroups } = vectorJson<Wycheproof>('wycheproof/testvectors_v1/ed25519_test.json');
    const wrong: string[] = [];
    let total = 0;
    for (const { publicKey, tests } of testGroups) {
      const key = publicKeyFromRaw('Ed25519', hex(publicKey.pk));
      for (const { tcId, comment, msg, sig, result } of tests) {
        total++;
        if (verifier.verify('Ed25519', key, hex(msg), hex(sig)) !== result) wrong.push(`${tcId} ${comment}`);
      }
    }
    reportCount(`Wycheproof Ed25519, ${path}`, { agree: total - wrong.length, of: total });
    expect(wrong).toEqual([]);
    expect(total).toBe(151);
  });
});

describe.skipIf(!hasVectors('noble-ed25519'))('RFC 8032 section 7.1', () => {
  const cases = hasVectors('noble-ed25519') ? vectorJson<unknown>('noble-ed25519/test/vectors/rfc8032-ed25519.json') : [];

  test('keys, signatures and verdicts are the published ones', () => {
    const list = cases as { priv: string; pub: string; msg: string; sig: string }[];
    for (const { priv, pub, msg, sig } of list) {
      expect(encodeHex(ed25519PublicKey(hex(priv)))).toBe(pub);
      expect(encodeHex(ed25519Signer(hex(priv)).sign(hex(msg)))).toBe(sig);
      for (const path of paths) {
        const key = publicKeyFromRaw('Ed25519', hex(pub));
        expect(createSignatureVerifier(path, nodeSignatures).verify('Ed25519', key, hex(msg), hex(sig))).toBe('valid');
      }
    }
    reportCount('RFC 8032', { valid: list.length, of: list.length });
    expect(list.length).toBeGreaterThan(0);
  });
});
