import type { Page } from 'playwright-core';
import { findBrowser } from '../test/fixtures/browser.ts';
import { showConsole } from '../test/fixtures/console.ts';

/** The first screens of the main flow, by the keys that lead to them once the sample case is open. */
const SCREENS = ['Control+1', 'Control+2', 'Control+3', 'Control+4'];
const OPENING_MS = 120_000;
const SCREEN_MS = 30_000;
const FEWEST_WORDS = 10;

/**
 * Serves the console on data of its own, opens the sample case in a browser without a window, goes through the first screens and says
 * what stands there. Answers with the exit code: 0 where each was there and the page complained of nothing.
 */
export async function headlessCheck(pageFolder: string, say: (line: string) => void): Promise<number> {
  const found = await findBrowser();
  if (typeof found === 'string') {
    say(`not checked: ${found}`);
    return 1;
  }
  const { host, page, browser, problems: complaints, close } = await showConsole(pageFolder);
  const problems: string[] = [];
  try {
    const { passed, total } = host.selfTest;
    say(`self-test: ${passed} of ${total} published cases pass`);
    if (passed < total) problems.push('the self-test fails');
    say(`browser: Chromium ${browser.version()} from ${found.from}`);
    await see(page, say, problems);
    host.services.events.command({ command: 'sample' });
    const atStart = await page.title();
    await page.waitForFunction((title) => document.title !== title, atStart, { timeout: OPENING_MS });
    await see(page, say, problems);
    for (const key of SCREENS.slice(1)) {
      const before = await page.title();
      await page.keyboard.press(key);
      await page.waitForFunction((title) => document.title !== title, before, { timeout: SCREEN_MS });
      await see(page, say, problems);
    }
  } catch (error) {
    problems.push(error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : 'the check broke off');
  } finally {
    await close();
  }
  problems.push(...complaints);
  for (const problem of problems) say(`problem: ${problem}`);
  say(problems.length === 0 ? 'the console is in order' : 'the console is not in order');
  return problems.length === 0 ? 0 : 1;
}

/** Waits until the screen shows something, and says its title, its headings and how much is listed on it. */
async function see(page: Page, say: (line: string) => void, problems: string[]): Promise<void> {
  const title = await page.title();
  try {
    await page.waitForFunction(
      (least) => {
        const main = document.querySelector('main');
        const isBusy = main?.querySelector('[aria-busy="true"], [role="progressbar"]') !== null;
        return main !== null && !isBusy && main.innerText.split(/\s+/).length >= least;
      },
      FEWEST_WORDS,
      { timeout: SCREEN_MS },
    );
  } catch {
    problems.push(`${title}: next to nothing is shown`);
  }
  const main = page.locator('main');
  const headings = (await main.getByRole('heading').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
  const rows = await main.locator('[role="row"], tr, [role="option"], li').count();
  say(`screen: ${title} (${(await main.innerText()).split(/\s+/).length} words, ${rows} rows)`);
  for (const heading of headings.slice(0, 8)) say(`    ${heading}`);
  if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth))
    problems.push(`${title}: wider than its window`);
}
