import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HostEvent } from '../../../src-core/host/contract.ts';
import type { ImportJob } from '../../../src-core/host/groups/imports.ts';
import { openFileSpool, type FileSpool } from '../../../src-main/application/file-handles.ts';
import type { CallContext } from '../../../src-main/application/handlers.ts';
import { openCases, type OpenCases } from '../../../src-main/case/open-cases.ts';
import { coffeeOrder } from '../../fixtures/coffee-order.ts';
import { temporaryFolder } from '../../fixtures/case-fixture.ts';
import { randomBundle } from '../../fixtures/random-bundle.ts';
import { writeFolder } from '../../fixtures/write-folder.ts';

interface Desk {
  readonly cases: OpenCases;
  readonly files: FileSpool;
  readonly context: CallContext;
  readonly events: HostEvent[];
  readonly dataFolder: string;
  /** The job's last word. */
  ended(jobId: string): Promise<ImportJob>;
}

/** The application's part over cases, with its real threads. */
async function desk(dataFolder = join(temporaryFolder(), 'data')): Promise<Desk> {
  mkdirSync(dataFolder, { recursive: true });
  const files = await openFileSpool(dataFolder);
  const events: HostEvent[] = [];
  const listeners = new Set<() => void>();
  const emit = (event: HostEvent): void => {
    events.push(event);
    for (const listener of listeners) listener();
  };
  const cases = openCases({ dataFolder, files, emit, analyst: () => 'Ann' });
  onTestFinished(async () => {
    await cases.close();
    await files.close();
  });
  const ended = (jobId: string): Promise<ImportJob> =>
    new Promise((done) => {
      const look = (): void => {
        const found = events.findLast(
          (event) => event.topic === 'job' && event.job.jobId === jobId && event.job.endedAt !== undefined,
        );
        if (found?.topic !== 'job') return;
        listeners.delete(look);
        done(found.job);
      };
      listeners.add(look);
      look();
    });
  return {
    cases,
    files,
    events,
    dataFolder,
    ended,
    context: { signal: new AbortController().signal, page: 'page-1', files, emit },
  };
}

function coffeeFiles(): { folder: string; policy: string } {
  const built = coffeeOrder().builder.build();
  const policy = join(temporaryFolder(), 'policy.json');
  writeFileSync(policy, built.policyBytes);
  return { folder: writeFolder(built.files), policy };
}

async function imported(of: Desk): Promise<{ caseId: string; job: ImportJob }> {
  const { caseId } = await of.cases.handlers['cases.create']({ title: 'Coffee', reference: 'C-1' }, of.context);
  const { folder, policy } = coffeeFiles();
  const file = await of.files.hold(folder);
  const trust = await of.files.hold(policy);
  const started = await of.cases.handlers['imports.start']({ caseId, files: [file.handle], policy: trust.handle }, of.context);
  return { caseId, job: await of.ended(started.jobId) };
}

