import { Worker } from 'node:worker_threads';

export interface CheckWorkerData {
  readonly path: string;
  readonly dataFolder: string;
}

export interface CheckOutcome {
  readonly stamp: 'right' | 'wrong';
  /** The structure of the file is damaged, in words. */
  readonly damage?: string;
}

export interface CheckThread {
  /** Undefined where it was stopped before it came to its end. */
  readonly outcome: Promise<CheckOutcome | undefined>;
  stop(): Promise<void>;
}

export function startCheckThread(data: CheckWorkerData): CheckThread {
  const worker = new Worker(new URL('./check-worker.ts', import.meta.url), { workerData: data });
  const outcome = new Promise<CheckOutcome | undefined>((done) => {
    worker.on('message', done);
    worker.on('error', (error) => done({ stamp: 'wrong', damage: error.message }));
    worker.on('exit', () => done(undefined));
  });
  return {
    outcome,
    async stop() {
      await worker.terminate();
    },
  };
}
