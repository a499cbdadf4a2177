import { describe, expect, test } from 'vitest';
import { cny, known, unknown } from './expect-fact.ts';
import type { CaseChanges } from './read-case.ts';
import { LATER, readCase } from './read-case.ts';

/** A second capture of the same payment. */
function secondCapture(
  changes: {
    captureId?: string;
    minor?: number;
    currency?: string;
    instruction?: string;
    part?: { n: number; of: number };
    payee?: string;
  } = {},
): CaseChanges['extra'] {
  return ({ builder, parties, entries }) => ({
    again: builder.entry(parties.acquirer, 'payment.captured', {
      txn: 'txn-coffee-0001',
      body: ({ digest }) => ({
        captureId: changes.captureId ?? 'cap-2',
        paymentId: 'pay-1',
        amount: { currency: changes.currency ?? 'CNY', minor: changes.minor ?? 5000 },
        payee: changes.payee ?? parties.merchant.id,
        account: { scheme: 'alipay.user', ref: '2088-luckin-7731' },
        instruction: changes.instruction ?? digest(entries.requested),
        ...(changes.part === undefined ? {} : { part: changes.part }),
      }),
      refs: [{ rel: 'confirms', to: entries.authorized }],
    }),
  });
}

describe('pay.T and pay.T1', () => {
  test('one capture is both', () => {
    const { fact } = readCase();
    expect(fact('pay.T')).toEqual(known(cny(5000), 'captured/body/amount'));
    expect(fact('pay.T1')).toEqual(known(cny(5000), 'captured/body/amount'));
  });

  test('two captures are summed, and the larger one is kept', () => {
    const { fact, derivation } = readCase({ extra: secondCapture({ minor: 5100 }) });
    expect(fact('pay.T')).toEqual(known(cny(10_100), 'again/body/amount', 'captured/body/amount'));
    expect(fact('pay.T1')).toEqual(known(cny(5100), 'again/body/amount', 'captured/body/amount'));
    expect(derivation.currency).toBe('CNY');
  });

  test('the same capture recorded twice counts once; with another amount it is unknown', () => {
    expect(readCase({ extra: secondCapture({ captureId: 'cap-1' }) }).fact('pay.T')).toEqual(
      known(cny(5000), 'again/body/amount', 'captured/body/amount'),
    );
    const { fact } = readCase({ extra: secondCapture({ captureId: 'cap-1', minor: 1 }) });
    expect(fact('pay.T')).toEqual(unknown('again/body/amount', 'captured/body/amount'));
  });

  test('mixed currency is unknown', () => {
    const { fact } = readCase({ extra: secondCapture({ currency: 'USD' }) });
    expect(fact('pay.T')).toEqual(unknown('again/body/amount', 'captured/body/amount'));
    expect(fact('pay.T1')).toEqual(unknown('again/body/amount', 'captured/body/amount'));
  });

  test('no capture, a withheld amount, an inadmissible capture', () => {
    expect(readCase({ leftOut: ['captured'] }).fact('pay.T')).toEqual(unknown());
    expect(readCase({ withheld: { captured: ['/body/amount'] } }).fact('pay.T1')).toEqual({
      state: 'withheld',
      inputs: ['captured/body/amount'],
    });
    expect(readCase({ forged: ['captured'] }).fact('pay.T1')).toEqual({ state: 'excluded', inputs: ['captured'] });
  });

  test('a capture whose payment is withheld may be the one that is looked for', () => {
    expect(readCase({ withheld: { captured: ['/body/paymentId'] } }).fact('pay.T')).toEqual({
      state: 'withheld',
      inputs: ['captured/body/paymentId'],
    });
  });

  test('an inadmissible capture beside an admissible one changes nothing', () => {
    const { fact } = readCase({ extra: secondCapture(), forged: ['again'] });
    expect(fact('pay.T')).toEqual(known(cny(5000), 'captured/body/amount'));
  });
});

