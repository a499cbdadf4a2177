import { describe, expect, it, test } from 'vitest';
import type { Setting } from '../../../src-core/arbitration/combine-packs.ts';
import type { Claim } from '../../../src-core/arbitration/claim.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import type { HistoryOptions, Purchase } from '../../fixtures/purchase-history.ts';
import { PurchaseHistory } from '../../fixtures/purchase-history.ts';
import { packsNamed } from '../../fixtures/rule-packs.ts';

/** Brackets by the authors' clocks, a minute to each side. */
const minute: Setting = { param: 'time.claimSkew', value: 'PT1M', text: 'PT1M' };
const clocks = (path: string): boolean => !path.startsWith('log/');
const point = (instant: string): JsonObject => ({ notBefore: instant, notAfter: instant });
const set = (param: string, value: JsonValue): Setting => ({ param, value });

interface Asked {
  readonly purchases: readonly Purchase[];
  readonly of?: number;
  readonly packs: readonly string[];
  readonly claim?: Partial<Claim>;
  readonly settings?: readonly Setting[];
  readonly options?: HistoryOptions;
}

function rule({ purchases, of = 0, packs, claim, settings = [], options }: Asked) {
  const history = new PurchaseHistory('history', purchases, options);
  return history.rule(of, packsNamed('core', ...packs), claim, settings).core;
}

function outcomes(asked: Asked, ...ids: readonly string[]): (string | undefined)[] {
  const { rules } = rule(asked);
  return ids.map((id) => rules.find((row) => row.id === id)?.outcome);
}

function outcomeOf(id: string, asked: Asked): string | undefined {
  return outcomes(asked, id)[0];
}

const US: Partial<Claim> = { jurisdiction: 'US' };

describe('the worked example of Regulation E: 50 + 450 + 800 = 1,300 dollars', () => {
  // Nobody gave the agent a mandate; the consumer learned of it on 1 March, the statement is of 31 March, notice came on 20 June.
  const purchases = [
    { day: '2026-03-02', minor: 10_000 },
    { day: '2026-04-10', minor: 60_000 },
    { day: '2026-06-10', minor: 80_000 },
  ].map((purchase) => ({ ...purchase, mandate: 'none', isDisputed: true }));
  const history = new PurchaseHistory('reg-e', purchases, { mandates: {} });
  const settings = [
    set('regE.learnedAt', point('2026-03-01T12:00:00.000Z')),
    set('regE.statementAt', point('2026-03-31T00:00:00.000Z')),
  ];
  const decide = (index: number, more: readonly Setting[] = []) =>
    history.rule(index, packsNamed('core', 'us-reg-e'), US, [...settings, ...more]).core;
  const refunded = [0, 1, 2].map((index) => decide(index).heads.reduce((sum, head) => sum + head.money.minor, 0));

  it('leaves 1,300 of 1,500 dollars with the consumer', () => {
    expect([0, 1, 2].map((index) => decide(index).outcome)).toEqual(['established', 'established', 'established']);
    expect(purchases.map(({ minor }, index) => minor - (refunded[index] as number))).toEqual([5000, 45_000, 80_000]);
    expect(refunded).toEqual([5000, 15_000, 0]);
  });

  it('has the institution refund at once, whoever bears it in the end', () => {
    expect(decide(1).awards).toEqual([
      { from: 'issuer-operator', to: 'user-operator', money: { currency: 'USD', minor: 15_000 } },
    ]);
    expect(decide(1).allocation).toMatchObject([{ party: 'agent-operator', bps: 10_000 }]);
  });

  it('leaves 50 dollars with the consumer in all where notice came in time', () => {
    const early = { ...US, noticeAt: '2026-03-02T10:00:00.000Z' };
    const inTime = [0, 1, 2].map((index) => history.rule(index, packsNamed('core', 'us-reg-e'), early, settings).core);
    const sums = inTime.map(({ heads }) => heads.reduce((sum, head) => sum + head.money.minor, 0));
    expect(sums).toEqual([5000, 60_000, 80_000]);
  });

  it('says in every ruling what the other answer on the furnished access device gives', () => {
    const { counterfactuals, packs } = decide(0);
    expect(counterfactuals).toContainEqual(
      expect.objectContaining({ pack: 'us-reg-e', param: 'regE.agentIsFurnishedHolder', value: true }),
    );
    expect(packs.find(({ id }) => id === 'us-reg-e')?.params['regE.agentIsFurnishedHolder']).toBe(false);
  });
});

