import type { CheckAnswer, CheckProgress, GivenFiles } from './check-files.ts';
import { checkFiles } from './check-files.ts';

/** What the worker says to the page; `check` numbers the check that it speaks of. */
type FromWorker = { readonly check: number } & (
  | { readonly kind: 'progress'; readonly progress: CheckProgress }
  | { readonly kind: 'answer'; readonly answer: CheckAnswer }
  | { readonly kind: 'broken'; readonly message: string }
);

interface ToWorker {
  readonly check: number;
  readonly given: GivenFiles;
}

/** A running check. */
export interface RunningCheck {
  readonly answer: Promise<CheckAnswer>;
  stop(): void;
}

/** Runs checks in a worker, so that the page stays alive. */
export interface CheckRunner {
  start(given: GivenFiles, onProgress: (progress: CheckProgress) => void): RunningCheck;
}

/** The worker is this same script, started again from its own text: nothing is loaded, so the file needs nothing beside it. */
export function createCheckRunner(script: string): CheckRunner {
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  let worker: Worker | undefined;
  let count = 0;
  return {
    start(given, onProgress) {
      const own = (worker ??= new Worker(address));
      const check = ++count;
      const stop = (): void => {
        own.terminate();
        if (worker === own) worker = undefined;
      };
      const answer = new Promise<CheckAnswer>((resolve, reject) => {
        const fail = (message: string): void => {
          stop();
          reject(new Error(message));
        };
        own.onerror = (event) => fail(event.message);
        own.onmessage = ({ data }: MessageEvent<FromWorker>) => {
          if (data.check !== check) return;
          if (data.kind === 'progress') onProgress(data.progress);
          else if (data.kind === 'answer') resolve(data.answer);
          else fail(data.message);
        };
        own.postMessage({ check, given } satisfies ToWorker);
      });
      return { answer, stop };
    },
  };
}

/** The worker's side: answers one check after the other. */
export function serveChecks(): void {
  const say = (message: FromWorker): void => postMessage(message);
  addEventListener('message', ({ data: { check, given } }: MessageEvent<ToWorker>) => {
    let told = 0;
    checkFiles(given, (progress) => {
      const step = Math.floor((progress.bytes / Math.max(1, progress.total)) * 50);
      if (step === told) return;
      told = step;
      say({ check, kind: 'progress', progress });
    }).then(
      (answer) => say({ check, kind: 'answer', answer }),
      (error: unknown) => say({ check, kind: 'broken', message: error instanceof Error ? error.message : String(error) }),
    );
  });
}