describe('pay.tenders and pay.replay', () => {
  test('one', () => {
    const { fact } = readCase();
    expect(fact('pay.tenders')).toEqual(known(1, 'captured/body/amount', 'captured/body/captureId'));
    expect(fact('pay.replay')).toEqual({ state: 'known', inputs: ['captured/body/amount'] });
  });

  test('two captures by one instruction are a replay', () => {
    const { fact } = readCase({ extra: secondCapture() });
    expect(fact('pay.tenders')).toEqual(
      known(2, 'again/body/amount', 'again/body/captureId', 'captured/body/amount', 'captured/body/captureId'),
    );
    expect(fact('pay.replay')).toEqual(
      known(true, 'again/body/amount', 'again/body/instruction', 'captured/body/amount', 'captured/body/instruction'),
    );
  });

  test('by two instructions they are none', () => {
    const { fact } = readCase({ extra: secondCapture({ instruction: `sha256:${'0'.repeat(64)}` }) });
    expect(fact('pay.replay')).toEqual(
      known(false, 'again/body/amount', 'again/body/instruction', 'captured/body/amount', 'captured/body/instruction'),
    );
  });

  test('the parts of a split tender are one', () => {
    const { fact } = readCase({
      bodies: { captured: { amount: cny(2000), part: { n: 1, of: 2 } } },
      extra: secondCapture({ minor: 3000, part: { n: 2, of: 2 } }),
    });
    expect(fact('pay.tenders')).toEqual(
      known(
        1,
        'again/body/amount',
        'again/body/captureId',
        'again/body/part',
        'captured/body/amount',
        'captured/body/captureId',
        'captured/body/part',
      ),
    );
    expect(fact('pay.T1')).toEqual(known(cny(5000), 'again/body/amount', 'captured/body/amount'));
  });

  test('a part twice makes two tenders; parts beside a whole are unknown', () => {
    const twice = readCase({ bodies: { captured: { part: { n: 1, of: 2 } } }, extra: secondCapture({ part: { n: 1, of: 2 } }) });
    expect(twice.fact('pay.tenders')).toMatchObject({ value: 2 });
    const mixed = readCase({ extra: secondCapture({ part: { n: 1, of: 2 } }) });
    expect(mixed.fact('pay.tenders')).toEqual(unknown('again/body/captureId', 'again/body/part', 'captured/body/captureId'));
  });

  test('without captures, and with inadmissible ones', () => {
    const none = readCase({ leftOut: ['captured'] });
    expect([none.fact('pay.tenders'), none.fact('pay.replay')]).toEqual([unknown(), unknown()]);
    const forged = readCase({ forged: ['captured'] });
    expect([forged.fact('pay.tenders').state, forged.fact('pay.replay').state]).toEqual(['excluded', 'excluded']);
  });
});

describe('pay.payee', () => {
  test('of the kept tender', () => {
    expect(readCase().fact('pay.payee')).toEqual(known('did:example:merchant', 'captured/body/amount', 'captured/body/payee'));
  });

  test('two entries of one capture that differ; withheld; excluded', () => {
    const differing = readCase({ extra: secondCapture({ captureId: 'cap-1', payee: 'did:example:other' }) });
    expect(differing.fact('pay.payee')).toEqual(unknown('again/body/payee', 'captured/body/payee'));
    expect(readCase({ withheld: { captured: ['/body/payee'] } }).fact('pay.payee')).toEqual({
      state: 'withheld',
      inputs: ['captured/body/payee'],
    });
    expect(readCase({ forged: ['captured'] }).fact('pay.payee')).toEqual({ state: 'excluded', inputs: ['captured'] });
  });
});

describe('pay.tPay', () => {
  test('by anchors', () => {
    const { fact } = readCase();
    expect(fact('pay.tPay')).toMatchObject({ state: 'known', inputs: ['captured', 'captured/body/amount'] });
    expect(fact('pay.tPay').assumptions).toBeUndefined();
  });

  test('by the clock of the author, where no anchor is there', () => {
    const withoutNotes: CaseChanges['files'] = (files) => new Map([...files].filter(([path]) => !path.startsWith('log/')));
    const { fact, evidence } = readCase({ files: withoutNotes });
    const at = evidence.lines.find((line) => line.payload?.['type'] === 'payment.captured')?.payload?.['at'] as string;
    expect(at).toMatch(/^2026-03-02T01:/);
    expect(fact('pay.tPay')).toEqual({
      state: 'known',
      value: { notBefore: at.replace('03-02', '03-01'), notAfter: at.replace('03-02', '03-03') },
      inputs: ['captured/at', 'captured/body/amount'],
      assumptions: ['at'],
    });
    const params = new Map([['time.assumeAt', { type: 'boolean' as const, value: false }]]);
    expect(readCase({ files: withoutNotes, params }).fact('pay.tPay')).toEqual({
      state: 'known',
      value: {},
      inputs: ['captured', 'captured/body/amount'],
    });
    const narrow = new Map([['time.claimSkew', { type: 'string' as const, value: 'PT1S' }]]);
    const value = readCase({ files: withoutNotes, params: narrow }).fact('pay.tPay').value as {
      notBefore: string;
      notAfter: string;
    };
    expect([Date.parse(value.notBefore) - Date.parse(at), Date.parse(value.notAfter) - Date.parse(at)]).toEqual([-1000, 1000]);
  });

  test('unknown and excluded', () => {
    expect(readCase({ leftOut: ['captured'] }).fact('pay.tPay')).toEqual(unknown());
    expect(readCase({ forged: ['captured'] }).fact('pay.tPay').state).toBe('excluded');
  });
});

