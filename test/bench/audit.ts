// `npm run bench:audit`: how fast whole populations are audited, in how much memory, and whether planted faults are found whole.
//
//   npm run bench:audit -- [--transactions 1000,10000,100000] [--folder DIR]
//
// Bundles are written by `big-bundle.ts` from a fixed seed, one transaction in a thousand with a fault; with --folder they are kept there.
// Every audit runs in a process of its own. The run fails where a planted fault is missed, or an exception is found that was not planted.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeBigBundle, type BigBundle, type Planted } from './big-bundle.ts';

/** What `audit-once.ts` prints. */
interface Audited {
  readonly transactions: number;
  readonly entries: number;
  readonly verifySeconds: number;
  readonly auditSeconds: number;
  readonly verifyMb: number;
  readonly maxRssMb: number;
  readonly exceptions: readonly { readonly txn: string; readonly rules: readonly string[] }[];
}

/** About as many entries as one transaction of the bundle has: sixteen, and a mandate for every five. */
const ENTRIES_A_TRANSACTION = 16.2;
const EXPECTED: Readonly<Record<Planted['fault'], string>> = {
  overcharge: 'AR-ORD-02',
  duplicate: 'AR-PAY-01',
  promise: 'AR-PRF-05',
};

const { values } = parseArgs({
  options: { transactions: { type: 'string', default: '1000,10000,100000' }, folder: { type: 'string' } },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'assize-bench-audit-'));
const say = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  let isWhole = true;
  for (const transactions of values.transactions.split(',').map(Number)) isWhole = bench(transactions) && isWhole;
  if (!isWhole) process.exitCode = 1;
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true });
}

function bench(transactions: number): boolean {
  const bundle = bundleOf(transactions);
  const audited = auditOnce(bundle);
  const rate = audited.transactions / audited.auditSeconds;
  say(`${audited.transactions} transactions, ${audited.entries} entries:`);
  say(
    `  verified in ${audited.verifySeconds.toFixed(1)} s, audited in ${audited.auditSeconds.toFixed(1)} s: ${rate.toFixed(0)} transactions/s`,
  );
  say(
    `  highest resident size ${audited.verifyMb.toFixed(0)} MB after verification, ${audited.maxRssMb.toFixed(0)} MB after the audit`,
  );
  const found = new Map(audited.exceptions.map(({ txn, rules }) => [txn, rules]));
  const missed = bundle.planted.filter(({ txn, fault }) => found.get(txn)?.includes(EXPECTED[fault]) !== true);
  const planted = new Set(bundle.planted.map(({ txn }) => txn));
  const others = [...found.keys()].filter((txn) => !planted.has(txn));
  say(`  planted ${planted.size} faults: ${missed.length} missed, ${others.length} other exceptions`);
  return missed.length === 0 && others.length === 0;
}

function bundleOf(transactions: number): BigBundle {
  const place = join(folder, String(transactions));
  const record = join(place, 'written.json');
  // The record is written last: where it is, the bundle is whole.
  if (existsSync(record)) return JSON.parse(readFileSync(record, 'utf8')) as BigBundle;
  rmSync(place, { recursive: true, force: true });
  const entries = Math.round(transactions * ENTRIES_A_TRANSACTION);
  const written = writeBigBundle(place, { entries, faultEvery: 1000 });
  writeFileSync(record, JSON.stringify(written));
  return written;
}

function auditOnce({ folder: bundle, policy }: BigBundle): Audited {
  const script = join(import.meta.dirname, 'audit-once.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, script, bundle, policy], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`the audit of ${bundle} failed: ${stderr}`);
  return JSON.parse(stdout) as Audited;
}
