import { spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { JobControl } from '../../../src-main/case-import/job-control.ts';
import { runJob } from '../../../src-main/case-import/run-job.ts';
import { unfinishedJob } from '../../../src-main/case-import/job-rows.ts';
import { openSession } from '../../../src-main/case/open-session.ts';
import { custodyBytes } from '../../../src-main/custody/custody-log.ts';
import { verifyCustody } from '../../../src-main/custody/verify-custody.ts';
import { connect, type ReadDatabase } from '../../../src-main/store/database.ts';
import { readVerdict } from '../../../src-main/store/stored-report.ts';
import { emptyCase, sessionHost, temporaryFolder } from '../../fixtures/case-fixture.ts';
import { randomBundle } from '../../fixtures/random-bundle.ts';
import { SeededRandom } from '../../fixtures/seeded-random.ts';
import { writeFolder } from '../../fixtures/write-folder.ts';

const trials = process.env['SLOW'] === '1' ? 500 : 100;
const seed = process.env['SEED'] ?? '20260101';
const child = fileURLToPath(new URL('../../fixtures/import-child.ts', import.meta.url));
/** Phases with the longest time after their beginning at which a kill is set, in milliseconds. */
const PHASES: readonly [string, number][] = [
  ['copy', 60],
  ['verify', 60],
  ['store', 40],
  ['index', 60],
  ['done', 1],
];

function killedAfter(args: readonly string[]): Promise<NodeJS.Signals | number | null> {
  return new Promise((done, fail) => {
    const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'assize-kill-compile-cache') };
    const process_ = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'ignore', 'pipe'], env });
    let said = '';
    process_.stderr.on('data', (piece) => (said += String(piece)));
    process_.on('error', fail);
    process_.on('exit', (code, signal) => (code !== null && code !== 0 ? fail(new Error(said)) : done(signal ?? code)));
  });
}

const countOf = (database: ReadDatabase, table: string): number =>
  database.query<{ count: number }>(`SELECT count(*) AS count FROM ${table}`).get()?.count ?? -1;

/** What of a case does not depend on when it was imported. */
function contents(database: ReadDatabase): object {
  const tables = [
    'source',
    'source_file',
    'source_chunk',
    'chain_file',
    'raw_line',
    'line',
    'ref',
    'finding',
    'cause',
    'txn',
    'key',
    'line_search',
  ];
  const lines = database.query<{ digest: Uint8Array }>('SELECT digest FROM line ORDER BY id').all();
  return {
    counts: tables.map((table) => `${table} ${countOf(database, table)}`),
    lines: lines.map(({ digest }) => Buffer.from(digest ?? []).toString('hex')),
    report: readVerdict(database)?.report_digest,
  };
}

it(
  `kill -9 at ${trials} moments of an import loses nothing and doubles nothing (seed ${seed})`,
  { timeout: 3_600_000 },
  async () => {
    const folder = temporaryFolder();
    const first = randomBundle('kill first').built;
    const second = randomBundle('kill second').built;
    const policy = join(folder, 'policy.json');
    writeFileSync(policy, first.policyBytes);
    const paths = [writeFolder(first.files), writeFolder(second.files)];
    // The case has evidence already, so that "as before" is something.
    const before = await emptyCase(folder);
    await before.take([paths[0] ?? ''], first.policyBytes);
    const whatWas = contents(before.session.read);
    before.session.close();
    const base = readFileSync(before.path);
    const whole = await (async () => {
      await before.reopen();
      await before.take(paths, first.policyBytes);
      return contents(before.session.read);
    })();

    // One that nobody kills: it ends as the import in this process does, and leaves its compiled modules for those that come.
    const unharmed = join(folder, 'unharmed.assize');
    writeFileSync(unharmed, base);
    expect(await killedAfter([unharmed, before.dataFolder, policy, '-', ...paths])).toBe(0);

    const random = new SeededRandom(`kill ${seed}`);
    const found: Record<string, number> = {};
    const trial = async (number: number): Promise<void> => {
      const [phase = 'copy', most = 0] = PHASES[number % PHASES.length] ?? [];
      const delay = random.integer(0, most * 10) / 10;
      const path = join(folder, `trial-${number}.assize`);
      const data = join(folder, `data-${number}`);
      writeFileSync(path, base);
      cpSync(before.dataFolder, data, { recursive: true });
      const ended = await killedAfter([path, data, policy, `${phase}:${delay}`, ...paths]);
      const where = `${phase} after ${delay} ms`;
      expect(['SIGKILL', 0], where).toContain(ended);
      // Opening checks the whole structure, the schema and the stamp.
      const session = await openSession(path, '', sessionHost(data));
      try {
        expect(session.stamp, where).toBe('right');
        const left = unfinishedJob(session.read);
        const state = left === undefined ? 'done' : left.phase;
        found[state] = (found[state] ?? 0) + 1;
        expect(withoutEvidence(contents(session.read)), where).toEqual(withoutEvidence(left === undefined ? whole : whatWas));
        if (left !== undefined) {
          const database = connect(path, 'write');
          await runJob({
            database,
            dataFolder: data,
            key: session.key,
            job: left.id,
            by: '',
            control: new JobControl(),
            now: Date.now,
            onStep: () => {},
          });
          database.close();
        }
        expect(contents(session.read), where).toEqual(whole);
        const custody = verifyCustody(custodyBytes(session.read), { knownKids: [session.key.signer.kid], remembered: 'same' });
        expect(custody.report.problems, where).toEqual([]);
      } finally {
        session.close();
      }
      await openSession(path, '', sessionHost(data)).then((again) => again.close());
    };
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < trials) {
        const number = next;
        next += 1;
        await trial(number);
      }
    };
    await Promise.all([lane(), lane()]);
    process.stdout.write(`    killed in: ${JSON.stringify(found)}\n`);
    for (const phase of ['copy', 'verify', 'store', 'index', 'done']) expect(found[phase], phase).toBeGreaterThan(0);
  },
);

/** While an import is under way its evidence is there beside what the case shows. */
function withoutEvidence(of: object): object {
  const { counts, ...rest } = of as { counts: string[] };
  return { ...rest, counts: counts.filter((count) => !/^(?:source|chain_file|raw_line)/.test(count)) };
}