describe('the agent as holder of the access device', () => {
  const over: Asked = {
    purchases: [{ day: '2026-03-02', minor: 10_000 }],
    packs: ['us-reg-e'],
    claim: { ...US, noticeAt: '2026-03-03T00:00:00.000Z' },
    options: { mandates: { m: { constraints: [{ type: 'payment.amount_range', currency: 'USD', max: 4000 }] } } },
  };
  it('turns what was over the cap from the institution’s loss to a matter between user and agent', () => {
    const nobody = rule({ ...over, settings: [set('regE.agentIsFurnishedHolder', false)] });
    const holder = rule({ ...over, settings: [set('regE.agentIsFurnishedHolder', true)] });
    const total = (core: typeof nobody): number => core.heads.reduce((sum, { money }) => sum + money.minor, 0);
    expect([nobody.heads[0]?.rule, total(nobody)]).toEqual(['AR-RGE-01', 5000]);
    expect([holder.heads[0]?.rule, total(holder)]).toEqual(['AR-MND-04', 6000]);
    const whatIf = nobody.counterfactuals.find(({ param }) => param === 'regE.agentIsFurnishedHolder');
    expect(whatIf).toMatchObject({ value: true, outcome: 'established', total: { currency: 'USD', minor: 6000 } });
  });
});

/** Without a mandate, and disputed, so that the user has a chain that shows that there is none. */
const none = (day: string, minor: number): Purchase => ({ day, minor, mandate: 'none', isDisputed: true });
const cny: HistoryOptions = { currency: 'CNY' };
const CN: Partial<Claim> = { jurisdiction: 'CN', filedAt: '2026-06-20T00:00:00.000Z' };
const weak = { factors: 1, certificate: false };
const inChina = { packs: ['cn-payments'], claim: CN, options: { ...cny, isPacked: clocks }, settings: [minute] };
const proven = { packs: ['cn-payments'], claim: CN, options: cny };

describe('limits of PBoC Notice 43', () => {
  const amounts = (asked: Asked) => rule(asked).heads.map(({ head, rule: id, money }) => [head, id, money.minor]);
  it('5,000 yuan a day with two factors, nothing by contract with a certificate', () => {
    const purchases = [{ day: '2026-03-02', minor: 600_000 }];
    expect(amounts({ ...proven, purchases, settings: [minute] })).toEqual([['excess', 'AR-REG-02', 100_000]]);
    const signed = [{ day: '2026-03-02', minor: 600_000, auth: { factors: 2, certificate: true } }];
    expect(amounts({ ...proven, purchases: signed, settings: [minute] })).toEqual([]);
  });
  it('1,000 yuan a day below two factors, and all of an unauthorised payment', () => {
    const purchases = [{ day: '2026-03-02', minor: 120_000, auth: weak }];
    expect(amounts({ ...proven, purchases, settings: [minute] })).toEqual([['excess', 'AR-REG-02', 20_000]]);
    const nobody = [{ day: '2026-03-02', minor: 80_000, auth: weak, mandate: 'none', isDisputed: true }];
    const core = rule({ ...proven, purchases: nobody, settings: [minute], options: { ...cny, mandates: {} } });
    expect(core.rules.find(({ id }) => id === 'AR-REG-02')?.outcome).toBe('established');
    expect(core.heads[0]?.money.minor).toBe(80_000);
  });
  it('counts the day, and no other', () => {
    const purchases = [
      { day: '2026-03-01', minor: 90_000, auth: weak },
      { day: '2026-03-02', minor: 70_000, auth: weak },
      { day: '2026-03-02', minor: 60_000, auth: weak },
    ];
    const clocked = { ...inChina, options: { ...cny } };
    expect(amounts({ ...clocked, purchases, of: 1 })).toEqual([]);
    expect(amounts({ ...clocked, purchases, of: 2 })).toEqual([['excess', 'AR-REG-02', 30_000]]);
  });
});

