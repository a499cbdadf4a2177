import { describe, expect, it } from 'vitest';
import { analysePack } from '../../../src-core/arbitration/analyse-pack.ts';
import { builtInPacks } from '../../../src-core/arbitration/built-in-packs.ts';
import { factNames } from '../../../src-core/arbitration/explain/fact-names.ts';
import { readsOf } from '../../../src-core/arbitration/rule.ts';
import { runPackTests } from '../../../src-core/arbitration/run-pack-tests.ts';
import { factIdsOf, vocabulary } from '../../../src-core/arbitration/vocabulary.ts';
import { corePack } from '../../fixtures/core-pack.ts';

describe('the built-in pack', () => {
  it('is the one that the program pins, and no other than it ever was', () => {
    expect(builtInPacks.get(corePack.id)).toBe(corePack.digest);
    expect(corePack.digest).toBe('sha256:5e22d6d1f0cf5fb08150c2483e1a9ef50a0895490f01a378223370cda1b4a3ba');
  });

  it('has the 26 rules of the first catalogue and three exceptions', () => {
    const ids = corePack.rules.map((rule) => rule.id.slice('AR-'.length));
    expect(ids).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7].map((n) => `EVD-0${n}`),
      ...[1, 2, 3].map((n) => `EXC-0${n}`),
      ...[1, 2, 3].map((n) => `IDN-0${n}`),
      ...[1, 2, 3, 4, 5, 6].map((n) => `MND-0${n}`),
      ...[1, 2, 3].map((n) => `ORD-0${n}`),
      ...[1, 2].map((n) => `PAY-0${n}`),
      ...[1, 2, 5].map((n) => `PRF-0${n}`),
      ...[1, 2].map((n) => `SET-0${n}`),
    ]);
  });

  it('reads every fact of assize/1, and no other', () => {
    const read = new Set(corePack.rules.flatMap((rule) => readsOf(rule, 'all')));
    expect(factIdsOf('assize/1').filter((id) => !read.has(id))).toEqual([]);
  });

  it('names every fact for people', () => {
    expect([...vocabulary.keys()].filter((id) => !factNames.has(id))).toEqual([]);
  });

  const results = runPackTests(corePack);
  it.each(results.map((result) => [result.name, result] as const))('%s', (_, result) => {
    expect(result.failures).toEqual([]);
  });

  it('has no defect; overlaps are for its authors to know', () => {
    const observations = analysePack(corePack);
    expect(observations.filter((observation) => observation.severity === 'error')).toEqual([]);
    expect(observations.every((observation) => observation.example !== undefined)).toBe(true);
  });
});
