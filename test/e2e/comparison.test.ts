import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/project-root.ts';
import type { ShownConsole } from '../fixtures/console.ts';
import { axeViolations, goTo, noBrowser, showSample } from './shown-case.ts';

const pictures = join(projectRoot, 'out', 'pictures');

describe.skipIf(noBrowser !== undefined)('a comparison', () => {
  let shown: ShownConsole;
  beforeAll(async () => {
    shown = await showSample();
  });
  afterAll(() => shown.close());

  it('tells how far it is, is cancelled by key, keeps the focus, and begins again', async () => {
    const { page } = shown;
    await goTo(page, 'compare');
    const waiting = page.locator('.compare-wait');
    await waiting.locator('progress').waitFor();
    expect(await waiting.locator('[role="status"]').innerText()).not.toBe('');
    await page.screenshot({ path: join(pictures, 'comparison-under-way-light-en.png') });
    const act = waiting.getByRole('button');
    await act.focus();
    await page.keyboard.press('Escape');
    await page.locator('.compare-wait progress').waitFor({ state: 'detached' });
    expect(await page.locator('.compare-body').count()).toBe(0);
    expect(await act.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await page.screenshot({ path: join(pictures, 'comparison-stopped-light-en.png') });

    await page.keyboard.press('Enter');
    await page.locator('.compare-body table').first().waitFor();
    expect(await page.locator('.job-line').count()).toBe(0);
    expect(shown.problems).toEqual([]);
  });

  it('goes on while another screen is shown, and is there to be stopped', async () => {
    const { page } = shown;
    await goTo(page, 'compare');
    const picks = page.locator('.compare-select');
    const [a, b] = [await picks.nth(0).inputValue(), await picks.nth(1).inputValue()];
    await picks.nth(0).selectOption(b);
    await page.locator('.compare-wait progress').waitFor();
    await goTo(page, 'ledger');
    await page.locator('.job-line progress').waitFor();
    await page.locator('[role="grid"] [role="row"][aria-rowindex]').first().waitFor();
    await page.locator('.job-line').waitFor({ state: 'detached' });
    await goTo(page, 'compare');
    await page.locator('.compare-body table').first().waitFor();
    expect(await picks.nth(1).inputValue()).toBe(a);
  });

  it('findings have both exports by name', async () => {
    const { page } = shown;
    await goTo(page, 'findings');
    await page.getByRole('button', { name: 'Export all findings as NDJSON' }).waitFor();
    await page.screenshot({ path: join(pictures, 'findings-exports-light-en.png') });
    const download = page.waitForEvent('download');
    await page.keyboard.press('Control+Shift+E');
    expect((await download).suggestedFilename()).toBe('findings.ndjson');
    await expect.poll(() => page.locator('.toast').innerText()).toMatch(/findings written/);
  });
});
