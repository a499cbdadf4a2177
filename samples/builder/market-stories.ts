import type { EntryHandle, EntryOptions, Party } from '../../test/fixtures/bundle-builder.ts';
import { BundleBuilder } from '../../test/fixtures/bundle-builder.ts';
import { item, money } from '../../test/fixtures/coffee-order.ts';
import { fixedSeal, sealKey } from '../../test/fixtures/fixed-seal.ts';
import { secretOf } from '../../test/fixtures/seeded-random.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';
import type { Market } from './purchase.ts';
import { purchase } from './purchase.ts';
import type { SampleStory } from './story.ts';

const ACCOUNT = { scheme: 'alipay.user', ref: '2088-harbour-01' };
const PASS = {
  integrity: 'pass',
  authenticity: 'pass',
  authority: 'pass',
  order: 'pass',
  time: 'indeterminate',
  completeness: 'pass',
};

/** The stories that are told with purchases of their own. */
export function marketStories(): SampleStory[] {
  return [overspent(), straddle(), sealedCase(), terminals()];
}

interface Town extends Market {
  readonly builder: BundleBuilder;
  readonly second: Party;
}

function town(seed: string): Town {
  const builder = new BundleBuilder(seed, '2026-04-01T01:00:00.000Z', {
    world: 'samples',
    policyName: 'Samples: the registry and witnesses of Harbour City',
  });
  const shop = (name: string, displayName: string): Party =>
    builder.party(name, { role: 'merchant', displayName, accounts: [ACCOUNT], mcc: '5732' });
  return {
    builder,
    user: builder.party('user', { role: 'user', displayName: '林薇 Lin Wei' }),
    agent: builder.party('agent', { role: 'user_agent', displayName: 'Morning Agent' }),
    merchant: shop('merchant', '海港数码 Harbour Digital'),
    second: shop('second-merchant', 'Uptown Audio'),
    platform: builder.party('platform', { role: 'platform', displayName: 'City Market' }),
    issuer: builder.party('issuer', { role: 'issuer', displayName: 'Harbour Bank' }),
    acquirer: builder.party('acquirer', { role: 'acquirer', displayName: 'Plain Acquiring' }),
  };
}

function mandate({ builder, user, agent }: Town, constraints: JsonObject[]): EntryHandle {
  return builder.entry(user, 'intent.mandate', {
    txn: '-',
    body: {
      mandateId: 'mandate-1',
      principal: user.id,
      holder: agent.id,
      holderKid: builder.signerOf(agent).kid,
      mode: 'delegated',
      notBefore: builder.instant(-60_000),
      expires: builder.instant(30 * 86_400_000),
      singleUse: false,
      maxDepth: 0,
      constraints,
    },
  });
}

function intent({ builder, user }: Town, txn: string, name: string, more: Partial<EntryOptions> = {}): void {
  const wants = [{ id: 'w1', quantity: 1, acceptable: [{ name }], hard: true }];
  builder.entry(user, 'intent.captured', {
    txn,
    body: { mode: 'delegated', utterance: `请帮我买 ${name}`, language: 'zh-CN', wants },
    ...more,
  });
}

function claim(
  id: string,
  txn: string,
  paymentId: string,
  grounds: readonly string[],
  currency: string,
  minor: number,
  statement: string,
): JsonObject {
  return {
    v: 1,
    id,
    txn,
    paymentId,
    claimant: 'did:example:user',
    respondents: ['did:example:merchant'],
    grounds: [...grounds],
    amount: { currency, minor },
    noticeAt: '2026-04-02T09:00:00.000Z',
    filedAt: '2026-04-05T09:00:00.000Z',
    jurisdiction: 'CN',
    statement,
  };
}

