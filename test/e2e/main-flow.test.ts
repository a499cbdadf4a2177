import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../scripts/project-root.ts';
import { showConsole, type ShownConsole } from '../fixtures/console.ts';
import { axeViolations, goTo, noBrowser } from './shown-case.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;
const LANGUAGES = ['en', 'zh-CN'] as const;
const pictures = join(projectRoot, 'out', 'pictures');
const sample = join(projectRoot, 'samples', '02-price-changed');

/** What has the focus, as a screen reader names it. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element === null
      ? ''
      : `${element.getAttribute('role') ?? element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent ?? ''}`;
  });

/** Goes on by Tab until something of that name has the focus, as a person without a mouse does. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const met: string[] = [];
  for (let step = 0; step < 150; step += 1) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (name.test(now)) return;
    met.push(now.slice(0, 60));
  }
  throw new Error(`no ${name} within 150 steps of Tab; met ${[...new Set(met)].join(' | ')}`);
}

/** Presses what has the focus, and gives the file that it asks for. */
async function give(page: Page, press: () => Promise<void>, file: string): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press()]);
  await chooser.setFiles(file);
}

async function runCommand(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.waitForSelector('.palette-input');
  await page.keyboard.type(words);
  await page.waitForFunction(() => document.querySelectorAll('.palette-item').length > 0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.palette-input', { state: 'detached' });
}

describe.skipIf(noBrowser !== undefined)('the main flow, by keyboard alone', () => {
  let shown: ShownConsole;
  let page: Page;
  let folder: string;
  beforeAll(async () => {
    await mkdir(pictures, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), 'assize-flow-'));
    shown = await showConsole();
    page = shown.page;
    page.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await shown.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('imports, verifies, triages, replays, arbitrates, signs, exports and checks again', async () => {
    await page.waitForSelector('main[data-screen="start"]');
    await give(page, () => page.keyboard.press('Control+o'), join(sample, 'evidence.atb'));
    await page.waitForSelector('[data-job="done"]');

    // Without a policy nobody vouches for a key, and the verdict says so.
    await page.keyboard.press('Control+1');
    await page.waitForSelector('.overview-verdict');
    expect(await page.locator('.verdict-chip').textContent()).toContain('only claimed');

    await page.keyboard.press('Control+8');
    await page.waitForSelector('main[data-screen="trust"]');
    await tabTo(page, /policy…/i);
    await give(page, () => page.keyboard.press('Enter'), join(sample, 'policy.json'));
    await tabTo(page, /^button (?:Judge|Apply)/i);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.verdict-chip')?.textContent?.includes('pinned by') === true);

    await page.keyboard.press('Control+3');
    await page.waitForSelector('.cause');
    await tabTo(page, /^row /);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.effects');
    await page.keyboard.press('c');
    await page.waitForSelector('.cause[data-triage="confirmed"]');
    await page.keyboard.press('Control+z');
    await page.waitForSelector('.cause[data-triage="open"][aria-selected="true"]');

    await page.keyboard.press('Control+4');
    await page.waitForSelector('.transaction');
    await tabTo(page, /^tr |^row /);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.lanes');
    await tabTo(page, /^slider /);
    await page.keyboard.press('Home');
    expect(await page.getByRole('slider').getAttribute('aria-valuenow')).toBe('0');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    await page.waitForSelector('.comparison-table tr[data-result="differs"]');

    await runCommand(page, 'Open dispute');
    await page.waitForSelector('main[data-screen="arbitrate"] form');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('main[data-screen="rulings"] .t-verdict');
    expect(await page.locator('main .t-verdict').first().textContent()).toContain('Established');

    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.sign-form');
    for (const text of ['Ann', 'correct horse battery', 'correct horse battery']) {
      await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('.sign-keys');
    await page.waitForFunction(() => (document.activeElement as HTMLInputElement | null)?.type === 'password');
    await page.keyboard.type('correct horse battery');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.sign-form', { state: 'detached', timeout: 60_000 });
    await page.waitForSelector('.checks');

    await tabTo(page, /^button Save/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    const file = join(folder, download.suggestedFilename());
    await download.saveAs(file);

    // The court file is written, checked by a thread of its own, and offered; nothing leaves besides that was not chosen.
    await tabTo(page, /^button Write the file/);
    expect(await page.locator('.forms-disclose input:checked').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.checks').length === 2, undefined, { timeout: 60_000 });
    const found = await page.locator('.checks').last().locator('tr').allTextContents();
    expect(found.filter((row) => /printed forms|custody log/.test(row)).map((row) => /pass/i.test(row))).toEqual([true, true]);
    expect(await page.locator('.checks [data-state="fail"]').count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(await focused(page)).toMatch(/^button Save/);
    const [archive] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(archive.suggestedFilename()).toMatch(/\.zip$/);

    await runCommand(page, 'Check a ruling');
    await page.waitForSelector('main[data-screen="check-ruling"]');
    await tabTo(page, /ruling…/i);
    await give(page, () => page.keyboard.press('Enter'), file);
    await page.waitForSelector('main[data-screen="check-ruling"] .checks');
    expect(await page.locator('main .checks [data-state="fail"]').count()).toBe(0);
    expect(shown.problems).toEqual([]);
  });

  it.each(LANGUAGES)('offers the forms of a signed ruling to everybody, in %s', async (language) => {
    if ((await page.locator('html').getAttribute('lang')) !== language) {
      await page.locator('.language').click();
      await page.waitForSelector(`html[lang="${language}"]`);
    }
    await goTo(page, 'rulings');
    if ((await page.locator('.forms-disclose').count()) === 0) await page.locator('main .row-open').first().click();
    await page.waitForSelector('.forms-disclose');
    for (const theme of THEMES) {
      await page.evaluate((shownTheme) => {
        document.documentElement.dataset['theme'] = shownTheme;
      }, theme);
      await page.waitForTimeout(50);
      await page.locator('.forms-disclose').scrollIntoViewIfNeeded();
      expect(await axeViolations(page), `${language}, ${theme}`).toEqual([]);
      await page.screenshot({ path: join(pictures, `ruling-forms-${theme}-${language}.png`) });
    }
  });
});
