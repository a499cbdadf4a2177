import i18next from 'i18next';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONSTRAINTS } from '../../src-core/evidence/model/shared.ts';
import type { CheckpointRow, GrantRow } from '../../src-core/host/groups/trust.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';
import { projectRoot } from '../../scripts/project-root.ts';
import { shownGrants } from '../../src-renderer/features/trust/grant-rows.ts';
import { latestCheckpoints } from '../../src-renderer/features/trust/latest-checkpoints.ts';
import { limitWords } from '../../src-renderer/features/trust/limit-words.ts';

const catalog = (language: string, name: string): object =>
  JSON.parse(readFileSync(`${projectRoot}/src-renderer/i18n/${language}/${name}.json`, 'utf8')) as object;

const LIMITS: readonly (readonly [JsonObject, string, string])[] = [
  [
    { type: 'payment.amount_range', currency: 'CNY', max: 5000 },
    'pay at most CNY\u00a050.00 at a time',
    '每次付款至多CNY\u00a050.00',
  ],
  [
    { type: 'payment.amount_range', currency: 'JPY', min: 1, max: 5000 },
    'pay JPY\u00a01 to JPY\u00a05,000 at a time',
    '每次付款JPY\u00a01至JPY\u00a05,000',
  ],
  [
    { type: 'payment.budget', currency: 'USD', max: 20_000 },
    'spend at most USD\u00a0200.00 in all',
    '合计支出至多USD\u00a0200.00',
  ],
  [
    { type: 'payment.budget', currency: 'USD', max: 20_000, window: 'P7D' },
    'spend at most USD\u00a0200.00 within any 7 days',
    '任意7天内支出至多USD\u00a0200.00',
  ],
  [{ type: 'payment.agent_recurrence', frequency: 'weekly', maxOccurrences: 1 }, 'pay 1 time in all', '合计付款1次'],
  [{ type: 'payment.allowed_payees', allowed: ['did:a', 'did:b'] }, 'pay only did:a, did:b', '仅付给did:a、did:b'],
  [{ type: 'checkout.allowed_merchants', allowed: [] }, 'buy only from nothing', '仅向无购买'],
  [{ type: 'payment.allowed_payment_instruments', allowed: ['card-1'] }, 'pay only with card-1', '仅用card-1付款'],
  [{ type: 'payment.denied_mcc', denied: ['7995'] }, 'not buy in the categories 7995', '不得购买类别7995'],
  [{ type: 'payment.execution_date' }, 'pay at any time', '随时付款'],
  [
    { type: 'payment.execution_date', notAfter: '2026-04-01T10:00:00.000Z' },
    'pay until 2026-04-01 10:00 UTC',
    '2026-04-01 10:00 UTC之前付款',
  ],
  [
    {
      type: 'checkout.line_items',
      items: [{ id: 'i', quantity: 2, hard: true, acceptable: [{ name: 'latte' }, { sku: 'MO-1' }] }],
    },
    'buy 2 × latte or MO-1',
    '购买2 × latte或MO-1',
  ],
  [{ type: 'terminal.allowed', kinds: ['glasses', 'tap'] }, 'act only through Glasses, Tap', '仅经由眼镜、碰一下'],
];

describe('limits of a mandate in words', () => {
  beforeAll(async () => {
    const resources = Object.fromEntries(
      ['en', 'zh-CN'].map((language) => [language, { trust: catalog(language, 'trust'), reports: catalog(language, 'reports') }]),
    );
    await i18next.init({ lng: 'en', resources, interpolation: { escapeValue: false } });
  });
  const inLanguage = (language: string, limit: JsonObject) => limitWords(limit, i18next.getFixedT(language, 'trust') as never);

  it('know every kind that the engine judges', () => {
    expect([...new Set(LIMITS.map(([{ type }]) => type))].sort()).toEqual(Object.keys(CONSTRAINTS).sort());
  });

  it.each(LIMITS)('%o', (limit, en, zh) => {
    expect(inLanguage('en', limit)).toBe(en);
    expect(inLanguage('zh-CN', limit)).toBe(zh);
  });

  it('have none for a kind that nobody judges, or one that lacks what it needs', () => {
    expect(inLanguage('en', { type: 'acme.weather' })).toBeUndefined();
    expect(inLanguage('en', { type: 'payment.budget', currency: 'USD' })).toBeUndefined();
    expect(inLanguage('en', { type: 'payment.budget', currency: 'USD', max: 1, window: 'P9Y' })).toBeUndefined();
  });

  it('show what is invisible in names', () => {
    expect(inLanguage('en', { type: 'payment.allowed_payees', allowed: ['a\u202eb'] })).toBe('pay only a[U+202E]b');
  });
});

describe('the tree of grants', () => {
  const grant = (digest: string, depth: number) => ({ digest, depth }) as GrantRow;
  const grants = [grant('a', 0), grant('b', 1), grant('c', 2), grant('d', 1), grant('e', 0)];
  const names = (folded: string[]) => shownGrants(grants, new Set(folded)).map((row) => row.grant.digest);

  it('hides what is under a folded one, and nothing else', () => {
    expect(names([])).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(names(['b'])).toEqual(['a', 'b', 'd', 'e']);
    expect(names(['a', 'b'])).toEqual(['a', 'e']);
  });

  it('counts only what is right below', () => {
    expect(shownGrants(grants, new Set()).map(({ children }) => children)).toEqual([2, 1, 0, 0, 0]);
  });
});

describe('the checkpoints that stand for all', () => {
  const note = (origin: string, size: number, more: Partial<CheckpointRow> = {}): CheckpointRow => ({
    origin,
    size,
    root: '',
    counts: true,
    bad: false,
    cosignatures: [],
    ...more,
  });

  it('are the largest of each chain, and all whose signature does not fit', () => {
    const [a1, a5, bad, b2] = [note('a', 1), note('a', 5), note('a', 3, { bad: true, counts: false }), note('b', 2)];
    expect(latestCheckpoints([a1, a5, bad, b2])).toEqual([a5, bad, b2]);
  });

  it('count, where one of two of the same size does', () => {
    const [idle, counting] = [note('a', 5, { counts: false }), note('a', 5)];
    expect(latestCheckpoints([idle, counting])).toEqual([counting]);
    expect(latestCheckpoints([counting, idle])).toEqual([counting]);
  });
});
