import { describe, expect, test } from 'vitest';
import { windowStart } from '../../../../src-core/arbitration/facts/budgets.ts';
import { parseInstant } from '../../../../src-core/encoding/instant.ts';
import type { CoffeeOrder } from '../../../fixtures/coffee-order.ts';
import { cny, excluded, known, set, unknown, withheld } from './expect-fact.ts';
import type { CaseChanges } from './read-case.ts';
import { LATER, readCase } from './read-case.ts';

/** How every fact of the mandate comes to it. */
const way = ['requested/body/orderId', 'order/body/orderId', 'order/refs/1', 'mandate'];
const constraints = [...way, 'mandate/body/constraints'];
const byConstraint = ['mnd.cap', 'mnd.deniedMcc', 'mnd.payees', 'mnd.K', 'mnd.sumShown', 'mnd.sumProven'];

const noConstraints: CaseChanges = { bodies: { mandate: { constraints: [] } } };
const byUser: CaseChanges = {
  drafts: { requested: (draft) => ({ ...draft, body: { ...draft.body, orderId: 'order-u' } }) },
  extra: ({ builder, parties, entries }) => ({
    own: builder.entry(parties.user, 'order.created', {
      txn: 'txn-coffee-0001',
      body: { orderId: 'order-u', quoteId: 'q1', payee: parties.merchant.id, lines: [], total: cny(0), idempotencyKey: 'u' },
      refs: [{ rel: 'responds-to', to: entries.quote }],
    }),
  }),
};

describe('the limits of the mandate', () => {
  test('are read from the one that the order was placed under', () => {
    const { fact } = readCase();
    expect(fact('mnd.cap')).toEqual(known(cny(6000), ...constraints));
    expect(fact('mnd.deniedMcc')).toEqual(known(set(true, '5993', '7995'), ...constraints));
    expect(fact('mnd.payees')).toEqual(known(set(true, 'did:example:merchant'), ...constraints));
    expect(fact('mnd.exp')).toMatchObject({ state: 'known', inputs: [...way, 'mandate/body/expires'].sort() });
    expect(fact('mnd.K')).toEqual(known(cny(10_000), ...constraints, 'captured', 'captured/body/amount'));
  });

  test('are none where it has none', () => {
    const { fact } = readCase(noConstraints);
    for (const id of byConstraint) expect(fact(id)).toEqual(known(undefined, ...constraints));
  });

  test('are none for an order that the user placed without a mandate', () => {
    const { fact } = readCase(byUser);
    for (const id of [...byConstraint, 'mnd.exp'])
      expect(fact(id)).toEqual(known(undefined, 'own/body/orderId', 'requested/body/orderId'));
    expect(fact('mnd.revNotice')).toEqual(known(set(true), 'own/body/orderId', 'requested/body/orderId'));
    expect(fact('mnd.found')).toEqual(known(true, 'own/actor/role', 'own/body/orderId', 'requested/body/orderId'));
  });

  test('are the least of two, and unknown in two currencies', () => {
    const two = [
      { type: 'payment.amount_range', currency: 'CNY', max: 6000 },
      { type: 'payment.amount_range', currency: 'CNY', max: 4500 },
    ];
    expect(readCase({ bodies: { mandate: { constraints: two } } }).fact('mnd.cap')).toEqual(known(cny(4500), ...constraints));
    const mixed = [
      { type: 'payment.amount_range', currency: 'CNY', max: 6000 },
      { type: 'payment.amount_range', currency: 'USD', max: 4500 },
    ];
    expect(readCase({ bodies: { mandate: { constraints: mixed } } }).fact('mnd.cap')).toEqual(
      unknown('mandate/body/constraints'),
    );
  });

  test('payees are those that every list allows', () => {
    const lists = [
      { type: 'payment.allowed_payees', allowed: ['a', 'b'] },
      { type: 'checkout.allowed_merchants', allowed: ['b', 'c'] },
    ];
    expect(readCase({ bodies: { mandate: { constraints: lists } } }).fact('mnd.payees')).toEqual(
      known(set(true, 'b'), ...constraints),
    );
  });

  test('are unknown without the mandate, withheld, or excluded', () => {
    const missing = readCase({ leftOut: ['mandate'] });
    const shut = readCase({ withheld: { mandate: ['/body/constraints'] } });
    const forged = readCase({ forged: ['mandate'] });
    for (const id of byConstraint) {
      expect(missing.fact(id)).toEqual(unknown());
      expect(shut.fact(id)).toEqual(withheld('mandate/body/constraints'));
      expect(forged.fact(id)).toEqual(excluded('mandate'));
    }
    expect(missing.fact('mnd.exp')).toEqual(unknown());
    expect(readCase({ withheld: { mandate: ['/body/expires'] } }).fact('mnd.exp')).toEqual(withheld('mandate/body/expires'));
    expect(forged.fact('mnd.exp')).toEqual(excluded('mandate'));
  });

  test('one constraint withheld withholds the list', () => {
    expect(readCase({ withheld: { mandate: ['/body/constraints/0'] } }).fact('mnd.payees')).toEqual(
      withheld('mandate/body/constraints'),
    );
  });
});

