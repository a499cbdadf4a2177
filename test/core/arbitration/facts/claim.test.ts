import { describe, expect, test } from 'vitest';
import { vocabulary } from '../../../../src-core/arbitration/vocabulary.ts';
import { readCase } from './read-case.ts';

describe('claim facts', () => {
  test('the instants of the claim are brackets of no width without sources', () => {
    const { fact } = readCase();
    const at = (instant: string): unknown => ({ state: 'known', value: { notBefore: instant, notAfter: instant }, inputs: [] });
    expect(fact('claim.filedAt')).toEqual(at('2026-03-02T01:20:00.000Z'));
    expect(fact('claim.noticeAt')).toEqual(at('2026-03-02T01:10:00.000Z'));
  });

  test('the table holds the whole vocabulary, in its order', () => {
    const { derivation } = readCase();
    expect([...derivation.facts.keys()]).toEqual([...vocabulary.keys()]);
  });

  test('a claim about a payment that is not there is refused', () => {
    expect(() => readCase({ claim: { paymentId: 'pay-9' } })).toThrow(expect.objectContaining({ code: 'E_CLAIM' }));
  });

  test('a claim that names one of no payments at all derives facts without values', () => {
    const { fact } = readCase({ claim: { txn: 'another' } });
    expect(fact('pay.T')).toEqual({ state: 'unknown', inputs: [] });
  });

  test('without a policy every entry is excluded', () => {
    const { fact } = readCase({ noPolicy: true });
    expect(fact('pay.T')).toEqual({ state: 'excluded', inputs: ['captured'] });
    expect(fact('mnd.cap').state).toBe('excluded');
  });
});
