// `npm test`: types, lint, dead code and format, the page, then every test. Arguments go to vitest (`npm test -- test/core/json`).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildPage } from './build-page.ts';
import { projectRoot } from './project-root.ts';

const bin = (name: string): string => join(projectRoot, 'node_modules', name);
const steps: [string, string[]][] = [
  ['types', [bin('typescript/bin/tsc'), '-b']],
  ['lint', [bin('oxlint/bin/oxlint'), '--deny-warnings']],
  ['dead code', [bin('knip/bin/knip.js'), '--no-progress']],
  ['format', [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']],
  ['tests', [bin('vitest/vitest.mjs'), 'run', ...process.argv.slice(2)]],
];
for (const [name, args] of steps) {
  // Tests in a browser look at the page as it is built.
  if (name === 'tests') await buildPage((line) => void process.stdout.write(`${line}\n`));
  const { status } = spawnSync(process.execPath, args, { cwd: projectRoot, stdio: 'inherit' });
  if (status !== 0) {
    process.stderr.write(`npm test: ${name} failed\n`);
    process.exit(status ?? 70);
  }
  if (name !== 'tests') process.stdout.write(`${name}: pass\n`);
}
