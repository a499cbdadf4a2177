import type { JsonObject } from '../../src-core/json/json-value.ts';
import { item, money, totalOf } from '../../test/fixtures/coffee-order.ts';
import { deliver, pay, placeOrder } from './purchase.ts';
import type { SampleStory } from './story.ts';
import { ACCOUNT, ALL_PASS, claimOf, intent, mandate, town, witnessEnds } from './town.ts';

/** An order of the agent's own, raised by an amendment that somebody else signed in the agent's name. */
export function impersonated(): SampleStory {
  const place = town('impostor', { shop: '南京路花店 Nanjing Road Flowers', mcc: '5992' });
  const { builder, agent, merchant, platform } = place;
  const txn = 'txn-flowers';
  const under = mandate(place, [{ type: 'payment.amount_range', currency: 'CNY', max: 60_000 }]);
  intent(place, txn, '花束 Bouquet');
  const lines = [item('l1', '花束 Bouquet', 1, money('CNY', 18_800))];
  const { created, accepted } = placeOrder(builder, place, { txn, n: 1, lines, account: ACCOUNT, mcc: place.mcc, under });
  const raised = [...lines, item('l2', '礼品卡 Gift card', 1, money('CNY', 30_000))];
  const amended = builder.entry(agent, 'order.amended', {
    txn,
    body: { orderId: 'order-1', lines: raised, total: totalOf(raised), reason: 'add a gift card' },
    refs: [
      { rel: 'corrects', to: created },
      { rel: 'under', to: under },
    ],
  });
  pay(builder, place, { txn, n: 1, account: ACCOUNT, accepted, amount: totalOf(raised) });
  builder.entry(merchant, 'fulfillment.evidence', {
    txn,
    body: {
      orderId: 'order-1',
      kind: 'dispatched',
      happenedAt: builder.instant(-1000),
      lines: raised.slice(1),
      attributes: { by: 'e-mail' },
    },
    refs: [{ rel: 'fulfils', to: amended }],
  });
  deliver(builder, place, txn, 1, created);
  witnessEnds(builder);
  const impostor = builder.signerOf(platform);
  const built = builder.build({
    signer: (at, signer) => (at === amended ? impostor : signer),
    keyid: (at, keyid) => (at === amended ? impostor.kid : keyid),
    payload: (at, payload) =>
      at === amended ? { ...payload, actor: { ...(payload['actor'] as JsonObject), kid: impostor.kid } } : payload,
  });
  return {
    folder: '03-impersonated-agent',
    title: { en: 'An impersonated agent', zh: '被冒充的智能体' },
    text: {
      en: "Lin Wei's agent orders a bouquet for CNY 188.00. Seconds later its chain shows an amendment in its name: a gift card for CNY 300.00 besides. The shop sends the card's code at once, and charges CNY 488.00.\n\nWhat to find: the amendment's signature is mathematically valid, but the key is one that the registry issued to the platform, which hosts the agent. Authenticity fails with one root cause, E_KEY_BINDING, on the amendment; the order itself stands, and the replay shows CNY 188.00 ordered against CNY 488.00 charged. The shop relied on a key that it could have looked up, so it bears the CNY 300.00; the bank never saw the amendment and bears nothing.",
      zh: '林薇的智能体订了一束 188.00 元的花。几秒后，它的链上出现一条以它名义写的改单：再加一张 300.00 元的礼品卡。花店随即发出卡密，并收款 488.00 元。\n\n应当发现：改单的签名在数学上有效，但所用密钥是登记机构发给平台的，而该智能体正由平台托管。真实性一项不通过，唯一根因是改单上的 E_KEY_BINDING；原订单依然成立，重放显示订单 188.00 元、扣款 488.00 元。花店依赖了一把本可查验的密钥，故承担 300.00 元；银行从未见到改单，不承担责任。',
    },
    bundles: new Map([['evidence', built.sealed()]]),
    policy: built.policy,
    claim: claimOf({
      id: 'claim-impostor',
      txn,
      grounds: ['AR-IDN-01'],
      minor: 30_000,
      statement: 'My agent did not add the gift card. 礼品卡不是我的智能体加的。',
    }),
    expected: {
      axes: { ...ALL_PASS, authenticity: 'fail' },
      roots: ['E_KEY_BINDING'],
      outcome: 'established',
      awards: ['merchant-operator CNY 30000'],
    },
  };
}
