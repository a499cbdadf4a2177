import { AssizeError } from '../../src-core/errors.ts';
import type { EvidenceRequest } from '../files/load-evidence.ts';
import { readUserFile } from '../files/read-user-file.ts';
import { EXIT, type CommandIo } from './command.ts';
import { instantOption, usageError, userPath, type OptionTable, type ParsedArguments } from './options.ts';

/** What every command that reads evidence takes besides its paths. */
export type EvidenceOptions = EvidenceRequest;

export const EVIDENCE_OPTIONS: OptionTable = {
  policy: { type: 'string' },
  keys: { type: 'string' },
  heads: { type: 'string' },
  open: { type: 'string' },
  'passphrase-file': { type: 'string' },
  path: { type: 'string' },
  at: { type: 'string' },
  workers: { type: 'string' },
};

/**
 * Reads the options of `EVIDENCE_OPTIONS`. `--workers` is checked and changes nothing: a report never depends on it.
 *
 * @throws {AssizeError} E_USAGE
 */
export function evidenceOptions(args: ParsedArguments, io: CommandIo): EvidenceOptions {
  const path = args.text('path');
  if (path !== undefined && path !== 'reference' && path !== 'fast') throw usageError(`--path is reference or fast, not ${path}`);
  const workers = args.text('workers');
  if (workers !== undefined && !/^[1-9]\d{0,2}$/.test(workers))
    throw usageError(`--workers must be a number from 1 to 999, not ${workers}`);
  if (args.text('policy') !== undefined && args.text('keys') !== undefined)
    throw usageError('--policy and --keys exclude each other');
  const file = (name: string): string | undefined => {
    const value = args.text(name);
    return value === undefined ? undefined : userPath(io, value);
  };
  return {
    policy: file('policy'),
    keys: file('keys'),
    heads: file('heads'),
    open: file('open'),
    path,
    at: instantOption(args.text('at'), 'at'),
    stdin: io.stdin,
    signal: io.signal,
    askPassphrase: () => passphrase(args, io),
  };
}

/** The passphrase from `--passphrase-file` (its first line), else from the terminal; never from an argument. */
export async function passphrase(args: ParsedArguments, io: CommandIo): Promise<string | undefined> {
  const file = args.text('passphrase-file');
  if (file === undefined) return io.askPassphrase('Passphrase: ');
  const path = userPath(io, file);
  try {
    return Buffer.from(await readUserFile(path, io.stdin))
      .toString('utf8')
      .split(/\r?\n/)[0];
  } catch (error) {
    throw new AssizeError(
      'E_NO_FILE',
      `cannot read the passphrase file`,
      { path },
      `Exit code ${EXIT.noInput}: name a file that you may read.`,
      { cause: error },
    );
  }
}
