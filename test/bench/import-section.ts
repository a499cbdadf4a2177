import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { keptBundle, type BigBundle } from './big-bundle.ts';

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly maxRssMb: number;
  readonly entries: number;
  readonly verdict: string;
}
interface Imported extends Measured {
  readonly phases: Readonly<Record<string, number>>;
  readonly caseMb: number;
}

const RUNS = 3;
/** As `scripts/run.mjs` starts the program. */
const FLAGS = ['--max-semi-space-size=8'];

/**
 * How fast evidence comes into a case, as a share of how fast the same evidence is verified and nothing else, and how much memory it takes.
 * Each measurement is a process of its own; the two take turns, so that what else the machine does meets both.
 *
 * @param memory - numbers of entries whose peak is told
 */
export function benchImport(folder: string, memory: readonly number[], print: (line: string) => void): void {
  const bundle = keptBundle(folder, 10_000);
  const verified: Measured[] = [];
  const imported: Imported[] = [];
  for (let run = 0; run < RUNS; run++) {
    verified.push(once<Measured>('verify-once.ts', [bundle.folder, bundle.policy, 'fast']));
    imported.push(importOnce(folder, bundle));
  }
  const rate = (of: readonly Measured[], what: 'seconds' | 'cpuSeconds'): number =>
    bundle.entries / middle(of.map((one) => one[what]));
  const share = (what: 'seconds' | 'cpuSeconds'): string =>
    `${((100 * rate(imported, what)) / rate(verified, what)).toFixed(0)} %`;
  print(`\nimport of ${bundle.entries} entries into a case, medians of ${RUNS}, taking turns with bare verifying of the same:`);
  print(
    `  ${rate(imported, 'seconds').toFixed(0)} entries/s against ${rate(verified, 'seconds').toFixed(0)}: ${share('seconds')} by the clock, ${share('cpuSeconds')} by processor time`,
  );
  const [last] = imported.slice(-1);
  const phases = Object.entries(last?.phases ?? {}).map(([phase, seconds]) => `${phase} ${seconds.toFixed(2)} s`);
  print(`  of the last one: ${phases.join(', ')}; the case is ${last?.caseMb.toFixed(0)} MB`);
  for (const entries of memory) {
    const { maxRssMb, seconds } = importOnce(folder, keptBundle(folder, entries));
    print(`  peak memory at ${entries} entries: ${maxRssMb.toFixed(0)} MB, in ${seconds.toFixed(0)} s`);
  }
}

function importOnce(folder: string, bundle: BigBundle): Imported {
  const place = join(folder, 'imported');
  try {
    return once<Imported>('import-once.ts', [bundle.folder, bundle.policy, place]);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function once<T extends Measured>(script: string, args: readonly string[]): T {
  const { status, stdout } = spawnSync(process.execPath, [...FLAGS, join(import.meta.dirname, script), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${script} ended with ${status}`);
  const measured = JSON.parse(stdout) as T;
  if (measured.verdict !== 'pass') throw new Error('an honest bundle is not found to be one');
  return measured;
}

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
