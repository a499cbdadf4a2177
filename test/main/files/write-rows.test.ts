import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ndjsonRow } from '../../../src-main/files/ndjson-row.ts';
import { writeRows } from '../../../src-main/files/write-rows.ts';
import { temporaryFolder } from '../../fixtures/case-fixture.ts';

it('a row of NDJSON shows nothing invisible raw, and gives every text back', () => {
  const text = 'a\u202eb\u200bc\u2028d\u{e0041}e\n"f"\u0000燕麦拿铁';
  const row = ndjsonRow([
    ['name', text],
    ['seq', 7],
    ['gone', undefined],
  ]);
  expect(JSON.parse(row)).toEqual({ name: text, seq: 7 });
  expect(row.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
  expect(row).toContain('燕麦拿铁');
  expect(row.endsWith('}\n')).toBe(true);
});

it('rows are written as they are made; the digest is that of the file', async () => {
  const path = join(temporaryFolder(), 'rows');
  writeFileSync(path, '');
  const digest = await writeRows(path, ['one\n', '二\n']);
  expect(readFileSync(path, 'utf8')).toBe('one\n二\n');
  expect(digest).toBe(`sha256:${createHash('sha256').update('one\n二\n').digest('hex')}`);
});

it('nothing stays of rows that break off, whoever breaks them off', async () => {
  const path = join(temporaryFolder(), 'rows');
  writeFileSync(path, '');
  const controller = new AbortController();
  const pieces = function* (): Generator<string> {
    yield 'one\n';
    controller.abort();
    yield 'two\n';
  };
  await expect(writeRows(path, pieces(), controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  expect(readFileSync(path, 'utf8')).toBe('');
  await expect(writeRows(join(path, 'no-folder'), [])).rejects.toMatchObject({ code: 'E_WRITE' });
});
