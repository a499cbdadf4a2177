import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Core } from '../../src-core/arbitration/core.ts';
import type { RulingView, TraceRow } from '../../src-core/host/groups/rulings.ts';
import { isSetting, readSetting, settingText } from '../../src-core/host/read-setting.ts';
import { readFigures } from '../../src-renderer/features/arbitrate/read-figures.ts';
import { arithmeticOf } from '../../src-renderer/features/rulings/figures.ts';
import { rulingWords, type RulingLanguage, type RulingWords } from '../../src-renderer/features/rulings/ruling-words.ts';
import { fitCites, outcomeSentences, splitTrace } from '../../src-renderer/features/rulings/tell-outcome.ts';
import enRulings from '../../src-renderer/i18n/en/rulings.json' with { type: 'json' };
import zhRulings from '../../src-renderer/i18n/zh-CN/rulings.json' with { type: 'json' };

beforeAll(async () => {
  await i18next.init({
    lng: 'en',
    resources: { en: { rulings: enRulings }, 'zh-CN': { rulings: zhRulings } },
    interpolation: { escapeValue: false },
  });
});

const cny = (minor: number) => ({ currency: 'CNY', minor });

function core(change: Partial<Core>): Core {
  return {
    v: 1,
    semantics: 'assize/1',
    claim: `sha256:${'0'.repeat(64)}`,
    asOf: '2026-11-12T00:00:00.000Z',
    evidence: [],
    verificationDigest: `sha256:${'0'.repeat(64)}`,
    packs: [],
    facts: [],
    rules: [],
    outcome: 'established',
    heads: [],
    awards: [],
    allocation: [],
    undetermined: [],
    counterfactuals: [],
    assumptions: [],
    legalEffect: 'advisory',
    ...change,
  };
}

const parties: RulingView['parties'] = {
  user: { name: 'Lin Yue', roles: ['U'] },
  shop: { name: 'Paper Crane', roles: ['M'] },
  agent: { name: 'Dianli\u202egnp', roles: ['MA'] },
};
const words = (language: RulingLanguage): RulingWords => rulingWords(i18next, language, { parties });
const told = (change: Partial<Core>, language: RulingLanguage, barred = false): string =>
  words(language).text(outcomeSentences({ core: core(change), barred }, words(language)));

const shared: Partial<Core> = {
  awards: [{ from: 'shop', to: 'user', money: cny(1000) }],
  allocation: [
    { party: 'agent', bps: 7000, money: cny(700) },
    { party: 'shop', bps: 3000, money: cny(300) },
  ],
  undetermined: [{ what: 'mnd.sumProven', heldBy: ['shop'], wouldDecide: ['AR-MND-05'] }],
};

describe('what comes of a ruling, in sentences', () => {
  it('says who refunds now, who bears it in the end, and that the award is a floor', () => {
    expect(told(shared, 'en')).toBe(
      'Paper Crane refunds Lin Yue CNY\u00a010.00 now. In the end Dianli[U+202E]gnp bears 70\u00a0%, Paper Crane bears 30\u00a0%. ' +
        'The award is a floor: 1 rule is still open.',
    );
    expect(told(shared, 'zh-CN')).toBe(
      'Paper Crane应即向Lin Yue退还CNY\u00a010.00。最终由Dianli[U+202E]gnp承担70\u00a0%、Paper Crane承担30\u00a0%。该金额为下限，尚有1条规则未定。',
    );
  });

  it('never shows the engine’s sign for a role that nobody holds', () => {
    const change: Partial<Core> = {
      awards: [{ from: 'role:UA', to: 'user', money: cny(1) }],
      allocation: [{ party: 'role:UA', bps: 10_000, money: cny(1) }],
    };
    for (const language of ['en', 'zh-CN'] as const) expect(told(change, language)).not.toContain('role:');
    expect(told(change, 'en')).toContain('the user’s agent, whom no entry names');
    expect(told(change, 'zh-CN')).toContain('用户智能体方（无条目指名）');
  });

  it.each(['not-established', 'undetermined', 'contested', 'referred'] as const)(
    'awards nothing where the claim is %s',
    (outcome) => {
      for (const language of ['en', 'zh-CN'] as const) {
        expect(told({ outcome, undetermined: shared.undetermined ?? [] }, language)).not.toMatch(/refunds|退还/);
        expect(told({ outcome }, language)).not.toBe('');
      }
    },
  );

  it('says that a claim came too late', () => {
    expect(told({}, 'en', true)).toMatch(/too late/);
    expect(told({}, 'en')).toMatch(/Nothing is left/);
  });
});

describe('values', () => {
  const { value } = words('en');
  it('are told by their kind', () => {
    expect(value(true)).toBe('yes');
    expect(value(undefined)).toBe('none');
    expect(value(cny(2900))).toBe('CNY\u00a029.00');
    expect(value({ notBefore: '2026-11-12T01:31:06.377Z', notAfter: '2026-11-12T01:31:06.377Z' })).toBe(
      'at 2026-11-12 01:31:06.377 UTC',
    );
    expect(value({ notAfter: '2026-11-12T01:31:06.377Z' })).toBe('not after 2026-11-12 01:31:06.377 UTC');
    expect(value({ complete: false, items: [{ role: 'MA', money: cny(1) }] })).toBe(
      'merchant’s agent CNY\u00a00.01 and perhaps more',
    );
    expect(value({ complete: true, items: [`sha256:${'a'.repeat(64)}`] })).toBe('1 item');
    expect(value({ complete: true, items: [] })).toBe('none');
    expect(value('a\u200bb')).toBe('a[U+200B]b');
  });
});

