import { item, money } from '../../test/fixtures/coffee-order.ts';
import { deliver, purchase } from './purchase.ts';
import type { SampleStory } from './story.ts';
import { ACCOUNT, ALL_PASS, claimOf, intent, mandate, town, witnessEnds } from './town.ts';

const KINDS = ['app', 'glasses', 'mini-program', 'tap'] as const;

export function terminals(): SampleStory {
  const place = town('terminals', { shop: '海港地铁 Harbour Metro', secondShop: '站台售票亭 Platform Kiosk', mcc: '4111' });
  const { builder, mcc } = place;
  const under = mandate(place, [
    { type: 'payment.allowed_payees', allowed: [place.merchant.id] },
    { type: 'terminal.allowed', kinds: ['app', 'glasses', 'mini-program'] },
  ]);
  for (const [index, kind] of KINDS.entries()) {
    const txn = `txn-${kind}`;
    const n = index + 1;
    const market = kind === 'tap' ? { ...place, merchant: place.second, shopName: place.secondShopName } : place;
    const lines = [item('l1', '地铁日票 Metro day pass', 1, money('CNY', 2000))];
    intent(place, txn, '地铁日票 Metro day pass', { terminal: { kind } });
    const { order } = purchase(builder, market, { txn, n, lines, account: ACCOUNT, mcc, under, terminal: { kind } });
    deliver(builder, market, txn, n, order);
    builder.wait(3_600_000);
  }
  witnessEnds(builder);
  const built = builder.build();
  return {
    folder: '10-terminals',
    title: { en: 'Terminals from app to glasses', zh: '从手机应用到智能眼镜的终端' },
    text: {
      en: "Four metro day passes, bought from an app, from glasses, in a mini-program and by a tap. The mandate allows the first three kinds of terminal, and the metro as the only payee. The tap was at a kiosk on the platform, which sells passes of its own.\n\nWhat to find: three purchases are sound; all that was done by tap breaks the mandate (E_CONSTRAINT), and so does the payee of the fourth payment. The terminal alone would bring Lin Wei nothing, since no rule of the core pack awards money for it; the payee does (AR-MND-06). The bank refunds CNY 20.00 at once, and the agent's operator bears it.",
      zh: '四张地铁日票，分别通过手机应用、眼镜、小程序和碰一碰购买。委托书只允许前三种终端，且收款方只能是地铁公司。碰一碰发生在站台上的售票亭，它卖的是自己的票。\n\n应当发现：三笔购买都成立；碰一碰的操作违反委托（E_CONSTRAINT），第四笔付款的收款方也违反。仅凭终端不符，林薇得不到赔付，因为核心规则包没有因终端而判给款项的规则；起作用的是收款方（AR-MND-06）。银行先行退还 20.00 元，由智能体运营方承担。',
    },
    bundles: new Map([['evidence', built.sealed()]]),
    policy: built.policy,
    claim: claimOf({
      id: 'claim-tap',
      txn: 'txn-tap',
      paymentId: 'pay-4',
      grounds: ['AR-MND-06'],
      minor: 2000,
      statement: 'I never allowed payments by tap, nor to that kiosk. 我从未允许碰一碰付款，也不认识这个售票亭。',
    }),
    expected: {
      axes: { ...ALL_PASS, authority: 'fail' },
      roots: ['E_CONSTRAINT'],
      outcome: 'established',
      awards: ['issuer-operator CNY 2000'],
    },
  };
}
