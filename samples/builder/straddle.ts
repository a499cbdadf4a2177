import { formatInstant } from '../../src-core/encoding/instant.ts';
import { item, money } from '../../test/fixtures/coffee-order.ts';
import { deliver, purchase } from './purchase.ts';
import type { SampleStory } from './story.ts';
import { ACCOUNT, ALL_PASS, claimOf, intent, mandate, town, witnessEnds } from './town.ts';

export function straddle(): SampleStory {
  const place = town('straddle');
  const { builder, agent } = place;
  const under = mandate(place, []);
  intent(place, 'txn-key', '充电器 Charger');
  // In the middle of the purchase, before the order.
  const since = formatInstant(builder.now + 3500);
  const { order } = purchase(builder, place, {
    txn: 'txn-key',
    n: 1,
    lines: [item('l1', '充电器 Charger', 1, money('CNY', 19_900))],
    account: ACCOUNT,
    mcc: place.mcc,
    under,
  });
  deliver(builder, place, 'txn-key', 1, order);
  builder.entry(builder.registry, 'key.revoked', {
    body: {
      kid: builder.signerOf(agent).kid,
      reason: 'compromised',
      effectiveAt: builder.instant(),
      compromisedSince: since,
    },
    refs: [{ rel: 'revokes', to: builder.keyRecordOf(agent) }],
  });
  witnessEnds(builder);
  const built = builder.build();
  return {
    folder: '07-revoked-key',
    title: { en: 'A revoked key used inside its straddle', zh: '在不确定区间内使用的已吊销密钥' },
    text: {
      en: "The registry revokes the agent's key as compromised since a moment in the middle of a purchase: after the agent chose the shop, before it ordered, if its own clock is to be believed. But a thief can backdate, and anchors stand only before the whole purchase and after it.\n\nWhat to find: I_KEY_STRADDLE on all that the key signed: neither valid nor invalid, and the finding names the anchor that would settle it. The ruling does not guess: it stays undetermined, says what is missing and who holds it.",
      zh: '登记机构吊销智能体的密钥，并称其自交易进行中的某一刻起已泄露：若相信智能体自己的时钟，那是在选定店家之后、下单之前。但窃贼可以倒填时间，而时间锚只在整笔交易之前和之后。\n\n应当发现：该密钥所签的全部记录上都有 I_KEY_STRADDLE：既非有效也非无效，并指出怎样的时间锚可以定案。裁决不作猜测：维持未定，并指出缺少什么、由谁掌握。',
    },
    bundles: new Map([['evidence', built.sealed()]]),
    policy: built.policy,
    claim: claimOf({
      id: 'claim-key',
      txn: 'txn-key',
      paymentId: 'pay-1',
      grounds: ['AR-IDN-02'],
      minor: 19_900,
      statement: 'The key had been stolen. 密钥当时已经被盗。',
    }),
    expected: {
      axes: { ...ALL_PASS, authenticity: 'indeterminate' },
      roots: ['I_KEY_STRADDLE'],
      outcome: 'undetermined',
      awards: [],
    },
  };
}
