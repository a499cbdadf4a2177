import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AssizeError } from '../../src-core/errors.ts';
import { asWriteError } from '../files/write-durably.ts';
import type { CommandIo, Language } from './command.ts';

export interface GlobalOptions {
  debug: boolean;
  help: boolean;
  version: boolean;
  lang: Language | undefined;
  /** What was given for `--lang` where it is no language. */
  langError: string | undefined;
}

/** The world of this process, as a command may use it. */
export function processIo(globals: GlobalOptions): CommandIo {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort();
    process.stderr.write('\n');
    // A second Ctrl-C ends at once.
    process.once('SIGINT', () => process.exit(130));
  });
  // What could not be written reaches the command by the promise of its write; an error without a listener would end the process.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const wantsColor = (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';
  return {
    stdin: process.stdin,
    stdout: (text) =>
      new Promise((done, failed) => {
        process.stdout.write(text, (error) => (error ? failed(asOutputError(error)) : done()));
      }),
    stderr: (text) => void process.stderr.write(text),
    // npm moves to the package's folder; INIT_CWD is where the user stood.
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
    env: process.env,
    lang: globals.lang ?? languageOf(process.env),
    color: process.stdout.isTTY === true && wantsColor,
    showProgress: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
    now: () => Date.now(),
    askPassphrase,
    signal: controller.signal,
  };
}

/** The code of a reader that closed the pipe (head, less): it has seen what it wanted, and nothing more is said. */
export const CLOSED_OUTPUT = 'E_CLOSED';

function asOutputError(error: NodeJS.ErrnoException): unknown {
  if (error.code === 'EPIPE') return new AssizeError(CLOSED_OUTPUT, 'nobody reads the output', {}, undefined, { cause: error });
  return asWriteError(error, 'standard output');
}

function languageOf(env: NodeJS.ProcessEnv): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^zh/i.test(locale) ? 'zh-CN' : 'en';
}

/** Asks on the terminal without echo. */
async function askPassphrase(prompt: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined;
  process.stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise<string>((done) => reader.question('', done));
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
