import { describe, expect, test } from 'vitest';
import { decodeHex } from '../../../src-core/encoding/hex.ts';
import { parseJwk, publicKeyFromRaw } from '../../../src-core/crypto/jwk.ts';
import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { nodeSignatures } from '../../../src-main/crypto/node-signatures.ts';
import type { JsonValue } from '../../../src-core/json/json-value.ts';
import { reportCount, vectorJson } from '../../vectors/read-vector.ts';
import { hasVectors } from '../../vectors/vector-root.ts';

interface P1363 {
  testGroups: {
    publicKey: { uncompressed: string };
    publicKeyJwk?: JsonValue;
    tests: { tcId: number; comment: string; msg: string; sig: string; result: string }[];
  }[];
}

describe.skipIf(!hasVectors('wycheproof'))('Wycheproof ECDSA P-256, r || s', () => {
  test.each(['reference', 'fast'] as const)('the %s path agrees on every case', (path) => {
    const verifier = createSignatureVerifier(path, nodeSignatures);
    const { testGroups } = vectorJson<P1363>('wycheproof/testvectors_v1/ecdsa_secp256r1_sha256_p1363_test.json');
    const wrong: string[] = [];
    let total = 0;
    for (const { publicKey, publicKeyJwk, tests } of testGroups) {
      const key = publicKeyFromRaw('ES256', decodeHex(publicKey.uncompressed) as Uint8Array);
      if (publicKeyJwk !== undefined) expect(parseJwk(publicKeyJwk).thumbprint).toBe(key.thumbprint);
      for (const { tcId, comment, msg, sig, result } of tests) {
        total++;
        const verdict = verifier.verify('ES256', key, decodeHex(msg) as Uint8Array, decodeHex(sig) as Uint8Array);
        if (verdict !== result) wrong.push(`${tcId} ${comment}: ${verdict}`);
      }
    }
    reportCount(`Wycheproof ES256, ${path}`, { agree: total - wrong.length, of: total });
    expect(wrong).toEqual([]);
    expect(total).toBe(262);
  });
});
