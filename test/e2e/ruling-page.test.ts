import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src-core/ruling/text/html.ts';
import { tellCertificate } from '../../src-core/ruling/court/tell-certificate.ts';
import { tellRuling } from '../../src-core/ruling/text/tell-ruling.ts';
import { findBrowser, launchBrowser } from '../fixtures/browser.ts';
import { sampleRuling } from '../fixtures/sample-ruling.ts';
import { axeViolations, noBrowser } from './shown-case.ts';

describe.skipIf(noBrowser !== undefined)('the page of a ruling, opened from disk', () => {
  it('can be read by everybody, in both languages, and runs nothing', async () => {
    const found = await findBrowser();
    if (typeof found === 'string') throw new Error(found);
    const statement = '<img src=x onerror="document.title=1"> <script>document.title=2</script>';
    const { ruling } = await sampleRuling('02-price-changed', { statement });
    const languages = ['en', 'zh-CN'] as const;
    const folder = await mkdtemp(join(tmpdir(), 'assize-page-'));
    const browser = await launchBrowser(found);
    try {
      const page = await browser.newPage({ viewport: { width: 1000, height: 1200 } });
      const problems: string[] = [];
      page.on('console', (message) => problems.push(message.text()));
      for (const texts of [
        languages.map((language) => tellRuling(ruling, language)),
        languages.map((language) => tellCertificate(ruling, language, 'assize test')),
      ]) {
        const path = join(folder, 'page.html');
        await writeFile(path, renderHtml(texts));
        await page.goto(pathToFileURL(path).href);
        expect(await page.locator('article').count()).toBe(2);
        expect(await page.locator('img, script').count()).toBe(0);
        expect(await page.title()).toBe(texts[0]?.title);
        expect(problems).toEqual([]);
        // The style is in effect: its own policy lets it through.
        expect(
          await page
            .locator('article')
            .first()
            .evaluate((node) => getComputedStyle(node).backgroundColor),
        ).toBe('rgb(255, 255, 255)');
        expect(await axeViolations(page)).toEqual([]);
        const { scrollWidth, innerWidth } = await page.evaluate(() => ({
          scrollWidth: document.documentElement.scrollWidth,
          innerWidth: globalThis.innerWidth,
        }));
        expect(scrollWidth).toBeLessThanOrEqual(innerWidth);
        problems.length = 0;
      }
    } finally {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
