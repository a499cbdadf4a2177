import { describe, expect, test } from 'vitest';
import { encodeHex } from '../../../src-core/encoding/hex.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import { JsonError } from '../../../src-core/json/json-error.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import { reportCount, vectorBytes, vectorNames } from '../../vectors/read-vector.ts';
import { hasVectors } from '../../vectors/vector-root.ts';

function codeOf(bytes: Uint8Array): string {
  try {
    parseJson(bytes);
    return 'accepted';
  } catch (error) {
    if (error instanceof JsonError) return error.code;
    throw error;
  }
}

describe.skipIf(!hasVectors('jsontestsuite'))('JSONTestSuite', () => {
  const folder = 'jsontestsuite/test_parsing';
  const names = hasVectors('jsontestsuite') ? vectorNames(folder) : [];

  test('every n_ is refused', () => {
    const wrong = names.filter((name) => name.startsWith('n_') && codeOf(vectorBytes(`${folder}/${name}`)) === 'accepted');
    const total = names.filter((name) => name.startsWith('n_')).length;
    reportCount('JSONTestSuite n_', { refused: total - wrong.length, of: total });
    expect(wrong).toEqual([]);
    expect(total).toBeGreaterThan(0);
  });

  test('every y_ is accepted, but the two with a member twice', () => {
    const files = names.filter((name) => name.startsWith('y_'));
    const refused = files
      .map((name) => [name, codeOf(vectorBytes(`${folder}/${name}`))])
      .filter(([, code]) => code !== 'accepted');
    reportCount('JSONTestSuite y_', { accepted: files.length - refused.length, of: files.length });
    expect(refused).toEqual([
      ['y_object_duplicated_key.json', 'E_PARSE_DUPKEY'],
      ['y_object_duplicated_key_and_value.json', 'E_PARSE_DUPKEY'],
    ]);
  });
});

describe.skipIf(!hasVectors('jcs-rfc8785'))('RFC 8785 test data', () => {
  test('every canonical form is the published one', () => {
    const root = 'jcs-rfc8785/testdata';
    const names = vectorNames(`${root}/input`);
    for (const name of names) {
      const canonical = canonicalizeBytes(parseJson(vectorBytes(`${root}/input/${name}`)));
      expect(canonical).toEqual(vectorBytes(`${root}/output/${name}`));
      const hex = new TextDecoder().decode(vectorBytes(`${root}/outhex/${name.replace('.json', '.txt')}`)).replace(/\s/g, '');
      expect(encodeHex(canonical)).toBe(hex);
    }
    reportCount('RFC 8785', { equal: names.length, of: names.length });
    expect(names.length).toBeGreaterThanOrEqual(3);
  });
});
