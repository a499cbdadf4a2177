import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { browserPrograms, hasDisplay, openBrowserWindow, windowArguments } from '../../../src-main/local-host/browser-window.ts';

const LAUNCH = 'file:///home/someone/.local/share/assize/run/launch.html';

test('what is secret is in no argument, and the browser speaks with nobody', () => {
  const args = windowArguments(LAUNCH, '/data/browser', false);
  expect(args[0]).toBe(`--app=${LAUNCH}`);
  expect(args.join(' ')).not.toMatch(/#|token|code=/);
  expect(args).toContain('--user-data-dir=/data/browser');
  expect(args).toContain('--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1');
  expect(args).not.toContain('--no-sandbox');
  expect(args.filter((argument) => /web-security|insecure|remote-debugging/.test(argument))).toEqual([]);
});

test('a named browser comes before all others', () => {
  expect(browserPrograms({ ASSIZE_BROWSER: '/opt/b', PATH: '/usr/bin' }, 'linux')).toEqual(['/opt/b']);
  expect(browserPrograms({ PATH: '/usr/bin:/opt' }, 'linux')).toContain('/opt/chromium');
  expect(browserPrograms({}, 'darwin')[0]).toContain('Google Chrome.app');
  expect(browserPrograms({ ProgramFiles: 'C:\\P' }, 'win32')[0]).toBe('C:\\P\\Microsoft\\Edge\\Application\\msedge.exe');
});

test('a window needs a display', () => {
  expect([
    hasDisplay({}, 'linux'),
    hasDisplay({ DISPLAY: ':0' }, 'linux'),
    hasDisplay({ WAYLAND_DISPLAY: 'w' }, 'linux'),
  ]).toEqual([false, true, true]);
  expect([hasDisplay({}, 'darwin'), hasDisplay({}, 'win32')]).toEqual([true, true]);
});

describe.skipIf(process.platform === 'win32')('a program that', () => {
  let folder: string;
  const before = { ...process.env };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assize-window-'));
    process.env['DISPLAY'] = ':99';
    process.env['ASSIZE_BROWSER'] = join(folder, 'browser.sh');
  });
  afterEach(async () => {
    for (const name of ['DISPLAY', 'ASSIZE_BROWSER']) {
      const value = before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await rm(folder, { recursive: true, force: true });
  });
  const program = async (body: string): Promise<void> => {
    await writeFile(join(folder, 'browser.sh'), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, 'browser.sh'), 0o755);
  };

  test('ends at once with an error is no window, and why is said', async () => {
    await program('exit 1');
    expect(await openBrowserWindow(LAUNCH, folder)).toBe(`${join(folder, 'browser.sh')} ended at once with exit code 1`);
  });

  test('is not there is no window', async () => {
    expect(await openBrowserWindow(LAUNCH, folder)).toContain('ASSIZE_BROWSER');
  });

  test('runs is a window until it ends', async () => {
    await program(`echo "$@" > "${join(folder, 'args')}"; exec sleep 60`);
    const window = await openBrowserWindow(LAUNCH, folder);
    if (typeof window === 'string') throw new Error(window);
    expect(await readFile(join(folder, 'args'), 'utf8')).toContain(LAUNCH);
    window.close();
    await window.closed;
  });

  test('hands over to one that runs already is a window whose end nobody sees', async () => {
    await program('exit 0');
    const window = await openBrowserWindow(LAUNCH, folder);
    if (typeof window === 'string') throw new Error(window);
    const ended = await Promise.race([window.closed.then(() => 'closed'), new Promise((done) => setTimeout(done, 200, 'open'))]);
    expect(ended).toBe('open');
  });
});
