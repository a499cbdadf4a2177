import { describe, expect, it } from 'vitest';
import { analysePack } from '../../../src-core/arbitration/analyse-pack.ts';
import { comparePacks } from '../../../src-core/arbitration/compare-packs.ts';
import { packDefects } from '../../../src-core/arbitration/analyse-pack.ts';
import { runPackTests } from '../../../src-core/arbitration/run-pack-tests.ts';
import { combinePacks } from '../../../src-core/arbitration/combine-packs.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { smallPack, smallRemedy, smallRule } from '../../fixtures/core-pack.ts';
import { packsNamed, shippedPacks } from '../../fixtures/rule-packs.ts';

describe('two versions of a pack', () => {
  it('are compared member by member', () => {
    const before = smallPack('p', [smallRule('A', smallRemedy()), smallRule('B')]);
    const after = smallPack('p', [smallRule('A', smallRemedy(2000)), smallRule('C')], { version: '2' });
    expect(comparePacks(before, after)).toEqual([
      { kind: 'rule', id: 'A', change: 'changed', members: ['amount'] },
      { kind: 'rule', id: 'B', change: 'removed', members: [] },
      { kind: 'rule', id: 'C', change: 'added', members: [] },
    ]);
    expect(comparePacks(before, before)).toEqual([]);
  });
});

describe('a rule from which nothing follows', () => {
  it('is a gap, with an example; one with a remedy is none', () => {
    const pack = smallPack('p', [smallRule('A'), smallRule('B', smallRemedy())], {
      tests: [{ name: 'holds', rule: 'A', facts: { 'prf.delivered': { value: false } }, expect: { outcome: 'established' } }],
    });
    const gaps = analysePack(pack).filter(({ code }) => code === 'gap');
    expect(gaps).toMatchObject([{ rules: ['A'], severity: 'note', example: { 'prf.delivered': { value: false } } }]);
  });
});

describe('the packs that ship with the program', () => {
  const all = [...shippedPacks.values()];
  const ids = new Set(all.flatMap((pack) => pack.rules.map((rule) => rule.id)));

  it.each(all.map((pack) => [pack.id, pack] as const))('%s: passes its tests, and has no defect', (_id, pack) => {
    expect(runPackTests(pack).filter((result) => !result.passed)).toEqual([]);
    expect(packDefects(pack, ids)).toEqual([]);
  });

  it('stand beside core, one regime of a country at a time', () => {
    const together = (...names: string[]): string => {
      try {
        combinePacks(packsNamed(...names));
        return 'fits';
      } catch (error) {
        return error instanceof AssizeError ? error.code : 'other';
      }
    };
    for (const id of shippedPacks.keys())
      if (id !== 'core') expect(together('core', 'core-2', id === 'core-2' ? 'us-aml' : id)).toBe('fits');
    for (const id of ['us-reg-e', 'us-reg-z', 'us-ucc-4a', 'eu-psd2', 'cn-payments'])
      expect(together('core', 'core-2', 'card-schemes', id)).toBe('fits');
    expect(together('core', 'us-reg-e', 'us-aml')).toBe('fits');
    expect(together('core', 'us-reg-e', 'us-reg-z')).toBe('E_PACK_OVERRIDE');
    expect(together('us-reg-e')).toBe('E_PACK_OVERRIDE');
  });
});
