import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDesktopProgram } from '../../../scripts/desktop-program.ts';
import { projectRoot } from '../../../scripts/project-root.ts';
import { hasDisplay } from '../../../src-main/local-host/browser-window.ts';

const found = findDesktopProgram(process.env);
const built = existsSync(join(projectRoot, 'out', 'main', 'main.js'));
const why =
  'missing' in found
    ? found.missing
    : !hasDisplay(process.env, process.platform)
      ? 'there is no display'
      : built
        ? undefined
        : 'the desktop host is not built (npm start builds it)';
if (why !== undefined) process.stderr.write(`skipped, not passed: the desktop host in Electron (${why})\n`);

describe.skipIf(why !== undefined)('the desktop host in Electron', () => {
  let dataFolder: string;
  let electron: ElectronApplication;
  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'assize-electron-'));
    electron = await _electron.launch({
      executablePath: 'program' in found ? found.program : '',
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), projectRoot],
      env: { ...process.env, ASSIZE_DATA: dataFolder } as Record<string, string>,
    });
  });
  afterAll(async () => {
    await electron.close();
    await rm(dataFolder, { recursive: true, force: true });
  });

  test('shows the page in a window that can do nothing else', async () => {
    const page = await electron.firstWindow();
    await page.waitForSelector('#root > *');
    expect(page.url()).toBe('app://bundle/index.html');
    expect(await page.evaluate(() => [typeof globalThis['require' as never], typeof globalThis['process' as never]])).toEqual([
      'undefined',
      'undefined',
    ]);
    const fetched = await page.evaluate(() =>
      Promise.all(
        ['https://example.com/', 'file:///etc/passwd', 'app://bundle/../package.json'].map((url) =>
          fetch(url).then(
            () => 'fetched',
            () => 'blocked',
          ),
        ),
      ),
    );
    expect(fetched).toEqual(['blocked', 'blocked', 'blocked']);
    const preferences = await electron.evaluate(({ BrowserWindow }) => {
      // Not in Electron's own types.
      type Told = { getLastWebPreferences(): Record<string, unknown> };
      return BrowserWindow.getAllWindows().map(({ webContents }) => (webContents as unknown as Told).getLastWebPreferences());
    });
    expect(preferences).toMatchObject([{ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false }]);
  });
});
