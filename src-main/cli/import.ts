import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { formatInstant } from '../../src-core/encoding/instant.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { sizeOf } from '../case-import/size-of.ts';
import { JobCancelled, JobControl } from '../case-import/job-control.ts';
import { addJob, unfinishedJob, type NewJob } from '../case-import/job-rows.ts';
import { keepPolicy, policyInEffect } from '../case-import/policies.ts';
import { runJob, type JobResult, type JobStep } from '../case-import/run-job.ts';
import { caseKey } from '../custody/case-key.ts';
import { CustodyLog } from '../custody/custody-log.ts';
import { asReadError } from '../files/write-durably.ts';
import { createCaseFile, openCaseFile, type OpenCaseFile } from '../store/case-file.ts';
import { readMeta } from '../store/meta.ts';
import { EXIT, visible, type CommandIo, type ExitCode } from './command.ts';

export interface ImportOptions {
  readonly casePath: string;
  readonly paths: readonly string[];
  /** A policy's file; the case's own where absent. */
  readonly policy?: string | undefined;
  readonly title?: string | undefined;
  readonly reference?: string | undefined;
  readonly by?: string | undefined;
  readonly dataFolder: string;
  readonly json: boolean;
}

/** Takes evidence into a case, made where there is none, and verifies the whole case; first goes on with an import that was cut off. */
export async function runImport(options: ImportOptions, io: CommandIo): Promise<ExitCode> {
  const policy = options.policy === undefined ? undefined : await readPolicyFile(options.policy);
  const bytes = (await Promise.all(options.paths.map((path) => sizeOf(path)))).reduce((sum, size) => sum + size, 0);
  const file = await openOrCreate(options, io);
  try {
    const left = unfinishedJob(file.database);
    let result = left === undefined ? undefined : await run(file, left.id, options, io);
    if (options.paths.length > 0 || result === undefined || policy !== undefined) {
      if (options.paths.length === 0 && policy === undefined)
        throw new AssizeError(
          'E_USAGE',
          'import needs a path: nothing was left to go on with',
          {},
          'Name the evidence to take in.',
        );
      const job: NewJob = {
        kind: options.paths.length > 0 ? 'import' : 'policy',
        files: options.paths.map((path) => ({ path })),
        policy: policy === undefined ? policyInEffect(file.database) : keepPolicy(file.database, policy),
        bytes,
        at: formatInstant(io.now()),
      };
      result = await run(file, addJob(file.database, job), options, io);
    }
    await io.stdout(options.json ? `${JSON.stringify(document(file, result))}\n` : rendered(file, result, io));
    return { pass: EXIT.pass, fail: EXIT.fail, indeterminate: EXIT.indeterminate }[result.report.verdict];
  } finally {
    file.close();
  }
}

async function openOrCreate({ casePath, title, reference, by, dataFolder }: ImportOptions, io: CommandIo): Promise<OpenCaseFile> {
  if (existsSync(casePath)) return openCaseFile(casePath);
  const about = { title: title ?? basename(casePath).replace(/\.assize$/, ''), reference: reference ?? '' };
  const file = createCaseFile(casePath, { ...about, at: formatInstant(io.now()) });
  try {
    const caseUuid = readMeta(file.database, 'id') ?? '';
    const key = await caseKey(dataFolder, caseUuid);
    const { database } = file;
    new CustodyLog({ database, dataFolder, caseUuid, key, now: () => io.now() }).append('case.created', about, by);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

async function run(file: OpenCaseFile, job: string, options: ImportOptions, io: CommandIo): Promise<JobResult> {
  const { database } = file;
  const { dataFolder, by = '' } = options;
  const control = new JobControl();
  const cancel = (): void => control.wish('cancel');
  io.signal.addEventListener('abort', cancel, { once: true });
  try {
    const key = await caseKey(dataFolder, readMeta(database, 'id') ?? '');
    return await runJob({ database, dataFolder, key, job, control, by, now: () => io.now(), onStep: drawer(io) });
  } catch (error) {
    if (!(error instanceof JobCancelled)) throw error;
    throw new AssizeError(
      'E_CANCELLED',
      'the import was stopped; the case is as it was',
      {},
      'Import again to go on where it stopped.',
    );
  } finally {
    io.signal.removeEventListener('abort', cancel);
  }
}

const EVERY_MS = 200;

function drawer(io: CommandIo): (step: JobStep) => void {
  if (!io.showProgress) return () => {};
  let last = io.now();
  return ({ phase, done, total }) => {
    const now = io.now();
    if (now - last < EVERY_MS) return;
    last = now;
    io.stderr(`\r\u001b[K${phase} ${done}${total === undefined ? '' : ` / ${total}`}`);
  };
}

async function readPolicyFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw asReadError(error, path);
  }
}

function document(file: OpenCaseFile, { report, imported, alreadyThere, findings }: JobResult): object {
  const { verdict, axes, counts, reportDigest, policy } = report;
  return {
    case: { path: file.database.path, id: readMeta(file.database, 'id'), title: readMeta(file.database, 'title') },
    imported: imported.map(({ name, sha256, bytes, format }) => ({ name, sha256, bytes, format })),
    alreadyThere,
    policy,
    verdict,
    axes,
    counts,
    findings,
    reportDigest,
  };
}

const WORDS = {
  en: { imported: 'imported', there: 'in the case already', entries: 'entries', findings: 'findings', verdict: 'verdict' },
  'zh-CN': { imported: '已导入', there: '案件中已有', entries: '条记录', findings: '项发现', verdict: '结论' },
} as const;

function rendered(file: OpenCaseFile, { report, imported, alreadyThere, findings }: JobResult, io: CommandIo): string {
  const words = WORDS[io.lang];
  return [
    visible(file.database.path),
    ...imported.map(({ name, sha256, bytes }) => `  ${words.imported}  ${visible(name)}  ${bytes} B  ${sha256}`),
    ...alreadyThere.map((name) => `  ${words.there}  ${visible(name)}`),
    `${words.verdict}: ${report.verdict}  ${report.counts.entries} ${words.entries}, ${findings} ${words.findings}  ${report.reportDigest}`,
    '',
  ].join('\n');
}
