import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../scripts/project-root.ts';

test('the demo verifies each exported ruling again, as the samples promise', { timeout: 300_000 }, () => {
  const demo = join(projectRoot, 'scripts', 'demo.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [demo, '--lang', 'zh'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toContain('11 个示例，12 份裁决书');
  expect(stdout.match(/复核 {6}核验通过/g)).toHaveLength(12);
  expect(status).toBe(0);
});
