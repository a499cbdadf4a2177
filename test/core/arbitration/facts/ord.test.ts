import { describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../../../../src-core/encoding/base64url.ts';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { affectedLines } from '../../../../src-core/arbitration/facts/wants.ts';
import type { JsonObject } from '../../../../src-core/json/json-value.ts';
import type { EntryHandle } from '../../../fixtures/bundle-builder.ts';
import { cny, excluded, known, set, unknown, withheld } from './expect-fact.ts';
import type { CaseChanges } from './read-case.ts';
import { LATER, readCase } from './read-case.ts';

const txn = 'txn-coffee-0001';
const agreed = ['requested/body/orderId', 'order/body/orderId', 'order/body/total', 'accepted/body/total'];
const line = (id: string, minor: number, more: JsonObject = {}): JsonObject => ({
  id,
  kind: 'item',
  name: id,
  quantity: 1,
  unit: cny(minor),
  total: cny(minor),
  ...more,
});
const tea = [line('t1', 3000)];

/** The merchant amends the order to `minor`; the agent accepts it or not. */
function amendment(minor: number, accepted: boolean): CaseChanges['extra'] {
  return ({ builder, parties, entries }): { [name: string]: EntryHandle } => {
    const amended = builder.entry(parties.merchant, 'order.amended', {
      txn,
      body: { orderId: 'order-1', lines: [line('l1', minor - 100), line('pack', 100)], total: cny(minor), reason: 'packaging' },
      refs: [{ rel: 'corrects', to: entries.order }],
    });
    if (!accepted) return { amended };
    const agreement = builder.entry(parties.agent, 'order.accepted', {
      txn,
      body: { orderId: 'order-1', total: cny(minor) },
      refs: [{ rel: 'accepts', to: amended }],
    });
    return { amended, agreement };
  };
}

describe('ord.Q', () => {
  test('the total that the other side accepted', () => {
    expect(readCase().fact('ord.Q')).toEqual(known(cny(5000), ...agreed));
  });

  test('the deepest amendment that was accepted', () => {
    const { fact } = readCase({ extra: amendment(5200, true) });
    expect(fact('ord.Q')).toEqual(
      known(
        cny(5200),
        'requested/body/orderId',
        'order/body/orderId',
        'amended/refs/0',
        'amended/body/total',
        'agreement/body/total',
      ),
    );
  });

  test('an amendment that was not accepted changes nothing', () => {
    expect(readCase({ extra: amendment(5200, false) }).fact('ord.Q')).toEqual(known(cny(5000), ...agreed));
  });

  test('an order as quoted needs no acceptance', () => {
    const { fact } = readCase({ leftOut: ['accepted'] });
    const members = ['order', 'quote'].flatMap((name) => [`${name}/body/lines`, `${name}/body/total`]);
    expect(fact('ord.Q')).toEqual(known(cny(5000), 'requested/body/orderId', 'order/body/orderId', 'order/refs/0', ...members));
  });

  test('an acceptance of another total, two amendments of one order: unknown', () => {
    const other = { lines: [line('l1', 4900)], total: cny(4900) };
    expect(readCase({ bodies: { order: other } }).fact('ord.Q')).toEqual(unknown());
    const fork = readCase({
      extra: (order) => ({
        ...amendment(5200, true)?.(order),
        rival: order.builder.entry(order.parties.agent, 'order.amended', {
          txn,
          body: { orderId: 'order-1', lines: tea, total: cny(3000), reason: 'less' },
          refs: [{ rel: 'corrects', to: order.entries.order }],
        }),
      }),
    });
    expect(fork.fact('ord.Q')).toEqual(unknown('amended/refs/0', 'rival/refs/0'));
  });

  test('withheld, excluded, without an order', () => {
    expect(readCase({ withheld: { order: ['/body/total'] } }).fact('ord.Q')).toEqual(withheld('order/body/total'));
    expect(readCase({ forged: ['order'] }).fact('ord.Q')).toEqual(excluded('order'));
    expect(readCase({ leftOut: ['order'] }).fact('ord.Q')).toEqual(unknown());
    expect(readCase({ forged: ['accepted'], bodies: { order: { lines: tea, total: cny(3000) } } }).fact('ord.Q')).toEqual(
      excluded('accepted'),
    );
  });
});

describe('a disclosure that fits nothing', () => {
  /** Beside an order with something withheld, a file that pretends to disclose its total. */
  const pretended: CaseChanges = {
    withheld: { order: ['/body/destination'] },
    files: (files, built, places) => {
      const hex = built.line(places.get('order') as EntryHandle).digest.slice(7);
      const disclosure = encodeBase64Url(
        encodeUtf8(JSON.stringify(['AAAAAAAAAAAAAAAAAAAAAA', 'total', { currency: 'CNY', minor: 1 }])),
      );
      return files.set(`disclosures/${hex}.txt`, encodeUtf8(`${disclosure}\n`));
    },
  };

  test('does not void what was signed in clear', () => {
    const { fact, evidence } = readCase(pretended);
    expect(evidence.findings.some((finding) => finding.code === 'E_DISCLOSURE')).toBe(true);
    expect(fact('ord.Q')).toEqual(known(cny(5000), ...agreed));
  });
});

describe('ord.affected', () => {
  const sources = [...agreed, 'order/body/lines', 'order/refs/1', 'mandate', 'mandate/body/constraints'];

  test('none where every hard want is met', () => {
    expect(readCase().fact('ord.affected')).toEqual(known(undefined, ...sources));
  });

  test('the lines that serve no want or a hard one that is not met', () => {
    const lines = [line('l1', 1900, { sku: 'oat-latte' }), line('l2', 1200, { sku: 'croissant' }), line('l3', 400)];
    const { fact } = readCase({ bodies: { order: { lines, total: cny(3500) }, accepted: { total: cny(3500) } } });
    // One latte of two wanted: 1,900, and 400 that nobody asked for.
    expect(fact('ord.affected')).toEqual(known(cny(2300), ...sources));
  });

  test('all that was paid where such a line is not severable', () => {
    const lines = [line('l1', 1900, { sku: 'oat-latte', severable: false })];
    const { fact } = readCase({ bodies: { order: { lines, total: cny(1900) }, accepted: { total: cny(1900) } } });
    expect(fact('ord.affected')).toEqual(known(cny(5000), ...sources, 'captured/body/amount'));
  });

  test('by the wants of the intent where the mandate has none', () => {
    const wants = [{ id: 'w', quantity: 1, acceptable: [{ name: 'tea' }], hard: true }];
    const { fact } = readCase({ bodies: { mandate: { constraints: [] }, intent: { wants } } });
    expect(fact('ord.affected')).toEqual(known(cny(5000), ...sources, 'intent/body/wants'));
  });

  test('unknown without wants, withheld, excluded', () => {
    const none: CaseChanges = { bodies: { mandate: { constraints: [] } } };
    expect(readCase({ ...none, leftOut: ['intent'] }).fact('ord.affected')).toEqual(unknown());
    expect(readCase({ ...none, withheld: { intent: ['/body/wants'] } }).fact('ord.affected')).toEqual(
      withheld('intent/body/wants'),
    );
    expect(readCase({ ...none, forged: ['intent'] }).fact('ord.affected')).toEqual(excluded('intent'));
  });

  test('wants take lines whole, by id, and compare attributes', () => {
    const want = (id: string, more: JsonObject): JsonObject => ({ id, quantity: 1, hard: true, acceptable: [{}], ...more });
    const hot = line('a', 1, { attributes: { hot: true } });
    const cold = line('b', 1, { attributes: { hot: false } });
    expect(
      affectedLines([hot, cold], [want('1', { attributes: { hot: true } }), want('2', { attributes: { hot: false } })]),
    ).toBeUndefined();
    expect(affectedLines([hot, cold], [want('1', { attributes: { hot: true } }), want('2', { attributes: { hot: 1 } })])).toEqual(
      [cold],
    );
    // The first want takes both, which is more than it asked for; the second gets nothing.
    expect(affectedLines([cold, hot], [want('1', {}), want('2', {})])).toEqual([hot, cold]);
    expect(affectedLines([hot], [want('1', { acceptable: [{ name: 'b' }, { name: 'a' }] })])).toBeUndefined();
    expect(affectedLines([hot], [want('1', { acceptable: [], hard: false })])).toBeUndefined();
    expect(affectedLines([{ ...hot, kind: 'fee' }], [want('1', {})])).toEqual([]);
  });
});

describe('ord.extra', () => {
  test('0 where what was charged is what was agreed', () => {
    expect(readCase().fact('ord.extra')).toEqual(known(cny(0), ...agreed, 'captured/body/amount'));
  });

  test('the lines of an amendment, not accepted, that comes to what was charged', () => {
    const { fact } = readCase({ bodies: { captured: { amount: cny(5200) } }, extra: amendment(5200, false) });
    // `pack` is new: 100; `l1` is in the order.
    expect(fact('ord.extra')).toEqual(
      known(cny(100), ...agreed, 'order/body/lines', 'captured/body/amount', 'amended/body/lines', 'amended/body/total'),
    );
  });

  test('a quote of the same selection counts as one', () => {
    const extra: CaseChanges['extra'] = ({ builder, parties, entries }) => ({
      requote: builder.entry(parties.merchant, 'order.quoted', {
        txn,
        body: {
          quoteId: 'q9',
          payee: parties.merchant.id,
          lines: [line('l1', 5000), line('rush', 700)],
          total: cny(5700),
          validUntil: '2026-03-03T00:00:00.000Z',
        },
        refs: [{ rel: 'responds-to', to: entries.selected }],
      }),
    });
    const { fact } = readCase({ bodies: { captured: { amount: cny(5700) } }, extra });
    expect(fact('ord.extra')).toMatchObject({ state: 'known', value: cny(700) });
  });

  test('unknown where nothing explains it; withheld; excluded', () => {
    expect(readCase({ bodies: { captured: { amount: cny(5200) } } }).fact('ord.extra')).toEqual(unknown());
    const shut = readCase({
      bodies: { captured: { amount: cny(5200) } },
      extra: amendment(5200, false),
      withheld: { amended: ['/body/lines'] },
    });
    expect(shut.fact('ord.extra')).toEqual(withheld('amended/body/lines'));
    expect(readCase({ forged: ['captured'] }).fact('ord.extra')).toEqual(excluded('captured'));
  });
});

describe('ord.mcc', () => {
  const quoted = ['requested/body/orderId', 'order/body/orderId', 'order/refs/0', 'quote/body/mcc'];
  const registered = ['captured/body/amount', 'captured/body/payee', 'registration of did:example:merchant/body/mcc'];

  test('quoted and registered', () => {
    expect(readCase().fact('ord.mcc')).toEqual(known(set(true, '5814'), ...quoted, ...registered));
    expect(readCase({ bodies: { quote: { mcc: '7995' } } }).fact('ord.mcc')).toEqual(
      known(set(true, '5814', '7995'), ...quoted, ...registered),
    );
  });

  test('incomplete where one is missing', () => {
    expect(readCase({ bodies: { quote: { mcc: undefined } } }).fact('ord.mcc')).toEqual(known(set(false, '5814'), ...registered));
    expect(readCase({ trust: 'keys' }).fact('ord.mcc')).toEqual(known(set(false, '5814'), ...quoted));
    expect(readCase({ forged: ['quote', 'captured'] }).fact('ord.mcc')).toEqual(known(set(false)));
  });
});

describe('ord.offerFalse', () => {
  const sources = [
    'requested/body/orderId',
    'order/body/orderId',
    'order/refs/0',
    'quote/refs/0',
    'quote/body/lines',
    'selected/refs/0',
    'selected/body/offerId',
    'offersAgain/body/offers',
  ];

  test('false where the quote keeps to the offer', () => {
    expect(readCase().fact('ord.offerFalse')).toEqual(known(false, ...sources));
  });

  test('true where it does not', () => {
    expect(readCase({ bodies: { quote: { lines: tea, total: cny(3000) } } }).fact('ord.offerFalse')).toEqual(
      known(true, ...sources),
    );
  });

  test('unknown without the offer; withheld; excluded', () => {
    expect(readCase({ leftOut: ['offersAgain'] }).fact('ord.offerFalse')).toEqual(unknown());
    expect(readCase({ bodies: { selected: { offerId: 'o9' } } }).fact('ord.offerFalse')).toEqual(unknown());
    expect(readCase({ withheld: { quote: ['/body/lines'] } }).fact('ord.offerFalse')).toEqual(withheld('quote/body/lines'));
    expect(readCase({ forged: ['selected'] }).fact('ord.offerFalse')).toEqual(excluded('selected'));
  });
});

describe('ord.requote', () => {
  test('false where the merchant amended nothing', () => {
    expect(readCase().fact('ord.requote')).toEqual(known(false, 'requested/body/orderId'));
  });

  test('true where the user agreed to the new price', () => {
    const { fact } = readCase({ extra: amendment(5200, true) });
    expect(fact('ord.requote')).toEqual(
      known(
        true,
        'requested/body/orderId',
        'order/body/orderId',
        'captured/body/amount',
        'amended/body/total',
        'amended/refs/0',
        'agreement/body/total',
      ),
    );
  });

  test('false where no agreement can be missing; unknown where it can', () => {
    const { fact } = readCase({ extra: amendment(5200, false) });
    expect(fact('ord.requote')).toEqual(
      known(false, ...agreed, 'captured/body/amount', 'amended/body/total', 'revocation', 'revocationReceipt'),
    );
    expect(readCase({ extra: amendment(5200, false), claim: { filedAt: LATER } }).fact('ord.requote')).toEqual(unknown());
  });

  test('withheld, excluded', () => {
    expect(readCase({ extra: amendment(5200, false), withheld: { amended: ['/body/total'] } }).fact('ord.requote')).toEqual(
      withheld('amended/body/total'),
    );
    expect(readCase({ extra: amendment(5200, false), forged: ['amended'] }).fact('ord.requote')).toEqual(excluded('amended'));
  });
});
