// Writes samples/ anew from its builder. `npm run samples`; a test holds the committed bytes to it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sampleFiles } from '../samples/builder/write-samples.ts';
import { projectRoot } from './project-root.ts';

for (const [path, bytes] of await sampleFiles()) {
  const file = join(projectRoot, 'samples', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
