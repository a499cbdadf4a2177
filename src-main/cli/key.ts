import { AssizeError } from '../../src-core/errors.ts';
import type { Signer } from '../../src-core/crypto/signer.ts';
import { createKeyFile, readSigner } from '../recording/key-file.ts';
import type { AskPassphrase } from '../recording/key-file.ts';
import { EXIT, type CommandIo, type ExitCode } from './command.ts';

export interface KeyOptions {
  readonly action: 'new' | 'show';
  readonly path: string;
  /** Of `new`: lock the file. Of `show`: it is asked only where the file is locked. */
  readonly lock: boolean;
  readonly askPassphrase: AskPassphrase;
  readonly force: boolean;
  readonly json: boolean;
}

/** Makes a key file, or shows the public half of one: `{kid, jwk}`. The private half is never shown. */
export async function runKey(options: KeyOptions, io: CommandIo): Promise<ExitCode> {
  const signer =
    options.action === 'new' ? await newKey(options) : await readSigner(options.path, options.askPassphrase, io.stdin);
  const { kid, jwk } = signer;
  await io.stdout(
    options.json ? `${JSON.stringify({ path: options.path, kid, alg: signer.alg, jwk })}\n` : `${kid}\n${JSON.stringify(jwk)}\n`,
  );
  return EXIT.pass;
}

async function newKey(options: KeyOptions): Promise<Signer> {
  if (!options.lock) return createKeyFile(options.path, { overwrite: options.force });
  const passphrase = await options.askPassphrase();
  if (passphrase === undefined || passphrase === '') {
    throw new AssizeError(
      'E_PASSPHRASE',
      'no passphrase was given',
      {},
      'Give --passphrase-file, or answer the prompt on a terminal.',
    );
  }
  return createKeyFile(options.path, { passphrase, overwrite: options.force });
}
