import { execFile, spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../fixtures/browser.ts';
import { buildClientPage } from '../../fixtures/client-page.ts';

const found = await findBrowser();
const isRefused = process.platform !== 'linux' || spawnSync('unshare', ['-rn', 'true']).status !== 0;
const hasIp = spawnSync('ip', ['-V']).status === 0;
const why =
  typeof found === 'string' ? found : isRefused ? 'unshare -rn is refused here' : hasIp ? undefined : 'there is no ip command';
if (why !== undefined) process.stderr.write(`skipped: the console without a network (${why})\n`);

interface Outcome {
  readonly seen: { readonly tests: number; readonly taken: number; readonly entries: number; readonly causes: number };
  readonly interfaces: Readonly<Record<string, { readonly received: number; readonly sent: number }>>;
}

describe.skipIf(why !== undefined)('without a network', () => {
  let pageFolder: string;
  beforeAll(async () => {
    pageFolder = await buildClientPage();
  });
  afterAll(() => rm(pageFolder, { recursive: true, force: true }));

  test('host, browser and sample case do all that they do, and nothing leaves this machine', async () => {
    const script = fileURLToPath(new URL('../../fixtures/offline-run.ts', import.meta.url));
    const command = 'ip link set lo up && exec "$0" "$@"';
    const { stdout } = await promisify(execFile)('unshare', ['-rn', 'sh', '-c', command, process.execPath, script, pageFolder], {
      maxBuffer: 1_000_000,
    });
    const { seen, interfaces } = JSON.parse(stdout) as Outcome;
    expect(seen.tests).toBeGreaterThan(100);
    expect(seen.taken).toBe(8);
    expect(seen.entries).toBeGreaterThan(0);
    expect(seen.causes).toBeGreaterThan(0);
    const { lo, ...others } = interfaces;
    expect(lo?.sent).toBeGreaterThan(10_000);
    expect(Object.values(others).filter(({ sent }) => sent > 0)).toEqual([]);
  });
});
