import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFileSpool, tidyName, type FileSpool } from '../../../src-main/application/file-handles.ts';

let folder: string;
let files: FileSpool;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assize-files-'));
  files = await openFileSpool(join(folder, 'data'));
});
afterEach(async () => {
  await files.close();
  await rm(folder, { recursive: true, force: true });
});

async function* pieces(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

test('files and folders are held, under handles that say nothing of them', async () => {
  await writeFile(join(folder, 'a.atb'), 'abc');
  const file = await files.hold(join(folder, 'a.atb'));
  const whole = await files.hold(folder);
  expect(file).toMatchObject({ name: 'a.atb', bytes: 3, spooled: false });
  expect(file.handle).toMatch(/^file-[0-9a-f]{32}$/);
  expect(files.get(whole.handle).path).toBe(folder);
  expect((await files.hold(join(folder, 'a.atb'))).handle).not.toBe(file.handle);
});

test('links, pipes and devices are refused, whatever they lead to', async () => {
  await writeFile(join(folder, 'a.atb'), 'abc');
  await symlink(join(folder, 'a.atb'), join(folder, 'link.atb'));
  await symlink(folder, join(folder, 'linked-folder'));
  const refused = ['link.atb', 'linked-folder'];
  if (process.platform !== 'win32') {
    execFileSync('mkfifo', [join(folder, 'pipe.atb')]);
    refused.push('pipe.atb');
    await expect(files.hold('/dev/zero')).rejects.toMatchObject({ code: 'E_FILE_KIND' });
  }
  for (const name of refused) await expect(files.hold(join(folder, name))).rejects.toMatchObject({ code: 'E_FILE_KIND' });
  await expect(files.hold(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'E_NO_FILE' });
});

test('what was let go of, or never held, is no file', async () => {
  const made = await files.spool('x.json');
  await files.release(made.handle);
  expect(() => files.get(made.handle)).toThrow('no longer held');
  await expect(stat(made.path)).rejects.toMatchObject({ code: 'ENOENT' });
  await files.release(`file-${'0'.repeat(32)}`);
});

test('letting go of a file of the user leaves it where it is', async () => {
  await writeFile(join(folder, 'a.atb'), 'abc');
  await files.release((await files.hold(join(folder, 'a.atb'))).handle);
  expect(await readFile(join(folder, 'a.atb'), 'utf8')).toBe('abc');
});

test('the spool is readable by its user alone, and hashes what it takes', async () => {
  const taken = await files.take('b.atb', pieces(Buffer.from('ab'), new Uint8Array(0), Buffer.from('c')));
  expect(taken).toMatchObject({ name: 'b.atb', bytes: 3, sha256: createHash('sha256').update('abc').digest('hex') });
  expect(await readFile(taken.path, 'utf8')).toBe('abc');
  if (process.platform !== 'win32') {
    expect((await stat(taken.path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(taken.path, '..'))).mode & 0o777).toBe(0o700);
  }
});

test('nothing stays of a stream that breaks off', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(1000);
    throw new Error('the page is gone');
  }
  await expect(files.take('c.atb', broken())).rejects.toThrow('the page is gone');
  const [run] = await readdir(join(folder, 'data', 'spool'));
  expect(await readdir(join(folder, 'data', 'spool', run ?? ''))).toEqual([]);
});

test('spools of processes that are gone are removed, those of living ones are not', async () => {
  const spools = join(folder, 'data', 'spool');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  for (const name of [`${pid}-0011`, 'no-process', `${process.ppid}-2233`]) {
    await mkdir(join(spools, name));
    await writeFile(join(spools, name, 'left'), 'x');
  }
  const before = await files.spool('mine');
  const next = await openFileSpool(join(folder, 'data'));
  const left = await readdir(spools);
  expect(left).not.toContain(`${pid}-0011`);
  expect(left).not.toContain('no-process');
  expect(left).toContain(`${process.ppid}-2233`);
  await stat(before.path);
  await next.close();
});

test('closing removes every spool file', async () => {
  const { path } = await files.spool('x');
  await files.close();
  await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readdir(join(folder, 'data', 'spool'))).toEqual([]);
});

test.each([
  ['a.atb', 'a.atb'],
  ['/etc/passwd', 'passwd'],
  ['..\\..\\a.atb', 'a.atb'],
  ['..', 'file'],
  ['.', 'file'],
  ['', 'file'],
  ['a/', 'file'],
  ['a\u0000\n.atb', 'a.atb'],
  ['证据.atb', '证据.atb'],
  ['x'.repeat(500), 'x'.repeat(200)],
])('the name %j is kept as %j', (given, kept) => {
  expect(tidyName(given)).toBe(kept);
});
