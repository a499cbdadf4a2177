import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { channels } from '../../../src-core/host/contract.ts';
import type { DesktopBridge } from '../../../src-core/host/desktop-bridge.ts';
import type { Services } from '../../../src-main/application/services.ts';
import { BRIDGE } from '../../../src-main/desktop-host/bridge-channels.ts';
import { startDesktopHost } from '../../../src-main/desktop-host/start-desktop-host.ts';
import { connectDesktop } from '../../../src-renderer/host/desktop-client.ts';
import { ElectronDouble, type BrowserWindowDouble, type FrameDouble } from '../../fixtures/electron-double.ts';
import { preloadPage } from '../../fixtures/preloaded-page.ts';
import { sampleRequest } from '../../fixtures/sample-request.ts';

let folder: string;
let electron: ElectronDouble;
let services: Services | undefined;
let window: BrowserWindowDouble;
let bridge: DesktopBridge;

async function start(argv: readonly string[] = []): Promise<void> {
  services = await startDesktopHost(electron.api, {
    dataFolder: join(folder, 'data'),
    programFolder: folder,
    pageFolder: join(folder, 'page'),
    preload: join(folder, 'preload.cjs'),
    electronVersion: '45.4.1',
    argv,
  });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assize-desktop-'));
  await mkdir(join(folder, 'page'));
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>Assize</title>');
  electron = new ElectronDouble();
  await start();
  [window] = electron.windows as [BrowserWindowDouble];
  ({ bridge } = await preloadPage(electron, window, (file) => (file as { path?: string }).path ?? ''));
});
afterEach(async () => {
  vi.doUnmock('electron');
  await services?.close();
  await rm(folder, { recursive: true, force: true });
});

test('everything that has to be set before Electron is ready is set before it', () => {
  const ready = electron.told.indexOf('ready');
  expect(electron.told.indexOf('sandbox')).toBe(0);
  expect(electron.told.slice(0, ready)).toContain('schemes');
  expect(electron.told.slice(ready + 1)).toEqual(['window']);
  expect(electron.switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND');
  for (const name of ['disable-background-networking', 'dns-prefetch-disable', 'no-pings', 'disable-component-update']) {
    expect(electron.switches.has(name)).toBe(true);
  }
  expect(electron.schemes).toEqual([
    {
      scheme: 'app',
      privileges: expect.objectContaining({ standard: true, secure: true, bypassCSP: false, corsEnabled: false }) as unknown,
    },
  ]);
});

test('a window may do nothing but show the page', () => {
  const { webPreferences } = window.options;
  expect(Object.isFrozen(webPreferences)).toBe(true);
  expect(webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    spellcheck: false,
    navigateOnDragDrop: false,
    devTools: false,
  });
  expect(webPreferences).not.toHaveProperty('enableBlinkFeatures');
  expect(window.webContents.mainFrame.url).toBe('app://bundle/index.html');
  window.emit('ready-to-show');
  expect(window.isShown).toBe(true);
});

test('a page that dies is loaded again, but not for ever', () => {
  for (let deaths = 0; deaths < 6; deaths += 1) window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(window.webContents.reloads).toBe(3);
});

