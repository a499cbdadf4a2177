import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { Screen } from '../../src-renderer/state/route.ts';
import { showConsole, type ShownConsole } from '../fixtures/console.ts';
import { hostileEvidence } from '../fixtures/hostile-evidence.ts';
import { hasVectors, vectorRoot } from '../vectors/vector-root.ts';
import { expectNoSidewaysScroll, goTo, noBrowser } from './shown-case.ts';
import { givenTexts, overlappingTexts } from './shown-text.ts';

const present = hasVectors('naughty-strings');
const strings = present
  ? (JSON.parse(readFileSync(`${vectorRoot}/naughty-strings/blns-first-250.json`, 'utf8')) as string[])
  : [];
// It would run wherever text is taken for markup, with whatever the strings bring themselves.
const CANARY = '"><img src=/pwned onerror=globalThis.__pwned=1>';
const names = [...strings, CANARY];
// The smaller is the harder; SLOW=1 takes both.
const SIZES = [
  { width: 800, height: 600 },
  { width: 1440, height: 900 },
].slice(0, process.env['SLOW'] === '1' ? 2 : 1);

// The rule as it is meant, without the page's own code: what has no form of its own is named by its number.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const shown = (text: string): string =>
  Array.from(text, (character) =>
    UNSEEN.test(character) ? `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]` : character,
  ).join('');
// A name of which nothing can be seen names nobody: the party's id stands in its place.
const merchants = names.map((name, index) => (name.trim() === '' ? `did:example:m${index}` : shown(name)));
const longest = strings.map((text) => [shown(text).length, text] as const).sort(([a], [b]) => b - a);
const common = longest.slice(0, 5).map(([, text]) => text);

