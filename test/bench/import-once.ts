// One import into a new case in a process of its own: prints what it took, as one JSON document.
//
//   node test/bench/import-once.ts BUNDLE POLICY FOLDER
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { JobControl } from '../../src-main/case-import/job-control.ts';
import { addJob } from '../../src-main/case-import/job-rows.ts';
import { keepPolicy } from '../../src-main/case-import/policies.ts';
import { runJob } from '../../src-main/case-import/run-job.ts';
import { caseKey } from '../../src-main/custody/case-key.ts';
import { createCaseFile } from '../../src-main/store/case-file.ts';
import { readMeta } from '../../src-main/store/meta.ts';

const [bundle = '', policyPath = '', folder = ''] = process.argv.slice(2);
const at = '2026-11-24T12:00:00.000Z';
mkdirSync(folder, { recursive: true });
const path = join(folder, 'bench.assize');
const file = createCaseFile(path, { title: 'Bench', reference: '', at });
const key = await caseKey(folder, readMeta(file.database, 'id') ?? '');
const policy = keepPolicy(file.database, readFileSync(policyPath));
const job = addJob(file.database, { kind: 'import', files: [{ path: bundle }], policy, bytes: 0, at });

const phases: Record<string, number> = {};
let phase = 'copy';
let since = performance.now();
const enter = (next: string): void => {
  if (next === phase) return;
  const now = performance.now();
  phases[phase] = (phases[phase] ?? 0) + (now - since) / 1000;
  [phase, since] = [next, now];
};
const { cpuUsage } = process;
const spent = cpuUsage();
const start = performance.now();
const { report } = await runJob({
  database: file.database,
  dataFolder: folder,
  key,
  job,
  by: 'bench',
  control: new JobControl(),
  now: Date.now,
  onStep: (step) => enter(step.phase),
});
const seconds = (performance.now() - start) / 1000;
const { user, system } = cpuUsage(spent);
enter('end');
file.close();
const maxRssMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  `${JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, maxRssMb, entries: report.counts.entries, verdict: report.verdict, phases, caseMb: statSync(path).size / 1e6 })}\n`,
);