const twice = (more: Partial<Purchase> = {}): Purchase[] => [
  { day: '2026-03-02', minor: 3000, ...more },
  { day: '2026-03-09', minor: 3000, ...more },
];
const withoutUserEnd = (path: string): boolean => !/checkpoints\/(user|agent|acquirer)/.test(path);
const single: HistoryOptions = { mandates: { m: { singleUse: true } } };
const counted: HistoryOptions = {
  mandates: { m: { constraints: [{ type: 'payment.agent_recurrence', frequency: 'weekly', maxOccurrences: 1 }] } },
};
const structured = [
  { day: '2026-03-02', minor: 950_000 },
  { day: '2026-03-05', minor: 940_000 },
  { day: '2026-03-09', minor: 990_000 },
];
const year: Purchase[] = [
  { day: '2025-08-02', minor: 1000 },
  { day: '2025-09-09', minor: 1000 },
  { day: '2026-03-02', minor: 3000 },
];
const cards = { packs: ['card-schemes'], of: 2, claim: { noticeAt: '2026-03-20T00:00:00.000Z' } };
const lostUs = { packs: ['us-reg-z'], claim: US };
const EU: Partial<Claim> = { jurisdiction: 'EU' };
const euro: HistoryOptions = { currency: 'EUR' };
const wire = { packs: ['us-ucc-4a'], claim: { ...US, noticeAt: '2026-04-01T00:00:00.000Z' } };

