import type { ImportJob } from '../../src-core/host/groups/imports.ts';
import type { JobStep } from '../case-import/run-job.ts';

/** Over so many milliseconds the rate is taken. */
const WINDOW_MS = 5000;

/** A job while it runs: its steps as what the page shows, with rate and remaining time. */
export class RunningJob {
  job: ImportJob;
  readonly #seen: { readonly at: number; readonly done: number }[] = [];

  constructor(job: ImportJob) {
    this.job = { ...job, state: 'running' };
  }

  take(step: JobStep, now: number): ImportJob {
    const { phase, done, total, paused = false } = step;
    if (phase !== this.job.phase || paused) this.#seen.length = 0;
    this.#seen.push({ at: now, done });
    while ((this.#seen[0]?.at ?? now) < now - WINDOW_MS) this.#seen.shift();
    const [first] = this.#seen;
    const seconds = first === undefined ? 0 : (now - first.at) / 1000;
    const rate = first === undefined || seconds < 0.2 ? undefined : Math.round((done - first.done) / seconds);
    const left = total === undefined || rate === undefined || rate <= 0 ? undefined : Math.ceil((total - done) / rate);
    this.job = {
      ...this.job,
      state: paused ? 'paused' : 'running',
      phase,
      unit: phase === 'copy' ? 'bytes' : 'entries',
      done,
      total,
      rate,
      secondsLeft: left,
      ...(phase === 'copy' || total === undefined ? {} : { entries: total }),
    };
    return this.job;
  }
}