describe('pay.A', () => {
  test('what the kept captures confirm', () => {
    expect(readCase().fact('pay.A')).toEqual(
      known(cny(5000), 'authorized/body/amount', 'captured/body/amount', 'captured/refs/0'),
    );
  });

  test('0 where no authorisation can be missing', () => {
    const { fact } = readCase({ leftOut: ['authorized'] });
    expect(fact('pay.A')).toEqual(known(cny(0), 'captured/body/amount', 'refundedByIssuer'));
  });

  test('unknown where one may be missing; withheld; excluded', () => {
    expect(readCase({ leftOut: ['authorized'], claim: { filedAt: LATER } }).fact('pay.A')).toEqual(unknown());
    expect(readCase({ withheld: { authorized: ['/body/amount'] } }).fact('pay.A')).toEqual({
      state: 'withheld',
      inputs: ['authorized/body/amount'],
    });
    expect(readCase({ forged: ['authorized'] }).fact('pay.A')).toEqual({ state: 'excluded', inputs: ['authorized'] });
  });
});

describe('pay.R', () => {
  test('a refund that two parties recorded counts once', () => {
    expect(readCase().fact('pay.R')).toEqual(known(cny(600), 'refundedByIssuer/body/amount', 'refundedByMerchant/body/amount'));
  });

  test('two amounts of one refund are unknown', () => {
    const { fact } = readCase({ bodies: { refundedByIssuer: { amount: cny(500) } } });
    expect(fact('pay.R')).toEqual(unknown('refundedByIssuer/body/amount', 'refundedByMerchant/body/amount'));
  });

  test('two refunds are summed; of two currencies unknown', () => {
    expect(readCase({ bodies: { refundedByIssuer: { refundId: 'refund-2' } } }).fact('pay.R')).toMatchObject({
      value: cny(1200),
    });
    const { fact } = readCase({ bodies: { refundedByIssuer: { refundId: 'refund-2', amount: { currency: 'USD', minor: 1 } } } });
    expect(fact('pay.R')).toEqual(unknown('refundedByIssuer/body/amount', 'refundedByMerchant/body/amount'));
  });

  test('none shown: 0, a floor', () => {
    const { fact } = readCase({ leftOut: ['refundedByIssuer', 'refundedByMerchant'] });
    expect(fact('pay.R')).toEqual({ state: 'known', value: cny(0), inputs: ['captured/body/amount'], assumptions: ['floor'] });
  });

  test('only an inadmissible one; a withheld amount', () => {
    const { fact } = readCase({ forged: ['refundedByIssuer'], leftOut: ['refundedByMerchant'] });
    expect(fact('pay.R')).toEqual({ state: 'excluded', inputs: ['refundedByIssuer'] });
    expect(readCase({ withheld: { refundedByIssuer: ['/body/amount'] } }).fact('pay.R')).toEqual({
      state: 'withheld',
      inputs: ['refundedByIssuer/body/amount'],
    });
  });
});

describe('the group of payments', () => {
  const secondPayment: CaseChanges['extra'] = ({ builder, parties, entries }) => {
    const asked = builder.entry(parties.merchant, 'payment.requested', {
      txn: 'txn-coffee-0001',
      body: {
        paymentId: 'pay-2',
        orderId: 'order-1',
        payee: parties.merchant.id,
        account: { scheme: 'a', ref: 'b' },
        amount: { currency: 'CNY', minor: 5000 },
        instrument: 'card',
        idempotencyKey: 'idem-2',
      },
      refs: [{ rel: 'responds-to', to: entries.accepted }],
    });
    const captured = builder.entry(parties.acquirer, 'payment.captured', {
      txn: 'txn-coffee-0001',
      body: ({ digest }) => ({
        captureId: 'cap-2',
        paymentId: 'pay-2',
        amount: { currency: 'CNY', minor: 4000 },
        payee: parties.merchant.id,
        account: { scheme: 'a', ref: 'b' },
        instruction: digest(asked),
      }),
      refs: [{ rel: 'confirms', to: entries.authorized }],
    });
    return { asked, again: captured };
  };

  test('payments of one order belong together, and what joined them is cited', () => {
    const { fact } = readCase({ extra: secondPayment, claim: { paymentId: 'pay-1' } });
    const links = ['asked', 'order', 'requested'].flatMap((name) =>
      ['idempotencyKey', 'orderId', 'payee'].map((member) => `${name}/body/${member}`),
    );
    expect(fact('pay.T')).toEqual(known(cny(9000), 'again/body/amount', 'captured/body/amount', ...links));
    expect(fact('pay.tenders')).toMatchObject({ value: 2 });
  });

  test('a claim must say which of several', () => {
    expect(() => readCase({ extra: secondPayment })).toThrow(expect.objectContaining({ code: 'E_CLAIM' }));
  });

  test('payments that share nothing stand alone', () => {
    const { fact } = readCase({ extra: secondPayment, claim: { paymentId: 'pay-1' }, bodies: { asked: { orderId: 'order-7' } } });
    expect(fact('pay.T')).toEqual(known(cny(5000), 'captured/body/amount'));
  });
});
