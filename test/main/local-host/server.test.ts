import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '../../../src-core/host/answer.ts';
import { channels, contract } from '../../../src-core/host/contract.ts';
import { openPageFiles } from '../../../src-main/application/page-files.ts';
import { openLocalServer, type LocalServer } from '../../../src-main/local-host/server.ts';
import { rawRequest, type RawAnswer } from '../../fixtures/raw-request.ts';
import { sampleRequest } from '../../fixtures/sample-request.ts';
import { spiedApplication, type SpiedApplication } from '../../fixtures/spied-application.ts';

let folder: string;
let server: LocalServer;
let spied: SpiedApplication;
let token: string;
let own: Record<string, string>;
let stream: AbortController;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assize-page-'));
  await mkdir(join(folder, 'page', 'assets'), { recursive: true });
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>Assize</title>');
  await writeFile(join(folder, 'page', 'assets', 'main.js'), 'export {};');
  await writeFile(join(folder, 'page', 'assets', 'letter.woff2'), 'w');
  await writeFile(join(folder, 'page', 'assets', 'notes.unknown'), 'a kind of file that is not served');
  await writeFile(join(folder, 'secret.js'), 'outside');
  await symlink(join(folder, 'secret.js'), join(folder, 'page', 'link.js'));
  server = await openLocalServer(await openPageFiles(join(folder, 'page')), async (origin) => {
    spied = await spiedApplication(origin);
    return spied.application;
  });
  token = await begin();
  own = { 'sec-fetch-site': 'same-origin', origin: server.origin, authorization: `Bearer ${token}` };
  // As a page does: one that does not listen may have to make room for others.
  stream = new AbortController();
  await fetch(`${server.origin}/events`, { headers: own, signal: stream.signal });
});
afterAll(async () => {
  await server.close();
  await spied.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  spied.reached.length = 0;
  spied.answerWith(() => ({ fine: true }));
});

async function exchange(code: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return rawRequest(server.origin, {
    method: 'POST',
    path: '/session',
    headers: { 'sec-fetch-site': 'same-origin', origin: server.origin, ...headers },
    body: code,
  });
}

async function begin(): Promise<string> {
  const { body } = await exchange(server.codes.mint());
  return (JSON.parse(body) as { value: { token: string } }).value.token;
}

function call(channel: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return rawRequest(server.origin, {
    method: 'POST',
    path: `/call/${channel}`,
    headers: { ...own, 'content-type': 'application/json', ...headers },
    body,
  });
}

test('listens on 127.0.0.1 alone', async () => {
  const { port } = new URL(server.origin);
  const others = ['::1', '127.0.0.2', '0.0.0.0'].filter((host) => host !== '0.0.0.0');
  for (const host of others) {
    const outcome = await new Promise((done) => {
      const socket = connect({ host, port: Number(port) });
      socket.on('connect', () => done('connected'));
      socket.on('error', (error: NodeJS.ErrnoException) => done(error.code));
    });
    expect(outcome).not.toBe('connected');
  }
});

