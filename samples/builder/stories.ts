import type { JsonObject } from '../../src-core/json/json-value.ts';
import type { EntryHandle, Tamper } from '../../test/fixtures/bundle-builder.ts';
import { coffeeOrder, COFFEE_TXN, type CoffeeOrder } from '../../test/fixtures/coffee-order.ts';
import { marketStories } from './market-stories.ts';
import type { SampleStory } from './story.ts';

/** The evidence of a coffee order of `world`, with one thing in it as `tamper` says. */
function coffee(seed: string, tamper: (order: CoffeeOrder) => Tamper = () => ({})) {
  const order = coffeeOrder(seed, {
    trust: 'registry',
    anchored: true,
    world: 'samples',
    policyName: 'Samples: the registry and witnesses of Harbour City',
  });
  return order.builder.build(tamper(order));
}

/** Changes the body of one entry before it is signed; everything after it follows from the changed bytes. */
function body(place: EntryHandle, change: (body: JsonObject) => JsonObject): Tamper {
  return { payload: (at, payload) => (at === place ? { ...payload, body: change(payload['body'] as JsonObject) } : payload) };
}

function claim(
  id: string,
  grounds: readonly string[],
  minor: number,
  statement: string,
  filedAt = '2026-03-06T09:00:00.000Z',
): JsonObject {
  return {
    v: 1,
    id,
    txn: COFFEE_TXN,
    claimant: 'did:example:user',
    respondents: ['did:example:merchant'],
    grounds: [...grounds],
    amount: { currency: 'CNY', minor },
    noticeAt: '2026-03-03T09:00:00.000Z',
    filedAt,
    jurisdiction: 'CN',
    statement,
  };
}

const SETTLED = { integrity: 'pass', authenticity: 'pass', authority: 'pass', order: 'pass', time: 'pass', completeness: 'pass' };
const one = (files: ReadonlyMap<string, Uint8Array>) => new Map([['evidence', files]]);

/** Every sample, in the order in which a newcomer should open them. */
export function sampleStories(): SampleStory[] {
  return [wentWell(), priceChanged(), impersonated(), forked(), withoutQuorum(), ...marketStories()];
}

function wentWell(): SampleStory {
  const built = coffee('well');
  return {
    folder: '01-coffee-order',
    title: { en: 'A coffee order that went well', zh: '一笔顺利的咖啡订单' },
    text: {
      en: 'Lin Wei asks her glasses for two oat lattes and a croissant. Her agent finds a shop, orders, the shop charges CNY 50.00, delivers, and later refunds CNY 6.00. Six parties and a registry kept signed chains; every chain ends in a checkpoint that witnesses cosigned.\n\nWhat to find: all six axes pass, and every time has a bracket between two anchors. The claim that nothing was delivered is not established: the delivery is proven.',
      zh: '林薇对眼镜说要两杯燕麦拿铁和一个可颂。她的智能体找到店家并下单，店家收款 50.00 元、送达，随后退款 6.00 元。六个当事方和一个登记机构各自保存签名链，每条链的末端都有见证人联署的检查点。\n\n应当发现：六个维度全部通过，每个时间都夹在两个时间锚之间。“未送达”的主张不成立：送达已获证明。',
    },
    bundles: one(built.sealed()),
    policy: built.policy,
    claim: claim('claim-well', ['AR-PRF-02'], 5000, 'Nothing arrived.'),
    expected: { axes: SETTLED, roots: [], outcome: 'not-established', awards: [] },
  };
}

function priceChanged(): SampleStory {
  const dearer = { currency: 'CNY', minor: 5900 };
  const built = coffee('price', ({ entries }) => body(entries.captured, (original) => ({ ...original, amount: dearer })));
  return {
    folder: '02-price-changed',
    title: { en: 'A price changed after the quote', zh: '报价之后价格被改' },
    text: {
      en: 'Quote, order, acceptance, request and authorisation all say CNY 50.00. The acquirer captures CNY 59.00.\n\nWhat to find: every signature and link holds, and yet authority fails: the capture is not what was requested (E_INSTRUCTION). The replay shows ordered 5000 against charged 5900. The claim for the difference is established.',
      zh: '报价、订单、接单、收款请求与授权都是 50.00 元，收单机构却扣款 59.00 元。\n\n应当发现：所有签名与链接都成立，但授权一项失败：扣款与请求不符（E_INSTRUCTION）。重放显示订单 5000、扣款 5900。差额主张成立。',
    },
    bundles: one(built.sealed()),
    policy: built.policy,
    claim: claim('claim-price', ['AR-ORD-02', 'AR-PAY-02'], 900, 'I was charged more than was agreed.'),
    expected: {
      axes: { ...SETTLED, authority: 'fail' },
      roots: ['E_INSTRUCTION'],
      outcome: 'established',
      awards: ['merchant-operator CNY 900'],
    },
  };
}

