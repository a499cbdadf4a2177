import { describe, expect, test } from 'vitest';
import { AssizeError } from '../../../../src-core/errors.ts';
import { parseJwk, parseJwkSet } from '../../../../src-core/crypto/jwk.ts';
import { parseJws } from '../../../../src-core/crypto/jose/jws.ts';
import { verifyJws } from '../../../../src-core/crypto/jose/verify-jws.ts';
import type { TokenKeys } from '../../../../src-core/crypto/jose/verify-jws.ts';
import { createSignatureVerifier } from '../../../../src-core/crypto/signature.ts';
import { decodeBase64Url, encodeBase64Url } from '../../../../src-core/encoding/base64url.ts';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { nodeSignatures } from '../../../../src-main/crypto/node-signatures.ts';
import { flipBit } from '../../../fixtures/flip-bit.ts';
import { reportCount, vectorJson, vectorNames } from '../../../vectors/read-vector.ts';
import { hasVectors } from '../../../vectors/vector-root.ts';

const verifier = createSignatureVerifier('fast', nodeSignatures);

/** The verdict, or the code of the refusal. */
function verdictOf(token: JsonValue, keys: () => TokenKeys, detached?: Uint8Array): string {
  try {
    const given = keys();
    return verifyJws(parseJws(token, detached), given, verifier).verdict;
  } catch (error) {
    if (error instanceof AssizeError) return error.code === 'I_ALG' ? 'unsupported' : error.code;
    throw error;
  }
}

describe.skipIf(!hasVectors('wycheproof'))('Wycheproof JSON Web Signature', () => {
  interface Group {
    comment: string;
    public?: JsonValue;
    private: JsonValue;
    tests: { tcId: number; comment: string; jws: JsonValue; result: string }[];
  }

  test('nothing invalid is shown valid, and all that is valid under algorithms that we speak is', () => {
    const { testGroups } = vectorJson<{ testGroups: Group[] }>('wycheproof/testvectors_v1/json_web_signature_test.json');
    const figures = { cases: 0, valid: 0, unsupportedValid: 0, invalid: 0, unsupportedInvalid: 0 };
    const wrong: string[] = [];
    for (const group of testGroups) {
      const jwk = group.public ?? group.private;
      for (const { tcId, comment, jws, result } of group.tests) {
        figures.cases++;
        const verdict = verdictOf(jws, () => ({ key: parseJwk(jwk) }));
        const spoken = verdict !== 'unsupported';
        if (result === 'valid') figures[spoken ? 'valid' : 'unsupportedValid']++;
        else figures[spoken ? 'invalid' : 'unsupportedInvalid']++;
        if (spoken && (verdict === 'valid') !== (result === 'valid'))
          wrong.push(`${tcId} ${group.comment} ${comment}: ${verdict}, is ${result}`);
      }
    }
    reportCount('Wycheproof JWS', { ...figures, wrong: wrong.length });
    expect(wrong).toEqual([]);
    expect(figures.cases).toBe(401);
    expect(figures.valid).toBe(16);
  });
});

interface CookbookCase {
  title: string;
  input: { payload: string; key: JsonObject | JsonObject[]; alg: string | string[] };
  output: { compact?: string; json?: JsonObject; json_flat?: JsonObject };
}

/** A copy of a token with the lowest bit of its first, compact part of that name, or JSON member flipped. */
function withFlippedBit(token: JsonValue, part: 'payload' | 'signature'): JsonValue {
  const flip = (text: string): string => {
    const bytes = decodeBase64Url(text) as Uint8Array;
    flipBit(bytes, 0);
    return encodeBase64Url(bytes);
  };
  if (typeof token === 'string') {
    const parts = token.split('.');
    const at = part === 'payload' ? 1 : 2;
    parts[at] = flip(parts[at] as string);
    return parts.join('.');
  }
  const copy = structuredClone(token) as JsonObject;
  const holder = part === 'signature' && Array.isArray(copy['signatures']) ? (copy['signatures'][0] as JsonObject) : copy;
  holder[part] = flip(holder[part] as string);
  return copy;
}

describe.skipIf(!hasVectors('jose-cookbook-rfc7520'))('RFC 7520', () => {
  test('every JWS is valid where its algorithm is spoken, and never once a bit is flipped', () => {
    const root = 'jose-cookbook-rfc7520';
    const files = [...vectorNames(`${root}/jws`).map((name) => `jws/${name}`), 'curve25519/jws.json'];
    const figures = { files: files.length, tokens: 0, valid: 0, unsupported: 0, flipped: 0, flippedRefused: 0 };
    for (const file of files) {
      const { title, input, output } = vectorJson<CookbookCase>(`${root}/${file}`);
      const detached = title.includes('Detached') ? encodeUtf8(input.payload) : undefined;
      const keys = (): TokenKeys =>
        Array.isArray(input.key) ? { keys: parseJwkSet({ keys: input.key }).keys } : { key: parseJwk(input.key) };
      for (const token of [output.compact, output.json, output.json_flat]) {
        if (token === undefined) continue;
        figures.tokens++;
        const verdict = verdictOf(token, keys, detached);
        const spoken = /RS256|EdDSA/.test(String(input.alg));
        expect(verdict, `${file} ${title}`).toBe(spoken ? 'valid' : 'unsupported');
        figures[spoken ? 'valid' : 'unsupported']++;
        for (const part of ['payload', 'signature'] as const) {
          if (detached !== undefined && part === 'payload') continue;
          figures.flipped++;
          const broken = verdictOf(withFlippedBit(token, part), keys, detached);
          expect(broken, `${file} with a bit of its ${part} flipped`).not.toBe('valid');
          if (spoken) expect(broken).toBe('invalid');
          figures.flippedRefused++;
        }
      }
    }
    reportCount('RFC 7520 JWS', figures);
    expect(figures.files).toBe(9);
  });
});
