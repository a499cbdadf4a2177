import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecentCases } from '../../src-main/case/recent-cases.ts';
import { writeLargeLedger } from '../fixtures/large-ledger.ts';
import { showConsole, type ShownConsole } from '../fixtures/console.ts';
import { noBrowser } from './shown-case.ts';

// More than an element of Chromium can be high at 24 pixels a row, so that the scroll bar is scaled; SLOW=1: as many as are promised.
const ROWS = process.env['SLOW'] === '1' ? 10_000_000 : 700_000;
const START = Date.UTC(2026, 10, 9, 1, 0, 0);

describe.skipIf(noBrowser !== undefined)(`a ledger of ${ROWS} rows`, () => {
  let folder: string;
  let shown: ShownConsole;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assize-long-'));
    const path = join(folder, 'long.assize');
    writeLargeLedger(path, ROWS);
    const dataFolder = join(folder, 'data');
    await new RecentCases(dataFolder).remember({
      path,
      title: 'Long',
      reference: 'L',
      changedAt: new Date(START).toISOString(),
      verdict: { verdict: 'not-checked', entries: 0, holding: 0, chains: 0, trust: { mode: 'claimed' }, tool: 'assize' } as never,
      rulings: 0,
      unfinished: false,
    });
    shown = await showConsole(process.env['ASSIZE_PAGE'], dataFolder);
    page = shown.page;
    await page.locator('.recent').first().click();
    await page.waitForSelector('main:not([data-screen="start"])', { timeout: 60_000 });
    await page.keyboard.press('Control+2');
    await row(1).waitFor({ timeout: 60_000 });
  }, 600_000);
  afterAll(async () => {
    await shown.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A row that is on the page with what it says, by its number from 1. */
  const row = (number: number) =>
    page.locator(`.vgrid-rows [role="row"][aria-rowindex="${number + 1}"]:not([data-state="coming"])`);
  const firstShown = (): Promise<number> =>
    page.locator('.vgrid-rows').evaluate((rows) => {
      const head = document.querySelector('.vgrid-head')?.getBoundingClientRect().bottom ?? 0;
      const inSight = [...rows.children].find((child) => child.getBoundingClientRect().top >= head - 1);
      return Number(inSight?.getAttribute('aria-rowindex')) - 1;
    });
  const focused = (): Promise<number> =>
    page.evaluate(() => Number(document.activeElement?.closest('[role="row"]')?.getAttribute('aria-rowindex')) - 1);
  const expectInSight = async (number: number): Promise<void> => {
    await row(number).waitFor();
    const box = await row(number).boundingBox();
    const grid = await page.locator('.vgrid').boundingBox();
    expect(box !== null && grid !== null && box.y >= grid.y && box.y + box.height <= grid.y + grid.height + 1).toBe(true);
  };

  it('says how many rows there are', async () => {
    expect(await page.locator('.vgrid').getAttribute('aria-rowcount')).toBe(String(ROWS + 1));
  });

  it('reaches the last and the first row by keys, and steps by single rows at both ends', async () => {
    await row(1).click();
    await page.keyboard.press('End');
    await expectInSight(ROWS);
    expect(await focused()).toBe(ROWS);
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe(ROWS - 1);
    const before = await focused();
    await page.keyboard.press('PageUp');
    const step = before - (await focused());
    expect(step).toBeGreaterThan(5);
    await page.keyboard.press('PageUp');
    expect(before - (await focused())).toBe(2 * step);
    await expectInSight(before - 2 * step);
    await page.keyboard.press('Home');
    await expectInSight(1);
    expect(await focused()).toBe(1);
    await page.keyboard.press('j');
    expect(await focused()).toBe(2);
    await page.keyboard.press('PageDown');
    expect(await focused()).toBe(2 + step);
  });

  it('goes to the row of a time, a number and a digest', async () => {
    const middle = Math.floor(ROWS / 2);
    const goTo = async (target: string): Promise<void> => {
      await page.keyboard.press('Control+g');
      await page.locator('#led-dialog-text').fill(target);
      await page.keyboard.press('Enter');
    };
    await goTo(new Date(START + middle * 37).toISOString());
    await expectInSight(middle);
    const digest = (await row(middle).locator('[aria-colindex="7"] .sr-only').textContent()) ?? '';
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    await goTo('0');
    await expectInSight(middle % 40 === 0 ? 40 : middle % 40);
    await goTo(digest);
    await expectInSight(middle);
  });

  it('moves by exact rows with the wheel, in the middle and up to the end', async () => {
    const box = await page.locator('.vgrid').boundingBox();
    await page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 100);
    const before = await firstShown();
    await page.mouse.wheel(0, 72);
    await expect.poll(firstShown, { timeout: 10_000 }).toBe(before + 3);
    await page.mouse.wheel(0, -240);
    await expect.poll(firstShown, { timeout: 10_000 }).toBe(before - 7);
    await row(before - 7).waitFor();
    await row(before - 7).click();
    await page.keyboard.press('End');
    await page.mouse.wheel(0, -2400);
    await page.mouse.wheel(0, 2400);
    await expectInSight(ROWS);
    await page.mouse.wheel(0, 100_000);
    await expectInSight(ROWS);
  });

  it('reaches every region by dragging the scroll bar', async () => {
    const dragTo = (share: number): Promise<void> =>
      page.locator('.vgrid').evaluate((grid, part) => {
        grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * part;
      }, share);
    for (let part = 0; part <= 40; part++) {
      await dragTo(part / 40);
      const wanted = Math.min(ROWS, Math.round((ROWS * part) / 40));
      await expect.poll(async () => Math.abs((await firstShown()) - wanted), { timeout: 10_000 }).toBeLessThan(ROWS / 2000 + 40);
    }
    await expectInSight(ROWS);
    await dragTo(0);
    await expectInSight(1);
  });

  it('reaches both ends and the middle by the overview beside the rows', async () => {
    const box = await page.locator('.ruler').boundingBox();
    if (box === null) throw new Error('no ruler');
    await page.mouse.move(box.x + 7, box.y + 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 7, box.y + box.height / 2, { steps: 4 });
    await expect.poll(async () => Math.abs((await firstShown()) - ROWS / 2), { timeout: 10_000 }).toBeLessThan(ROWS / 100);
    await page.mouse.move(box.x + 7, box.y + box.height + 20, { steps: 4 });
    await page.mouse.up();
    await expectInSight(ROWS);
  });

  it('answers a filter while it is typed, and keeps to it', async () => {
    await page.keyboard.press('Control+f');
    await page.keyboard.type('status == fail', { delay: 5 });
    await expect
      .poll(() => page.locator('.vgrid').getAttribute('aria-rowcount'), { timeout: 30_000 })
      .toBe(String(Math.floor(ROWS / 97) + 1));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    expect(await page.locator('.vgrid-rows [role="row"][data-state="pass"]').count()).toBe(0);
    expect(shown.problems).toEqual([]);
  });
});
