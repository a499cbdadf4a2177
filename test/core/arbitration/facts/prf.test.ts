import { describe, expect, test } from 'vitest';
import { cny, excluded, known, unknown, withheld } from './expect-fact.ts';
import type { CaseChanges } from './read-case.ts';
import { LATER, readCase } from './read-case.ts';

const withoutArtifacts: CaseChanges['files'] = (files) => new Map([...files].filter(([path]) => !path.startsWith('artifacts/')));

describe('prf.delivered', () => {
  test('true by the user, or by the merchant with proof', () => {
    const order = 'requested/body/orderId';
    expect(readCase().fact('prf.delivered')).toEqual(
      known(true, order, 'delivered/body/kind', 'delivered/body/proof', 'inspected/body/kind'),
    );
    expect(readCase({ leftOut: ['delivered'] }).fact('prf.delivered')).toEqual(known(true, order, 'inspected/body/kind'));
    expect(readCase({ leftOut: ['inspected'] }).fact('prf.delivered')).toEqual(
      known(true, order, 'delivered/body/kind', 'delivered/body/proof'),
    );
  });

  test('the merchant’s word without proof is unknown', () => {
    expect(readCase({ leftOut: ['inspected'], files: withoutArtifacts }).fact('prf.delivered')).toEqual(unknown());
    expect(readCase({ leftOut: ['inspected'], bodies: { delivered: { proof: undefined } } }).fact('prf.delivered')).toEqual(
      unknown(),
    );
  });

  test('the user’s word against the merchant’s is unknown', () => {
    const { fact } = readCase({ bodies: { inspected: { kind: 'failed' } } });
    expect(fact('prf.delivered')).toEqual(unknown('delivered/body/kind', 'inspected/body/kind'));
  });

  test('false where no delivery can be missing; unknown where it can', () => {
    const { fact } = readCase({ leftOut: ['delivered', 'inspected'] });
    expect(fact('prf.delivered')).toEqual(known(false, 'requested/body/orderId', 'refundedByMerchant', 'revocation'));
    expect(readCase({ leftOut: ['delivered', 'inspected'], claim: { filedAt: LATER } }).fact('prf.delivered')).toEqual(unknown());
  });

  test('withheld, excluded', () => {
    const { fact } = readCase({ leftOut: ['delivered'], withheld: { inspected: ['/body/kind'] } });
    expect(fact('prf.delivered')).toEqual(withheld('inspected/body/kind'));
    expect(readCase({ leftOut: ['delivered'], forged: ['inspected'] }).fact('prf.delivered')).toEqual(excluded('inspected'));
  });
});

describe('prf.due', () => {
  const order = ['requested/body/orderId', 'order/body/orderId'];
  const at = (instant: string): unknown => ({ notBefore: instant, notAfter: instant });

  test('of the order, else of its quote, else none', () => {
    const due = '2026-04-01T00:00:00.000Z';
    expect(readCase({ bodies: { order: { deliverBy: due } } }).fact('prf.due')).toEqual(
      known(at(due), ...order, 'order/body/deliverBy'),
    );
    const { fact } = readCase({ bodies: { order: { deliverBy: undefined }, quote: { deliverBy: due } } });
    expect(fact('prf.due')).toEqual(known(at(due), ...order, 'order/body', 'order/refs/0', 'quote/body/deliverBy'));
    const none = readCase({ bodies: { order: { deliverBy: undefined }, quote: { deliverBy: undefined } } });
    expect(none.fact('prf.due')).toEqual(known(undefined, ...order, 'order/body', 'order/refs/0', 'quote/body'));
  });

  test('may stand behind a digest that nothing names', () => {
    const { fact } = readCase({ bodies: { order: { deliverBy: undefined } }, withheld: { order: ['/body/destination'] } });
    expect(fact('prf.due')).toEqual(withheld('order/body/deliverBy'));
  });

  test('unknown without the order; excluded', () => {
    expect(readCase({ leftOut: ['order'] }).fact('prf.due')).toEqual(unknown());
    expect(readCase({ forged: ['order'] }).fact('prf.due')).toEqual(excluded('order'));
  });
});

