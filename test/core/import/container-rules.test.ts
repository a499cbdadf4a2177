import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_LIMITS,
  findTwins,
  foldName,
  isTooLongName,
  nameFault,
  sortRefusals,
} from '../../../src-core/import/container-rules.ts';

describe('names', () => {
  it.each([
    'mimetype',
    'manifest.json',
    'entries/7d1e6d44-3c0f-4d47-9c59-0e8f3f8a0001.ndjson',
    'log/checkpoints/urn:uuid:1.note',
    'a b',
    '.hidden',
    'a..b',
    '..a',
    'console',
    'com10',
    'nullable.txt',
    '\u5496\u5561/\ud83d\ude00',
    'company',
    'a/lpt',
    'x\u00b9',
  ])('%j is fit', (name) => {
    expect(nameFault(name)).toBeUndefined();
  });
  it('is judged without a throw, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => nameFault(name) === undefined || typeof nameFault(name) === 'string'),
      { seed: 1 },
    );
    expect(nameFault('lone \ud800')).toMatch('well-formed');
  });
  it('has at most 512 bytes', () => {
    expect(isTooLongName('a'.repeat(512), DEFAULT_LIMITS)).toBe(false);
    expect(isTooLongName('a'.repeat(513), DEFAULT_LIMITS)).toBe(true);
    expect(isTooLongName('\u6587'.repeat(171), DEFAULT_LIMITS)).toBe(true);
  });
});

describe('folding', () => {
  it.each([
    ['A', 'a'],
    ['\u00df', 'ss'],
    ['\u1e9e', 'ss'],
    ['\u03a3', '\u03c2'],
    ['\u03c3', '\u03c2'],
    ['\u212a', 'k'],
    ['e\u0301', '\u00c9'],
    ['\ufb01', 'FI'],
    ['\u0130', 'i\u0307'],
  ])('takes %j for %j', (a, b) => {
    expect(foldName(a)).toBe(foldName(b));
  });
  it('keeps apart what differs', () => {
    for (const [a, b] of [
      ['a', '\u0430'],
      ['1', '\u2460'],
      ['a', 'b'],
      ['\uff41', 'a'],
    ] as const)
      expect(foldName(a)).not.toBe(foldName(b));
  });
  it('is settled after once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => foldName(foldName(name)) === foldName(name)),
      { seed: 1 },
    );
  });
});

it('finds twins of files and folders, as the plain rule does', () => {
  const name = fc
    .array(fc.constantFrom('a', 'A', 'b', '-', 'a-', 'ab'), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join('/'));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 8 }), (names) => {
      const folds = names.map(foldName);
      const same = new Set(folds).size < folds.length;
      const inside = folds.some((file) => folds.some((other) => other.startsWith(`${file}/`)));
      return findTwins(names).length > 0 === (same || inside);
    }),
    { numRuns: 3000, seed: 1 },
  );
});

it('stands refusals in their order, each once', () => {
  const refusals = [
    { code: 'E_ZIP_CRC', member: 'a', message: 'x' },
    { code: 'E_ZIP_NAME', member: 'b', message: 'x' },
    { code: 'E_ZIP_NAME', member: 'a', message: 'x' },
    { code: 'E_ZIP_NAME', member: 'b', message: 'x' },
  ] as const;
  expect(sortRefusals(refusals).map(({ code, member }) => `${code} ${member}`)).toEqual([
    'E_ZIP_NAME a',
    'E_ZIP_NAME b',
    'E_ZIP_CRC a',
  ]);
});
