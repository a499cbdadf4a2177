// `npm run bench`: how fast bundles are verified, beside peers that check nothing but signatures, and how much memory it takes.
//
//   npm run bench -- [--entries 100000] [--reference 3000] [--sizes 10000,100000,1000000] [--folder DIR]
//
// Bundles are written by `big-bundle.ts` from a fixed seed; with --folder they are kept there and used again. Every measurement runs
// in a process of its own. Figures depend on the machine and what else it does: the ratios are what counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keptBundle, type BigBundle } from './big-bundle.ts';

interface Measured {
  readonly seconds: number;
  readonly entries: number;
}

interface Verified extends Measured {
  readonly cpuSeconds: number;
  readonly maxRssMb: number;
  readonly verdict: string;
  readonly reportDigest: string;
}

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '100000' },
    reference: { type: 'string', default: '3000' },
    sizes: { type: 'string', default: '10000,100000,1000000' },
    folder: { type: 'string' },
  },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'assize-bench-'));
const say = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  bench();
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true });
}

function bench(): void {
  const bundle = keptBundle(folder, Number(values.entries));
  say(`Speed, ${bundle.entries} entries in 24 chains:`);
  const fast = verifyOnce(bundle, 'fast');
  sayRate('verify, fast path', fast);
  const part = keptBundle(folder, Math.min(Number(values.reference), bundle.entries));
  const [partFast, reference] = [verifyOnce(part, 'fast'), verifyOnce(part, 'reference')];
  if (partFast.reportDigest !== reference.reportDigest) throw new Error('the two paths give different reports');
  sayRate(`verify, reference path (on a bundle of ${part.entries} entries by the same seed)`, reference);
  say(
    `  on that bundle the fast path is ${ratio(rateOf(partFast), rateOf(reference))} times as fast as the reference, with the same report`,
  );
  const node = run<Measured>(process.execPath, [join(import.meta.dirname, 'peer-node.ts'), bundle.folder, bundle.policy]);
  if (node !== undefined) sayPeer('node:crypto, signatures alone', node, fast);
  const python = run<Measured>('python3', [join(import.meta.dirname, 'peer.py'), bundle.folder, bundle.policy]);
  if (python === undefined) say("  Python's cryptography is not here: not measured");
  else sayPeer("Python's cryptography, signatures alone", python, fast);

  say('Memory, highest resident size of one verification:');
  let least: number | undefined;
  for (const size of values.sizes.split(',').map(Number)) {
    const { maxRssMb, entries, seconds, cpuSeconds } =
      size === bundle.entries ? fast : verifyOnce(keptBundle(folder, size), 'fast');
    least ??= maxRssMb;
    const compared = `${ratio(maxRssMb, least)} times the first`;
    say(
      `  ${entries} entries: ${maxRssMb.toFixed(0)} MB (${compared}), ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processor`,
    );
  }
}

function verifyOnce(bundle: BigBundle, path: 'fast' | 'reference'): Verified {
  const script = join(import.meta.dirname, 'verify-once.ts');
  const verified = run<Verified>(process.execPath, [script, bundle.folder, bundle.policy, path]);
  if (verified?.verdict !== 'pass') throw new Error(`an honest bundle of ${bundle.entries} entries is not found to be one`);
  return verified;
}

/** What a program prints as JSON; undefined where it fails, which only a peer may. */
function run<T>(program: string, args: readonly string[]): T | undefined {
  const own = program === process.execPath ? process.execArgv : [];
  const { status, stdout } = spawnSync(program, [...own, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? (JSON.parse(stdout) as T) : undefined;
}

function rateOf({ entries, seconds }: Measured): number {
  return entries / seconds;
}

function ratio(a: number, b: number): string {
  return (a / b).toFixed(2);
}

function sayRate(what: string, measured: Measured): void {
  say(`  ${what}: ${rateOf(measured).toFixed(0)} entries/s`);
}

function sayPeer(what: string, peer: Measured, own: Measured): void {
  say(
    `  ${what}: ${rateOf(peer).toFixed(0)} signatures/s; verifying everything runs at ${ratio(rateOf(own), rateOf(peer))} of that`,
  );
}
