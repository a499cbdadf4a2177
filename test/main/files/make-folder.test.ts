import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src-main/files/make-folder.ts';

describe('a folder', () => {
  const place = mkdtempSync(join(tmpdir(), 'assize-folder-'));

  it('is made with those above it, and stays where it is there', async () => {
    const path = join(place, 'a', 'b', 'c');
    await makeFolder(path);
    writeFileSync(join(path, 'kept'), 'x');
    await makeFolder(path);
    expect([statSync(path).isDirectory(), existsSync(join(path, 'kept'))]).toEqual([true, true]);
  });

  it('is not made below a file', async () => {
    writeFileSync(join(place, 'file'), 'x');
    await expect(makeFolder(join(place, 'file', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it.runIf(existsSync('/proc/self'))('is refused, and soon, where a file system says that there is no such place', async () => {
    await expect(makeFolder('/proc/nowhere/entries')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