describe('budgets', () => {
  /** Another purchase of the agent under the same mandate: `spent` in another transaction. */
  function purchase(options: { at?: string; currency?: string } = {}): CaseChanges['extra'] {
    return (order: CoffeeOrder) => {
      const { builder, parties, entries } = order;
      const txn = 'txn-other';
      const amount = { currency: options.currency ?? 'CNY', minor: 700 };
      const lines = [{ id: 'l1', kind: 'item', name: 'Tea', quantity: 1, unit: amount, total: amount }];
      const account = { scheme: 'a', ref: 'b' };
      const otherOrder = builder.entry(parties.agent, 'order.created', {
        txn,
        body: { orderId: 'order-2', quoteId: 'q2', payee: parties.merchant.id, lines, total: amount, idempotencyKey: 'k2' },
        refs: [
          { rel: 'responds-to', to: entries.quote },
          { rel: 'under', to: entries.mandate },
        ],
      });
      const accepted = builder.entry(parties.merchant, 'order.accepted', {
        txn,
        body: { orderId: 'order-2', total: amount },
        refs: [{ rel: 'accepts', to: otherOrder }],
      });
      const asked = builder.entry(parties.merchant, 'payment.requested', {
        txn,
        body: {
          paymentId: 'pay-o',
          orderId: 'order-2',
          payee: parties.merchant.id,
          account,
          amount,
          instrument: 'c',
          idempotencyKey: 'k2',
        },
        refs: [{ rel: 'responds-to', to: accepted }],
      });
      const permitted = builder.entry(parties.issuer, 'payment.authorized', {
        txn,
        body: {
          authorizationId: 'a2',
          paymentId: 'pay-o',
          amount,
          expires: '2026-04-01T00:00:00.000Z',
          auth: { factors: 1, certificate: false },
        },
        refs: [{ rel: 'authorizes', to: asked }],
      });
      const bank = builder.party('other-bank', { role: 'acquirer' });
      const spent = builder.entry(bank, 'payment.captured', {
        txn,
        ...(options.at === undefined ? {} : { at: options.at }),
        body: ({ digest }) => ({
          captureId: 'cap-o',
          paymentId: 'pay-o',
          amount,
          payee: parties.merchant.id,
          account,
          instruction: digest(asked),
        }),
        refs: [{ rel: 'confirms', to: permitted }],
      });
      return { otherOrder, asked, spent };
    };
  }
  /** Brackets by the authors' clocks alone, a second wide to each side, so that stories decide what is before what. */
  const clocks: CaseChanges = {
    files: (files) => new Map([...files].filter(([path]) => !path.startsWith('log/'))),
    params: new Map([['time.claimSkew', { type: 'string' as const, value: 'PT1S' }]]),
  };
  test('what was captured under the mandate in the window before this payment counts', () => {
    const { fact } = readCase({ ...clocks, extra: purchase({ at: '2026-03-02T00:30:00.000Z' }) });
    const sources = [
      ...constraints,
      'captured/body/amount',
      'captured/at',
      'spent/at',
      'spent/body/amount',
      'asked/body/orderId',
      'otherOrder/body/orderId',
      'otherOrder/refs/1',
    ];
    expect(fact('mnd.sumShown')).toEqual({ ...(known(cny(700), ...sources) as object), assumptions: ['at'] });
    expect(fact('mnd.K')).toMatchObject({ value: cny(10_000) });
    expect(fact('mnd.sumProven')).toEqual(unknown());
  });

  test('what lies before the window does not', () => {
    const { fact } = readCase({ ...clocks, extra: purchase({ at: '2026-02-27T00:30:00.000Z' }) });
    expect(fact('mnd.sumShown')).toMatchObject({ state: 'known', value: cny(0) });
  });

  test('what lies after this payment does not', () => {
    expect(readCase({ ...clocks, extra: purchase() }).fact('mnd.sumShown')).toMatchObject({ value: cny(0) });
  });

  test('another currency is unknown', () => {
    const { fact } = readCase({ ...clocks, extra: purchase({ currency: 'USD', at: '2026-03-02T00:30:00.000Z' }) });
    expect(fact('mnd.sumShown')).toEqual(unknown('spent/body/amount'));
    const budget = [{ type: 'payment.budget', currency: 'USD', max: 1 }];
    expect(readCase({ bodies: { mandate: { constraints: budget } } }).fact('mnd.K')).toEqual(unknown('mandate/body/constraints'));
  });

  test('the budget with the least room binds', () => {
    const budgets = [
      { type: 'payment.budget', currency: 'CNY', max: 900, window: 'P1D' },
      { type: 'payment.budget', currency: 'CNY', max: 1000, window: 'P7D' },
    ];
    // Three days before: the seven days hold 700, the one day nothing: 300 against 900 left.
    const { fact } = readCase({
      ...clocks,
      bodies: { mandate: { constraints: budgets } },
      extra: purchase({ at: '2026-02-27T00:30:00.000Z' }),
    });
    expect(fact('mnd.K')).toMatchObject({ value: cny(1000) });
    expect(fact('mnd.sumShown')).toMatchObject({ value: cny(700) });
  });

  test('is proven where the chains of the holder and of the acquirer are whole', () => {
    const { fact } = readCase();
    expect(fact('mnd.sumProven')).toEqual(
      known(
        cny(0),
        ...constraints,
        'captured',
        'captured/body/amount',
        'mandate/body/holder',
        'acquirerPosting',
        'revocationReceipt',
      ),
    );
  });

  test('is not proven where a capture straddles', () => {
    // Both captures lie in the one bracket that witnesses give them.
    const { fact } = readCase({ extra: purchase() });
    expect(fact('mnd.sumShown')).toMatchObject({ state: 'known', value: cny(0) });
    expect(fact('mnd.sumProven')).toEqual(unknown());
  });

  test('windows roll back from an instant', () => {
    const start = (window: string | undefined, end: string): number | undefined =>
      windowStart(window, parseInstant(end) as number);
    const at = (text: string): number => parseInstant(text) as number;
    expect(start('P1D', '2026-03-02T01:00:00.000Z')).toBe(at('2026-03-01T01:00:00.000Z'));
    expect(start('P7D', '2026-03-02T01:00:00.000Z')).toBe(at('2026-02-23T01:00:00.000Z'));
    expect(start('P1M', '2026-03-31T01:02:03.004Z')).toBe(at('2026-02-28T01:02:03.004Z'));
    expect(start('P1M', '2024-03-30T01:02:03.004Z')).toBe(at('2024-02-29T01:02:03.004Z'));
    expect(start('P1M', '2026-01-15T00:00:00.000Z')).toBe(at('2025-12-15T00:00:00.000Z'));
    expect(start(undefined, '2026-01-15T00:00:00.000Z')).toBeUndefined();
  });
});