describe('prf.promised and prf.promiseDue', () => {
  test('what was promised, and until when', () => {
    const { fact } = readCase({ bodies: { promised: { dueBy: '2026-03-09T00:00:00.000Z' } } });
    expect(fact('prf.promised')).toEqual(known(cny(600), 'promised/body/amount'));
    const due = { notBefore: '2026-03-09T00:00:00.000Z', notAfter: '2026-03-09T00:00:00.000Z' };
    expect(fact('prf.promiseDue')).toEqual(known(due, 'promised/body/amount', 'promised/body/dueBy'));
  });

  test('nothing shown: 0, a floor; the date is none where nothing can be missing, else unknown', () => {
    const { fact } = readCase({ leftOut: ['promised'] });
    expect(fact('prf.promised')).toEqual({
      state: 'known',
      value: cny(0),
      inputs: ['captured/body/amount'],
      assumptions: ['floor'],
    });
    expect(fact('prf.promiseDue')).toEqual(known(undefined, 'refundedByMerchant'));
    expect(readCase({ leftOut: ['promised'], claim: { filedAt: LATER } }).fact('prf.promiseDue')).toEqual(unknown());
  });

  test('withheld, excluded', () => {
    const shut = readCase({ withheld: { promised: ['/body/amount', '/body/dueBy'] } });
    expect(shut.fact('prf.promised')).toEqual(withheld('promised/body/amount'));
    expect(shut.fact('prf.promiseDue')).toEqual(withheld('promised/body/amount'));
    const forged = readCase({ forged: ['promised'] });
    expect([forged.fact('prf.promised'), forged.fact('prf.promiseDue')]).toEqual([excluded('promised'), excluded('promised')]);
  });
});

describe('prf.tConf', () => {
  test('the earliest confirmation', () => {
    const { fact } = readCase({ leftOut: ['platformReceipt'] });
    expect(fact('prf.tConf')).toMatchObject({ state: 'known', inputs: ['captured/body/amount', 'receipt', 'receipt/refs/0'] });
  });

  test('none where none can be missing; unknown where one can', () => {
    const { fact } = readCase({ leftOut: ['platformReceipt', 'receipt'] });
    expect(fact('prf.tConf')).toEqual(known(undefined, 'final', 'refundedByMerchant'));
    expect(readCase({ leftOut: ['platformReceipt', 'receipt'], claim: { filedAt: LATER } }).fact('prf.tConf')).toEqual(unknown());
  });

  test('excluded by an inadmissible one alone', () => {
    expect(readCase({ leftOut: ['platformReceipt'], forged: ['receipt'] }).fact('prf.tConf')).toEqual(excluded('receipt'));
    expect(readCase({ forged: ['receipt'] }).fact('prf.tConf').state).toBe('known');
  });
});

describe('prf.unposted', () => {
  test('false where every refund was posted, and where there is none', () => {
    expect(readCase().fact('prf.unposted')).toEqual(known(false, 'refundedByIssuer/body/refundId'));
    expect(readCase({ leftOut: ['refundedByIssuer', 'refundedByMerchant'] }).fact('prf.unposted')).toEqual(known(false));
  });

  test('true where the merchant’s is alone and no posting can be missing; unknown where one can', () => {
    expect(readCase({ leftOut: ['refundedByIssuer'] }).fact('prf.unposted')).toEqual(
      known(true, 'refundedByIssuer', 'refundedByMerchant/body/refundId'),
    );
    expect(readCase({ leftOut: ['refundedByIssuer'], claim: { filedAt: LATER } }).fact('prf.unposted')).toEqual(unknown());
  });

  test('excluded by an inadmissible posting', () => {
    expect(readCase({ forged: ['refundedByIssuer'] }).fact('prf.unposted')).toEqual(excluded('refundedByIssuer'));
  });

  test('withheld where the id of a refund is: it may be one that nobody posted', () => {
    expect(readCase({ withheld: { refundedByMerchant: ['/body/refundId'] } }).fact('prf.unposted')).toEqual(
      withheld('refundedByMerchant/body/refundId'),
    );
  });
});
