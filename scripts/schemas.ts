// Writes docs/schema/*.json from the types that the reader itself checks with. `npm run schemas`; a test holds them in step.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedSchemas } from '../src-core/evidence/schema/published.ts';
import { projectRoot } from './project-root.ts';

const folder = join(projectRoot, 'docs', 'schema');
mkdirSync(folder, { recursive: true });
for (const [name, text] of publishedSchemas()) {
  writeFileSync(join(folder, name), text);
  process.stderr.write(`docs/schema/${name}\n`);
}