describe('the way from the page to the application', () => {
  test('the preload shows one object of five functions, and nothing of Electron', async () => {
    const { exposed } = await preloadPage(electron, window, () => '');
    expect(Object.keys(exposed)).toEqual(['assize']);
    expect(Object.keys(bridge).sort()).toEqual(['call', 'cancel', 'holdFile', 'listen', 'spool']);
    expect(Object.values(bridge).every((member) => typeof member === 'function')).toBe(true);
  });

  test('the page’s client calls through it', async () => {
    const client = connectDesktop(bridge);
    const about = await client.call('app.read', {});
    expect(about).toMatchObject({ name: 'Assize', host: 'desktop', electron: '45.4.1', dialogs: true });
    expect(about.selfTest.passed).toBe(about.selfTest.total);
    expect(await client.call('settings.write', { changes: { theme: 'dark' } })).toMatchObject({ theme: 'dark' });
    await expect(client.call('cases.read', { caseId: `case-${'0'.repeat(32)}` })).rejects.toMatchObject({
      name: 'HostFailure',
      code: 'E_CASE_CLOSED',
    });
  });

  test('a call that the page takes back rejects there', async () => {
    const client = connectDesktop(bridge);
    const takenBack = new AbortController();
    const answer = client.call('app.selfTest', {}, takenBack.signal);
    takenBack.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  });

  test.each([
    ['no frame', null],
    ['a foreign page', { url: 'https://example.com/', parent: null }],
    ['a file', { url: 'file:///etc/passwd', parent: null }],
    ['another host of our scheme', { url: 'app://other/index.html', parent: null }],
    ['a name that begins alike', { url: 'app://bundle.example.com/', parent: null }],
    ['a user before the host', { url: 'app://bundle@example.com/', parent: null }],
    ['a blank page', { url: 'about:blank', parent: null }],
    ['a data page', { url: 'data:text/html,x', parent: null }],
    ['no address', { url: '', parent: null }],
    ['a frame inside the page', { url: 'app://bundle/index.html', parent: { url: 'app://bundle/index.html', parent: null } }],
  ] satisfies readonly (readonly [string, FrameDouble | null])[])('every channel is refused from %s', async (_name, frame) => {
    for (const channel of channels) {
      const args = [channel, JSON.stringify(sampleRequest(channel)), 'id'];
      expect(await electron.invoke(window.webContents, BRIDGE.call, args, frame)).toMatchObject({
        ok: false,
        error: { code: 'E_SENDER' },
      });
    }
    expect(await electron.invoke(window.webContents, BRIDGE.holdFile, [join(folder, 'page')], frame)).toMatchObject({
      ok: false,
    });
    const spooled = electron.invoke(window.webContents, BRIDGE.spool, ['s', 'name', undefined], frame);
    expect(await spooled).toMatchObject({ ok: false, error: { code: 'E_SENDER' } });
    electron.send(window.webContents, BRIDGE.listen, [], frame);
    services?.events.emit({ topic: 'case', caseId: 'x', part: 'views' });
    expect(window.webContents.sent).toEqual([]);
    expect(await connectDesktop(bridge).call('settings.read', {})).toHaveProperty('settings');
  });

  test.each([
    [BRIDGE.call, []],
    [BRIDGE.call, [1, 2, 3]],
    [BRIDGE.call, ['app.read', { toString: 'x' }, 'id']],
    [BRIDGE.call, ['app.read', new Uint8Array(3), 'id']],
    [BRIDGE.holdFile, [{ path: '/etc/passwd' }]],
    [BRIDGE.holdFile, []],
    [BRIDGE.spool, ['id', 'name', 'a text']],
    [BRIDGE.spool, [null, null, null]],
  ])('a message of another shape is refused: %s %j', async (channel, args) => {
    expect(await electron.invoke(window.webContents, channel, args)).toMatchObject({ ok: false, error: { code: 'E_REQUEST' } });
  });

  test.each(['app.read', 'assize', 'assize:call2', 'ELECTRON_BROWSER_REQUIRE', '__proto__'])(
    'nobody listens to %s',
    async (channel) => {
      await expect(electron.invoke(window.webContents, channel, [])).rejects.toThrow('No handler registered');
    },
  );

  test('only what the preload sends is listened to', () => {
    const { event, cancel, listen, ...invoked } = BRIDGE;
    expect([...electron.invokable.keys()].sort()).toEqual(Object.values(invoked).sort());
    expect([...electron.listening.keys()].sort()).toEqual([cancel, listen].sort());
    expect(electron.listening.has(event)).toBe(false);
  });

  test('events reach the page that listens, until it loads something else', () => {
    const heard: unknown[] = [];
    bridge.listen((event) => heard.push(event));
    const told = { topic: 'case', caseId: 'x', part: 'views' } as const;
    services?.events.emit(told);
    // The sample case is opened on the first start, when there is a page.
    expect(heard).toEqual([{ topic: 'command', command: 'sample' }, told]);
    window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    services?.events.emit(told);
    expect(heard).toHaveLength(3);
    window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    services?.events.emit(told);
    expect(heard).toHaveLength(3);
  });
});

