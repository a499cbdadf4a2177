/** What somebody wants of a running job. */
const STATES = { run: 0, pause: 1, cancel: 2 } as const;
export type JobWish = keyof typeof STATES;

/** Thrown out of the work where a job is to stop. */
export class JobCancelled extends Error {
  constructor() {
    super('the job was cancelled');
    this.name = 'JobCancelled';
  }
}

/** One word of memory that a job's thread and those who steer it share: no message has to be waited for. */
export class JobControl {
  readonly memory: SharedArrayBuffer;
  readonly #word: Int32Array;

  constructor(memory = new SharedArrayBuffer(4)) {
    this.memory = memory;
    this.#word = new Int32Array(memory);
  }

  wish(state: JobWish): void {
    // A job that is to stop stays stopped.
    if (Atomics.load(this.#word, 0) === STATES.cancel) return;
    Atomics.store(this.#word, 0, STATES[state]);
    Atomics.notify(this.#word, 0);
  }

  /**
   * Called by the work between its steps: waits while the job is paused. Only for threads that may stand still.
   *
   * @throws {JobCancelled}
   */
  check(onPause: (paused: boolean) => void = () => {}): void {
    if (Atomics.load(this.#word, 0) === STATES.pause) {
      onPause(true);
      while (Atomics.load(this.#word, 0) === STATES.pause) Atomics.wait(this.#word, 0, STATES.pause, 1000);
      onPause(false);
    }
    if (Atomics.load(this.#word, 0) === STATES.cancel) throw new JobCancelled();
  }
}
