import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { electronPackage, electronVersion, findDesktopProgram, programInside } from '../../../scripts/desktop-program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assize-install-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const inside = programInside(process.platform);

describe('the program of Electron is here', () => {
  const lay = async (version: string, path: string): Promise<void> => {
    await writeFile(join(folder, 'package.json'), '{"version":"45.4.1"}');
    await mkdir(join(folder, 'dist', dirname(inside)), { recursive: true });
    await writeFile(join(folder, 'dist', 'version'), version);
    await writeFile(join(folder, 'path.txt'), path);
    await writeFile(join(folder, 'dist', inside), '');
  };

  test('where its package is whole', async () => {
    await lay('45.4.1', inside);
    expect(findDesktopProgram({}, folder)).toEqual({ program: join(folder, 'dist', inside) });
  });

  test('and is not where it is of another version, half there, or nothing', async () => {
    await lay('45.4.0', inside);
    expect(findDesktopProgram({}, folder)).toHaveProperty('missing');
    await lay('45.4.1', 'other');
    expect(findDesktopProgram({}, folder)).toHaveProperty('missing');
    await lay('45.4.1', inside);
    await rm(join(folder, 'dist', inside));
    expect(findDesktopProgram({}, folder)).toHaveProperty('missing');
    expect(findDesktopProgram({}, join(folder, 'nothing'))).toHaveProperty('missing');
  });

  test('where ELECTRON_OVERRIDE_DIST_PATH names it', async () => {
    await mkdir(join(folder, 'own', dirname(inside)), { recursive: true });
    await writeFile(join(folder, 'own', inside), '');
    await chmod(join(folder, 'own', inside), 0o755);
    expect(findDesktopProgram({ ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'own') }, folder)).toEqual({
      program: join(folder, 'own', inside),
    });
    expect(findDesktopProgram({ ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'none') }, folder)).toHaveProperty('missing');
  });
});

describe('fetching it', () => {
  let server: Server;
  afterEach(() => new Promise<void>((done) => server.close(() => done())));

  test('from a server that says nothing is given up after four seconds, leaves nothing half there, and is not tried again unasked', async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      // Read, so that it notices when the other side goes; never answered.
      socket.resume();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    // A project of its own, so that ours keeps what it has.
    const packages = join(folder, 'node_modules');
    await mkdir(join(packages, 'electron'), { recursive: true });
    for (const name of ['package.json', 'checksums.json', 'install.js'])
      await cp(join(electronPackage, name), join(packages, 'electron', name));
    await cp(join(electronPackage, '..', '..', 'scripts'), join(folder, 'scripts'), { recursive: true });
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const install = (...args: string[]): Promise<{ code: number; told: string; milliseconds: number }> => {
      const began = performance.now();
      return new Promise((done) => {
        const env = { ...process.env, ELECTRON_MIRROR: mirror, electron_config_cache: join(folder, 'cache') };
        // The downloader itself comes from our own packages.
        const loader = [
          '--import',
          `data:text/javascript,import{registerHooks}from'node:module';registerHooks({resolve:(s,c,n)=>s==='@electron/get'?n(s,{...c,parentURL:${JSON.stringify(import.meta.url)}}):n(s,c)})`,
        ];
        execFile(
          process.execPath,
          [...loader, join(folder, 'scripts', 'desktop-install.ts'), ...args],
          { env },
          (error, _out, told) =>
            done({ code: typeof error?.code === 'number' ? error.code : 0, told, milliseconds: performance.now() - began }),
        );
      });
    };
    const first = await install();
    expect(first).toMatchObject({ code: 1, told: expect.stringContaining(`Electron ${electronVersion()} (about`) as unknown });
    expect(first.told).toContain('could not be fetched');
    expect(first.milliseconds).toBeGreaterThan(4_000);
    expect(first.milliseconds).toBeLessThan(30_000);
    expect(findDesktopProgram({}, join(packages, 'electron'))).toHaveProperty('missing');
    const unasked = await install('--once');
    expect(unasked).toMatchObject({ code: 0, told: '' });
  });
});
