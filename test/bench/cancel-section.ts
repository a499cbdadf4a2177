import { spawn } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFileSpool } from '../../src-main/application/file-handles.ts';
import type { CallContext } from '../../src-main/application/handlers.ts';
import { openCases } from '../../src-main/case/open-cases.ts';
import { checkInThread } from '../../src-main/case/rulings/check-thread.ts';
import type { HostEvent } from '../../src-core/host/contract.ts';
import { writeLargeLedger } from '../fixtures/large-ledger.ts';
import { keptBundle } from './big-bundle.ts';

const LIMIT_MS = 200;

/** How long each long call goes on after it is cancelled, and until the case answers another call. */
export async function benchCancel(folder: string, rows: number, print: (line: string) => void): Promise<void> {
  const dataFolder = join(folder, 'cancel-data');
  const bundle = keptBundle(folder, 10_000);
  const copy = join(folder, 'cancel-copy');
  cpSync(bundle.folder, copy, { recursive: true });
  writeFileSync(join(copy, 'entries', 'other.ndjson'), 'no entry\n');
  const listeners = new Set<(event: HostEvent) => void>();
  const emit = (event: HostEvent): void => listeners.forEach((listener) => listener(event));
  /** Resolves with the first event that fits. */
  const heard = (fits: (event: HostEvent) => boolean): Promise<void> =>
    new Promise((done) => {
      const listener = (event: HostEvent): void => {
        if (!fits(event)) return;
        listeners.delete(listener);
        done();
      };
      listeners.add(listener);
    });
  const files = await openFileSpool(dataFolder);
  const cases = openCases({ dataFolder, files, emit, analyst: () => 'bench' });
  const context = (signal = new AbortController().signal): CallContext => ({ signal, page: 'bench', files, emit });
  const hold = async (path: string): Promise<string> => (await files.hold(path)).handle;
  const say = (what: string, stopped: number, answered?: number): void => {
    const worst = Math.max(stopped, answered ?? 0);
    print(
      `  ${what}: ${stopped.toFixed(0)} ms${answered === undefined ? '' : `, the case answers after ${answered.toFixed(0)} ms`}${worst > LIMIT_MS ? ` (above ${LIMIT_MS})` : ''}`,
    );
  };
  /** Cancels a call of a case once `ready`, and measures. */
  const cancelled = async (
    what: string,
    caseId: string,
    call: (signal: AbortSignal) => Promise<unknown>,
    ready: Promise<unknown>,
  ): Promise<void> => {
    const controller = new AbortController();
    let failure: unknown;
    const ended = call(controller.signal).then(
      () => false,
      (error: unknown) => {
        failure = controller.signal.aborted ? undefined : error;
        return failure === undefined;
      },
    );
    await Promise.race([ready, ended]);
    const began = performance.now();
    controller.abort();
    const answered = cases.forwardCase('cases.read', { caseId }, context()).then(() => performance.now() - began);
    const wasCancelled = await ended;
    const stopped = performance.now() - began;
    if (failure !== undefined) throw failure;
    if (wasCancelled) say(what, stopped, await answered);
    else print(`  ${what}: was done before it could be cancelled`);
  };

  print(`\nfrom cancel to stop, on ${bundle.entries} entries (limit ${LIMIT_MS} ms):`);
  const { caseId } = await cases.handlers['cases.create']({ title: 'Cancel', reference: '' }, context());
  const jobOf = async (what: string, start: () => Promise<{ readonly jobId: string }>, phase: string): Promise<void> => {
    const isThere = heard((event) => event.topic === 'job' && event.job.phase === phase);
    const { jobId } = await start();
    await isThere;
    const began = performance.now();
    const job = await cases.handlers['imports.cancel']({ jobId }, context());
    const stopped = performance.now() - began;
    await cases.forwardCase('cases.read', { caseId }, context());
    if (job.state !== 'cancelled') throw new Error(`${what} was not cancelled`);
    say(what, stopped, performance.now() - began);
  };
  const policy = await hold(bundle.policy);
  const start = async (path: string): Promise<{ jobId: string }> =>
    cases.handlers['imports.start']({ caseId, files: [await hold(path)], policy }, context());
  for (const phase of ['verify', 'store']) await jobOf(`import, while it is in ${phase}`, () => start(bundle.folder), phase);
  for (const path of [bundle.folder, copy]) {
    const done = heard((event) => event.topic === 'job' && event.job.state === 'done');
    await start(path);
    await done;
  }
  await jobOf('verify again', async () => cases.handlers['trust.apply']({ caseId, policy }, context()), 'verify');
  const sources = (await cases.forwardCase('compare.sources', { caseId }, context())) as { id: string }[];
  const [a = '', b = ''] = sources.map(({ id }) => id);
  for (const phase of ['verify-a', 'verify-b', 'compare'])
    await cancelled(
      `compare, while it is in ${phase}`,
      caseId,
      (signal) => cases.forwardCase('compare.run', { caseId, a, b }, context(signal)),
      heard((event) => event.topic === 'comparison' && event.step.phase === phase),
    );
  await cancelled(
    'the draft of a claim, while the evidence is verified',
    caseId,
    (signal) => cases.forwardCase('rulings.draft', { caseId, txn: 'order-1' }, context(signal)),
    wait(1000),
  );
  const ruling = join(folder, 'no-ruling.json');
  writeFileSync(ruling, '{}');
  const controller = new AbortController();
  const path = cases.pathOf(caseId);
  const checking = checkInThread({ ruling, against: { kind: 'case', path } }, controller.signal).catch(() => undefined);
  await wait(1500);
  const checkBegan = performance.now();
  controller.abort();
  await checking;
  say('check of a ruling', performance.now() - checkBegan);
  await cases.handlers['cases.close']({ caseId }, context());

  const large = join(folder, `cancel-${rows}.assize`);
  writeLargeLedger(large, rows, true);
  const ledger = await cases.openPath(large);
  const about = { caseId: ledger.caseId, sort: 'at' } as const;
  await cancelled(
    `export of ${rows} rows`,
    ledger.caseId,
    (signal) => cases.forwardCase('ledger.export', { ...about, filter: '', format: 'ndjson' }, context(signal)),
    wait(300),
  );
  await cancelled(
    `filter over ${rows} rows`,
    ledger.caseId,
    async (signal) => {
      const filter = 'kid ~ "nobody"';
      for (let whole = false; !whole;) {
        signal.throwIfAborted();
        const request = { ...about, filter, offset: 0, count: 100 };
        ({ whole } = (await cases.forwardCase('ledger.page', request, context(signal))) as { whole: boolean });
      }
    },
    wait(100),
  );
  await cases.close();
  await files.close();
  await cancelCommand(['arbitrate', bundle.folder, '--policy', bundle.policy, '--all', '--json'], print);
}

/** Ctrl-C on a command that answers line by line. */
async function cancelCommand(args: readonly string[], print: (line: string) => void): Promise<void> {
  const program = join(import.meta.dirname, '..', '..', 'src-main', 'cli', 'main.ts');
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  let lines = 0;
  child.stdout.on('data', (piece: Buffer) => (lines += piece.toString().split('\n').length - 1));
  const first = new Promise<void>((done) => child.stdout.once('data', () => done()));
  await Promise.race([first, ended]);
  if (child.exitCode !== null) {
    print(`  arbitrate --all: ended with ${child.exitCode} before it could be cancelled`);
    return;
  }
  const began = performance.now();
  child.kill('SIGINT');
  await ended;
  print(`  arbitrate --all on the command line, after ${lines} rulings: ${(performance.now() - began).toFixed(0)} ms`);
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
