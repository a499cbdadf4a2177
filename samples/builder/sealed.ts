import type { BuiltBundle, EntryOptions } from '../../test/fixtures/bundle-builder.ts';
import { item, money } from '../../test/fixtures/coffee-order.ts';
import { fixedSeal, sealKey } from '../../test/fixtures/fixed-seal.ts';
import { secretOf } from '../../test/fixtures/seeded-random.ts';
import { purchase } from './purchase.ts';
import type { SampleStory } from './story.ts';
import { ACCOUNT, ALL_PASS, claimOf, intent, mandate, SAMPLES_WORLD, town } from './town.ts';

const TXN = 'txn-sealed';
const PRICE = money('CNY', 39_900);
const regulator = sealKey(secretOf(SAMPLES_WORLD, 'regulator'));

/** The evidence with every secret shut, or with the kind of the courier's report disclosed. The entries are the same. */
function told(disclosed: readonly string[]): BuiltBundle {
  const place = town('sealed', { shop: '康宁医疗器械 Corning Medical Supplies', mcc: '5047' });
  const { builder, merchant } = place;
  const withheld = (members: readonly string[], open: readonly string[] = []): EntryOptions['withhold'] => ({
    members,
    disclosed: open,
    seal: (disclosures, entry) => fixedSeal(disclosures, entry, [regulator], (length) => builder.random.bytes(length)),
  });
  const under = mandate(place, [{ type: 'payment.amount_range', currency: 'CNY', max: 50_000 }]);
  intent(place, TXN, '血压计 Blood pressure monitor', { withhold: withheld(['/body/utterance']) });
  const { order } = purchase(builder, place, {
    txn: TXN,
    n: 1,
    lines: [item('l1', '血压计 Blood pressure monitor', 1, PRICE)],
    account: ACCOUNT,
    mcc: place.mcc,
    under,
    deliverBy: builder.instant(3 * 86_400_000),
    withhold: withheld(['/body/destination']),
  });
  builder.checkpointAll();
  builder.wait(2 * 86_400_000);
  builder.entry(merchant, 'fulfillment.evidence', {
    txn: TXN,
    body: {
      orderId: 'order-1',
      kind: 'failed',
      happenedAt: builder.instant(-1000),
      attributes: { note: '无人应门，包裹退回 Nobody opened; parcel taken back', door: '1402' },
    },
    refs: [{ rel: 'fulfils', to: order }],
    withhold: withheld(['/body/attributes', '/body/kind'], disclosed),
  });
  // Ends that are witnessed after the claim was filed show that nothing was delivered until then.
  builder.wait(23 * 86_400_000);
  builder.checkpointAll();
  return builder.build();
}

/** What the regulator hands out: the same bundle and one disclosure more. */
function withOneDisclosed(shut: BuiltBundle): Map<string, Uint8Array> {
  const opened = [...told(['/body/kind']).files].filter(([path]) => path.startsWith('disclosures/'));
  return shut.sealed({ files: new Map([...shut.files, ...opened].sort(([a], [b]) => (a < b ? -1 : 1))) });
}

export function sealedCase(): SampleStory {
  const shut = told([]);
  const samples = 'samples/09-sealed-case';
  return {
    folder: '09-sealed-case',
    title: { en: 'A sealed case with one disclosed part', zh: '只披露一部分的密封案件' },
    text: {
      en: "What Lin Wei said, where she lives and what the courier reported are withheld, and sealed for the regulator. The shop says that its courier's report shows all is well. In `disclosed.atb` the regulator has opened one member of that report and hands it to everybody: its `kind`.\n\nWhat to find: the chains verify with every secret shut. Without the report the claim is contested: the goods are overdue, and only the sealed member could still save the shop; the ruling names it and who holds it. With `disclosed.atb` besides, the same claim is established: the report says `failed`. What Lin Wei said and where she lives stays shut. `regulator.key.json` opens the seals for the reader's own eyes (`--open`); a ruling rests only on what lies disclosed in the evidence.",
      zh: '林薇说了什么、住在哪里、快递员报告了什么，均未披露，只密封给监管方。商家称快递报告表明一切正常。在 `disclosed.atb` 中，监管方打开了该报告的一个字段并向各方披露：`kind`。\n\n应当发现：所有秘密都关着，链依然可以核验。没有这份报告时主张有争议：货物已逾期，唯有那个密封字段还可能为商家开脱；裁决书指明了它以及由谁掌握。加上 `disclosed.atb` 后，同一主张成立：报告写的是 `failed`（未送达）。林薇的话和住址依然密封。`regulator.key.json` 可供阅读者本人开封查看（`--open`）；裁决只依据证据中已披露的内容。',
    },
    bundles: new Map([
      ['evidence', shut.sealed()],
      ['disclosed', withOneDisclosed(shut)],
    ]),
    extras: new Map([['regulator.key.json', { ...regulator.privateJwk }]]),
    commands: [`replay ${samples}/evidence.atb --txn ${TXN} --open ${samples}/regulator.key.json`],
    policy: shut.policy,
    claim: claimOf({
      id: 'claim-sealed',
      txn: TXN,
      paymentId: 'pay-1',
      grounds: ['AR-PRF-02'],
      minor: PRICE.minor,
      statement: 'It never arrived. 一直没有送到。',
      noticeAt: '2026-04-10T09:00:00.000Z',
      filedAt: '2026-04-25T09:00:00.000Z',
    }),
    expected: {
      bundles: ['evidence'],
      axes: ALL_PASS,
      roots: [],
      outcome: 'contested',
      awards: [],
      then: { bundles: ['disclosed'], outcome: 'established', awards: ['merchant-operator CNY 39900'] },
    },
  };
}
