import { parentPort, workerData } from 'node:worker_threads';
import { AssizeError } from '../../src-core/errors.ts';
import { caseKey } from '../custody/case-key.ts';
import { checkStructure } from '../store/case-file.ts';
import { connect } from '../store/database.ts';
import { readMeta } from '../store/meta.ts';
import type { CheckOutcome, CheckWorkerData } from './check-thread.ts';
import { checkStamp } from './check-stamp.ts';

// The thread that checks a large case whole while it is open already: its structure, and what is stored of its verdict.
if (parentPort !== null) {
  const { path, dataFolder } = workerData as CheckWorkerData;
  const post = (outcome: CheckOutcome): void => parentPort?.postMessage(outcome);
  const database = connect(path, 'read');
  try {
    const { stamp } = await caseKey(dataFolder, readMeta(database, 'id') ?? '');
    // One view of the file for all of it: an import that ends meanwhile changes nothing of what is checked.
    const outcome = database.inSnapshot(() => {
      checkStructure(database);
      return checkStamp(database, stamp);
    });
    post({ stamp: outcome === 'wrong' ? 'wrong' : 'right' });
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    post({ stamp: 'wrong', damage: error.message });
  } finally {
    database.close();
  }
}
