import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/project-root.ts';

/** From left to right; a layer imports from its left only. `json` and `crypto` stand side by side. */
const LAYERS = [
  'encoding',
  'json',
  'crypto',
  'chain',
  'evidence',
  'import',
  'replay',
  'arbitration',
  'ruling',
  'audit',
  'host',
] as const;
const rank = (layer: (typeof LAYERS)[number]): number => (layer === 'crypto' ? 1 : LAYERS.indexOf(layer));

/** What pure code may not say, and the check that must refuse it. */
const IMPURE: readonly [code: string, by: 'lint' | 'types' | 'both'][] = [
  ["import { readFileSync } from 'node:fs';\nexport const x = readFileSync;", 'both'],
  ["import { readFileSync } from 'fs';\nexport const x = readFileSync;", 'both'],
  ["import { createHash } from 'node:crypto';\nexport const x = createHash;", 'both'],
  ["import type { Buffer } from 'node:buffer';\nexport type X = Buffer;", 'both'],
  ["export { readFileSync } from 'node:fs';", 'both'],
  ["export const x = () => import('node:fs');", 'types'],
  ["import yauzl from 'yauzl';\nexport const x = yauzl;", 'lint'],
  ["import * as jose from 'jose';\nexport const x = jose;", 'lint'],
  ["import { x as y } from '../../src-main/breach.ts';\nexport const x = y;", 'lint'],
  ["import { x as y } from '../../test/breach.ts';\nexport const x = y;", 'lint'],
  ["export const x = process.env['HOME'];", 'both'],
  ['export const x = Buffer.from([1]);', 'both'],
  ['export const x = document.title;', 'both'],
  ['export const x = window.location;', 'both'],
  ["export const x = require('node:fs');", 'types'],
  ['export const x = Date.now();', 'lint'],
  ['export const x = new Date();', 'lint'],
  ['export const x = Date();', 'lint'],
  ['export const x = globalThis.Date.now();', 'lint'],
  ["export const x = globalThis['process'];", 'lint'],
  ['export const x = Math.random();', 'lint'],
  ["export const x = Math['random']();", 'lint'],
  ['const { random } = Math;\nexport const x = random;', 'lint'],
  ["export const x = new Intl.NumberFormat('en').format(1);", 'lint'],
  ["export const x = 'a'.localeCompare('b');", 'lint'],
  ["export const x = ['b', 'a'].sort((a, b) => a.localeCompare(b));", 'lint'],
  ['export const x = (1.5).toLocaleString();', 'lint'],
  ["export const x = 'I'.toLocaleLowerCase();", 'lint'],
  ["export const x = 'i'.toLocaleUpperCase();", 'lint'],
  ['export const x = setTimeout(() => {}, 1);', 'both'],
  ['export const x = setInterval(() => {}, 1);', 'both'],
  ['export const x = queueMicrotask;', 'both'],
  ["export const x = fetch('https://example.com');", 'both'],
  ['export const x = crypto.getRandomValues(new Uint8Array(1));', 'both'],
  ['export const x = performance.now();', 'both'],
  ["console.log('x');\nexport const x = 1;", 'both'],
  ["export const x = eval('1');", 'lint'],
  ["export const x = new Function('return 1');", 'lint'],
];

const folder = mkdtempSync(join(tmpdir(), 'assize-boundaries-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), `${text}\n`);
}

/** Every breach is a file of its own in a tree that has this project's configuration; both checks run once over all of them. */
function plant(): { lint: Map<string, string[]>; types: Map<string, string[]> } {
  for (const file of ['.oxlintrc.json', 'tsconfig.base.json', 'src-core/tsconfig.json', 'src-core/globals.d.ts']) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(projectRoot, file), join(folder, file));
  }
  for (const place of [...LAYERS, 'a-new-layer'])
    for (const [index, [code]] of IMPURE.entries()) write(`src-core/${place}/impure-${index}.ts`, code);
  for (const [index, [code]] of IMPURE.entries()) write(`src-core/impure-${index}.ts`, code.replaceAll('../../', '../'));
  for (const from of LAYERS) {
    write(`src-core/${from}/door.ts`, 'export const door = 1;');
    for (const to of LAYERS) {
      write(`src-core/${from}/to-${to}.ts`, `import { door } from '../${to}/door.ts';\nexport const x = door;`);
      write(`src-core/${from}/inner/to-${to}.ts`, `export { door } from '../../${to}/door.ts';`);
      write(`src-core/${from}/type-of-${to}.ts`, `import type { door } from '../${to}/door.ts';\nexport type X = typeof door;`);
    }
  }
  write('package.json', '{"type":"module"}');
  write('src-main/breach.ts', 'export const x = 1;');
  write('test/breach.ts', 'export const x = 1;');
  return { lint: lint(), types: types() };
}

function lint(): Map<string, string[]> {
  const bin = join(projectRoot, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = spawnSync(process.execPath, [bin, '--deny-warnings', '--format', 'json', '.'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  return byFile(diagnostics.map(({ filename, code }) => [filename, code]));
}

function types(): Map<string, string[]> {
  const bin = join(projectRoot, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [bin, '-p', 'src-core', '--pretty', 'false'], { cwd: folder, encoding: 'utf8' });
  const found = [...stdout.matchAll(/^([^\s(][^(\n]*)\(\d+,\d+\): error (TS\d+)/gm)];
  return byFile(found.map(([, file = '', code = '']) => [file, code]));
}

function byFile(found: readonly (readonly [file: string, code: string])[]): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const [file, code] of found) map.set(file, [...(map.get(file) ?? []), code]);
  return map;
}

describe('a breach of the core is refused', () => {
  const found = plant();
  const boundary = /no-restricted-(?:globals|properties|imports)|no-eval|no-new-func|no-implied-eval/;
  const refusedByLint = (file: string): boolean => (found.lint.get(file) ?? []).some((code) => boundary.test(code));

  it.each(IMPURE.map(([code, by], index) => [code.replaceAll('\n', ' '), by, index] as const))('%s (%s)', (_, by, index) => {
    const places = [
      ...[...LAYERS, 'a-new-layer'].map((place) => `src-core/${place}/impure-${index}.ts`),
      `src-core/impure-${index}.ts`,
    ];
    if (by !== 'types') expect(places.filter((file) => !refusedByLint(file))).toEqual([]);
    if (by !== 'lint') expect(places.filter((file) => !found.types.has(file))).toEqual([]);
  });

  it.each(LAYERS)('%s imports from its left only', (from) => {
    const verdicts = LAYERS.filter((to) => to !== from).flatMap((to) =>
      [`to-${to}.ts`, `inner/to-${to}.ts`, `type-of-${to}.ts`].map((name) => ({
        name,
        isRefused: refusedByLint(`src-core/${from}/${name}`),
        isForbidden: rank(to) > rank(from),
      })),
    );
    expect(verdicts.filter(({ isRefused, isForbidden }) => isRefused !== isForbidden)).toEqual([]);
  });

  it('and what is no breach is not', () => {
    expect(
      LAYERS.filter((layer) => found.lint.has(`src-core/${layer}/door.ts`) || found.types.has(`src-core/${layer}/door.ts`)),
    ).toEqual([]);
  });
});

it('the core loads nothing at run time that its imports do not name', () => {
  const core = join(projectRoot, 'src-core');
  const sources = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(100);
  // A dynamic import of a file is the one breach that neither check sees.
  expect(sources.filter((file) => /\bimport\s*\(/.test(readFileSync(join(core, file), 'utf8')))).toEqual([]);
});
