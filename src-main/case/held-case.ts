import { AssizeError } from '../../src-core/errors.ts';
import type { ImportThread } from '../case-import/import-thread.ts';
import type { CaseThread } from './case-thread.ts';
import type { CheckThread } from './check-thread.ts';
import type { RunningJob } from './running-job.ts';
import type { OpenedCase } from './worker-messages.ts';

/** A job of an open case that runs, or waits for its turn. */
export interface HeldJob {
  readonly running: RunningJob;
  /** Absent while it waits for the jobs before it. */
  thread?: ImportThread;
  /** Paused while it waited. */
  isPaused?: boolean;
}

/** A case that is open: its worker, and what runs on it. */
export interface HeldCase {
  readonly path: string;
  readonly thread: CaseThread;
  readonly jobs: Map<string, HeldJob>;
  /** Jobs of one case run one after the other. */
  queue: Promise<unknown>;
  state: OpenedCase;
  windows: number;
  check?: CheckThread;
}

/** The cases that are open, by their id for this opening. */
export class HeldCases extends Map<string, HeldCase> {
  /** @throws {AssizeError} `E_CASE_CLOSED` */
  heldBy(caseId: string): HeldCase {
    const held = this.get(caseId);
    if (held === undefined) throw new AssizeError('E_CASE_CLOSED', 'the case is not open', {}, 'Open it again.');
    return held;
  }
}
