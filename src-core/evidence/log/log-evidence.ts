import { AssizeError } from '../../errors.ts';
import { parseConsistencyFile, type ConsistencyFile } from '../../chain/consistency-file.ts';
import type { TlogPolicy } from '../../chain/tlog-policy.ts';
import { parseTlogProof, type TlogProof } from '../../chain/tlog-proof.ts';
import { digestOf, type Digest } from '../../crypto/sha256.ts';
import type { VerificationContext } from '../verify/context.ts';
import { assessNote, type AssessedNote } from './assessed-note.ts';
import { logFiles, type LogFile } from './log-files.ts';

/** A file that proves something about the checkpoint that it carries; without `proof` it could not be read, and `problem` says why. */
export interface ProofFile<T> {
  readonly path: string;
  readonly stem: string;
  readonly proof?: T;
  readonly problem?: string;
  /** The checkpoint in it; the same object where several files carry the same bytes. */
  readonly note?: AssessedNote;
}

/** What a bundle has of logs, read but not yet compared with its chains. */
export interface LogEvidence {
  /** Every checkpoint, those within proofs too; the same bytes once, at the first path. */
  readonly notes: readonly AssessedNote[];
  readonly inclusion: readonly ProofFile<TlogProof>[];
  readonly consistency: readonly ProofFile<ConsistencyFile>[];
}

/** Logs and witnesses of a user who names none. */
const NO_LOGS: TlogPolicy = { logs: [], witnesses: [], groups: [], quorum: 'none' };

/** Reads the files of logs and judges each checkpoint under the user's log policy. */
export function readLogEvidence(context: VerificationContext): LogEvidence {
  const policy = context.policy?.logs ?? NO_LOGS;
  const notes = new Map<Digest, AssessedNote>();
  const assess = (file: { readonly path: string; readonly bytes: Uint8Array }): AssessedNote => {
    const digest = digestOf(file.bytes);
    const known = notes.get(digest);
    if (known !== undefined) return known;
    const note = assessNote(file, policy, context.verifier, (name) => context.chains.has(name));
    notes.set(digest, note);
    return note;
  };
  for (const file of logFiles(context.files, 'checkpoints')) assess(file);
  const inclusion = logFiles(context.files, 'proofs').map((file) => readProof(file, parseTlogProof, assess));
  const consistency = logFiles(context.files, 'consistency').map((file) => readProof(file, parseConsistencyFile, assess));
  return { notes: [...notes.values()], inclusion, consistency };
}

function readProof<T extends { readonly note: Uint8Array }>(
  file: LogFile,
  parse: (bytes: Uint8Array) => T,
  assess: (file: { readonly path: string; readonly bytes: Uint8Array }) => AssessedNote,
): ProofFile<T> {
  try {
    const proof = parse(file.bytes);
    return { path: file.path, stem: file.stem, proof, note: assess({ path: file.path, bytes: proof.note }) };
  } catch (error) {
    if (error instanceof AssizeError) return { path: file.path, stem: file.stem, problem: error.message };
    throw error;
  }
}
