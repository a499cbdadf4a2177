// `npm run pictures`: the pictures in docs/, as the test in the browser took them last (`npm test -- test/e2e/every-screen.test.ts`).
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.ts';

const PICTURES: Readonly<Record<string, string>> = {
  overview: 'overview-light-en',
  ledger: 'ledger-dark-en',
  findings: 'findings-light-en',
  replay: 'replay-light-en',
  'replay-zh': 'replay-light-zh-CN',
  ruling: 'ruling-light-en',
  trust: 'trust-light-en',
  reports: 'reports-contrast-en',
};

const folder = join(projectRoot, 'docs', 'pictures');
mkdirSync(folder, { recursive: true });
for (const [name, taken] of Object.entries(PICTURES)) {
  copyFileSync(join(projectRoot, 'out', 'pictures', `${taken}.png`), join(folder, `${name}.png`));
}
