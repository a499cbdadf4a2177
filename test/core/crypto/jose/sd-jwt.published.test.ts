import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { parseSdJwt } from '../../../../src-core/crypto/jose/sd-jwt.ts';
import { verifySdJwt } from '../../../../src-core/crypto/jose/verify-sd-jwt.ts';
import { createSignatureVerifier } from '../../../../src-core/crypto/signature.ts';
import { decodeBase64Url, encodeBase64Url } from '../../../../src-core/encoding/base64url.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { canonicalize } from '../../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { nodeSignatures } from '../../../../src-main/crypto/node-signatures.ts';
import { signEs256 } from '../../../fixtures/es256.ts';
import { chosenPaths, readSdClaims, revealed, sdPaths } from '../../../fixtures/sd-claims.ts';
import type { SdClaims } from '../../../fixtures/sd-claims.ts';
import { bindKey, compactJws, hideClaims, textOf } from '../../../fixtures/sd-jwt-issuer.ts';
import { SeededRandom } from '../../../fixtures/seeded-random.ts';
import { reportCount, vectorBytes, vectorNames } from '../../../vectors/read-vector.ts';
import { hasVectors } from '../../../vectors/vector-root.ts';

const verifier = createSignatureVerifier('fast', nodeSignatures);
const aud = 'https://example.com/verifier';
const nonce = '1234567890';

interface Specification {
  holder_disclosed_claims: JsonValue;
  expect_verified_user_claims?: JsonValue;
  key_binding?: boolean;
  serialization_format?: string;
  extra_header_parameters?: JsonObject;
}

/** The issuer's and the holder's published test keys. */
function keysOf(settings: string) {
  const { key_settings: keys } = parse(settings) as { key_settings: { issuer_keys: [{ d: string }]; holder_key: { d: string } } };
  const pair = ({ d }: { d: string }) => signEs256(decodeBase64Url(d) as Uint8Array);
  return { issuer: pair(keys.issuer_keys[0]), holder: pair(keys.holder_key) };
}

/** Presents what was chosen, in the form that the case asks for. */
function present(
  form: 'compact' | 'flattened' | 'general',
  jwt: string,
  disclosures: string[],
  bind?: (text: string) => string,
): JsonValue {
  const presentation = `${[jwt, ...disclosures].join('~')}~`;
  const binding = bind?.(presentation);
  if (form === 'compact') return presentation + (binding ?? '');
  const [protectedText, payload, signature] = jwt.split('.') as [string, string, string];
  const header = { disclosures, ...(binding === undefined ? {} : { kb_jwt: binding }) };
  const signed = { protected: protectedText, header, signature };
  return form === 'flattened' ? { payload, ...signed } : { payload, signatures: [signed] };
}

