import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/project-root.ts';
import type { Page } from 'playwright-core';
import type { Screen } from '../../src-renderer/state/route.ts';
import type { ShownConsole } from '../fixtures/console.ts';
import { axeViolations, expectNoSidewaysScroll, goTo, noBrowser, showSample } from './shown-case.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;
const LANGUAGES = ['en', 'zh-CN'] as const;

/** What must be seen on a screen before anything is said of it: a page without its data would pass every check. */
const FILLED: Record<Exclude<Screen, 'start'>, string> = {
  import: '.queue tbody tr, .import-drop',
  overview: '.axes tbody tr',
  ledger: '[role="grid"] [role="row"][aria-rowindex]',
  findings: '.cause',
  transactions: '.transaction',
  compare: '.compare-body table',
  arbitrate: 'main form, main table, main [role="grid"]',
  rulings: 'main .empty, main [role="grid"], main table, .ruling',
  'check-ruling': 'main .button',
  audit: '.audit-start .audit-packs input',
  trust: 'main table',
  reports: 'main canvas, main table',
  custody: '.custody-table tbody tr',
  settings: '.setting',
  help: 'main article, main h1',
  about: '.about-tests tbody tr',
};
const screens = Object.keys(FILLED) as (keyof typeof FILLED)[];
const pictures = join(projectRoot, 'out', 'pictures');

/** Holds what is shown to the rules of accessibility in each theme, and takes its picture. */
async function lookAt(page: Page, name: string, language: string): Promise<void> {
  for (const theme of THEMES) {
    await page.evaluate((shownTheme) => {
      document.documentElement.dataset['theme'] = shownTheme;
    }, theme);
    await page.waitForTimeout(50);
    expect(await axeViolations(page), `${name}, ${language}, ${theme}`).toEqual([]);
    await expectNoSidewaysScroll(page);
    await page.screenshot({ path: join(pictures, `${name}-${theme}-${language}.png`) });
  }
}

describe.skipIf(noBrowser !== undefined)('every screen of the console', () => {
  let shown: ShownConsole;
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    shown = await showSample();
  });
  afterAll(() => shown.close());

  describe.each(LANGUAGES)('in %s', (language) => {
    beforeAll(async () => {
      if ((await shown.page.locator('html').getAttribute('lang')) === language) return;
      await shown.page.locator('.language').click();
      await shown.page.waitForSelector(`html[lang="${language}"]`);
    });

    it.each(screens)('%s can be used by everybody, in each theme', async (screen) => {
      await goTo(shown.page, screen);
      await shown.page.waitForSelector(FILLED[screen], { timeout: 60_000 });
      await lookAt(shown.page, screen, language);
    });

    it('so can the story of a transaction, a claim, and the ruling on it', async () => {
      const { page } = shown;
      await goTo(page, 'transactions');
      if ((await page.locator('.lanes').count()) === 0) {
        await page.locator('.segment').nth(2).click();
        await page.locator('.transaction[data-differs="true"] .row-open').first().click();
      }
      await page.waitForSelector('.comparison-table tr[data-result="differs"]');
      await lookAt(page, 'replay', language);
      await page.locator('.strip .button.primary').click();
      await page.waitForSelector('main[data-screen="arbitrate"] form');
      await lookAt(page, 'claim', language);
      await page.keyboard.press('Control+Enter');
      await page.waitForSelector('.ruling .t-verdict');
      await lookAt(page, 'ruling', language);
    });
  });

  it('complained of nothing', () => expect(shown.problems).toEqual([]));
});
