import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSettings } from '../../../src-main/application/settings.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assize-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('begin as they come, and last', async () => {
  const first = await openSettings(folder);
  expect(first.read()).toEqual({
    settings: expect.objectContaining({ language: 'system', theme: 'system', zoom: 100 }) as unknown,
  });
  expect(await first.write({ theme: 'dark', analyst: '审计员 Ling' })).toMatchObject({ theme: 'dark', analyst: '审计员 Ling' });
  expect((await openSettings(folder)).read()).toEqual({ settings: first.read().settings });
});

test('changes at once all count, and the version before is kept', async () => {
  const settings = await openSettings(folder);
  await Promise.all([settings.write({ theme: 'light' }), settings.write({ zoom: 150 }), settings.write({ railFolded: true })]);
  expect((await openSettings(folder)).read().settings).toMatchObject({ theme: 'light', zoom: 150, railFolded: true });
  expect(JSON.parse(await readFile(at('settings.json.bak'), 'utf8'))).toMatchObject({ zoom: 150, railFolded: false });
});

test.each(['{"theme":"dark"', '', '[]', '{"theme":"neon"}', '{"zoom":1e9}', '{"theme":"dark","theme":"light"}', '\u0000\u0001'])(
  'what cannot be understood (%j) is put aside and said; the version before counts',
  async (damage) => {
    const settings = await openSettings(folder);
    await settings.write({ theme: 'dark' });
    await settings.write({ zoom: 120 });
    await writeFile(at('settings.json'), damage);
    const { settings: kept, problem } = (await openSettings(folder)).read();
    expect(kept).toMatchObject({ theme: 'dark', zoom: 100 });
    expect(problem).toContain('put aside');
    const [aside] = (await readdir(folder)).filter((name) => name.includes('.damaged-'));
    expect(await readFile(at(aside ?? ''), 'utf8')).toBe(damage);
  },
);

test('where both are damaged the defaults count, and writing works again', async () => {
  await writeFile(at('settings.json'), 'x');
  await writeFile(at('settings.json.bak'), 'y');
  const settings = await openSettings(folder);
  expect(settings.read().problem).toContain('defaults');
  await settings.write({ zoom: 110 });
  expect(settings.read()).toEqual({ settings: expect.objectContaining({ zoom: 110 }) as unknown });
  expect((await openSettings(folder)).read().problem).toBeUndefined();
});

test('members of another version are no damage', async () => {
  await writeFile(at('settings.json'), '{"theme":"contrast","hologram":true}');
  expect((await openSettings(folder)).read()).toEqual({
    settings: expect.objectContaining({ theme: 'contrast', zoom: 100 }) as unknown,
  });
});
