import type { JsonObject } from '../../src-core/json/json-value.ts';
import type { EntryHandle, Tamper } from '../../test/fixtures/bundle-builder.ts';
import { coffeeOrder, COFFEE_TXN, type CoffeeOrder } from '../../test/fixtures/coffee-order.ts';
import type { SampleStory } from './story.ts';
import { timeStamped } from './time-stamps.ts';
import { ALL_PASS, claimOf, POLICY_NAME, SAMPLES_WORLD } from './town.ts';

function coffee(seed: string): CoffeeOrder {
  return coffeeOrder(seed, { trust: 'registry', anchored: true, world: SAMPLES_WORLD, policyName: POLICY_NAME });
}

/** Changes the body of one entry before it is signed; everything after it follows from the changed bytes. */
function body(place: EntryHandle, change: (body: JsonObject) => JsonObject): Tamper {
  return { payload: (at, payload) => (at === place ? { ...payload, body: change(payload['body'] as JsonObject) } : payload) };
}

function claim(id: string, grounds: readonly string[], minor: number, statement: string): JsonObject {
  const dates = { noticeAt: '2026-03-03T09:00:00.000Z', filedAt: '2026-03-06T09:00:00.000Z' };
  return claimOf({ id, txn: COFFEE_TXN, grounds, minor, statement, ...dates });
}

const one = (files: ReadonlyMap<string, Uint8Array>) => new Map([['evidence', files]]);

export function wentWell(): SampleStory {
  const { builder, seen, ends } = coffee('well');
  const built = builder.build();
  const { files, policy } = timeStamped(built, [seen, ...ends]);
  return {
    folder: '01-coffee-order',
    title: { en: 'A coffee order that went well', zh: '一笔顺利的咖啡订单' },
    text: {
      en: 'Lin Wei asks her glasses for two oat lattes and a croissant. Her agent finds a shop, orders, the shop charges CNY 50.00, delivers, and later refunds CNY 6.00. Six parties and a registry kept signed chains; every chain ends in a checkpoint that witnesses cosigned and a time-stamp authority stamped (RFC 3161).\n\nWhat to find: all six axes pass, and every step has a bracket between two anchors. The lower bound is a cosignature that its author had in hand; the upper one is, for most, a token, which is exact to a tenth of a second. The claim that nothing was delivered is not established: the delivery is proven.',
      zh: '林薇对眼镜说要两杯燕麦拿铁和一个可颂。她的智能体找到店家并下单，店家收款 50.00 元、送达，随后退款 6.00 元。六个当事方和一个登记机构各自保存签名链，每条链的末端都有见证人联署、并经时间戳机构盖戳（RFC 3161）的检查点。\n\n应当发现：六个维度全部通过，每一步都夹在两个时间锚之间：下界是作者当时已持有的联署，上界多为精确到十分之一秒的时间戳。“未送达”的主张不成立：送达已获证明。',
    },
    bundles: one(built.sealed({ files })),
    policy,
    claim: claim('claim-well', ['AR-PRF-02'], 5000, 'Nothing arrived. 什么都没有送到。'),
    expected: { axes: ALL_PASS, roots: [], outcome: 'not-established', awards: [] },
  };
}

export function priceChanged(): SampleStory {
  const { builder, entries } = coffee('price');
  const dearer = { currency: 'CNY', minor: 5900 };
  const built = builder.build(body(entries.captured, (original) => ({ ...original, amount: dearer })));
  return {
    folder: '02-price-changed',
    title: { en: 'A price changed after the quote', zh: '报价之后价格被改' },
    text: {
      en: 'Quote, order, acceptance, request and authorisation all say CNY 50.00. The acquirer captures CNY 59.00.\n\nWhat to find: every signature and link holds, and yet authority fails: the capture is not what was requested (E_INSTRUCTION). The replay shows CNY 50.00 ordered against CNY 59.00 charged. The claim for the difference is established.',
      zh: '报价、订单、接单、收款请求与授权都是 50.00 元，收单机构却扣款 59.00 元。\n\n应当发现：所有签名与链接都成立，但授权一项不通过：扣款与请求不符（E_INSTRUCTION）。重放显示订单 50.00 元、扣款 59.00 元。差额主张成立。',
    },
    bundles: one(built.sealed()),
    policy: built.policy,
    claim: claim('claim-price', ['AR-ORD-02', 'AR-PAY-02'], 900, 'I was charged more than was agreed. 扣款比约定的多。'),
    expected: {
      axes: { ...ALL_PASS, authority: 'fail' },
      roots: ['E_INSTRUCTION'],
      outcome: 'established',
      awards: ['merchant-operator CNY 900'],
    },
  };
}

export function withoutQuorum(): SampleStory {
  const { builder, entries } = coffee('quorum');
  const built = builder.build(
    body(entries.final, (original) => ({ ...original, confirmations: (original['confirmations'] as string[]).slice(0, 2) })),
  );
  return {
    folder: '05-settlement-without-quorum',
    title: { en: 'A settlement without quorum', zh: '未达法定确认数的结算' },
    text: {
      en: 'The mandate asks that user, merchant and one of acquirer or psp confirm a settlement. The platform declares it final with two confirmations.\n\nWhat to find: authority fails with E_SETTLE_QUORUM on the final entry, and the claim against the settling side is established. CNY 6.00 of the 50.00 were refunded before, so the platform owes CNY 44.00.',
      zh: '委托书要求用户、商家以及收单机构或支付机构之一确认结算，平台却凭两份确认宣布结算完成。\n\n应当发现：授权一项因 E_SETTLE_QUORUM 不通过（位于结算完成的记录上），针对结算方的主张成立。50.00 元中已退 6.00 元，故平台应退 44.00 元。',
    },
    bundles: one(built.sealed()),
    policy: built.policy,
    claim: claim(
      'claim-quorum',
      ['AR-SET-01'],
      5000,
      'The settlement was declared final without the agreed confirmations. 结算未经约定的确认就被宣布完成。',
    ),
    expected: {
      axes: { ...ALL_PASS, authority: 'fail' },
      roots: ['E_SETTLE_QUORUM'],
      outcome: 'established',
      awards: ['platform-operator CNY 4400'],
    },
  };
}
