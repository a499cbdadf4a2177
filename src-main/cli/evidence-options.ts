import type { EvidenceRequest } from '../files/load-evidence.ts';
import { instantOption, usageError, userPath, type OptionTable, type ParsedArguments } from './options.ts';
import type { CommandIo } from './command.ts';

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
void instantOption;
void usageError;
void userPath;
export type { CommandIo, ParsedArguments };