function overspent(): SampleStory {
  const place = town('overspent');
  const { builder } = place;
  const under = mandate(place, [{ type: 'payment.budget', currency: 'USD', max: 20_000 }]);
  intent(place, 'txn-headphones', 'Headphones');
  purchase(builder, place, {
    txn: 'txn-headphones',
    n: 1,
    lines: [item('l1', 'Headphones', 1, money('USD', 14_900))],
    account: ACCOUNT,
    under,
  });
  builder.checkpointAll();
  builder.wait(600_000);
  const seen = [builder.checkpoint(place.platform)];
  intent(place, 'txn-speaker', 'Speaker');
  purchase(
    builder,
    { ...place, merchant: place.second },
    { txn: 'txn-speaker', n: 2, lines: [item('l1', 'Speaker', 1, money('USD', 9900))], account: ACCOUNT, under, seen },
  );
  builder.checkpointAll();
  // Once more: an end proves that nothing is missing only where it was witnessed after the payment's latest time.
  builder.checkpointAll();
  const built = builder.build();
  return {
    folder: '06-mandate-overspent',
    title: { en: 'A mandate overspent across two merchants', zh: '一份委托在两家商户合计超支' },
    text: {
      en: "The mandate allows USD 200.00 in all. The agent spends USD 149.00 at one shop and, ten minutes later, USD 99.00 at another. Neither shop can see the other.\n\nWhat to find: each purchase is sound by itself; together they break the budget (E_CONSTRAINT). Overspent are USD 48.00; the agent's operator bears it, since no merchant could know.",
      zh: '委托书总共允许 200.00 美元。智能体先在一家店花 149.00 美元，十分钟后又在另一家花 99.00 美元，两家店互不知情。\n\n应当发现：单看每笔交易都成立，合起来突破预算（E_CONSTRAINT）。超支 48.00 美元由智能体运营方承担，因为商户无从得知。',
    },
    bundles: new Map([['evidence', built.sealed()]]),
    policy: built.policy,
    claim: claim('claim-overspent', 'txn-speaker', 'pay-2', ['AR-MND-05'], 'USD', 9900, 'My agent spent more than its budget.'),
    expected: {
      axes: { ...PASS, authority: 'fail' },
      roots: ['E_CONSTRAINT', 'I_TIME_ASSUMED'],
      outcome: 'established',
      awards: ['issuer-operator USD 4800'],
    },
  };
}

function straddle(): SampleStory {
  const place = town('straddle');
  const { builder, agent, registry } = { ...place, registry: place.builder.registry };
  const under = mandate(place, []);
  intent(place, 'txn-key', '充电器 Charger');
  purchase(builder, place, {
    txn: 'txn-key',
    n: 1,
    lines: [item('l1', '充电器 Charger', 1, money('CNY', 19_900))],
    account: ACCOUNT,
    under,
  });
  const since = builder.instant(-600_000 - 1000);
  builder.entry(registry, 'key.revoked', {
    body: { kid: builder.signerOf(agent).kid, reason: 'compromised', effectiveAt: builder.instant(), compromisedSince: since },
    refs: [{ rel: 'revokes', to: builder.keyRecordOf(agent) }],
  });
  builder.checkpointAll();
  const built = builder.build();
  return {
    folder: '07-revoked-key',
    title: { en: 'A revoked key used inside its straddle', zh: '在不确定区间内使用的已吊销密钥' },
    text: {
      en: "The registry revokes the agent's key as compromised since a moment in the middle of a purchase. The only anchors come later, so nobody can prove whether the order was signed before or after.\n\nWhat to find: I_KEY_STRADDLE on what the key signed: neither valid nor invalid, but not settled, and the finding names the anchor that would settle it.",
      zh: '登记机构吊销智能体的密钥，并称其自交易进行中的某一刻起已泄露。时间锚都在其后，因此无人能证明订单签于之前还是之后。\n\n应当发现：该密钥所签记录上为 I_KEY_STRADDLE：既非有效也非无效，而是未定，并指出怎样的时间锚可以定案。',
    },
    bundles: new Map([['evidence', built.sealed()]]),
    policy: built.policy,
    claim: claim('claim-key', 'txn-key', 'pay-1', ['AR-IDN-02'], 'CNY', 19_900, 'The key had been stolen.'),
    expected: {
      axes: { ...PASS, authenticity: 'indeterminate' },
      roots: ['I_KEY_STRADDLE', 'I_TIME_ASSUMED'],
      outcome: 'undetermined',
      awards: [],
    },
  };
}

