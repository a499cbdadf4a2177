import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PAGE_BYTES } from '../../../src-core/evidence/lines/page-memory.ts';
import { PageFile } from '../../../src-main/files/page-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'assize-pages-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('keeps pages, and leaves no file behind', () => {
  const pages = new PageFile(folder);
  const page = (fill: number): Uint8Array => new Uint8Array(PAGE_BYTES).fill(fill);
  expect(readdirSync(folder)).toEqual([]);
  for (const number of [5, 0, 3]) pages.write(number, page(number + 1));
  pages.write(5, page(9));
  const read = (number: number): Uint8Array => {
    const into = new Uint8Array(PAGE_BYTES);
    pages.read(number, into);
    return into;
  };
  expect([read(0), read(3), read(5)]).toEqual([page(1), page(4), page(9)]);
  // Where the system allows it, the file has no name from the start.
  if (process.platform !== 'win32') expect(readdirSync(folder)).toEqual([]);
});

it('says so where the system refuses', () => {
  const pages = new PageFile(join(folder, 'none'));
  expect(() => pages.write(0, new Uint8Array(PAGE_BYTES))).toThrow(expect.objectContaining({ code: 'E_WRITE' }));
});