describe('mnd.found', () => {
  test('true by a mandate whose holder signed the order', () => {
    expect(readCase().fact('mnd.found')).toEqual(known(true, ...way));
  });

  test('false where the mandate names another key', () => {
    const { fact, evidence } = readCase({ bodies: { mandate: { holderKid: 'another' } } });
    expect(evidence.findings.some((finding) => finding.code === 'E_MANDATE_CNF')).toBe(true);
    expect(fact('mnd.found')).toEqual(known(false, ...way, 'order'));
  });

  test('false where no mandate for the agent can be missing', () => {
    const { fact } = readCase({
      refs: { order: (refs) => refs.filter((ref) => ref.rel !== 'under') },
      bodies: { mandate: { holder: 'did:example:other' } },
    });
    expect(fact('mnd.found')).toEqual(known(false, 'order/body/orderId', 'requested/body/orderId', 'revocation'));
  });

  test('unknown where one may be; excluded by an inadmissible one', () => {
    expect(readCase({ leftOut: ['mandate'], claim: { filedAt: LATER } }).fact('mnd.found')).toEqual(unknown());
    expect(readCase({ forged: ['mandate'] }).fact('mnd.found')).toEqual(excluded('mandate'));
  });
});

describe('mnd.revNotice', () => {
  test('who confirmed the revocation, and when', () => {
    const { fact } = readCase();
    expect(fact('mnd.revNotice')).toMatchObject({ state: 'known', value: { complete: true, items: [{ role: 'UA' }] } });
    expect(fact('mnd.revNotice').inputs).toEqual(
      [...way, 'revocation/refs/0', 'revocationReceipt', 'revocationReceipt/refs/0'].sort(),
    );
  });

  test('nobody confirmed', () => {
    expect(readCase({ leftOut: ['revocationReceipt'] }).fact('mnd.revNotice')).toEqual(known(set(true), ...way));
  });

  test('incomplete where a chain is open; excluded with the mandate', () => {
    const { fact } = readCase({
      leftOut: ['revocationReceipt'],
      files: (files) => new Map([...files].filter(([path]) => !/checkpoints\/issuer/.test(path))),
    });
    expect(fact('mnd.revNotice')).toEqual(known(set(false), ...way));
    expect(readCase({ forged: ['mandate'] }).fact('mnd.revNotice')).toEqual(excluded('mandate'));
  });
});