function sealedCase(): SampleStory {
  const place = town('sealed');
  const { builder } = place;
  const reader = sealKey(secretOf('samples', 'regulator'));
  const seal: NonNullable<EntryOptions['withhold']>['seal'] = (disclosures, entry) =>
    disclosures.length === 0
      ? new Uint8Array()
      : fixedSeal(disclosures, entry, [reader], (length) => builder.random.bytes(length));
  const under = mandate(place, [{ type: 'payment.amount_range', currency: 'CNY', max: 50_000 }]);
  intent(place, 'txn-sealed', '血压计 Blood pressure monitor', { withhold: { members: ['/body/utterance'], seal } });
  purchase(builder, place, {
    txn: 'txn-sealed',
    n: 1,
    lines: [item('l1', '血压计 Blood pressure monitor', 1, money('CNY', 39_900))],
    account: ACCOUNT,
    under,
    order: { members: ['/body/destination'], seal },
    request: { members: ['/body/instrument'], disclosed: ['/body/instrument'] },
  });
  builder.checkpointAll();
  const built = builder.build();
  return {
    folder: '09-sealed-case',
    title: { en: 'A sealed case with one disclosed part', zh: '只披露一部分的密封案件' },
    text: {
      en: 'What Lin Wei said and where she lives are withheld and sealed for the regulator; the payment instrument is disclosed.\n\nWhat to find: the chains verify with every secret shut. `inspect` shows one field disclosed and two sealed. The claim stays undetermined, and not because of the seals: nobody handed in a settlement or a shop category, and the ruling says who holds them.',
      zh: '林薇说了什么、住在哪里均未披露，只密封给监管方；付款工具则已披露。\n\n应当发现：所有秘密都关着，链依然可以核验。`inspect` 显示一个字段已披露、两个字段密封。主张未定，但并非因为密封：没有人提交结算记录或商户类别，裁决书会指出由谁掌握。',
    },
    bundles: new Map([['evidence', built.sealed()]]),
    policy: built.policy,
    claim: claim('claim-sealed', 'txn-sealed', 'pay-1', ['AR-PRF-02'], 'CNY', 39_900, 'It never arrived.'),
    expected: { axes: PASS, roots: ['I_TIME_ASSUMED'], outcome: 'undetermined', awards: [] },
  };
}

function terminals(): SampleStory {
  const place = town('terminals');
  const { builder } = place;
  const kinds = ['app', 'glasses', 'mini-program', 'tap'] as const;
  const under = mandate(place, [{ type: 'terminal.allowed', kinds: ['app', 'glasses', 'mini-program'] }]);
  for (const [index, kind] of kinds.entries()) {
    const txn = `txn-${kind}`;
    intent(place, txn, '地铁日票 Metro day pass', { terminal: { kind } });
    purchase(builder, place, {
      txn,
      n: index + 1,
      lines: [item('l1', '地铁日票 Metro day pass', 1, money('CNY', 2000))],
      account: ACCOUNT,
      under,
      terminal: { kind },
    });
    builder.wait(3_600_000);
  }
  builder.checkpointAll();
  const built = builder.build();
  return {
    folder: '10-terminals',
    title: { en: 'Terminals from app to glasses', zh: '从手机应用到智能眼镜的终端' },
    text: {
      en: 'Four day passes, bought from an app, from glasses, in a mini-program and by a tap. The mandate allows the first three kinds.\n\nWhat to find: only what was done by tap breaks the mandate (E_CONSTRAINT on those entries). No rule of the core pack awards money for a terminal; the claim stays undetermined for what nobody handed in (settlement, shop category).',
      zh: '四张日票，分别通过手机应用、眼镜、小程序和碰一碰购买。委托书只允许前三种终端。\n\n应当发现：只有碰一碰的操作违反委托（这些记录上为 E_CONSTRAINT）。核心规则包没有因终端而判给款项的规则；因无人提交结算记录与商户类别，主张未定。',
    },
    bundles: new Map([['evidence', built.sealed()]]),
    policy: built.policy,
    claim: claim('claim-tap', 'txn-tap', 'pay-4', ['AR-MND-06'], 'CNY', 2000, 'I never allowed payments by tap.'),
    expected: {
      axes: { ...PASS, authority: 'fail' },
      roots: ['E_CONSTRAINT', 'I_TIME_ASSUMED'],
      outcome: 'undetermined',
      awards: [],
    },
  };
}
