import { describe, expect, test } from 'vitest';
import { cny, excluded, known, set, unknown } from './expect-fact.ts';
import { readCase } from './read-case.ts';

const amount = (role: string, minor: number): unknown => ({ money: cny(minor), role });

describe('set.amounts', () => {
  const sources = [
    'captured/body/amount',
    'merchantPosting/body/postings',
    'requested/body/amount',
    'userPosting/body/postings',
    'acquirerPosting/body/postings',
    'proposed/body/paymentIds',
    'proposed/body/postings',
  ];

  test('what the merchant asked, what was captured, what each party confirmed', () => {
    expect(readCase().fact('set.amounts')).toEqual(
      known(set(true, amount('M', 5000), amount('S2', 5000), amount('U', 5000)), ...sources),
    );
  });

  test('each departs by itself', () => {
    const postings = [{ party: 'did:example:user', kind: 'principal', currency: 'CNY', minor: -4000 }];
    const { fact } = readCase({ bodies: { requested: { amount: cny(5100) }, userPosting: { postings } } });
    // The merchant asked for 5,100 and confirmed 5,000.
    expect(fact('set.amounts')).toEqual(
      known(set(true, amount('U', 4000), amount('M', 5000), amount('S2', 5000), amount('M', 5100)), ...sources),
    );
  });

  test('incomplete where a party has not confirmed, or a statement is not shown', () => {
    expect(readCase({ leftOut: ['userPosting'] }).fact('set.amounts')).toMatchObject({
      value: set(false, amount('M', 5000), amount('S2', 5000)),
    });
    expect(readCase({ withheld: { userPosting: ['/body/postings'] } }).fact('set.amounts')).toMatchObject({
      value: { complete: false },
    });
    expect(readCase({ withheld: { requested: ['/body/amount'] } }).fact('set.amounts')).toMatchObject({
      value: { complete: false },
    });
    expect(readCase({ forged: ['captured'] }).fact('set.amounts')).toMatchObject({ state: 'known', value: { complete: false } });
  });
});

describe('set.finalBy and set.short', () => {
  test('the platform settled, with the quorum', () => {
    const { fact } = readCase();
    expect(fact('set.finalBy')).toEqual(known('P', 'final/actor/role', 'final/refs/0', 'proposed/body/paymentIds'));
    expect(fact('set.short')).toEqual(known(false, 'final', 'final/refs/0', 'proposed', 'proposed/body/paymentIds'));
  });

  test('short of the quorum', () => {
    const { digest } = readCase();
    const { fact } = readCase({ bodies: { final: { confirmations: [digest('merchantPosting')] } } });
    expect(fact('set.short')).toEqual(known(true, 'final', 'final/refs/0', 'proposed', 'proposed/body/paymentIds'));
  });

  test('unknown without a final, and with a confirmation that is not there', () => {
    const none = readCase({ leftOut: ['final'] });
    expect([none.fact('set.finalBy'), none.fact('set.short')]).toEqual([unknown(), unknown()]);
    const { digest } = readCase();
    const confirmations = [
      ...['acquirerPosting', 'merchantPosting', 'userPosting'].map(digest),
      `sha256:${'f'.repeat(64)}`,
    ].sort();
    expect(readCase({ bodies: { final: { confirmations } } }).fact('set.short')).toEqual(unknown());
  });

  test('excluded', () => {
    const { fact } = readCase({ forged: ['final'] });
    expect([fact('set.finalBy'), fact('set.short')]).toEqual([excluded('final'), excluded('final')]);
  });
});