const row = (id: string, outcome: TraceRow['outcome'], change: Partial<TraceRow> = {}): TraceRow => ({
  id,
  pack: 'core',
  title: { en: id, zh: id },
  stage: 'ORD',
  decides: true,
  outcome,
  why: { en: '', zh: '' },
  reads: [],
  params: [],
  cites: ['x'],
  defeatedBy: [],
  missing: [],
  sources: [],
  ...change,
});

describe('the trace', () => {
  const trace = [
    row('AR-A', 'not-established'),
    row('AR-B', 'established'),
    row('AR-C', 'undetermined'),
    row('AR-D', 'not-established', { cites: [] }),
    row('AR-E', 'not-in-force', { decides: false }),
    ...Array.from({ length: 6 }, (_, index) => row(`AR-F${index}`, 'not-established', { stage: 'PRF' })),
  ];

  it('shows what holds or may hold first, some that are near, and folds the rest, losing none', () => {
    const { shown, rest } = splitTrace(trace, []);
    expect(shown.map(({ id }) => id)).toEqual(['AR-B', 'AR-C', 'AR-A', 'AR-F0', 'AR-F1', 'AR-F2']);
    expect([...shown, ...rest].map(({ id }) => id).sort()).toEqual(trace.map(({ id }) => id).sort());
  });

  it('never folds a ground of the claim', () => {
    expect(splitTrace(trace, ['AR-D']).shown.map(({ id }) => id)).toContain('AR-D');
    expect(splitTrace(trace, ['PRF']).shown.filter(({ stage }) => stage === 'PRF')).toHaveLength(6);
  });

  it('cites what fits on the line of its title', () => {
    expect(fitCites('Price changed', ['Ordering 3,310', 'Ordering 3,311'])).toBe(2);
    expect(fitCites('Price changed after the quote', ['灯塔支付 Beacon Pay 109', 'Xiaoman 70', 'Juncture 152'])).toBe(1);
    expect(fitCites('Price changed', [])).toBe(0);
    expect(fitCites('A title that is longer than the whole of the line that it stands on, and more', ['x'])).toBe(0);
  });
});

it('the arithmetic of an award shows what a head asks and what caps it', () => {
  const view = {
    claim: { amount: cny(500) },
    core: core({
      facts: [
        { id: 'pay.R', state: 'known', value: cny(100), inputs: [] },
        { id: 'pay.T', state: 'known', value: cny(2900), inputs: [] },
      ],
      heads: [{ head: 'excess', rule: 'AR-B', money: cny(500), bearers: [] }],
    }),
    trace: [row('AR-B', 'established', { amount: cny(1000) })],
  } as unknown as RulingView;
  expect(arithmeticOf(view)).toEqual({
    heads: [{ head: 'excess', rule: 'AR-B', asked: cny(1000), money: cny(500) }],
    settled: cny(2900),
    refunded: cny(100),
    left: cny(2800),
    claimed: cny(500),
    total: cny(500),
  });
});

describe('figures as they are typed', () => {
  it.each([
    ['29', 'CNY', 2900],
    [' 1,234.5 ', 'CNY', 123_450],
    ['0.07', 'CNY', 7],
    ['500', 'JPY', 500],
    ['90071992547409.91', 'CNY', Number.MAX_SAFE_INTEGER],
  ])('%s of %s is %d', (text, currency, minor) => expect(readFigures(text, currency)).toBe(minor));

  it.each([
    ['29.001', 'CNY'],
    ['1.5', 'JPY'],
    ['-1', 'CNY'],
    ['1e3', 'CNY'],
    ['12,34', 'CNY'],
    ['', 'CNY'],
    ['90071992547409.92', 'CNY'],
  ])('%s of %s is none', (text, currency) => expect(readFigures(text, currency)).toBeUndefined());
});

describe('parameters as they are typed', () => {
  it('are read by their type', () => {
    expect(readSetting('integer', ' 30 ')).toBe(30);
    expect(readSetting('string', 'PT24H')).toBe('PT24H');
    expect(readSetting('decimal', '0.50')).toBe('0.50');
    expect(readSetting('money', '{"currency":"CNY","minor":1}')).toEqual(cny(1));
    for (const [type, text] of [
      ['integer', '1.5'],
      ['integer', 'x'],
      ['boolean', 'yes'],
      ['decimal', '1e3'],
    ] as const)
      expect(isSetting(type, text)).toBe(false);
  });

  it('are written as they are read', () => {
    for (const [type, value] of [
      ['integer', 30],
      ['string', 'PT24H'],
      ['decimal', '0'],
      ['boolean', true],
    ] as const)
      expect(readSetting(type, settingText(type, value))).toBe(value);
  });
});
