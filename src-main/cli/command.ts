import type { Place } from '../../src-core/errors.ts';
import type { AssizeError } from '../../src-core/errors.ts';

export { visible } from '../../src-core/encoding/visible-text.ts';

/** What the program answers to the shell. */
export const EXIT = {
  pass: 0,
  fail: 1,
  indeterminate: 2,
  usage: 64,
  /** Input that cannot be read as evidence at all. */
  data: 65,
  noInput: 66,
  bug: 70,
  cannotWrite: 73,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type Language = 'en' | 'zh-CN';

/** Everything that a command may use of the world; a command never touches `process` itself. */
export interface CommandIo {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Results. Resolves when the text was taken, so that long output meets back pressure. */
  stdout(text: string): Promise<void>;
  /** Progress and errors. */
  stderr(text: string): void;
  /** The folder that the user stood in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly lang: Language;
  /** Colours on standard output are wanted (a terminal, no NO_COLOR). */
  readonly color: boolean;
  /** Standard error is a terminal: progress may be drawn. */
  readonly showProgress: boolean;
  /** The clock in epoch milliseconds, only where the answer needs one and no `--at` was given. */
  now(): number;
  /** Asks on the terminal without echo; undefined where there is no terminal. */
  askPassphrase(prompt: string): Promise<string | undefined>;
  /** Aborted by Ctrl-C: a command stops cleanly and leaves nothing half-written. */
  readonly signal: AbortSignal;
}

/** The contract's form of an error for `--json`. */
export function errorDocument(error: AssizeError): { error: { code: string; message: string } & Place } {
  return { error: { code: error.code, message: error.message, ...error.place } };
}

/** The exit code of an expected failure, by its code. */
export function exitCodeOf(error: AssizeError): ExitCode {
  switch (error.code) {
    case 'E_USAGE':
    case 'E_TXN':
    case 'E_STEP':
      return EXIT.usage;
    case 'E_NO_FILE':
      return EXIT.noInput;
    case 'E_WRITE':
    case 'E_EXISTS':
    case 'E_LOCKED':
    case 'E_CASE_LOCKED':
    case 'E_CASE_READ_ONLY':
    case 'E_DISK_FULL':
    case 'E_CLOSED':
      return EXIT.cannotWrite;
    case 'E_CLAIM':
      return EXIT.fail;
    default:
      // What can be read and is refused has failed; 65 is for what cannot be read at all.
      return /^E_PACK(?:_|$)/.test(error.code) ? EXIT.fail : EXIT.data;
  }
}
