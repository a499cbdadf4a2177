import { describe, expect, it } from 'vitest';
import { arbitrate, type ArbitrationInput } from '../../../src-core/arbitration/arbitrate.ts';
import { combinePacks, type Setting } from '../../../src-core/arbitration/combine-packs.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { corePack, smallPack, smallRule } from '../../fixtures/core-pack.ts';
import { digestNamed, handCase, handClaim, onDay } from '../../fixtures/hand-case.ts';

/** A pack beside `core` that fills missing bounds of time by the same choice. */
const house = smallPack('house', [smallRule('HOUSE-1')], {
  params: [{ id: 'time.assumeAt', type: 'boolean', value: true, cite: 'house rule', tag: 'K', whatIf: true }],
});
const packs = [corePack, house];

const run = (settings: Setting[] = []) => {
  const derive: ArbitrationInput['derive'] = (params) =>
    handCase(params.get('time.assumeAt')?.value === true ? { 'mnd.exp': { value: onDay('2026-03-01') } } : {});
  const sources = { evidence: [], verificationDigest: digestNamed('report') };
  return arbitrate({ claim: handClaim, packs, settings, derive, sources }).core;
};
const valuesOf = (settings: Setting[]) =>
  combinePacks(packs, settings).packs.map(({ params }) => params.get('time.assumeAt')?.value);

describe('how missing times are filled, where two packs state it', () => {
  it('is one choice for the run: a what-if changes it for both, and is told once for each pack', () => {
    const { outcome, counterfactuals } = run();
    expect(outcome).toBe('established');
    expect(counterfactuals).toEqual(
      ['core', 'house'].map((pack) => ({ pack, param: 'time.assumeAt', value: false, outcome: 'not-established' })),
    );
  });

  it('is set for both by its bare name', () => {
    expect(valuesOf([])).toEqual([true, true]);
    expect(valuesOf([{ param: 'time.assumeAt', value: false }])).toEqual([false, false]);
    expect(run([{ param: 'time.assumeAt', value: false }]).outcome).toBe('not-established');
  });

  it('cannot be two things at once', () => {
    const attempt = () => combinePacks(packs, [{ pack: 'house', param: 'time.assumeAt', value: false }]);
    expect(attempt).toThrow(AssizeError);
    expect(attempt).toThrow(/another value/);
  });
});