describe('cases of the application', () => {
  it('are made, filled by an import with its progress, read, closed and found again', async () => {
    const one = await desk();
    const { caseId, job } = await imported(one);
    expect(job).toMatchObject({ state: 'done', entries: 30, phase: 'index' });
    expect(job.sha256).toMatch(/^sha256:/);
    const open = (await one.cases.forwardCase('cases.read', { caseId }, one.context)) as { verdict: object; counts: object };
    expect(open).toMatchObject({
      title: 'Coffee',
      verdict: { verdict: 'pass', entries: 30, holding: 30, chains: 6, trust: { mode: 'pinned' } },
      counts: { entries: 30, transactions: 1 },
      warnings: [],
    });
    expect(new Set(one.events.flatMap((event) => (event.topic === 'job' ? [event.job.phase] : [])))).toEqual(
      new Set(['copy', 'verify', 'store', 'index']),
    );
    expect(one.events.some((event) => event.topic === 'case' && event.part === 'evidence')).toBe(true);
    await one.cases.handlers['cases.close']({ caseId }, one.context);
    await expect(
      Promise.resolve().then(() => one.cases.forwardCase('cases.read', { caseId }, one.context)),
    ).rejects.toMatchObject({ code: 'E_CASE_CLOSED' });

    const two = await desk(one.dataFolder);
    const [recent] = await two.cases.handlers['cases.recent']({}, two.context);
    expect(recent).toMatchObject({ title: 'Coffee', state: 'ready', verdict: { verdict: 'pass' } });
    const again = await two.cases.handlers['cases.open']({ handle: recent?.handle ?? '' }, two.context);
    expect(again).toMatchObject({ verdict: { verdict: 'pass', holding: 30 }, warnings: [] });
    const listed = await two.cases.handlers['imports.list']({ caseId: again.caseId }, two.context);
    expect(listed.map(({ state }) => state)).toEqual(['done']);
  });

  it('are shared by two windows and belong to one program', async () => {
    const one = await desk();
    const { caseId } = await imported(one);
    const path = one.cases.pathOf(caseId);
    expect((await one.cases.openPath(path)).caseId).toBe(caseId);
    const other = await desk(join(temporaryFolder(), 'other'));
    await expect(other.cases.openPath(path)).rejects.toMatchObject({
      code: 'E_CASE_LOCKED',
      advice: expect.stringContaining('Close it there') as string,
    });
    await one.cases.handlers['cases.close']({ caseId }, one.context);
    await expect(other.cases.openPath(path)).rejects.toMatchObject({ code: 'E_CASE_LOCKED' });
    await one.cases.handlers['cases.close']({ caseId }, one.context);
    const [warning] = (await other.cases.openPath(path)).warnings;
    // The other program's data folder holds no key for it, so that what is stored counts for nothing there.
    expect(warning?.code).toBe('W_CASE_FROM_ELSEWHERE');
  });

  it('whose file is gone are said to be missing, and can be forgotten', async () => {
    const one = await desk();
    const { caseId } = await imported(one);
    const path = one.cases.pathOf(caseId);
    await one.cases.handlers['cases.close']({ caseId }, one.context);
    rmSync(path);
    const [recent] = await one.cases.handlers['cases.recent']({}, one.context);
    expect(recent?.state).toBe('missing');
    await one.cases.handlers['cases.forget']({ handle: recent?.handle ?? '' }, one.context);
    expect(await one.cases.handlers['cases.recent']({}, one.context)).toEqual([]);
  });

  it('whose list cannot be read are put aside, and the application starts', async () => {
    const one = await desk();
    writeFileSync(join(one.dataFolder, 'recent.json'), '{broken');
    expect(await one.cases.handlers['cases.recent']({}, one.context)).toEqual([]);
  });

  it('derive again what somebody edited while they were closed, and say so', async () => {
    const one = await desk();
    const { caseId } = await imported(one);
    const path = one.cases.pathOf(caseId);
    const was = (await one.cases.forwardCase('cases.read', { caseId }, one.context)) as { verdict: object };
    await one.cases.handlers['cases.close']({ caseId }, one.context);
    const sqlite = new Sqlite(path);
    sqlite.exec(
      'UPDATE line SET status = \'fail\'; UPDATE verdict SET report = replace(report, \'"verdict":"pass"\', \'"verdict":"fail"\')',
    );
    sqlite.close();
    const open = await one.cases.openPath(path);
    expect(open.warnings.map(({ code }) => code)).toEqual(['W_VERDICT_DERIVED_AGAIN']);
    expect({ ...open.verdict, checkedAt: '' }).toEqual({ ...was.verdict, checkedAt: '' });
    const acts = (await one.cases.forwardCase('custody.list', { caseId: open.caseId, offset: 0, count: 10 }, one.context)) as {
      rows: { act: string }[];
    };
    expect(acts.rows.map(({ act }) => act)).toContain('verdict.derived-again');
  });

  it('open with a sample that is made once and has something to find', async () => {
    const one = await desk();
    const first = await one.cases.handlers['cases.openSample']({}, one.context);
    expect(first.verdict.verdict).toBe('fail');
    expect(first.counts.causes).toBeGreaterThan(1);
    expect(first.verdict.trust.mode).toBe('pinned');
    const second = await one.cases.handlers['cases.openSample']({}, one.context);
    expect(second.caseId).toBe(first.caseId);
  });
});

