import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/project-root.ts';
import type { ShownConsole } from '../fixtures/console.ts';
import { axeViolations, expectNoSidewaysScroll, goTo, noBrowser, showSample } from './shown-case.ts';

const pictures = join(projectRoot, 'out', 'pictures');

/** An audit by a person: from the rules to the population, a sample by the seed that is typed, a review, and the signed report. */
describe.skipIf(noBrowser !== undefined)('an audit, from population to report', () => {
  let shown: ShownConsole;
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    shown = await showSample();
  });
  afterAll(() => shown.close());

  const look = async (name: string): Promise<void> => {
    const { page } = shown;
    for (const theme of ['light', 'dark', 'contrast']) {
      await page.evaluate((shownTheme) => {
        document.documentElement.dataset['theme'] = shownTheme;
      }, theme);
      await page.waitForTimeout(50);
      expect(await axeViolations(page), `${name}, ${theme}`).toEqual([]);
      await expectNoSidewaysScroll(page);
      await page.screenshot({ path: join(pictures, `${name}-${theme}.png`), fullPage: true });
    }
  };

  it('applies the rules to every transaction', async () => {
    const { page } = shown;
    await goTo(page, 'audit');
    await page.locator('.audit-start button[type="submit"]').click();
    await page.waitForSelector('.audit-matrix', { timeout: 120_000 });
    expect(await page.locator('.audit-all td').allTextContents()).not.toEqual([]);
    expect(await page.locator('.audit-list tbody tr').count()).toBeGreaterThan(10);
    await look('audit');
  });

  it('draws the sample of a seed, and no other', async () => {
    const { page } = shown;
    const draw = page.locator('.audit-sample-form button[type="submit"]');
    expect(await draw.isDisabled()).toBe(true);
    const drawn = async (seed: string): Promise<string[]> => {
      await page.locator('.audit-sample-form input.t-mono').fill(seed);
      await draw.click();
      await page.waitForFunction(
        (typed) => document.querySelector<HTMLInputElement>('.audit-sample-form input.t-mono')?.value === typed,
        seed,
      );
      await page.waitForTimeout(1500);
      return page.locator('.audit-sampled tbody th').allTextContents();
    };
    await page.locator('.audit-sample-form .audit-small input').nth(1).fill('6');
    const [first, second, again] = [await drawn('20261116'), await drawn('another'), await drawn('20261116')];
    expect(first).toHaveLength(6);
    expect(second).not.toEqual(first);
    expect(again).toEqual(first);
  });

  it('takes what was found on the sample, and projects it once all was looked at', async () => {
    const { page } = shown;
    const reviews = page.locator('.audit-sampled select');
    for (let place = 0; place < 6; place++) {
      await reviews.nth(place).selectOption(place === 0 ? 'exception' : 'agrees');
      await page.waitForTimeout(600);
    }
    await page.waitForFunction(() =>
      /6 of 6 reviewed; exceptions: 1/.test(document.querySelector('.audit-projections')?.textContent ?? ''),
    );
    await look('audit-sample');
  });

  it('signs the report, and reads what was written again', async () => {
    const { page } = shown;
    await page.locator('main').press('Control+e');
    const dialog = page.locator('.sign-dialog');
    await dialog.waitFor();
    const secrets = dialog.locator('input[type="password"]');
    await dialog.locator('input:not([type="password"])').first().fill('Ann Auditor');
    await secrets.nth(0).fill('a long passphrase');
    await secrets.nth(1).fill('a long passphrase');
    await dialog.locator('button[type="submit"]').click();
    await dialog.locator('.sign-keys').waitFor({ timeout: 60_000 });
    await secrets.first().fill('a long passphrase');
    await dialog.locator('button[type="submit"]').click();
    await page.waitForSelector('.audit-exported', { timeout: 60_000 });
    // Nobody whom the policy of the sample names: the signature holds, and its key is not trusted.
    expect(await page.locator('.audit-exported').textContent()).toContain('I_KEY_UNTRUSTED');
    await look('audit-report');
  });

  it('speaks Chinese as well', async () => {
    const { page } = shown;
    await page.locator('.language').click();
    await page.waitForSelector('html[lang="zh-CN"]');
    await look('audit-zh');
  });

  it('complained of nothing', () => expect(shown.problems).toEqual([]));
});