describe('files', () => {
  test('a dropped file is held by its path, which the page never sees', async () => {
    const path = join(folder, 'evidence.atb');
    await writeFile(path, 'evidence');
    const file = Object.assign(new File(['evidence'], 'evidence.atb'), { path });
    const held = await connectDesktop(bridge).takeFile(file);
    expect(held).toEqual({ handle: expect.stringMatching(/^file-/) as string, name: 'evidence.atb', bytes: 8 });
    expect(services?.files.get(held.handle).path).toBe(path);
  });

  test('a file that lies nowhere comes in pieces, hashed on the way', async () => {
    const bytes = new Uint8Array(200_000).map((_byte, at) => at % 251);
    const sent: number[] = [];
    const held = await connectDesktop(bridge).takeFile(new File([bytes], 'from-mail.atb'), (count) => sent.push(count));
    expect(held).toMatchObject({
      name: 'from-mail.atb',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(sent.at(-1)).toBe(bytes.length);
  });

  test('the system’s dialog gives handles, and nothing where the user cancels', async () => {
    const client = connectDesktop(bridge);
    expect(await client.call('files.choose', { purpose: 'evidence', multiple: true })).toEqual([]);
    await writeFile(join(folder, 'a.atb'), '1');
    electron.openAnswer = { canceled: false, filePaths: [join(folder, 'a.atb')] };
    const [chosen] = await client.call('files.choose', { purpose: 'evidence', multiple: true });
    expect(chosen).toEqual({ handle: expect.stringMatching(/^file-/) as string, name: 'a.atb', bytes: 1 });
    expect(electron.openOptions?.properties).toContain('multiSelections');
  });

  test('what the application made is saved where the user says; a file of the user is not', async () => {
    const client = connectDesktop(bridge);
    const made = await services?.files.spool('ruling.json');
    const { handle, path } = made as { handle: string; path: string };
    await writeFile(path, '{"ruling":1}');
    const target = join(folder, 'saved.json');
    await writeFile(target, 'older');
    expect(await client.call('files.save', { handle, suggestedName: 'ruling.json' })).toEqual({ saved: false });
    electron.saveAnswer = { canceled: false, filePath: target };
    expect(await client.call('files.save', { handle, suggestedName: 'ruling.json' })).toEqual({ saved: true });
    expect(await readFile(target, 'utf8')).toBe('{"ruling":1}');
    electron.saveAnswer = { canceled: false, filePath: join(folder, 'no', 'such', 'folder.json') };
    await expect(client.call('files.save', { handle, suggestedName: 'x' })).rejects.toMatchObject({ code: 'E_WRITE' });
    const own = await services?.files.hold(target);
    await expect(client.call('files.save', { handle: own?.handle ?? '', suggestedName: 'x' })).rejects.toMatchObject({
      code: 'E_HANDLE',
    });
  });

  test('a file that the application is opened with comes as a command with a handle', async () => {
    const heard: unknown[] = [];
    bridge.listen((event) => heard.push(event));
    heard.length = 0;
    await writeFile(join(folder, 'Fall 7.ASSIZE'), '1');
    await writeFile(join(folder, 'b.atb'), '1');
    const event = { preventDefault: vi.fn() };
    electron.app.emit('open-file', event, join(folder, 'Fall 7.ASSIZE'));
    electron.app.emit('second-instance', {}, ['assize', '--inspect', '/etc/passwd', join(folder, 'b.atb')]);
    await expect.poll(() => heard).toHaveLength(2);
    expect(event.preventDefault).toHaveBeenCalled();
    expect(heard).toEqual([
      { topic: 'command', command: 'open-case', handle: expect.stringMatching(/^file-/) as string, name: 'Fall 7.ASSIZE' },
      { topic: 'command', command: 'open-evidence', handle: expect.stringMatching(/^file-/) as string, name: 'b.atb' },
    ]);
    expect(JSON.stringify(heard)).not.toContain(folder);
  });

  test('a file that is not there is said, by its name', async () => {
    electron.app.emit('second-instance', {}, [join(folder, 'gone.atb')]);
    await expect.poll(() => electron.errors).toHaveLength(1);
    expect(electron.errors[0]).toContain('gone.atb');
  });
});

describe('what is cut off', () => {
  const prevented = (event: string, details: Record<string, unknown>): boolean => {
    const preventDefault = vi.fn();
    window.webContents.emit(event, { ...details, preventDefault });
    return preventDefault.mock.calls.length > 0;
  };

  test.each([
    'https://example.com/',
    'file:///etc/passwd',
    'app://bundle.example.com/',
    'app://other/index.html',
    'app://user@bundle/index.html',
    'app://bundle:8080/index.html',
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:app://bundle/1',
    'http://127.0.0.1/',
    '//bundle/index.html',
    '',
  ])('no page goes to %j', (url) => {
    expect(prevented('will-navigate', { url, isMainFrame: true })).toBe(true);
    expect(prevented('will-frame-navigate', { url, isMainFrame: true })).toBe(true);
    expect(window.webContents.windowOpen?.({ url })).toEqual({ action: 'deny' });
  });

  test('a page may load itself again; frames, redirects, webviews and downloads are nothing for it', () => {
    expect(prevented('will-navigate', { url: 'app://bundle/index.html', isMainFrame: true })).toBe(false);
    expect(prevented('will-frame-navigate', { url: 'app://bundle/index.html', isMainFrame: false })).toBe(true);
    expect(prevented('will-redirect', { url: 'app://bundle/index.html' })).toBe(true);
    expect(prevented('will-attach-webview', {})).toBe(true);
    const preventDefault = vi.fn();
    electron.session.emit('will-download', { preventDefault });
    expect(preventDefault).toHaveBeenCalled();
  });

  test('of all that Electron can be asked for, copying text is allowed, and to our page alone', async () => {
    const types = await readFile(new URL('../../../node_modules/electron/electron.d.ts', import.meta.url), 'utf8');
    const [, union] =
      /setPermissionRequestHandler\(handler: \(\(webContents: WebContents, permission: ([^)]*?), callback/.exec(types) ?? [];
    const permissions = [...(union ?? '').matchAll(/'([^']+)'/g)].map(([, name]) => name ?? '');
    expect(permissions.length).toBeGreaterThan(10);
    const ask = (permission: string, requestingUrl: string, isMainFrame = true): boolean => {
      let answered: boolean | undefined;
      electron.permissionRequest?.({}, permission, (yes) => (answered = yes), { requestingUrl, isMainFrame });
      const checked = electron.permissionCheck?.({}, permission, new URL(requestingUrl).href);
      if (isMainFrame) expect(checked).toBe(answered);
      return answered === true;
    };
    expect(permissions.filter((permission) => ask(permission, 'app://bundle/index.html'))).toEqual(['clipboard-sanitized-write']);
    expect(permissions.filter((permission) => ask(permission, 'app://bundle/index.html', false))).toEqual([]);
    expect(permissions.filter((permission) => ask(permission, 'https://example.com/'))).toEqual([]);
    expect(electron.devicePermission?.()).toBe(false);
  });

  test.each([
    ['https://example.com/', true],
    ['http://127.0.0.1:8080/', true],
    ['ws://example.com/', true],
    ['file:///etc/passwd', true],
    ['ftp://example.com/', true],
    ['chrome-extension://abc/x', true],
    ['devtools://devtools/x', true],
    ['app://other/x', true],
    ['nonsense', true],
    ['app://bundle/assets/x.js', false],
    ['blob:app://bundle/123', false],
    ['data:image/png;base64,AA', false],
  ])('a request for %s is cancelled: %s', (url, cancelled) => {
    let cancel: boolean | undefined;
    electron.beforeRequest?.({ url }, (response) => (cancel = response.cancel));
    expect(cancel).toBe(cancelled);
  });

  test('what got past all of it finds a dead proxy and no dictionary', () => {
    expect(electron.proxy).toEqual({ mode: 'fixed_servers', proxyRules: '127.0.0.1:9', proxyBypassRules: '<-loopback>' });
    expect(electron.spellChecker).toBe(false);
  });
});

describe('the page’s own scheme', () => {
  const ask = (url: string, init?: RequestInit): Promise<Response> =>
    (electron.protocolHandler as (request: Request) => Promise<Response>)(new Request(url, init));

  test('serves the page under a policy that lets it connect to nothing', async () => {
    const shell = await ask('app://bundle/index.html');
    expect([shell.status, shell.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await shell.text()).toContain('<title>Assize</title>');
    const policy = shell.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect((await ask('app://bundle/')).status).toBe(200);
  });

  test.each([
    'app://bundle/../data/settings.json',
    'app://bundle/..%2fdata/settings.json',
    'app://bundle/%2e%2e/data/settings.json',
    'app://bundle/..%5cdata',
    'app://bundle//etc/passwd',
    'app://bundle/index.html%00',
    'app://bundle/C:/Windows/win.ini',
    'app://bundle/INDEX.HTML',
    'app://other/index.html',
    'app://bundle.example.com/index.html',
    'app://user@bundle/index.html',
    'https://bundle/index.html',
  ])('nothing lies at %s', async (url) => {
    // Some of these no request can even be made of here; a browser's could.
    const handler = electron.protocolHandler as (request: Request) => Promise<Response>;
    expect((await handler({ method: 'GET', url } as Request)).status).toBe(404);
  });

  test.each(['POST', 'PUT', 'DELETE', 'HEAD'])('%s is no GET', async (method) => {
    expect((await ask('app://bundle/index.html', { method })).status).toBe(404);
  });
});

describe('one application, several windows', () => {
  test('a second start opens a window in the first process', () => {
    electron.app.emit('second-instance', {}, ['assize']);
    expect(electron.windows).toHaveLength(2);
    expect(electron.windows[1]?.options.webPreferences).toEqual(window.options.webPreferences);
  });

  test('a process that finds another one running ends without a window', async () => {
    const second = new ElectronDouble();
    second.hasLock = false;
    const first = services;
    electron = second;
    await start();
    expect([second.quits, second.windows.length, services]).toEqual([1, 0, undefined]);
    services = first;
  });

  test('the menu speaks the language of the settings, and tells the window in front', async () => {
    const labels = (): unknown[] => electron.menu.map(({ label }) => label);
    expect(labels()).toContain('File');
    await connectDesktop(bridge).call('settings.write', { changes: { language: 'zh-CN' } });
    expect(labels()).toContain('文件');
    electron.app.emit('second-instance', {}, ['assize']);
    const second = electron.windows[1] as BrowserWindowDouble;
    const heard: string[] = [];
    bridge.listen(() => heard.push('first'));
    await preloadPage(electron, second, () => '').then((other) => other.bridge.listen(() => heard.push('second')));
    heard.length = 0;
    second.focused = true;
    const file = electron.menu.find(({ label }) => label === '文件')?.submenu as { label?: string; click?: () => void }[];
    file.find(({ label }) => label === '打开证据…')?.click?.();
    expect(heard).toEqual(['second']);
  });

  test('the application ends when its cases are closed, and leaves no spool file', async () => {
    const spooled = await services?.files.spool('x');
    const preventDefault = vi.fn();
    electron.app.emit('will-quit', { preventDefault });
    await expect.poll(() => electron.quits).toBe(1);
    electron.app.emit('will-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledTimes(1);
    await expect(readFile((spooled as { path: string }).path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
