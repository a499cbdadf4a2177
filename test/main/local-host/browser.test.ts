import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JSHandle, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectedHost } from '../../../src-renderer/host/client.ts';
import { findBrowser } from '../../fixtures/browser.ts';
import { buildClientPage } from '../../fixtures/client-page.ts';
import { showConsole, type ShownConsole } from '../../fixtures/console.ts';

const found = await findBrowser();
if (typeof found === 'string') process.stderr.write(`skipped: the local host in a browser (${found})\n`);

describe.skipIf(typeof found === 'string')('the local host in a real browser', () => {
  let pageFolder: string;
  let shown: ShownConsole;
  let page: Page;
  const client = (): Promise<JSHandle<ConnectedHost>> =>
    page.evaluateHandle(() => (globalThis as unknown as { connecting: Promise<ConnectedHost> }).connecting);

  beforeAll(async () => {
    pageFolder = await buildClientPage();
  });
  afterAll(() => rm(pageFolder, { recursive: true, force: true }));
  beforeEach(async () => {
    shown = await showConsole(pageFolder);
    ({ page } = shown);
    await page.waitForSelector('text=connected');
  });
  afterEach(() => shown.close());

  test('the page calls, and its address keeps nothing of the code', async () => {
    expect(page.url()).toBe(`${shown.host.origin}/`);
    const about = await (await client()).evaluate((host) => host.call('app.read', {}));
    expect(about).toMatchObject({ host: 'local', dialogs: false });
    const failed = await (
      await client()
    ).evaluate((host) =>
      host
        .call('cases.read', { caseId: `case-${'0'.repeat(32)}` })
        .catch((error: Error & { code: string }) => [error.name, error.code]),
    );
    expect(failed).toEqual(['HostFailure', 'E_CASE_CLOSED']);
    expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual(['', 0, 0]);
    expect(shown.problems).toEqual([]);
  });

  test('the launch file leads to the page, and does so again and again', async () => {
    for (let windows = 0; windows < 2; windows += 1) {
      const before = await readFile(shown.host.run.launchFile, 'utf8');
      const next = await shown.browser.newPage();
      await next.goto(shown.host.run.launchAddress);
      await next.waitForSelector('text=connected');
      await next.close();
      await expect.poll(() => readFile(shown.host.run.launchFile, 'utf8'), { timeout: 15_000 }).not.toBe(before);
    }
  });

  test('a page that is loaded again has to be opened anew', async () => {
    await page.reload();
    await page.waitForSelector('text=E_SESSION_ENDED');
    await page.goto(shown.host.newAddress());
    await page.waitForSelector('text=connected');
  });

  test('a call that is taken back rejects at once', async () => {
    const outcome = await (
      await client()
    ).evaluate((host) => {
      const takenBack = new AbortController();
      const answer = host.call('app.selfTest', {}, takenBack.signal).then(
        () => 'answered',
        (error: Error) => error.name,
      );
      takenBack.abort();
      return answer;
    });
    expect(outcome).toBe('AbortError');
  });

  test('files come in by the browser’s own dialog and go out as downloads', async () => {
    const bytes = Buffer.alloc(2_000_000, 'evidence ');
    const path = join(shown.dataFolder, '证据 1.atb');
    await writeFile(path, bytes);
    await (
      await client()
    ).evaluate((host) => {
      document.onclick = () => {
        (globalThis as unknown as { chosen: unknown }).chosen = host.call('files.choose', {
          purpose: 'evidence',
          multiple: true,
        });
      };
    });
    const chooser = page.waitForEvent('filechooser');
    await page.mouse.click(300, 300);
    await (await chooser).setFiles([path]);
    const [chosen] = (await page.evaluate(() => (globalThis as unknown as { chosen: Promise<unknown> }).chosen)) as {
      handle: string;
    }[];
    expect(chosen).toEqual({
      handle: expect.stringMatching(/^file-/) as string,
      name: '证据 1.atb',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    const download = page.waitForEvent('download');
    const saved = await (
      await client()
    ).evaluate((host, handle) => host.call('files.save', { handle, suggestedName: 'out.atb' }), chosen?.handle ?? '');
    expect(saved).toEqual({ saved: true });
    expect((await download).suggestedFilename()).toBe('out.atb');
    expect((await readFile(await (await download).path())).equals(bytes)).toBe(true);
    expect(shown.problems).toEqual([]);
  });

  test('what is handed over tells how much of it has gone', async () => {
    const [sent, taken] = await (
      await client()
    ).evaluate(async (host) => {
      const progress: number[] = [];
      const file = new File([new Uint8Array(5_000_000)], 'big.atb');
      return [progress, await host.takeFile(file, (bytes) => progress.push(bytes))] as const;
    });
    expect(taken).toMatchObject({ bytes: 5_000_000 });
    expect(sent.at(-1)).toBe(5_000_000);
  });

  test('events are heard', async () => {
    await (
      await client()
    ).evaluate((host) => {
      host.listen((event) => document.body.append(JSON.stringify(event)));
    });
    shown.host.services.events.command({ command: 'sample' });
    await page.waitForFunction(() => document.body.innerText.includes('"command":"sample"'));
  });

  test('a host that is gone is said to be gone', async () => {
    await (await client()).evaluate((host) => void host.listen(() => undefined));
    await shown.host.close();
    await page.waitForSelector('text=E_HOST_GONE', { timeout: 20_000 });
  });

  test('nothing runs or is fetched that is not the page’s own', async () => {
    const attempts = await page.evaluate(async () => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
      const inline = document.createElement('script');
      inline.textContent = 'globalThis.ran = true';
      document.body.append(inline);
      const style = document.createElement('style');
      style.textContent = 'body { color: red }';
      document.head.append(style);
      const image = document.createElement('img');
      image.src = 'http://127.0.0.1:9/x.png';
      document.body.append(image);
      const frame = document.createElement('iframe');
      frame.src = '/';
      document.body.append(frame);
      // In a task of the page itself: what a debugger evaluates is let through.
      const evaluated = await new Promise((done) => {
        setTimeout(() => {
          try {
            // oxlint-disable-next-line no-eval
            done((0, eval)('1'));
          } catch {
            done('blocked');
          }
        });
      });
      const fetched = await fetch('http://127.0.0.1:9/').then(
        () => 'fetched',
        () => 'blocked',
      );
      const socket = await new Promise((done) => {
        try {
          const opened = new WebSocket('ws://127.0.0.1:9/');
          opened.onerror = () => done('blocked');
          opened.onopen = () => done('open');
        } catch {
          done('blocked');
        }
      });
      await new Promise((done) => setTimeout(done, 300));
      return { violations: [...new Set(violations)].sort(), ran: 'ran' in globalThis, evaluated, fetched, socket };
    });
    expect(attempts).toMatchObject({ ran: false, evaluated: 'blocked', fetched: 'blocked', socket: 'blocked' });
    for (const directive of ['script-src-elem', 'style-src-elem', 'img-src', 'connect-src', 'frame-src']) {
      expect(attempts.violations).toContain(directive);
    }
  });
});