/** Each rule on signed evidence: where it holds, where it does not, and where it stays open (a referring rule: referred, and not). */
const cases: readonly (readonly [string, string, Asked, string])[] = [
  ['AR-MND-08', 'the second use', { purchases: twice(), of: 1, packs: ['core-2'], options: single }, 'established'],
  ['AR-MND-08', 'the first use', { purchases: twice(), of: 0, packs: ['core-2'], options: single }, 'not-established'],
  ['AR-MND-08', 'a mandate for many', { purchases: twice(), of: 1, packs: ['core-2'] }, 'not-established'],
  [
    'AR-MND-08',
    'chains that are open',
    { purchases: twice().slice(1), packs: ['core-2'], options: { ...single, isPacked: withoutUserEnd } },
    'undetermined',
  ],
  ['AR-REG-01', 'more often than allowed', { purchases: twice(), of: 1, packs: ['core-2'], options: counted }, 'established'],
  [
    'AR-REG-02',
    'within the limit',
    { ...inChina, purchases: [{ day: '2026-03-02', minor: 400_000 }], options: cny },
    'not-established',
  ],
  [
    'AR-REG-02',
    'payments of the day may be missing',
    { ...inChina, purchases: [{ day: '2026-03-02', minor: 400_000 }], options: { ...cny, isPacked: clocks } },
    'undetermined',
  ],
  ['AR-REG-03', 'three just below the threshold', { purchases: structured, of: 2, packs: ['us-aml'], claim: US }, 'referred'],
  ['AR-REG-03', 'two', { purchases: structured.slice(1), of: 1, packs: ['us-aml'], claim: US }, 'not-established'],
  ['AR-IDN-04', 'two earlier payments by the same key', { ...cards, purchases: year }, 'established'],
  [
    'AR-IDN-04',
    'one of them disputed',
    { ...cards, purchases: year.map((p, i) => (i === 0 ? { ...p, isDisputed: true } : p)) },
    'not-established',
  ],
  ['AR-IDN-04', 'chains that are open', { ...cards, purchases: year, options: { isPacked: withoutUserEnd } }, 'undetermined'],
  ['AR-CRD-01', 'no date of delivery', { ...cards, purchases: year }, 'not-established'],
  ['AR-RGE-01', 'authorised', { purchases: twice(), packs: ['us-reg-e'], claim: US }, 'not-established'],
  [
    'AR-RGE-01',
    'whether the issuer was told of a revocation is open',
    { purchases: twice(), packs: ['us-reg-e'], claim: US, options: { isPacked: (path) => !/checkpoints\/issuer/.test(path) } },
    'undetermined',
  ],
  [
    'AR-RGZ-01',
    'without a mandate',
    { ...lostUs, purchases: [none('2026-03-02', 9000)], options: { mandates: {} } },
    'established',
  ],
  ['AR-RGZ-01', 'authorised', { ...lostUs, purchases: twice() }, 'not-established'],
  [
    'AR-RGZ-02',
    'told late',
    { ...lostUs, purchases: twice(), settings: [set('regZ.statementAt', point('2026-04-01T00:00:00.000Z'))] },
    'established',
  ],
  ['AR-RGZ-02', 'no statement shown', { ...lostUs, purchases: twice() }, 'not-established'],
  ['AR-UCC-01', 'two factors', { ...wire, purchases: twice() }, 'established'],
  ['AR-UCC-01', 'one factor', { ...wire, purchases: twice({ auth: weak }) }, 'not-established'],
  ['AR-UCC-02', 'authorised', { ...wire, purchases: twice() }, 'not-established'],
  ['AR-UCC-03', 'within a year', { ...wire, purchases: twice() }, 'not-established'],
  [
    'AR-UCC-03',
    'after more than a year',
    { ...wire, purchases: twice(), claim: { ...US, noticeAt: '2027-06-20T00:00:00.000Z' } },
    'established',
  ],
  [
    'AR-PSD-74',
    'without a mandate',
    { packs: ['eu-psd2'], claim: EU, purchases: [none('2026-03-02', 9000)], options: { ...euro, mandates: {} } },
    'established',
  ],
  ['AR-PSD-74', 'authorised', { packs: ['eu-psd2'], claim: EU, purchases: twice(), options: euro }, 'not-established'],
  ['AR-PSD-71', 'in time', { packs: ['eu-psd2'], claim: EU, purchases: twice(), options: euro }, 'not-established'],
  [
    'AR-PSD-71',
    'too late',
    { packs: ['eu-psd2'], claim: { ...EU, noticeAt: '2027-06-20T00:00:00.000Z' }, purchases: twice(), options: euro },
    'established',
  ],
  [
    'AR-ECL-57',
    'the issuer was told before',
    {
      ...proven,
      purchases: twice(),
      of: 1,
      settings: [minute],
      options: { ...cny, revoked: { before: '2026-03-09', by: 'issuer' }, isPacked: clocks },
    },
    'established',
  ],
  ['AR-ECL-57', 'nobody was told', { ...proven, purchases: twice() }, 'not-established'],
  [
    'AR-ECL-57',
    'the issuer’s end is open',
    { ...proven, purchases: twice(), options: { ...cny, isPacked: (path) => !/checkpoints\/issuer/.test(path) } },
    'undetermined',
  ],
  ['AR-CNL-01', 'in time', { ...proven, purchases: twice() }, 'not-established'],
  [
    'AR-CNL-01',
    'after more than three years',
    { ...proven, purchases: twice(), claim: { ...CN, filedAt: '2029-06-20T00:00:00.000Z' } },
    'established',
  ],
  [
    'AR-MND-03',
    'the agent knew',
    {
      purchases: twice(),
      of: 1,
      packs: [],
      settings: [minute],
      options: { revoked: { before: '2026-03-09', by: 'agent' }, isPacked: clocks },
    },
    'established',
  ],
];

describe('rules over time, on signed evidence', () => {
  test.each(cases)('%s: %s', (id, _name, asked, outcome) => {
    expect(outcomeOf(id, asked)).toBe(outcome);
  });
});

describe('interest on a commercial order', () => {
  it('stands beside the principal and beyond the room', () => {
    const asked: Asked = {
      ...wire,
      purchases: [{ ...none('2026-03-02', 1_000_000), auth: weak }],
      settings: [minute],
      options: { mandates: {}, isPacked: () => true },
    };
    const { heads } = rule({ ...asked, claim: { ...wire.claim, filedAt: '2026-06-10T12:00:00.000Z' } });
    // From 2 March, nine o'clock, to 10 June, noon: 100 whole days at 0.011 per cent.
    expect(heads.map(({ head, money }) => [head, money.minor])).toEqual([
      ['principal', 1_000_000],
      ['interest', 11_000],
    ]);
  });
});