describe.skipIf(noBrowser !== undefined || !present)('text that means harm', () => {
  let console: ShownConsole;
  let page: Page;
  let paid: string;
  let evidence: Awaited<ReturnType<typeof hostileEvidence>>;
  const dialogs: string[] = [];
  const asked: string[] = [];

  beforeAll(async () => {
    // First, since signing it leaves the host no time to answer.
    evidence = await hostileEvidence(names, common);
    const dataFolder = await mkdtemp(join(tmpdir(), 'assize-hostile-'));
    await writeFile(
      join(dataFolder, 'recent.json'),
      JSON.stringify(names.map((name, index) => remembered(join(dataFolder, `gone-${index}.assize`), name))),
    );
    console = await showConsole(undefined, dataFolder);
    page = console.page;
    page.setDefaultTimeout(20_000);
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (/pwned|\/x$/.test(request.url())) asked.push(request.url());
    });
  });
  afterAll(() => console.close());

  /** What holds wherever such text is shown. */
  async function examine(where: string): Promise<void> {
    await expectNoSidewaysScroll(page);
    expect(await overlappingTexts(page), `${where}: texts over each other`).toEqual([]);
    const unseen = (await givenTexts(page)).filter((text) => UNSEEN.test(text.replaceAll('\n', '')));
    expect(unseen.map(shown), `${where}: characters that nobody sees`).toEqual([]);
    expect(await page.evaluate(() => (globalThis as { __pwned?: unknown }).__pwned), where).toBeUndefined();
    expect(await page.locator('main :is(script, iframe, [onerror], [onfocus], [onkeyup]), main img').count(), where).toBe(0);
    expect({ dialogs, asked, problems: console.problems }, where).toEqual({ dialogs: [], asked: [], problems: [] });
  }

  /** What screen readers say of each: their text, where no label takes its place and nothing of it is hidden from them. */
  const spoken = (selector: string): Promise<string[]> =>
    page.locator(selector).evaluateAll((all) =>
      all.map((element) => {
        const cell = element.closest('td, th, [role="gridcell"], button, li') ?? element;
        const label = cell.getAttribute('aria-label') ?? element.getAttribute('aria-label');
        return label ?? (element.querySelector('[aria-hidden], [aria-label]') === null ? (element.textContent ?? '') : 'hidden');
      }),
    );

  async function give(press: () => Promise<void>, files: { name: string; bytes: Uint8Array }[]): Promise<void> {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press()]);
    await chooser.setFiles(
      files.map(({ name, bytes }) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) })),
    );
  }

  async function openTransaction(txn: string): Promise<void> {
    await goTo(page, 'transactions');
    if ((await page.locator('.lanes').count()) > 0) await page.keyboard.press('Escape');
    await page.locator('.search-box input').fill(txn);
    await page.waitForFunction(() => document.querySelectorAll('.transaction').length === 1);
    await page.locator('.transaction .row-open').dblclick();
    await page.waitForSelector('.lanes');
  }

  it('stands inert among recent cases', async () => {
    await page.waitForSelector('.recent');
    expect(await spoken('.recent-title')).toEqual(names.map(shown));
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await examine(`start, ${size.width}`);
    }
  });

  it('is taken in with files of such names', async () => {
    paid = evidence.paid;
    // A file that is no evidence opens a case of its name, and says what it is not.
    const [title = '', source = '', , , other = ''] = common;
    await give(() => page.keyboard.press('Control+o'), [{ name: `${title}.atb`, bytes: new Uint8Array([1]) }]);
    await page.waitForSelector('[data-job="failed"]');
    await examine('an import that failed');
    await give(
      () => page.locator('.import-policy-acts button').first().click(),
      [{ name: `${title}.json`, bytes: evidence.policy }],
    );
    await give(
      () => page.locator('.import-drop .button.primary').click(),
      [
        { name: `${source}.atb`, bytes: evidence.whole },
        { name: `${other}.atb`, bytes: evidence.other },
      ],
    );
    await page.waitForSelector('[data-job="done"]', { timeout: 110_000 });
    await examine('an import that is done');
  });

  describe.each(SIZES)('at $width', (size) => {
    beforeAll(() => page.setViewportSize(size));

    it('names every merchant in the list of transactions', async () => {
      await goTo(page, 'transactions');
      const told: string[] = [];
      for (let from = 0; from < merchants.length; from += 100) {
        await page.waitForSelector(`.transaction[aria-rowindex="${from + 1}"]`);
        told.push(...(await spoken('.transaction td:nth-child(4)')));
        await examine(`transactions from ${from}`);
        if (from + 100 < merchants.length) await page.locator('.transactions-pages button').last().click();
      }
      expect(told).toEqual(merchants);
    });

    it('is told in a replay, which a double click opens without marking it', async () => {
      for (const txn of [paid, 'txn-0096', 'txn-0113', 'txn-0178']) {
        await openTransaction(txn);
        await examine(`replay of ${txn}`);
        expect(await page.evaluate(() => getSelection()?.toString())).toBe('');
      }
    });

    it('names merchants in the ledger and its panes', async () => {
      await goTo(page, 'ledger');
      await page.waitForSelector('.vgrid-rows [role="row"]');
      await page.keyboard.press('Control+f');
      await page.keyboard.insertText('type == "order.quoted"');
      await page.waitForFunction(
        (rows) => document.querySelector('.vgrid')?.getAttribute('aria-rowcount') === String(rows),
        merchants.length + 26,
      );
      await page.keyboard.press('Escape');
      await page.locator('.vgrid-rows [role="row"][aria-rowindex="2"]').click();
      const told = new Set<string>();
      for (let last = ''; ;) {
        await page.waitForFunction(() => document.querySelector('.vgrid-rows [data-state="coming"]') === null);
        for (const name of await spoken('.vgrid-rows [aria-colindex="3"] .evidence')) told.add(name);
        const at = await page.locator('.vgrid-rows [aria-selected="true"]').getAttribute('aria-rowindex');
        if (at === last) break;
        last = at ?? '';
        await page.keyboard.press('PageDown');
      }
      await examine('ledger');
      expect(told).toEqual(new Set(merchants));
    });

    it('names the keys of all', async () => {
      await goTo(page, 'trust');
      await page.waitForSelector('.trust-row');
      const told = await spoken('.trust-row .trust-name .evidence');
      expect(merchants.filter((name) => !told.includes(name))).toEqual([]);
      await examine('trust');
    });

    it('names merchants in reports', async () => {
      await goTo(page, 'reports');
      await page.waitForSelector('.report-bars .report-name:not(.t-mono) .evidence');
      // Types of entries, which stand in such bars too, are set in another face.
      const told = await spoken('.report-bars .report-name:not(.t-mono) .evidence');
      expect(told.length).toBeGreaterThanOrEqual(200);
      const known = new Set([...merchants, ...common.map(shown)]);
      expect(told.filter((name) => !known.has(name))).toEqual([]);
      await examine('reports');
    });

    it.each([
      ['arbitrate', 'main .row'],
      ['overview', '.axes'],
      ['findings', '.cause'],
      ['compare', '.compare-body table'],
      ['custody', '.custody-table tbody tr'],
      ['import', '.queue tbody tr'],
      ['check-ruling', 'main .button'],
      ['settings', '.setting'],
      ['help', 'main h1'],
      ['about', '.about-tests tbody tr'],
    ] satisfies [Screen, string][])('stands inert on %s', async (screen, filled) => {
      await goTo(page, screen);
      await page.waitForSelector(filled);
      await examine(screen);
    });

    it('is named in a claim and in the ruling on it', async () => {
      await openTransaction(paid);
      await page.locator('.strip .button.primary').click();
      await page.waitForSelector('main[data-screen="arbitrate"] form');
      await examine('claim');
      await page.keyboard.press('Control+Enter');
      await page.waitForSelector('.ruling .t-verdict');
      await examine('ruling');
      await goTo(page, 'transactions');
      await goTo(page, 'rulings');
      if ((await page.locator('.ruling').count()) > 0) await page.keyboard.press('Escape');
      await page.waitForSelector('.rulings .row');
      await examine('rulings');
    });
  });
});

/** A case that was open once, by that name; its file is gone. */
function remembered(path: string, title: string): object {
  const changedAt = '2026-03-02T01:00:00.000Z';
  const trust = { mode: 'pinned', name: title, digest: `sha256:${'0'.repeat(64)}`, keys: 1, logs: 1 };
  const verdict = { verdict: 'pass', entries: 1, holding: 1, chains: 1, tool: 'assize', checkedAt: changedAt, trust };
  return { path, title, reference: title, changedAt, verdict, rulings: 0, unfinished: false };
}
