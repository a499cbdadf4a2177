import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../../scripts/project-root.ts';

const run = promisify(execFile);
let program: string;

// As it lies in a package: what was built, the packages it needs, the rule packs and samples; no sources.
beforeAll(async () => {
  program = await mkdtemp(join(tmpdir(), 'assize-built-'));
  const tool = join(projectRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const config = join(projectRoot, 'test', 'fixtures', 'desktop-build.config.ts');
  await run(process.execPath, [tool, 'build', '--config', config, '--logLevel', 'warn'], {
    cwd: projectRoot,
    env: { ...process.env, DESKTOP_OUT: join(program, 'out') },
  });
  await mkdir(join(program, 'out', 'renderer'));
  await writeFile(join(program, 'out', 'renderer', 'index.html'), '<!doctype html><title>Assize</title>');
  await symlink(join(projectRoot, 'node_modules'), join(program, 'node_modules'));
  for (const part of ['rule-packs', 'samples', 'package.json'])
    await cp(join(projectRoot, part), join(program, part), { recursive: true });
});
afterAll(() => rm(program, { recursive: true, force: true }));

test('the built desktop host opens the sample case, workers and all', async () => {
  const { stdout } = await run(
    process.execPath,
    [join(projectRoot, 'test', 'fixtures', 'run-built-desktop.ts'), join(program, 'out', 'main', 'main.js')],
    { env: { ...process.env, ASSIZE_DATA: join(program, 'data'), PROGRAM_FOLDER: program }, cwd: program },
  );
  const told = JSON.parse(stdout) as Record<string, number> & { about: Record<string, unknown>; counts: Record<string, number> };
  expect(told.about).toMatchObject({ host: 'desktop', programDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as unknown });
  expect(told.counts['entries']).toBeGreaterThan(0);
  expect(told['causes']).toBeGreaterThan(0);
  expect(told['packs']).toBeGreaterThan(0);
  expect(told['windows']).toBe(1);
});

test('the preload requires nothing but Electron: its sandbox has nothing else', async () => {
  const source = await readFile(join(program, 'out', 'preload', 'preload.cjs'), 'utf8');
  expect([...source.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name)).toEqual(['electron']);
  expect(source).not.toMatch(/^\s*(?:import|export)\s/m);
});

test('no address of a network stands in what was built', async () => {
  const main = await readFile(join(program, 'out', 'main', 'main.js'), 'utf8');
  const addresses = [...main.matchAll(/https?:\/\/[^\s"'`)]+/g)].map(([address]) => address);
  // The published example of DSSE names a type so.
  expect(addresses.filter((address) => !address.startsWith('http://example.com/HelloWorld'))).toEqual([]);
});
