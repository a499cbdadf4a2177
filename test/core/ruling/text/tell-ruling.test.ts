import { describe, expect, it } from 'vitest';
import { showMoney } from '../../../../src-core/arbitration/explain/show-money.ts';
import { sha256 } from '../../../../src-core/crypto/sha256.ts';
import { encodeBase64 } from '../../../../src-core/encoding/base64.ts';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import type { AssizeError } from '../../../../src-core/errors.ts';
import type { RulingDocument } from '../../../../src-core/ruling/ruling-document.ts';
import { citedDigests, citedEntries } from '../../../../src-core/ruling/text/cited-entry.ts';
import { renderHtml } from '../../../../src-core/ruling/text/html.ts';
import { renderPlainText } from '../../../../src-core/ruling/text/plain-text.ts';
import { readCore } from '../../../../src-core/ruling/text/read-core.ts';
import { tellRuling } from '../../../../src-core/ruling/text/tell-ruling.ts';
import { sampleRuling } from '../../../fixtures/sample-ruling.ts';

const languages = ['en', 'zh-CN'] as const;
const hidden = /[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?!\n)\p{Cc}/u;
const price = await sampleRuling('02-price-changed');
const open = await sampleRuling('07-revoked-key');
const sections = [
  'outcome',
  'claim',
  'facts',
  'rules',
  'liability',
  'remedy',
  'open',
  'packs',
  'basis',
  'cited',
  'limits',
  'check',
];

describe('a ruling in words', () => {
  it.each([price, open].flatMap((sample) => languages.map((language) => ({ sample, language }))))(
    'says every fact, rule, award and cited entry of its core ($language)',
    ({ sample: { ruling }, language }) => {
      const core = readCore(ruling.parts.core);
      const told = tellRuling(ruling, language);
      const text = renderPlainText(told);
      expect(told.sections.map(({ id }) => id)).toEqual(sections);
      for (const { id } of [...core.facts, ...core.rules]) expect(text).toContain(id);
      for (const digest of [...citedDigests(core), ...core.evidence, core.verificationDigest]) expect(text).toContain(digest);
      for (const { from, to, money } of core.awards) {
        expect(text).toContain(from);
        expect(text).toContain(to);
        expect(text).toContain(showMoney(money));
      }
      for (const { what, heldBy } of core.undetermined) {
        expect(text).toContain(what);
        for (const holder of heldBy.filter((party) => !party.startsWith('role:'))) expect(text).toContain(holder);
      }
      expect(hidden.test(text)).toBe(false);
      expect(renderPlainText(tellRuling(ruling, language))).toBe(text);
    },
  );

  it('computes the award as the core has it, step by step', () => {
    const text = renderPlainText(tellRuling(price.ruling, 'en'));
    const steps = text
      .slice(text.indexOf('Remedy and its arithmetic'), text.indexOf('What is undetermined'))
      .replaceAll(/ {2,}/g, ' ');
    expect(steps).toContain('T, amount settled CNY 59.00');
    expect(steps).toContain('R, amount refunded already CNY 6.00');
    expect(steps).toContain('T − R, not below 0 CNY 53.00');
    expect(steps).toContain('excess: amount under AR-ORD-02 CNY 9.00');
    expect(steps).toContain('Awarded in all CNY 9.00');
    expect(text).toContain('amount settled once − amount agreed, not below 0 = CNY 59.00 − CNY 50.00, not below 0 = CNY 9.00');
  });

  it('names chain, place and author of cited entries where the evidence is at hand', () => {
    const core = readCore(price.ruling.parts.core);
    const entries = citedEntries(core, price.evidence);
    expect(entries.size).toBe(citedDigests(core).length);
    const text = renderPlainText(tellRuling(price.ruling, 'en', entries));
    for (const { chain, seq, author } of entries.values()) {
      expect(text).toContain(`${chain} #${seq}`);
      expect(text).toContain(author);
    }
    expect(text).not.toContain('not at hand');
  });

  it('shows hidden characters of a claim, and takes nothing in it for markup', async () => {
    const statement = 'pay\u202e me <script>alert(1)</script> & "more"\u200b';
    const { ruling } = await sampleRuling('02-price-changed', { statement });
    const told = languages.map((language) => tellRuling(ruling, language));
    for (const one of told) expect(renderPlainText(one)).toContain('pay\\u{202e} me <script>alert(1)</script> & "more"\\u{200b}');
    const html = renderHtml(told);
    expect(html).not.toMatch(/<script|onerror=|javascript:/i);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;\\u{200b}');
    expect(hidden.test(html)).toBe(false);
  });

  it('refuses a file whose core is of no core’s form, or names rules that no pack has', () => {
    const forged = (change: object): RulingDocument => ({
      ...price.ruling,
      parts: { ...price.ruling.parts, core: { ...price.ruling.parts.core, ...change } },
    });
    const rules = readCore(price.ruling.parts.core).rules as unknown as object[];
    const changes: readonly object[] = [
      { outcome: 'won' },
      { awards: [{ from: 'a', to: 'b', money: { currency: 'CNY', minor: -1 } }] },
      { facts: [{ id: 'pay.T', state: 'known', value: 'much', inputs: [] }] },
      { rules: [{ ...rules[0], id: 'AR-XXX-01' }] },
      { extra: 1 },
    ];
    for (const change of changes)
      expect(() => tellRuling(forged(change), 'en')).toThrow(expect.objectContaining({ code: 'E_CORE' }) as AssizeError);
  });
});

describe('the page of a ruling', () => {
  it('allows its own style alone, names both languages, and links each citation to its entry', () => {
    const html = renderHtml(languages.map((language) => tellRuling(price.ruling, language)));
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(html).toContain(`default-src 'none'; style-src 'sha256-${encodeBase64(sha256(encodeUtf8(style)))}'`);
    expect(html).not.toMatch(/style="|src=|url\(|@import|https?:/);
    expect(html).toContain('<article lang="zh-CN"');
    const targets = new Set([...html.matchAll(/href="#([\w-]+)"/g)].map(([, id]) => id));
    expect(targets.size).toBeGreaterThan(20);
    for (const id of targets) expect(html).toContain(`id="${id}"`);
  });
});
