import type { BuiltBundle } from '../../test/fixtures/bundle-builder.ts';
import { item, money } from '../../test/fixtures/coffee-order.ts';
import { deliver, purchase } from './purchase.ts';
import type { SampleStory } from './story.ts';
import { ACCOUNT, ALL_PASS, claimOf, intent, mandate, town } from './town.ts';

const TXN = 'txn-cooker';
const PRICE = money('CNY', 23_900);

/**
 * The same story up to the shop's last entry, which the shop signs twice: as a promise to refund for the user, as an inspection for the
 * bank. Witnesses cosigned only the chain that they were shown, the user's.
 */
function told(to: 'user' | 'bank'): BuiltBundle {
  const place = town('fork');
  const { builder, merchant, user } = place;
  const under = mandate(place, [{ type: 'payment.amount_range', currency: 'CNY', max: 50_000 }]);
  intent(place, TXN, '电饭煲 Rice cooker');
  const lines = [item('l1', '电饭煲 Rice cooker', 1, PRICE)];
  const { order, captured } = purchase(builder, place, { txn: TXN, n: 1, lines, account: ACCOUNT, mcc: place.mcc, under });
  deliver(builder, place, TXN, 1, order);
  builder.checkpoint(merchant);
  builder.wait(86_400_000);
  builder.entry(user, 'fulfillment.evidence', {
    txn: TXN,
    body: { orderId: 'order-1', kind: 'returned', happenedAt: builder.instant(-1000), attributes: { lid: 'cracked' } },
    refs: [{ rel: 'fulfils', to: order }],
  });
  builder.wait(3_600_000);
  const happenedAt = builder.instant(-1000);
  const dueBy = builder.instant(7 * 86_400_000);
  if (to === 'user') {
    builder.entry(merchant, 'refund.promised', {
      txn: TXN,
      body: { refundId: 'refund-1', paymentId: 'pay-1', amount: PRICE, dueBy },
      refs: [{ rel: 'refunds', to: captured }],
    });
  } else {
    builder.entry(merchant, 'fulfillment.evidence', {
      txn: TXN,
      body: { orderId: 'order-1', kind: 'inspected', happenedAt, attributes: { lid: 'intact' } },
      refs: [{ rel: 'fulfils', to: order }],
    });
  }
  for (const party of builder.parties.filter((one) => one !== merchant && builder.entriesOf(one) > 0)) builder.checkpoint(party);
  if (to === 'user') builder.checkpoint(merchant);
  return builder.build();
}

export function forked(): SampleStory {
  const toUser = told('user');
  return {
    folder: '04-forked-chain',
    title: { en: 'Two bundles of a forked chain', zh: '一条分叉链的两份证据' },
    text: {
      en: "Lin Wei sends back a rice cooker with a cracked lid, and the shop promises in writing to refund CNY 239.00 within a week. Nothing comes. To the bank the shop hands in a copy of its chain in which, at the very place of the promise, it inspected the cooker and found the lid intact.\n\nWhat to find: taken alone, the user's bundle passes every check, and the shop's fails none; only the end of the shop's own chain is open there, since no witness was shown that copy. By the shop's bundle alone the claim would come to nothing. `compare` shows that one writer signed two entries for one position, and prints both as a proof that stands alone; verified together, the chain carries E_FORK. AR-EVD-04 then keeps the copy that costs its author more, so the promise stands and the refund is due.",
      zh: '林薇退回一只锅盖开裂的电饭煲，店家书面承诺一周内退款 239.00 元，却一直没有退。店家交给银行的同一条链里，承诺所在的位置却是一条验货记录，称锅盖完好。\n\n应当发现：单独核验时，用户的一份各项通过，店家的一份也没有不成立之处，只是其中店家自己的链结尾未定，因为没有见证人见过那一份。仅凭店家的一份，主张不成立。`compare` 指出同一签署方在同一位置签了两条记录，并给出可独立核验的证明；一并核验时，该链出现 E_FORK。AR-EVD-04 于是保留对签署方更不利的那一份，因此承诺成立，应当退款。',
    },
    bundles: new Map([
      ['merchant', told('bank').sealed()],
      ['user', toUser.sealed()],
    ]),
    policy: toUser.policy,
    claim: claimOf({
      id: 'claim-fork',
      txn: TXN,
      grounds: ['AR-EVD-04', 'AR-PRF-05'],
      minor: PRICE.minor,
      statement: 'I was promised a refund, and it never came. 答应的退款一直没有到账。',
      noticeAt: '2026-04-20T09:00:00.000Z',
      filedAt: '2026-05-06T09:00:00.000Z',
    }),
    expected: {
      axes: { ...ALL_PASS, order: 'fail', time: 'indeterminate' },
      roots: ['E_FORK', 'I_TIME_ASSUMED'],
      outcome: 'established',
      awards: ['merchant-operator CNY 23900'],
    },
  };
}