describe.skipIf(!hasVectors('sd-jwt-spec-cases'))('SD-JWT cases', () => {
  test.each(['tests/testcases', 'examples'])('%s: issued, presented and verified', (folder) => {
    const root = `sd-jwt-spec-cases/${folder}`;
    const { issuer, holder } = keysOf(decodeUtf8(vectorBytes(`${root}/settings.yml`)) as string);
    const figures = { cases: 0, presentations: 0, keyBound: 0, spoiled: 0, expectationsPublished: 0 };
    for (const name of vectorNames(root).filter((each) => !each.endsWith('.yml'))) {
      const text = decodeUtf8(vectorBytes(`${root}/${name}/specification.yml`)) as string;
      const specification = parse(text, { logLevel: 'silent' }) as Specification;
      const claims = readSdClaims(text);
      const random = new SeededRandom(name);
      const published = specification.expect_verified_user_claims;
      const chosen = chosenPaths(claims, specification.holder_disclosed_claims);
      figures.cases++;
      if (published !== undefined) {
        expect(canonicalize(revealed(claims, new Set(chosen))), name).toBe(canonicalize(published));
        figures.expectationsPublished++;
      }
      for (const paths of [[], sdPaths(claims), chosen, ...Array.from({ length: 5 }, () => subset(claims, random))]) {
        const forms =
          specification.serialization_format === 'json' ? (['flattened', 'general'] as const) : (['compact'] as const);
        for (const form of forms) roundTrip(name, form, specification, claims, new Set(paths), random);
      }
    }
    reportCount(`SD-JWT ${folder}`, figures);
    expect(figures.cases).toBe(folder === 'examples' ? 15 : 17);

    function roundTrip(
      name: string,
      form: 'compact' | 'flattened' | 'general',
      specification: Specification,
      claims: SdClaims,
      chosen: ReadonlySet<string>,
      random: SeededRandom,
    ): void {
      const { payload, hidden } = hideClaims(claims, random);
      const bound = specification.key_binding === true;
      const signed = bound ? { ...payload, cnf: { jwk: { ...holder.key.jwk } } } : payload;
      const header = { alg: 'ES256', typ: 'example+sd-jwt', ...specification.extra_header_parameters };
      const jwt = compactJws(header, signed, issuer.sign);
      const disclosures = hidden.filter(({ path }) => chosen.has(path)).map(({ disclosure }) => disclosure);
      const bind = bound ? (presentation: string) => bindKey(presentation, aud, nonce, holder.sign) : undefined;
      const demand = bound ? { aud, nonce } : {};
      const verify = (token: JsonValue) => verifySdJwt(parseSdJwt(token), { key: issuer.key }, demand, verifier);
      const token = present(form, jwt, disclosures, bind);
      const result = verify(token);
      expect(result.verdict, name).toBe('valid');
      const expected = revealed(claims, chosen) as JsonObject;
      expect(canonicalize(result.claims), name).toBe(canonicalize(bound ? { ...expected, cnf: signed['cnf'] } : expected));
      figures.presentations++;
      if (bound) figures.keyBound++;
      for (const spoiled of spoil(form, jwt, disclosures, bind)) {
        let verdict: string;
        try {
          verdict = verify(spoiled).verdict;
        } catch (error) {
          verdict = (error as { code: string }).code;
        }
        expect(verdict, name).toMatch(/^invalid$|^E_/);
        figures.spoiled++;
      }
    }
  });
});

/** A random choice in which nothing is chosen whose container is hidden. */
function subset(claims: SdClaims, random: SeededRandom): string[] {
  if (claims.kind === 'value') return [];
  return claims.parts.flatMap((part) => {
    if (part.sd && random.chance(50)) return [];
    return [...(part.sd ? [part.path] : []), ...subset(part.claims, random)];
  });
}

/** The same presentation, wrong in one way each. */
function* spoil(form: 'compact' | 'flattened' | 'general', jwt: string, disclosures: string[], bind?: (text: string) => string) {
  yield present(form, jwt, [...disclosures, textOf(['salt', 'admin', true])], bind); // a disclosure from outside
  yield present(form, jwt, [...disclosures, textOf(['salt', true])], bind);
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const claims = JSON.parse(decodeUtf8(decodeBase64Url(payload) as Uint8Array) as string) as JsonObject;
  yield present(form, [header, textOf({ ...claims, admin: true }), signature].join('.'), disclosures, bind);
  const [first, ...others] = disclosures;
  if (first === undefined) return;
  yield present(form, jwt, [first, ...disclosures], bind); // one twice
  const opened = JSON.parse(decodeUtf8(decodeBase64Url(first) as Uint8Array) as string) as JsonValue[];
  yield present(form, jwt, [textOf([...opened.slice(0, -1), 'forged']), ...others], bind);
  yield present(form, jwt, [encodeBase64Url(encodeUtf8(`${JSON.stringify(opened)} `)), ...others], bind); // the same, other bytes
  if (bind !== undefined) {
    const other = bind(`${jwt}~`);
    yield present(form, jwt, disclosures, () => other); // bound to a presentation without disclosures
    yield present(form, jwt, disclosures); // not bound
  }
}