describe('the door', () => {
  test('the page with its token is let in', async () => {
    expect(await call('app.read', '{}')).toMatchObject({ status: 200, body: '{"ok":true,"value":{"fine":true}}' });
  });

  test.each([
    ['no token', { authorization: '' }],
    ['another token', { authorization: `Bearer ${randomBytes(32).toString('base64url')}` }],
    ['the token by another scheme', { authorization: 'Basic x' }],
    ['a foreign origin', { origin: 'https://example.com' }],
    ['the same name on another port', { origin: 'http://127.0.0.1:1' }],
    ['an opaque origin', { origin: 'null' }],
    ['https where we are http', { origin: 'https://127.0.0.1' }],
    ['a foreign host, rebound to us', { host: 'example.com' }],
    ['localhost, which is not our name', { host: 'localhost' }],
    ['our address without the port', { host: '127.0.0.1' }],
    ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
    ['a same-site fetch of another port', { 'sec-fetch-site': 'same-site' }],
    ['a fetch that nobody vouches for', { 'sec-fetch-site': 'none' }],
  ])('refused: %s', async (_name, headers) => {
    const changed = {
      ...headers,
      ...('host' in headers && headers.host.includes('localhost') ? { host: `localhost:${new URL(server.origin).port}` } : {}),
    };
    for (const channel of channels) {
      expect((await call(channel, JSON.stringify(sampleRequest(channel)), changed)).status).toBe(403);
    }
    expect((await rawRequest(server.origin, { path: '/events', headers: { ...own, ...changed } })).status).toBe(403);
    expect(
      (await rawRequest(server.origin, { path: `/save/file-${'0'.repeat(32)}`, headers: { ...own, ...changed } })).status,
    ).toBe(403);
    expect(
      (await rawRequest(server.origin, { method: 'POST', path: '/spool', headers: { ...own, ...changed }, body: 'x' })).status,
    ).toBe(403);
    expect(spied.reached).toEqual([]);
    expect((await call('app.read', '{}')).status).toBe(200);
  });

  test('a missing Origin or Sec-Fetch-Site is refused too', async () => {
    for (const missing of ['origin', 'sec-fetch-site']) {
      const headers: Record<string, string> = { ...own, 'content-type': 'application/json' };
      delete headers[missing];
      const { status } = await rawRequest(server.origin, { method: 'POST', path: '/call/app.read', headers, body: '{}' });
      expect(status).toBe(403);
    }
    expect(spied.reached).toEqual([]);
  });

  test('a body that is no JSON by its type is refused: a form of a foreign page could send it', async () => {
    expect((await call('app.read', '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect(spied.reached).toEqual([]);
  });

  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'HEAD', 'TRACE'])('%s is answered by nothing', async (method) => {
    for (const path of ['/', '/call/app.read', '/session', '/events']) {
      expect((await rawRequest(server.origin, { method, path, headers: own })).status).toBeGreaterThanOrEqual(400);
    }
    expect(spied.reached).toEqual([]);
  });

  test('a body beyond every limit is refused before it was read, and the host lives', async () => {
    const most = 3 * Math.max(...channels.map((channel) => contract[channel].mostLength));
    expect((await call('app.read', '{}', { 'content-length': String(most + 1) }).catch(() => ({ status: 413 }))).status).toBe(
      413,
    );
    expect((await call('app.read', '{}')).status).toBe(200);
  });

  test('headers beyond 16 KB are refused, and the host lives', async () => {
    expect((await call('app.read', '{}', { 'x-long': 'x'.repeat(20_000) })).status).toBe(431);
    expect((await call('app.read', '{}')).status).toBe(200);
  });

  test('what is no HTTP breaks nothing', async () => {
    const { port } = new URL(server.origin);
    await new Promise<void>((done) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.end('\u0000\u0001GET / HTTP/9\r\n\r\n'));
      socket.resume();
      socket.on('close', () => done());
      socket.on('error', () => done());
    });
    expect((await call('app.read', '{}')).status).toBe(200);
  });
});