describe('an import', () => {
  it('is cancelled within a fifth of a second, stays so, and can be gone on with', async () => {
    const one = await desk();
    const { caseId } = await one.cases.handlers['cases.create']({ title: 'Big', reference: '' }, one.context);
    const folders = await Promise.all(
      Array.from({ length: 12 }, (_, index) => one.files.hold(writeFolder(randomBundle(`cancel ${index}`).built.files))),
    );
    const started = await one.cases.handlers['imports.start'](
      { caseId, files: folders.map(({ handle }) => handle) },
      one.context,
    );
    await new Promise((done) => setTimeout(done, 400));
    const before = performance.now();
    const cancelled = await one.cases.handlers['imports.cancel']({ jobId: started.jobId }, one.context);
    const took = performance.now() - before;
    expect(cancelled.state).toBe('cancelled');
    // The work stops within 200 ms; on a loaded machine the answer may take longer to come through.
    expect(took).toBeLessThan(2000);
    expect(readdirSync(join(one.dataFolder, 'spool')).filter((name) => name.includes('-evidence-'))).toEqual([]);
    expect((await one.ended(started.jobId)).state).toBe('cancelled');
    expect(one.events.filter((event) => event.topic === 'job').at(-1)).toMatchObject({ job: { state: 'cancelled' } });
    const resumed = await one.cases.handlers['imports.resume']({ jobId: started.jobId }, one.context);
    expect(resumed.state).toBe('waiting');
    one.events.length = 0;
    expect((await one.ended(started.jobId)).state).toBe('done');
    const listed = await one.cases.handlers['imports.list']({ caseId }, one.context);
    expect(listed.map(({ state }) => state)).toEqual(['done']);
  });

  it('waits while it is paused', async () => {
    const one = await desk();
    const { caseId } = await one.cases.handlers['cases.create']({ title: 'Paused', reference: '' }, one.context);
    const { folder } = coffeeFiles();
    const { handle } = await one.files.hold(folder);
    const started = await one.cases.handlers['imports.start']({ caseId, files: [handle] }, one.context);
    await one.cases.handlers['imports.pause']({ jobId: started.jobId }, one.context);
    await new Promise((done) => setTimeout(done, 1500));
    const [job] = await one.cases.handlers['imports.list']({ caseId }, one.context);
    expect(job?.state).toBe('paused');
    await one.cases.handlers['imports.resume']({ jobId: started.jobId }, one.context);
    expect((await one.ended(started.jobId)).state).toBe('done');
  });

  it('under another policy judges the case anew', async () => {
    const one = await desk();
    const { caseId } = await imported(one);
    const { jobId } = await one.cases.handlers['trust.apply']({ caseId }, one.context);
    expect((await one.ended(jobId)).state).toBe('done');
    const open = (await one.cases.forwardCase('cases.read', { caseId }, one.context)) as { verdict: object };
    expect(open.verdict).toMatchObject({ verdict: 'indeterminate', holding: 0, trust: { mode: 'claimed' } });
  });

  it('that fails says why and what to do', async () => {
    const one = await desk();
    const { caseId } = await one.cases.handlers['cases.create']({ title: 'Wrong', reference: '' }, one.context);
    const file = join(temporaryFolder(), 'notes.txt');
    writeFileSync(file, 'no evidence');
    const { handle } = await one.files.hold(file);
    const started = await one.cases.handlers['imports.start']({ caseId, files: [handle] }, one.context);
    expect(await one.ended(started.jobId)).toMatchObject({
      state: 'failed',
      error: { code: 'E_FORMAT', details: { advice: expect.any(String) as string } },
    });
    const open = (await one.cases.forwardCase('cases.read', { caseId }, one.context)) as { verdict: object };
    expect(open.verdict).toMatchObject({ verdict: 'not-checked' });
  });
});

describe('a copy that comes back older', () => {
  it('is warned of, and custody does not hold', async () => {
    const one = await desk();
    const { caseId } = await imported(one);
    const path = one.cases.pathOf(caseId);
    await one.cases.handlers['cases.close']({ caseId }, one.context);
    const kept = join(temporaryFolder(), 'kept');
    copyFileSync(path, kept);
    const { caseId: again } = await one.cases.openPath(path);
    await one.cases.forwardCase('cases.rename', { caseId: again, title: 'Later', reference: '' }, one.context);
    await one.cases.handlers['cases.close']({ caseId: again }, one.context);
    renameSync(kept, path);
    const open = await one.cases.openPath(path);
    expect(open.warnings.map(({ code }) => code)).toEqual(['W_CASE_OLDER_COPY']);
    const report = (await one.cases.forwardCase('custody.verify', { caseId: open.caseId }, one.context)) as {
      remembered: string;
      verdict: string;
    };
    expect(report).toMatchObject({ remembered: 'older', verdict: 'fail' });
  });
});

it('a case answers everything else while two of its sources are compared, and closes in the middle of it', async () => {
  const one = await desk();
  const { caseId } = await imported(one);
  const { folder } = coffeeFiles();
  rmSync(join(folder, 'manifest.json'), { force: true });
  const { jobId } = await one.cases.handlers['imports.start'](
    { caseId, files: [(await one.files.hold(folder)).handle] },
    one.context,
  );
  expect(await one.ended(jobId)).toMatchObject({ state: 'done' });

  let isCompared = false;
  const comparing = one.cases
    .forwardCase('compare.run', { caseId, a: '1', b: '2' }, one.context)
    .finally(() => (isCompared = true));
  const gone = expect(comparing).rejects.toMatchObject({ code: 'E_CASE_CLOSED' });
  for (let call = 0; call < 5; call++) {
    await one.cases.forwardCase('ledger.page', { caseId, filter: '', sort: 'at', offset: 0, count: 10 }, one.context);
    expect(isCompared).toBe(false);
  }
  await one.cases.handlers['cases.close']({ caseId }, one.context);
  await gone;
});

it('custody goes out as a file that stands alone', async () => {
  const one = await desk();
  const { caseId } = await imported(one);
  const { handle, sha256 } = (await one.cases.forwardCase('custody.export', { caseId }, one.context)) as {
    handle: string;
    sha256: string;
  };
  const { path } = one.files.get(handle);
  expect(`sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`).toBe(sha256);
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(4);
});