describe('mnd.shownS1', () => {
  const sources = ['captured/body/amount', 'captured/refs/0', 'authorized/refs', 'authorized/refs/0', 'requested/refs'];

  test('false where neither the request nor the authorisation names a mandate', () => {
    expect(readCase().fact('mnd.shownS1')).toEqual(known(false, ...sources));
  });

  test('true by the request', () => {
    const { digest } = readCase();
    const under = { rel: 'under' as const, digest: digest('mandate') };
    const { fact } = readCase({ refs: { requested: (refs) => [...refs, under] } });
    expect(fact('mnd.shownS1')).toEqual(known(true, ...sources));
  });

  test('unknown, excluded', () => {
    expect(readCase({ leftOut: ['authorized'] }).fact('mnd.shownS1')).toEqual(unknown());
    expect(readCase({ forged: ['requested'] }).fact('mnd.shownS1')).toEqual(excluded('requested'));
  });
});

describe('mnd.stepUp', () => {
  const agreed = ['requested/body/orderId', 'order/body/orderId', 'order/body/total', 'accepted/body/total'];

  test('true by a confirmation of the order', () => {
    const { fact } = readCase();
    expect(fact('mnd.stepUp')).toEqual(
      known(true, ...agreed, 'captured', 'captured/body/amount', 'confirmedOrder', 'confirmedOrder/refs/0'),
    );
  });

  test('false where none can be missing', () => {
    // A later round of checkpoints: the user's chain is then proven beyond the payment's bracket.
    const { fact } = readCase({ leftOut: ['confirmedOrder'], extra: () => ({}) });
    expect(fact('mnd.stepUp')).toEqual(known(false, ...agreed, 'captured', 'captured/body/amount', 'revocation'));
  });

  test('unknown on an open chain; excluded by an inadmissible one', () => {
    const open = readCase({
      leftOut: ['confirmedOrder'],
      files: (files) => new Map([...files].filter(([path]) => !/checkpoints\/user/.test(path))),
    });
    expect(open.fact('mnd.stepUp')).toEqual(unknown());
    expect(readCase({ forged: ['confirmedOrder'] }).fact('mnd.stepUp')).toEqual(excluded('confirmedOrder'));
  });
});
