import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import afterPack, { fuses } from '../../../scripts/desktop-fuses.mjs';
import { projectRoot } from '../../../scripts/project-root.ts';

const names = Object.values(FuseV1Options).filter((option): option is FuseV1Options => typeof option === 'number');
const ENABLED = '1'.charCodeAt(0);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assize-fuses-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('fuses', () => {
  test('each that Electron has is decided, none left as it comes', () => {
    expect(names.filter((option) => typeof (fuses as Record<number, unknown>)[option] !== 'boolean')).toEqual([]);
    expect(fuses.strictlyRequireAllFuses).toBe(true);
    const on = names
      .filter((option) => (fuses as Record<number, unknown>)[option] === true)
      .map((option) => FuseV1Options[option]);
    expect(on.sort()).toEqual(
      ['EnableCookieEncryption', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar', 'WasmTrapHandlers'].sort(),
    );
  });

  test('are burnt into the program that was packed', async () => {
    // As a program of Electron carries them: the sentinel, the wire's version and length, one character for each fuse.
    const wire = Buffer.from([1, names.length, ...Buffer.from('0'.repeat(names.length))]);
    const program = Buffer.concat([
      Buffer.alloc(5000, 7),
      Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
      wire,
      Buffer.alloc(500, 7),
    ]);
    for (const [platform, file] of [
      ['linux', 'assize'],
      ['win32', 'Assize.exe'],
    ] as const) {
      await writeFile(join(folder, file), program);
      const packager = { appInfo: { productFilename: 'Assize' }, executableName: 'assize' };
      await afterPack({ appOutDir: folder, electronPlatformName: platform, packager });
      const burnt = (await getCurrentFuseWire(join(folder, file))) as unknown as Record<number, number>;
      for (const option of names) {
        expect([FuseV1Options[option], burnt[option] === ENABLED]).toEqual([
          FuseV1Options[option],
          (fuses as Record<number, unknown>)[option],
        ]);
      }
    }
  });

  test('one more than we know of stops the packing', async () => {
    const wire = Buffer.from([1, names.length + 1, ...Buffer.from('0'.repeat(names.length + 1))]);
    await writeFile(join(folder, 'newer'), Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), wire]));
    await expect(flipFuses(join(folder, 'newer'), fuses as never)).rejects.toThrow();
  });
});

describe('the package', () => {
  let config: Record<string, unknown> & { files: string[]; fileAssociations: { ext: string }[] };
  let manifest: { main?: string; dependencies: Record<string, string>; scripts: Record<string, string> };
  beforeAll(async () => {
    config = parse(await readFile(join(projectRoot, 'electron-builder.yml'), 'utf8')) as typeof config;
    manifest = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as typeof manifest;
  });

  test('is for Linux, macOS and Windows, in an archive whose native part alone lies outside', () => {
    for (const platform of ['linux', 'mac', 'win']) expect(config[platform]).toHaveProperty('target');
    expect(config['asar']).toBe(true);
    expect(config['asarUnpack']).toEqual(['node_modules/better-sqlite3/**/*.node']);
    expect(globSync('node_modules/better-sqlite3/**/*.node', { cwd: projectRoot })).not.toEqual([]);
  });

  test('publishes nothing and updates nothing', () => {
    expect(config['publish']).toBeNull();
    expect(Object.keys(manifest.dependencies).filter((name) => /updat|sentry|analytic/.test(name))).toEqual([]);
  });

  test('opens evidence and cases', () => {
    expect(config.fileAssociations.map(({ ext }) => ext)).toEqual(['atb', 'assize']);
  });

  test('holds what the program reads beside itself, and neither sources nor tests', () => {
    for (const needed of ['out/**', 'rule-packs/**', 'samples/**/*.atb', 'samples/**/*.json', 'package.json'])
      expect(config.files).toContain(needed);
    expect(config.files.filter((pattern) => /^(?:src|test|scripts|docs|\*)/.test(pattern))).toEqual([]);
  });

  test('starts with the program that is built', () => {
    expect(manifest.main).toBe('out/main/main.js');
    expect(config['afterPack']).toBe('scripts/desktop-fuses.mjs');
  });

  test('the packing tool is fetched when it is needed, and is no dependency', () => {
    expect(manifest.scripts['desktop:package']).toContain('desktop-package.ts');
    expect(JSON.stringify(manifest)).not.toContain('"electron-builder"');
  });
});
