import { item, money } from '../../test/fixtures/coffee-order.ts';
import { deliver, purchase, type Market } from './purchase.ts';
import type { SampleStory } from './story.ts';
import { ACCOUNT, ALL_PASS, claimOf, intent, mandate, town, witnessEnds } from './town.ts';

export function overspent(): SampleStory {
  const place = town('overspent');
  const { builder, mcc } = place;
  const under = mandate(place, [{ type: 'payment.budget', currency: 'USD', max: 20_000 }]);
  const buy = (txn: string, n: number, name: string, minor: number, market: Market = place, seen = [place.opening]): void => {
    intent(place, txn, name);
    const lines = [item('l1', name, 1, money('USD', minor))];
    const { order } = purchase(builder, market, { txn, n, lines, account: ACCOUNT, mcc, under, seen });
    deliver(builder, market, txn, n, order);
  };
  buy('txn-headphones', 1, '耳机 Headphones', 14_900);
  builder.checkpointAll();
  builder.wait(600_000);
  const other = { ...place, merchant: place.second, shopName: place.secondShopName };
  buy('txn-speaker', 2, '音箱 Speaker', 9900, other, [builder.checkpoint(place.platform)]);
  witnessEnds(builder);
  const built = builder.build();
  return {
    folder: '06-mandate-overspent',
    title: { en: 'A mandate overspent across two merchants', zh: '一份委托在两家商户合计超支' },
    text: {
      en: "The mandate allows USD 200.00 in all. The agent spends USD 149.00 at one shop and, soon after, USD 99.00 at another. Neither shop can see the other.\n\nWhat to find: each purchase is sound by itself; together they break the budget (E_CONSTRAINT on the second request). Overspent are USD 48.00. The bank refunds them at once; the agent's operator bears them, since no merchant could know.",
      zh: '委托书总共允许 200.00 美元。智能体先在一家店花 149.00 美元，不久又在另一家花 99.00 美元，两家店互不知情。\n\n应当发现：单看每笔交易都成立，合起来突破预算（第二笔收款请求上的 E_CONSTRAINT）。超支 48.00 美元由银行先行退还，最终由智能体运营方承担，因为商户无从得知。',
    },
    bundles: new Map([['evidence', built.sealed()]]),
    policy: built.policy,
    claim: claimOf({
      id: 'claim-overspent',
      txn: 'txn-speaker',
      paymentId: 'pay-2',
      grounds: ['AR-MND-05'],
      currency: 'USD',
      minor: 9900,
      statement: 'My agent spent more than its budget. 我的智能体花超了预算。',
    }),
    expected: {
      axes: { ...ALL_PASS, authority: 'fail' },
      roots: ['E_CONSTRAINT'],
      outcome: 'established',
      awards: ['issuer-operator USD 4800'],
    },
  };
}
