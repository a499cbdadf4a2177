import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fileNameOf } from '../../../src-main/files/file-name.ts';

it.each([
  ['good.atb', 'good.atb'],
  ['', 'file'],
  ['..', 'file'],
  ['a/../b\\c:d', 'a_.._b_c_d'],
  ['\ud800x', '\ufffdx'],
  [`${'ก'.repeat(300)}.atb`, `${'ก'.repeat(65)}.atb`],
])('%j becomes %j', (name, kept) => {
  expect(fileNameOf(name, 'file')).toBe(kept);
});

it('is always one name, which the file system takes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assize-names-'));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      const kept = fileNameOf(name, 'file');
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(200);
      writeFileSync(join(folder, kept), '');
    }),
  );
});
