import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import type { Screen } from '../../src-renderer/state/route.ts';
import { findBrowser } from '../fixtures/browser.ts';
import { showConsole, type ShownConsole } from '../fixtures/console.ts';

/** Why tests in a browser are skipped here; undefined where they run. */
export const noBrowser: string | undefined = await findBrowser().then((found) => (typeof found === 'string' ? found : undefined));
if (noBrowser !== undefined) process.stderr.write(`skipped: tests of the console in a browser (${noBrowser})\n`);

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The console on the sample case, verified and shown. */
export async function showSample(): Promise<ShownConsole> {
  const shown = await showConsole();
  shown.page.setDefaultTimeout(10_000);
  await shown.page.locator('.way').first().click();
  await shown.page.waitForSelector('.axes', { timeout: 60_000 });
  return shown;
}

/** Opens a screen by its name in the palette, as a person would who knows no key. */
export async function goTo(page: Page, screen: Screen): Promise<void> {
  const shown = (): Promise<string | null> => page.locator('main').getAttribute('data-screen');
  if ((await shown()) === screen) return;
  await page.keyboard.press('Control+k');
  await page.locator('.palette-input').waitFor();
  const item = page.locator(`.palette-item[data-key="go.${screen}"]`);
  await item.click();
  await page.waitForSelector(`main[data-screen="${screen}"]`);
}

/** Breaches of WCAG 2.2 A and AA that axe finds on what is shown. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(where: Document, options: object): Promise<{ violations: AxeViolation[] }> };
    };
    interface AxeViolation {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
    }
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
  });
}

/** Nothing on the page is wider than the window, so nothing scrolls sideways that is not meant to. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { scrollWidth, innerWidth } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    innerWidth: globalThis.innerWidth,
  }));
  expect(scrollWidth).toBeLessThanOrEqual(innerWidth);
}
