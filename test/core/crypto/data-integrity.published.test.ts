import { describe, expect, test } from 'vitest';
import { publicKeyFromRaw } from '../../../src-core/crypto/jwk.ts';
import { parseDsse, pae } from '../../../src-core/crypto/dsse.ts';
import { parseJwk } from '../../../src-core/crypto/jwk.ts';
import { sha256 } from '../../../src-core/crypto/sha256.ts';
import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { verifyDsse } from '../../../src-core/crypto/verify-dsse.ts';
import { decodeBase58 } from '../../../src-core/encoding/base58.ts';
import { concatBytes } from '../../../src-core/encoding/bytes.ts';
import { encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { encodeHex } from '../../../src-core/encoding/hex.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import { nodeSignatures } from '../../../src-main/crypto/node-signatures.ts';
import { flipBit } from '../../fixtures/flip-bit.ts';
import { reportCount, vectorBytes } from '../../vectors/read-vector.ts';
import { hasVectors } from '../../vectors/vector-root.ts';

const paths = ['reference', 'fast'] as const;

describe.skipIf(!hasVectors('vc-di-eddsa'))('W3C eddsa-jcs-2022', () => {
  const folder = 'vc-di-eddsa/TestVectors/eddsa-jcs-2022';
  const text = (name: string) => decodeUtf8(vectorBytes(`${folder}/${name}`))?.trim();

  test('every intermediate value and the signature are the published ones', () => {
    const signed = parseJson(vectorBytes(`${folder}/signedJCS.json`)) as JsonObject;
    const { proof, ...document } = signed as { proof: JsonObject };
    const { proofValue, ...options } = proof as { proofValue: string; verificationMethod: string };
    const config = parseJson(vectorBytes(`${folder}/proofConfigJCS.json`));
    expect(canonicalizeBytes(options as JsonValue)).toEqual(canonicalizeBytes(config));
    expect(decodeUtf8(canonicalizeBytes(document))).toBe(text('canonDocJCS.txt'));
    expect(decodeUtf8(canonicalizeBytes(config))).toBe(text('proofCanonJCS.txt'));
    const hashed = concatBytes(sha256(canonicalizeBytes(config)), sha256(canonicalizeBytes(document)));
    expect(encodeHex(hashed)).toBe(text('combinedHashJCS.txt'));
    const signature = decodeBase58(proofValue.slice(1)) as Uint8Array;
    expect(encodeHex(signature)).toBe(text('sigHexJCS.txt'));
    const multikey = decodeBase58(options.verificationMethod.split('#z')[1] as string) as Uint8Array;
    expect(encodeHex(multikey.subarray(0, 2))).toBe('ed01');
    const key = publicKeyFromRaw('Ed25519', multikey.subarray(2));
    for (const path of paths) {
      const verifier = createSignatureVerifier(path, nodeSignatures);
      expect(verifier.verify('Ed25519', key, hashed, signature)).toBe('valid');
      const other = hashed.slice();
      flipBit(other, 3);
      expect(verifier.verify('Ed25519', key, other, signature)).toBe('invalid');
    }
    reportCount('W3C eddsa-jcs-2022', { valid: 1, of: 1 });
  });
});

describe.skipIf(!hasVectors('dsse'))('DSSE protocol test vector', () => {
  const read = () =>
    parseJson(vectorBytes('dsse/protocol-vector.json')) as { publicKey: JsonObject; pae: string; envelope: JsonObject };

  test('the encoding and the signature are the published ones', () => {
    const { publicKey, pae: expected, envelope } = read();
    const key = parseJwk(publicKey);
    const opened = parseDsse(envelope);
    expect(decodeUtf8(pae(opened.payloadType, opened.payload))).toBe(expected);
    for (const path of paths) {
      expect(verifyDsse(opened, { key }, createSignatureVerifier(path, nodeSignatures))).toEqual({ verdict: 'valid' });
    }
    reportCount('DSSE', { valid: 1, of: 1 });
  });

  test('another type or payload does not fit, even where their texts joined are the same', () => {
    const { publicKey, envelope } = read();
    const verifier = createSignatureVerifier('reference', nodeSignatures);
    const changed: JsonObject[] = [
      { ...envelope, payloadType: 'http://example.com/HelloWorlc' },
      { ...envelope, payload: encodeBase64(encodeUtf8('hello worle')) },
      { ...envelope, payloadType: 'http://example.com/HelloWorld 11', payload: encodeBase64(encodeUtf8('hello world')) },
    ];
    for (const each of changed) {
      expect(verifyDsse(parseDsse(each), { key: parseJwk(publicKey) }, verifier)).toMatchObject({
        verdict: 'invalid',
        code: 'E_SIG',
      });
    }
  });
});
