import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { describeRule, paramValuesOf } from '../../../../src-core/arbitration/explain/describe-rule.ts';
import { ruleTable } from '../../../../src-core/arbitration/explain/rule-table.ts';
import { shippedPacks } from '../../../fixtures/rule-packs.ts';

const packs = [...shippedPacks.values()];

describe('the pages of rules', () => {
  it.each([
    ['docs/rules.md', 'en'],
    ['docs/rules.zh-CN.md', 'zh-CN'],
  ] as const)('%s is what the packs say (else run scripts/write-rule-table.ts)', async (page, language) => {
    const path = fileURLToPath(new URL(`../../../../${page}`, import.meta.url));
    const options = { ...(await resolveConfig(path)), parser: 'markdown' };
    expect(readFileSync(path, 'utf8')).toBe(await format(ruleTable(packs, language), options));
  });
});

describe('a rule in words', () => {
  const told = (id: string, language: 'en' | 'zh-CN'): string[] => {
    for (const pack of packs) {
      const rule = pack.rules.find((candidate) => candidate.id === id);
      if (rule === undefined) continue;
      return describeRule(rule, paramValuesOf(pack), language).lines.map(({ label, text }) => `${label}: ${text}`);
    }
    throw new Error(`no rule ${id}`);
  };

  it('says what the data say', () => {
    expect(told('AR-MND-07', 'en')).toEqual([
      'Holds where: amount settled once is more than amount above which the user confirms, and whether the user confirmed the order: no',
      'Amount (principal): (amount settled less amount refunded), not below 0',
      "Borne by: the payer's institution",
    ]);
    expect(told('AR-SET-03', 'zh-CN')).toEqual([
      '成立条件: 支付授权到期时间确定早于付款时间',
      '金额（本金）: （已结算金额减已退款金额），不低于 0',
      '承担方: 收款方机构',
    ]);
  });

  it('names every fact, member and role in both languages, and shows every source with its tag', () => {
    for (const pack of packs) {
      for (const rule of pack.rules) {
        for (const language of ['en', 'zh-CN'] as const) {
          const { lines, sources } = describeRule(rule, paramValuesOf(pack), language);
          const text = lines.map((line) => line.text).join('\n');
          expect(text).not.toMatch(/undefined|\b(?:claim|evd|idn|mnd|ord|pay|prf|set|reg|dsp)\.[a-zA-Z0-9]/);
          expect(sources.map(({ tag }) => tag)).toEqual(rule.sources.map(({ tag }) => tag));
        }
      }
    }
  });
});
