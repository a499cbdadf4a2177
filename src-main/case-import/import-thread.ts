import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { HostError } from '../../src-core/host/answer.ts';
import { JobControl, type JobWish } from './job-control.ts';
import type { JobStep } from './run-job.ts';
import { evidenceFolder } from './sources.ts';

export interface ImportWorkerData {
  readonly path: string;
  readonly dataFolder: string;
  readonly job: string;
  readonly by: string;
  /** For the evidence while the engine reads it. */
  readonly folder: string;
  readonly memory: SharedArrayBuffer;
}

export type ImportReport =
  | { readonly kind: 'step'; readonly step: JobStep }
  | {
      readonly kind: 'done';
      readonly entries: number;
      readonly findings: number;
      readonly alreadyThere: readonly string[];
      readonly reportDigest: string;
    }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: HostError };

export type ImportEnd = Exclude<ImportReport, { kind: 'step' }>;

export interface ImportThread {
  wish(state: JobWish): void;
  readonly ended: Promise<ImportEnd>;
}

/** A cancel is an end within a fifth of a second: work that does not come to a step soon is cut off, which the file survives. */
const CANCEL_MS = 60;

export function startImportThread(
  data: Omit<ImportWorkerData, 'memory' | 'folder'>,
  onStep: (step: JobStep) => void,
): ImportThread {
  const control = new JobControl();
  // Made and removed here, since a thread that is cut off removes nothing.
  const folder = evidenceFolder(data.dataFolder);
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), {
    workerData: { ...data, folder, memory: control.memory },
  });
  let last: ImportEnd | undefined;
  let cancelling: NodeJS.Timeout | undefined;
  const ended = new Promise<ImportEnd>((resolve) => {
    worker.on('message', (report: ImportReport) => {
      if (report.kind === 'step') onStep(report.step);
      else last = report;
    });
    worker.on('error', (error) => {
      last ??= { kind: 'failed', error: { code: 'E_INTERNAL', message: error.message } };
    });
    worker.on('exit', () => {
      clearTimeout(cancelling);
      rmSync(folder, { recursive: true, force: true });
      resolve(last ?? { kind: 'cancelled' });
    });
  });
  return {
    ended,
    wish(state) {
      control.wish(state);
      if (state === 'cancel') cancelling ??= setTimeout(() => void worker.terminate(), CANCEL_MS);
    },
  };
}
