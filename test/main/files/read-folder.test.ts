import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readWhole } from '../../../src-core/import/member.ts';
import { openFolder } from '../../../src-main/files/read-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assize-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string | Buffer, content = 'x'): void {
  if (typeof name === 'string') mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(typeof name === 'string' ? join(folder, name) : Buffer.concat([Buffer.from(`${folder}/`), name]), content);
}

async function codes(limits = {}): Promise<string[]> {
  const opened = await openFolder(folder, limits);
  return opened.outcome === 'refused' ? opened.refusals.map(({ code, member }) => `${code} ${member}`) : [];
}

describe('a folder', () => {
  it('is read by name', async () => {
    put('entries/b.ndjson', 'b'.repeat(300_000));
    put('entries/a.ndjson', 'a');
    put('artifacts/x', '');
    const opened = await openFolder(folder);
    if (opened.outcome !== 'opened') throw new Error('refused');
    expect(opened.container.members.map(({ name, size }) => [name, size])).toEqual([
      ['artifacts/x', 0],
      ['entries/a.ndjson', 1],
      ['entries/b.ndjson', 300_000],
    ]);
    const large = await readWhole(opened.container.members[2] as never);
    expect(Buffer.from(large).toString()).toBe('b'.repeat(300_000));
  });

  it('refuses links and special files, wherever they lead', async () => {
    put('entries/a');
    symlinkSync('a', join(folder, 'entries/link'));
    symlinkSync('/etc', join(folder, 'etc'));
    symlinkSync('nowhere', join(folder, 'dangling'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(await codes()).toEqual(['E_ZIP_LINK dangling', 'E_ZIP_LINK entries/link', 'E_ZIP_LINK etc', 'E_ZIP_LINK pipe']);
  });

  it('can itself be reached by a link', async () => {
    put('real/a');
    symlinkSync('real', join(folder, 'link'));
    expect((await openFolder(join(folder, 'link'))).outcome).toBe('opened');
  });

  it.each<[string, (string | Buffer)[], string]>([
    ['a backslash', ['a\\b'], 'E_ZIP_NAME a\\b'],
    ['a device', ['x/con.txt'], 'E_ZIP_NAME x/con.txt'],
    ['bytes that are no UTF-8', [Buffer.from([0x61, 0xff])], 'E_ZIP_NAME a\u00ff'],
    ['twins in case', ['a', 'A'], 'E_ZIP_DUP a'],
    ['a long name', [`${'a/'.repeat(200)}${'b'.repeat(120)}`], `E_ZIP_LIMIT ${'a/'.repeat(200)}${'b'.repeat(120)}`],
  ])('refuses %s', async (_, names, expected) => {
    for (const name of names) put(name);
    expect(await codes()).toContain(expected);
  });

  it('holds its limits', async () => {
    for (const name of ['a', 'b', 'c']) put(name, 'xx');
    expect(await codes({ members: 2 })).toEqual(['E_ZIP_LIMIT undefined']);
    expect(await codes({ totalBytes: 5 })).toEqual(['E_ZIP_LIMIT undefined']);
    expect(await codes({ totalBytes: 6, members: 3 })).toEqual([]);
  });

  it('notices a file that became another', async () => {
    put('a', 'xx');
    put('b', 'xx');
    put('c', 'xx');
    const opened = await openFolder(folder);
    if (opened.outcome !== 'opened') throw new Error('refused');
    const [a, b, c] = opened.container.members as [never, never, never];
    put('a', 'longer');
    unlinkSync(join(folder, 'b'));
    execFileSync('mkfifo', [join(folder, 'b')]);
    unlinkSync(join(folder, 'c'));
    symlinkSync('a', join(folder, 'c'));
    await expect(readWhole(a)).rejects.toMatchObject({ code: 'E_ZIP_CRC', place: { path: 'a' } });
    await expect(readWhole(b)).rejects.toMatchObject({ code: 'E_ZIP_CRC' });
    await expect(readWhole(c)).rejects.toThrow();
  });

  it('says what the system says where there is none', async () => {
    await expect(openFolder(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