function impersonated(): SampleStory {
  const built = coffee('impostor', ({ builder, entries, parties }) => {
    const impostor = builder.signerOf(parties.platform);
    return {
      signer: (place, signer) => (place === entries.order ? impostor : signer),
      keyid: (place, keyid) => (place === entries.order ? impostor.kid : keyid),
      payload: (place, payload) =>
        place === entries.order ? { ...payload, actor: { ...(payload['actor'] as JsonObject), kid: impostor.kid } } : payload,
    };
  });
  return {
    folder: '03-impersonated-agent',
    title: { en: 'An impersonated agent', zh: '被冒充的智能体' },
    text: {
      en: "The order of Lin Wei's agent is signed with a key that the registry issued to the platform. The merchant and the bank relied on it.\n\nWhat to find: the signature is mathematically valid, and still authenticity fails with one root cause, E_KEY_BINDING, on the order. The claim that the agent was impersonated is established.",
      zh: '林薇的智能体的订单，是用登记机构发给平台的密钥签的，商家和银行却据此行事。\n\n应当发现：签名在数学上有效，但真实性一项失败，唯一根因是订单上的 E_KEY_BINDING。冒充智能体的主张成立。',
    },
    bundles: one(built.sealed()),
    policy: built.policy,
    claim: claim('claim-impostor', ['AR-IDN-01'], 5000, 'My agent did not place this order.'),
    expected: {
      axes: { ...SETTLED, authenticity: 'fail' },
      roots: ['E_KEY_BINDING'],
      outcome: 'established',
      awards: ['role:M CNY 4400'],
    },
  };
}

function forked(): SampleStory {
  const honest = coffee('fork');
  const other = coffee('fork', ({ entries }) =>
    body(entries.inspected, (original) => ({ ...original, kind: 'failed', attributes: { temperature: 'cold' } })),
  );
  return {
    folder: '04-forked-chain',
    title: { en: 'Two bundles of a forked chain', zh: '一条分叉链的两份证据' },
    text: {
      en: "The merchant holds a copy of the user's chain in which the coffee arrived. The user hands in a copy of the same chain in which it did not. Each bundle verifies by itself.\n\nWhat to find: `compare` shows that one writer signed two entries for one position, and prints both as a proof that stands alone. Verified together, the chain carries E_FORK. Whether the coffee arrived stays undetermined: the evidence speaks with two tongues.",
      zh: '商家手中有一份用户的链，其中咖啡已送达；用户提交的同一条链却说没有送达。两份证据单独核验都成立。\n\n应当发现：`compare` 指出同一签署方在同一位置签了两条记录，并给出可独立核验的证明。一并核验时，该链出现 E_FORK。咖啡是否送达因而未定：证据自相矛盾。',
    },
    bundles: new Map([
      ['merchant', honest.sealed()],
      ['user', other.sealed()],
    ]),
    policy: honest.policy,
    claim: claim('claim-fork', ['AR-EVD-04', 'AR-PRF-02'], 5000, 'It never arrived.'),
    expected: {
      axes: { ...SETTLED, order: 'fail', time: 'indeterminate' },
      roots: ['E_FORK', 'I_TIME_ASSUMED'],
      outcome: 'undetermined',
      awards: [],
    },
  };
}

function withoutQuorum(): SampleStory {
  const built = coffee('quorum', ({ entries }) =>
    body(entries.final, (original) => ({ ...original, confirmations: (original['confirmations'] as string[]).slice(0, 2) })),
  );
  return {
    folder: '05-settlement-without-quorum',
    title: { en: 'A settlement without quorum', zh: '未达法定确认数的结算' },
    text: {
      en: 'The mandate asks that user, merchant and one of acquirer or psp confirm a settlement. The platform declares it final with two confirmations.\n\nWhat to find: authority fails with E_SETTLE_QUORUM on the final entry, and the claim against the settling side is established.',
      zh: '委托书要求用户、商家以及收单机构或支付机构之一确认结算，平台却凭两份确认宣布结算完成。\n\n应当发现：授权一项因 E_SETTLE_QUORUM 失败（位于结算完成的记录上），针对结算方的主张成立。',
    },
    bundles: one(built.sealed()),
    policy: built.policy,
    claim: claim('claim-quorum', ['AR-SET-01'], 5000, 'The settlement was declared final without the agreed confirmations.'),
    expected: {
      axes: { ...SETTLED, authority: 'fail' },
      roots: ['E_SETTLE_QUORUM'],
      outcome: 'established',
      awards: ['platform-operator CNY 4400'],
    },
  };
}
