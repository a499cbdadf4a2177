import { parentPort, workerData } from 'node:worker_threads';
import { AssizeError } from '../../src-core/errors.ts';
import { caseKey } from '../custody/case-key.ts';
import { connect } from '../store/database.ts';
import { readMeta } from '../store/meta.ts';
import { hostErrorOf } from './host-error.ts';
import { JobCancelled, JobControl } from './job-control.ts';
import type { ImportReport, ImportWorkerData } from './import-thread.ts';
import { runJob } from './run-job.ts';

// The thread of one job: a connection of its own, and a word of shared memory that says whether to go on.
if (parentPort !== null) {
  const port = parentPort;
  const { path, dataFolder, folder, job, by, memory } = workerData as ImportWorkerData;
  const post = (report: ImportReport): void => port.postMessage(report);
  const database = connect(path, 'write');
  try {
    const key = await caseKey(dataFolder, readMeta(database, 'id') ?? '');
    const { report, findings, alreadyThere } = await runJob({
      database,
      dataFolder,
      folder,
      key,
      job,
      by,
      control: new JobControl(memory),
      now: Date.now,
      onStep: (step) => post({ kind: 'step', step }),
    });
    post({ kind: 'done', entries: report.counts.entries, findings, alreadyThere, reportDigest: report.reportDigest });
  } catch (error) {
    if (error instanceof JobCancelled) post({ kind: 'cancelled' });
    else if (error instanceof AssizeError) post({ kind: 'failed', error: hostErrorOf(error) });
    else post({ kind: 'failed', error: { code: 'E_INTERNAL', message: error instanceof Error ? error.message : String(error) } });
  } finally {
    database.close();
  }
}
