// `npm start`, as long as there is no console: the main job on every sample, through the command line that a user has.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showMoney } from '../src-core/arbitration/explain/explain-rule.ts';
import { createKeyFile } from '../src-main/recording/index.ts';
import { projectRoot } from './project-root.ts';

interface Run {
  readonly status: number;
  readonly document: Record<string, unknown>;
}

const main = join(projectRoot, 'src-main', 'cli', 'main.ts');
const scratch = mkdtempSync(join(tmpdir(), 'assize-demo-'));
let failures = 0;
try {
  const key = join(scratch, 'arbiter.key.json');
  await createKeyFile(key);
  for (const folder of readdirSync(join(projectRoot, 'samples')).sort()) if (/^\d/.test(folder)) show(folder, key);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(
  failures === 0 ? '\nEvery sample ran, and every ruling was verified again.\n' : `\n${failures} step(s) failed.\n`,
);
process.exitCode = failures === 0 ? 0 : 1;

function show(folder: string, key: string): void {
  const at = (name: string): string => join(projectRoot, 'samples', folder, name);
  const bundles = readdirSync(join(projectRoot, 'samples', folder))
    .filter((name) => name.endsWith('.atb'))
    .sort()
    .map(at);
  const policy = ['--policy', at('policy.json')];
  process.stdout.write(`\n${folder}\n`);

  const report = run(['verify', ...bundles, ...policy], [0, 1, 2]);
  const axes = report.document['axes'] as Record<string, string>;
  process.stdout.write(
    `  axes      ${Object.entries(axes)
      .map(([axis, state]) => `${axis} ${state}`)
      .join(', ')}\n`,
  );
  const roots = (report.document['findings'] as { code: string; cause?: number; line?: number; message: string }[]).filter(
    ({ cause }) => cause === undefined,
  );
  for (const root of roots.slice(0, 6))
    process.stdout.write(`  finding   ${root.code}${root.line === undefined ? '' : ` line ${root.line}`}: ${root.message}\n`);
  if (roots.length > 6) process.stdout.write(`            and ${roots.length - 6} more\n`);

  const [first = '', second] = bundles;
  if (second !== undefined) {
    const compared = run(['compare', first, second, ...policy], [0, 1, 2]);
    process.stdout.write(
      `  compare   ${String(compared.document['verdict'])}, ${(compared.document['forks'] as unknown[]).length} fork(s), each with its proof\n`,
    );
  }
  const claim = ['--claim', at('claim.json')];
  const story = run(['replay', first, '--txn', transactionOf(first, policy), ...policy], [0, 1, 2]);
  const rows = story.document['comparison'] as { field: string; result: string }[];
  const differing = rows.filter(({ result }) => result === 'differs').map(({ field }) => field);
  process.stdout.write(
    `  replay    ${(story.document['steps'] as unknown[]).length} steps; ${differing.length === 0 ? 'intended, ordered and charged do not differ' : `differs: ${differing.join(', ')}`}\n`,
  );

  const out = join(scratch, `${folder}.ruling`);
  const decided = run(['arbitrate', ...bundles, ...claim, ...policy, '--sign', key, '--out', out], [0, 1, 2]);
  const awards = decided.document['awards'] as { from: string; to: string; currency: string; minor: number }[];
  process.stdout.write(`  outcome   ${String(decided.document['outcome'])}\n`);
  for (const award of awards) process.stdout.write(`  award     ${award.from} to ${award.to}: ${showMoney(award)}\n`);

  const again = run(['ruling', 'verify', out, ...bundles.flatMap((path) => ['--evidence', path]), ...policy], [0, 1, 2]);
  const same = again.document['coreDigest'] === again.document['derivedDigest'];
  const bad = (again.document['checks'] as { name: string; result: string }[])
    .filter(({ result }) => result === 'fail')
    .map(({ name }) => name);
  if (!same || bad.length > 0) failures += 1;
  process.stdout.write(
    `  ruling    ${same && bad.length === 0 ? 'verified again: the same core was derived from the evidence' : `NOT VERIFIED: ${bad.join(', ')}`}\n`,
  );
}

function transactionOf(bundle: string, policy: readonly string[]): string {
  const { document } = run(['inspect', bundle, ...policy], [0, 1, 2]);
  const entry = (document['entries'] as { txn?: string }[]).find(({ txn }) => txn !== undefined && txn !== '-');
  if (entry?.txn === undefined) throw new Error(`no transaction in ${bundle}`);
  return entry.txn;
}

function run(args: readonly string[], allowed: readonly number[]): Run {
  const result = spawnSync(process.execPath, [main, ...args, '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const status = result.status ?? 70;
  if (!allowed.includes(status)) throw new Error(`assize ${args.join(' ')} exited ${status}: ${result.stdout}${result.stderr}`);
  return { status, document: JSON.parse(result.stdout) as Record<string, unknown> };
}
