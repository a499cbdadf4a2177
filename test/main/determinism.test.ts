import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { projectRoot } from '../../scripts/project-root.ts';

const RUNS = process.env['SLOW'] === '1' ? 1000 : 60;

/** Two places that agree in nothing that a program could lean on by mistake. */
const PLACES = [
  { TZ: 'Asia/Shanghai', LANG: 'zh_CN.UTF-8', LC_ALL: '' },
  { TZ: 'America/St_Johns', LANG: '', LC_ALL: 'tr_TR.UTF-8' },
];

it(`the same core, byte for byte, ${RUNS} times in two processes`, { timeout: 3_600_000 }, async () => {
  const outputs = await Promise.all(
    PLACES.map(async (place, index) => {
      const script = join(projectRoot, 'test/fixtures/derive-cores.ts');
      const env = { ...process.env, ...place };
      const { stdout } = await promisify(execFile)(process.execPath, [script, String(index), String(RUNS / 2)], { env });
      return stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ') as [string, string, string]);
    }),
  );
  // One core over the same files; one but for the files' own digests, where a container's members stand in another order; both places alike.
  expect(outputs.map((lines) => lines.map(([kind]) => kind))).toEqual([
    ['but-for-inputs', 'whole'],
    ['but-for-inputs', 'whole'],
  ]);
  expect(outputs[0]?.map(([, digest]) => digest)).toEqual(outputs[1]?.map(([, digest]) => digest));
  expect(outputs.reduce((sum, [first]) => sum + Number(first?.[2]), 0)).toBe(RUNS);
});
