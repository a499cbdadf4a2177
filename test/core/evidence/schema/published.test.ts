import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { publishedSchemas } from '../../../../src-core/evidence/schema/published.ts';

test.each([...publishedSchemas()])('docs/schema/%s is what the reader checks with', (name, text) => {
  expect(readFileSync(new URL(`../../../../docs/schema/${name}`, import.meta.url), 'utf8')).toBe(text);
});
