import { describe, expect, it } from 'vitest';
import { arbitrate } from '../../../src-core/arbitration/arbitrate.ts';
import type { DecidedCase } from '../../../src-core/arbitration/what-if.ts';
import { findFlips, parseSupposition, supposeFacts } from '../../../src-core/arbitration/what-if.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { corePack, smallPack, smallRemedy, smallRule } from '../../fixtures/core-pack.ts';
import { cny, handCase } from '../../fixtures/hand-case.ts';
import type { CaseChanges } from './facts/read-case.ts';
import { claimOfCoffee, readCase } from './facts/read-case.ts';

const sources = { evidence: [], verificationDigest: `sha256:${'0'.repeat(64)}` } as const;

function decided(changes: CaseChanges = {}): DecidedCase {
  const { derivation } = readCase(changes);
  const { decision } = arbitrate({ claim: claimOfCoffee, packs: [corePack], derive: () => derivation, sources });
  return { claim: claimOfCoffee, packs: [corePack], settings: [], decision };
}

describe('a case with facts edited by hand', () => {
  it('comes out as the facts say, with the rules that come out otherwise', () => {
    const honest = decided();
    expect(honest.decision.pass.outcome).not.toBe('established');
    const supposed = supposeFacts(honest, new Map([['pay.A', parseSupposition('pay.A', cny(4000))]]));
    expect(supposed).toMatchObject({ outcome: 'established', total: cny(1000) });
    expect(supposed.changed).toEqual([{ rule: 'AR-PAY-02', from: 'not-established', to: 'established' }]);
    // The case itself is as it was.
    expect(honest.decision.derivation.facts.get('pay.A')?.value).toEqual(cny(5000));
  });

  it('takes parameters too', () => {
    const late = decided({ bodies: { captured: { amount: cny(5200) } } });
    const before = supposeFacts(late, new Map());
    expect(before.changed).toEqual([]);
    const after = supposeFacts(late, new Map(), [{ param: 'ord02.d', value: '0.1', text: '0.1' }]);
    expect(after.changed).toContainEqual({ rule: 'AR-ORD-02', from: 'established', to: 'not-established' });
  });

  it('refuses facts that do not exist and values of another type', () => {
    const code = (fact: string, value: string | boolean): string | undefined => {
      try {
        parseSupposition(fact, value);
        return undefined;
      } catch (error) {
        return error instanceof AssizeError ? error.code : 'other';
      }
    };
    expect([code('pay.X', true), code('pay.A', true), code('pay.A', 'none'), code('pay.A', 'unknown')]).toEqual([
      'E_WHAT_IF',
      'E_WHAT_IF',
      undefined,
      undefined,
    ]);
  });
});

describe('the smallest flips', () => {
  const flipsOf = (rules: Parameters<typeof smallPack>[1], facts: Parameters<typeof handCase>[0]) => {
    const pack = smallPack('p', rules);
    const derivation = handCase(facts);
    const claim = { ...claimOfCoffee, amount: cny(11_004) };
    const { decision } = arbitrate({ claim, packs: [pack], derive: () => derivation, sources });
    return findFlips({ claim, packs: [pack], settings: [], decision });
  };

  it('are single facts where one is enough', () => {
    const flips = flipsOf([smallRule('R1', smallRemedy())], { 'prf.delivered': { value: true } });
    expect(flips).toContainEqual({
      facts: [{ fact: 'prf.delivered', supposed: { value: false } }],
      outcome: 'established',
      total: cny(1000),
    });
    expect(flips.every(({ facts }) => facts.length === 1)).toBe(true);
  });

  it('are pairs where it takes two', () => {
    const both = {
      op: 'and',
      args: [
        { op: 'not', args: [{ fact: 'prf.delivered' }] },
        { op: 'not', args: [{ fact: 'mnd.found' }] },
      ],
    };
    const flips = flipsOf([smallRule('R1', { ...smallRemedy(), when: both })], {
      'prf.delivered': { value: true },
      'mnd.found': { value: true },
    });
    expect(flips.length).toBeGreaterThan(0);
    expect(flips.every(({ facts }) => facts.length === 2)).toBe(true);
    expect(flips).toContainEqual(expect.objectContaining({ outcome: 'established' }));
  });

  it('are none where nothing can change it', () => {
    const always = { lit: { type: 'boolean', value: false } };
    expect(flipsOf([smallRule('R1', { ...smallRemedy(), when: always })], {})).toEqual([]);
  });
});