describe('codes', () => {
  test('a code works once', async () => {
    const code = server.codes.mint();
    expect((await exchange(code)).status).toBe(200);
    expect((await exchange(code)).status).toBe(403);
  });

  test.each(['', 'x', 'A'.repeat(43), `${'A'.repeat(42)}é`, '{"code":"x"}'])('no code: %j', async (code) => {
    expect((await exchange(code)).status).toBe(403);
  });

  test.each<Record<string, string>>([
    { origin: 'https://example.com' },
    { 'sec-fetch-site': 'cross-site' },
    { host: 'example.com' },
  ])('a good code is not spent by %j', async (headers) => {
    const code = server.codes.mint();
    expect((await exchange(code, headers)).status).toBe(403);
    expect((await exchange(code)).body).toContain('"ok":true');
  });

  test('four windows at most; one that was closed makes room', async () => {
    let behind: SpiedApplication | undefined;
    const crowded = await openLocalServer(await openPageFiles(join(folder, 'page')), async (origin) => {
      behind = await spiedApplication(origin);
      return behind.application;
    });
    const headers = { 'sec-fetch-site': 'same-origin', origin: crowded.origin };
    const open = async (): Promise<AbortController | string> => {
      const { body } = await rawRequest(crowded.origin, {
        method: 'POST',
        path: '/session',
        headers,
        body: crowded.codes.mint(),
      });
      const answer = JSON.parse(body) as Answer<{ token: string }>;
      if (!answer.ok) return answer.error.code;
      const gone = new AbortController();
      const authorization = `Bearer ${answer.value.token}`;
      await fetch(`${crowded.origin}/events`, { headers: { ...headers, authorization }, signal: gone.signal });
      return gone;
    };
    const windows = [await open(), await open(), await open(), await open()];
    expect(windows.filter((window) => typeof window === 'string')).toEqual([]);
    expect(await open()).toBe('E_TOO_MANY_WINDOWS');
    (windows[2] as AbortController).abort();
    await expect.poll(open).toBeInstanceOf(AbortController);
    await crowded.close();
    await behind?.close();
  });
});

describe('the page and its files', () => {
  test.each([
    ['/', 'text/html; charset=utf-8'],
    ['/index.html', 'text/html; charset=utf-8'],
    ['/assets/main.js', 'text/javascript; charset=utf-8'],
    ['/assets/letter.woff2', 'font/woff2'],
  ])('%s is served as %s', async (path, type) => {
    const { status, headers } = await rawRequest(server.origin, { path, headers: { 'sec-fetch-site': 'same-origin' } });
    expect([status, headers['content-type'], headers['x-content-type-options']]).toEqual([200, type, 'nosniff']);
  });

  test('the shell may be asked for from anywhere, but only as a document, and not framed', async () => {
    const asked = (dest: string): Promise<RawAnswer> =>
      rawRequest(server.origin, { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': dest } });
    expect((await asked('document')).status).toBe(200);
    for (const dest of ['iframe', 'script', 'object', 'empty', 'image']) expect((await asked(dest)).status).toBe(403);
    expect((await rawRequest(server.origin, { headers: { host: 'example.com' } })).status).toBe(403);
  });

  test('every answer carries the policy', async () => {
    for (const path of ['/', '/assets/main.js', '/nothing.js', '/call/app.read']) {
      const { headers } = await rawRequest(server.origin, { path, headers: own });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
      expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(headers).not.toHaveProperty('set-cookie');
    }
  });

  test.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/..%2fsecret.js',
    '/%2e%2e/secret.js',
    '/%2e%2e%2fsecret.js',
    '/..%5csecret.js',
    '/assets/..%00/main.js',
    '//secret.js',
    '/./index.html',
    '/link.js',
    '/assets',
    '/assets/',
    '/assets/notes.unknown',
    '/INDEX.HTML',
    '/index.html/',
    '/index.html%00.js',
    '/etc/passwd',
    'http://127.0.0.1/index.html',
    '/package.json',
  ])('nothing lies at %s', async (path) => {
    const { status, body } = await rawRequest(server.origin, { path, headers: own });
    expect([status, body]).toEqual([404, 'refused']);
  });
});

