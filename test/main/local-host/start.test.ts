import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectRoot } from '../../../scripts/project-root.ts';

let folder: string;
const started: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assize-start-'));
  await mkdir(join(folder, 'page'));
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>Assize</title>');
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** `npm start` without a display, on data of its own. */
function start(...args: string[]): {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
} {
  const env: NodeJS.ProcessEnv = { ...process.env, ASSIZE_DATA: join(folder, 'data') };
  for (const name of ['DISPLAY', 'WAYLAND_DISPLAY']) delete env[name];
  const child = spawn(process.execPath, [join(projectRoot, 'scripts', 'start.ts'), '--page', join(folder, 'page'), ...args], {
    env,
  });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, ended: new Promise((done) => child.once('exit', done)) };
}

test('without a display it says which host and why, the self-test, and how to open the page; and cleans up when it is ended', async () => {
  const { child, output, ended } = start('--no-window');
  await expect.poll(output, { timeout: 60_000 }).toContain('good once');
  const told = output();
  expect(told).toMatch(/local host at http:\/\/127\.0\.0\.1:\d+, for this machine alone \(--no-window asks for it\)/);
  expect(told).toMatch(/self-test: \d+ published cases pass/);
  const [address] = /http:\/\/127\.0\.0\.1:\d+\/#[A-Za-z0-9_-]{43}/.exec(told) ?? [];
  const launch = join(folder, 'data', 'run', 'launch.html');
  expect(told).toContain(launch);
  if (process.platform !== 'win32') {
    expect((await stat(join(launch, '..'))).mode & 0o777).toBe(0o700);
    expect((await stat(launch)).mode & 0o777).toBe(0o600);
  }
  expect(await readFile(launch, 'utf8')).toMatch(/content="0;url=http:\/\/127\.0\.0\.1:\d+\/#[A-Za-z0-9_-]{43}"/);
  const { origin, hash } = new URL(address ?? '');
  const headers = { origin, 'sec-fetch-site': 'same-origin' };
  const spend = (): Promise<Response> => fetch(`${origin}/session`, { method: 'POST', headers, body: hash.slice(1) });
  expect([(await spend()).status, (await spend()).status]).toEqual([200, 403]);

  const second = start('--no-window');
  expect(await second.ended).toBe(0);
  expect(second.output()).toContain('runs already');

  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(existsSync(join(folder, 'data', 'run'))).toBe(false);
});
