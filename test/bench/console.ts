// `npm run bench:console`: how fast evidence comes into a case, how soon long calls stop, and how long the ledger makes a person wait, at
// 1,000,000 and 10,000,000 rows. Rows are generated straight into the tables that a verification fills. Beside each page stands what
// better-sqlite3 alone takes for the same rows by LIMIT and OFFSET.
//
//   npm run bench:console -- [--only import|cancel|ledger]... [--rows N]... [--memory N]... [--keep FOLDER]
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Sqlite from 'better-sqlite3';
import type { Channel, Request, Value } from '../../src-core/host/contract.ts';
import type { CallContext } from '../../src-main/application/handlers.ts';
import { openCases } from '../../src-main/case/open-cases.ts';
import { writeLargeLedger } from '../fixtures/large-ledger.ts';
import { benchCancel } from './cancel-section.ts';
import { benchImport } from './import-section.ts';

const many = { type: 'string', multiple: true } as const;
const { values } = parseArgs({ options: { rows: many, only: many, memory: many, keep: { type: 'string' } } });
const sizes = (values.rows ?? ['1000000', '10000000']).map(Number);
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'assize-bench-'));
const isWanted = (section: string): boolean => values.only === undefined || values.only.includes(section);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
const number = (value: number): string => value.toLocaleString('en');

/** The middle of some runs, in milliseconds. */
async function timed(runs: number, work: (run: number) => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await work(run);
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
}

async function benchOf(rows: number): Promise<void> {
  const withText = rows <= 1_000_000;
  const path = join(folder, `ledger-${rows}.assize`);
  const built = await timed(1, () => writeLargeLedger(path, rows, withText));
  print(`\n${number(rows)} rows, ${(statSync(path).size / 1e9).toFixed(2)} GB, generated in ${(built / 1000).toFixed(0)} s`);

  const files = { hold: unused, get: unused, spool: unused, release: () => undefined };
  const cases = openCases({
    dataFolder: join(folder, 'data'),
    files: files as never,
    emit: () => undefined,
    analyst: () => 'bench',
  });
  const context = { signal: new AbortController().signal, files, emit: () => undefined } as never as CallContext;
  let caseId = '';
  const ask = <C extends Channel>(channel: C, request: Omit<Request<C>, 'caseId'>): Promise<Value<C>> =>
    cases.forwardCase(channel as never, { caseId, ...request } as never, context) as Promise<Value<C>>;
  const page = (offset: number, filter = '', sort = 'at') => ask('ledger.page', { filter, sort, offset, count: 100 });

  const spent = process.cpuUsage();
  const started = performance.now();
  ({ caseId } = await cases.openPath(path));
  const opened = performance.now();
  const first = await page(0);
  const { user, system } = process.cpuUsage(spent);
  print(
    `  opened in ${ms(opened - started)}, first ${first.rows.length} rows after ${ms(performance.now() - started)} (${ms((user + system) / 1000)} of processor)`,
  );

  const peer = new Sqlite(path, { readonly: true });
  const limit = peer.prepare('SELECT * FROM line ORDER BY id LIMIT 100 OFFSET ?');
  const byLimit = peer.prepare('SELECT * FROM line ORDER BY at, chain, seq LIMIT 100 OFFSET ?');
  for (const [name, offset] of [
    ['first', 0],
    ['middle', Math.floor(rows / 2)],
    ['last', rows - 100],
  ] as const) {
    const ours = await timed(21, () => page(offset));
    const theirs = await timed(5, () => limit.all(offset));
    print(
      `  page at the ${name} row: ${ms(ours)} with names and findings; plain SELECT ... LIMIT: ${ms(theirs)} (ratio ${(ours / theirs).toFixed(2)})`,
    );
  }
  const sorted = await timed(1, () => byLimit.all(Math.floor(rows / 2)));
  print(`  plain SELECT ... ORDER BY time LIMIT at the middle, without our numbering: ${ms(sorted)}`);

  const filters = [
    'status == fail',
    `txn == txn-${String(Math.floor(rows / 24)).padStart(10, '0')}`,
    'type ~ "payment" and amount > CNY 900.00',
    'code == E_SIG and role == platform',
    'seq == 777',
    'kid ~ "nobody"',
    ...(withText ? ['"燕麦拿铁"', '"大杯"'] : []),
  ];
  for (const filter of filters) {
    const began = performance.now();
    let answer = await page(0, filter);
    let firstAt = answer.rows.length > 0 ? performance.now() - began : undefined;
    while (!answer.whole) {
      answer = await page(answer.total > 0 ? 2 ** 40 : 0, filter);
      firstAt ??= answer.rows.length > 0 ? performance.now() - began : undefined;
    }
    const whole = performance.now() - began;
    print(`  ${filter}: first rows ${firstAt === undefined ? 'none' : ms(firstAt)}, all ${number(answer.total)} in ${ms(whole)}`);
  }
  const middleOf = await timed(11, () => page(Math.floor(rows / 97 / 2), 'status == fail'));
  print(`  a page in the middle of status == fail: ${ms(middleOf)}`);
  for (const sort of ['-at', 'type', 'actor', 'status', 'txn', 'seq', 'amount']) {
    const began = performance.now();
    let answer = await page(0, '', sort);
    while (answer.rows.length === 0) answer = await page(0, '', sort);
    const firstAt = performance.now() - began;
    while (!answer.whole) answer = await page(2 ** 40, '', sort);
    const whole = performance.now() - began;
    const middle = await timed(5, () => page(Math.floor(rows / 2), '', sort));
    print(`  in the order of ${sort}: first rows ${ms(firstAt)}, all in ${ms(whole)}, then a page in the middle ${ms(middle)}`);
  }
  const marks = await timed(3, () => ask('ledger.marks', { filter: '', sort: 'at', buckets: 400 }));
  const go = await timed(5, (run) => ask('ledger.locate', { filter: '', sort: 'at', target: String(100 + run) }));
  const completing = await timed(1, () => ask('ledger.complete', { filter: 'status == ', at: 10 }));
  print(`  overview ruler ${ms(marks)}, go to ${ms(go)}, values of status with counts ${ms(completing)}`);
  peer.close();
  await cases.close();
  if (values.keep === undefined) rmSync(path);
}

function unused(): never {
  throw new Error('the bench hands over no files');
}

print(`console, ${cpus()[0]?.model ?? 'cpu'}, ${cpus().length} cores, Node ${process.versions.node}`);
print(
  `load when it began: ${loadavg()[0]?.toFixed(1)} (above the number of cores, times of the clock say more of the machine than of the ledger)`,
);
print('rows are generated straight into the derived tables; times are of calls through the thread of the case, with rows of 100');
try {
  if (isWanted('import')) benchImport(folder, (values.memory ?? ['10000', '100000']).map(Number), print);
  if (isWanted('cancel')) await benchCancel(folder, 1_000_000, print);
  if (isWanted('ledger')) for (const rows of sizes) await benchOf(rows);
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
}