describe('files', () => {
  test('a file that comes in is hashed on the way, and comes out again for its page', async () => {
    const bytes = randomBytes(300_000);
    const { body } = await rawRequest(server.origin, {
      method: 'POST',
      path: '/spool',
      headers: { ...own, 'x-file-name': encodeURIComponent('../../证据 1.atb') },
      body: bytes,
    });
    const { value } = JSON.parse(body) as { value: { handle: string; name: string; bytes: number; sha256: string } };
    expect(value).toEqual({
      handle: expect.stringMatching(/^file-[0-9a-f]{32}$/) as string,
      name: '证据 1.atb',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    const held = spied.services.files.get(value.handle);
    expect((await stat(held.path)).mode & 0o777).toBe(0o600);
    expect((await readFile(held.path)).equals(bytes)).toBe(true);
    const saved = await rawRequest(server.origin, { path: `/save/${value.handle}`, headers: own });
    expect([saved.status, saved.headers['content-length'], saved.headers['content-disposition']]).toEqual([
      200,
      '300000',
      'attachment',
    ]);
  });

  test('a file of the user is not handed out, nor one that nobody holds', async () => {
    const { handle } = await spied.services.files.hold(join(folder, 'secret.js'));
    for (const path of [`/save/${handle}`, `/save/file-${'0'.repeat(32)}`, '/save/', '/save/x']) {
      expect((await rawRequest(server.origin, { path, headers: own })).status).toBe(404);
    }
  });

  test('nothing stays of a file whose page goes away in the middle', async () => {
    const { port } = new URL(server.origin);
    const socket = connect(Number(port), '127.0.0.1');
    const headers = Object.entries({ host: `127.0.0.1:${port}`, ...own, 'content-length': '1000000', 'x-file-name': 'half' });
    socket.write(`POST /spool HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`);
    socket.write(Buffer.alloc(100_000));
    await new Promise((done) => setTimeout(done, 200));
    socket.destroy();
    await new Promise((done) => setTimeout(done, 300));
    const spools = join(spied.dataFolder, 'spool');
    const [run] = await readdir(spools);
    const sizes = await Promise.all(
      (await readdir(join(spools, run ?? ''))).map(async (name) => (await stat(join(spools, run ?? '', name))).size),
    );
    expect(sizes).not.toContain(100_000);
  });
});

describe('events', () => {
  test('come as lines, to whoever holds the token; what was to be told before there was a page waits for it', async () => {
    let behind: SpiedApplication | undefined;
    const quiet = await openLocalServer(await openPageFiles(join(folder, 'page')), async (origin) => {
      behind = await spiedApplication(origin);
      behind.services.events.command({ command: 'sample' });
      return behind.application;
    });
    const headers = { 'sec-fetch-site': 'same-origin', origin: quiet.origin };
    const { body } = await rawRequest(quiet.origin, { method: 'POST', path: '/session', headers, body: quiet.codes.mint() });
    const { value } = JSON.parse(body) as { value: { token: string } };
    const reply = await fetch(`${quiet.origin}/events`, { headers: { ...headers, authorization: `Bearer ${value.token}` } });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
    behind?.services.events.emit({ topic: 'case', caseId: 'case-1', part: 'triage' });
    const lines: unknown[] = [];
    let text = '';
    for await (const part of reply.body as unknown as AsyncIterable<Uint8Array>) {
      text += new TextDecoder().decode(part);
      lines.splice(0, lines.length, ...text.split('\n').filter((line) => line !== ''));
      if (lines.length === 2) break;
    }
    expect(lines).toEqual(['{"topic":"command","command":"sample"}', '{"topic":"case","caseId":"case-1","part":"triage"}']);
    await quiet.close();
    await behind?.close();
  });
});

test('a call whose page closes the connection is taken back', async () => {
  let signal: AbortSignal | undefined;
  spied.answerWith((_channel, _request, context) => {
    signal = context.signal;
    return new Promise(() => undefined);
  });
  const gone = new AbortController();
  const answer = fetch(`${server.origin}/call/cases.recent`, {
    method: 'POST',
    body: '{}',
    headers: { ...own, 'content-type': 'application/json' },
    signal: gone.signal,
  }).catch(() => 'gone');
  await expect.poll(() => signal).toBeDefined();
  gone.abort();
  expect(await answer).toBe('gone');
  await expect.poll(() => signal?.aborted).toBe(true);
});
