import { AssizeError } from '../errors.ts';
import type { SignatureVerifier } from '../crypto/signature.ts';
import { parseCheckpoint, type Checkpoint } from './checkpoint.ts';
import { parseSignedNote, verifyNote, type NoteSignatureReport, type SignedNote } from './signed-note.ts';
import { meetsQuorum, type TlogPolicy } from './tlog-policy.ts';

/** A witness of the policy that saw the checkpoint, with the POSIX second that it states. */
export interface Cosignature {
  /** The witness's name within the policy. */
  readonly witness: string;
  /** The name in its signature line. */
  readonly name: string;
  readonly timestamp: number;
}

/**
 * Why a note is of no use: `malformed` (no note, or no checkpoint in it), `log-signature` or `cosignature` (one under a key that the
 * policy names does not verify), `origin` (signed by a log of the policy, but of another origin).
 */
export type CheckpointFailure = 'malformed' | 'log-signature' | 'cosignature' | 'origin';

/** What a checkpoint's note is worth under a user's log policy. */
export interface CheckpointAssessment {
  /** Absent exactly where the note is malformed. */
  readonly checkpoint?: Checkpoint;
  readonly failure?: CheckpointFailure;
  /** What failed, for people. */
  readonly message?: string;
  /** Names of the policy's logs that signed, each named as the origin. Empty after a failure. */
  readonly logs: readonly string[];
  /** Valid cosignatures of the policy's witnesses, in the order of the note. Empty after a failure: such a note anchors nothing. */
  readonly cosignatures: readonly Cosignature[];
  /** Names of the policy's keys whose signatures here are of a type that is not spoken. */
  readonly unsupported: readonly string[];
  /** Signed by a log of the policy, nothing failed, but fewer witnesses than the quorum asks. */
  readonly shortOfQuorum: boolean;
  /** Signed by a log of the policy with the quorum's witnesses: it speaks for the log towards everybody. */
  readonly counts: boolean;
}

const nothing = { logs: [], cosignatures: [], unsupported: [], shortOfQuorum: false, counts: false } as const;

/**
 * Judges a checkpoint's note (C2SP signed-note, tlog-checkpoint, tlog-cosignature) under a policy. Reports, never throws on a bad
 * note. Signatures of keys that the policy does not name are ignored, even under a known name; one that fails under a key of the
 * policy spoils the whole note. Whether the root is that of the evidence is for the caller to compare.
 */
export function assessCheckpoint(note: Uint8Array, policy: TlogPolicy, verifier: SignatureVerifier): CheckpointAssessment {
  const read = readNote(note);
  if (read instanceof AssizeError) return { ...nothing, failure: 'malformed', message: read.message };
  const { signed, checkpoint } = read;
  const byLogs = verifyNote(signed, policy.logs, verifier);
  const badLog = byLogs.find(isBad);
  if (badLog !== undefined) return failed(checkpoint, 'log-signature', `the signature of the log ${badLog.name} does not verify`);
  const witnessKeys = policy.witnesses.map((witness) => witness.key);
  const byWitnesses = verifyNote(signed, witnessKeys, verifier);
  const badWitness = byWitnesses.find(isBad);
  if (badWitness !== undefined) return failed(checkpoint, 'cosignature', `the cosignature of ${badWitness.name} does not verify`);
  const signers = byLogs.filter((line) => line.state === 'valid').map((line) => line.name);
  const logs = [...new Set(signers.filter((name) => name === checkpoint.origin))];
  if (logs.length === 0 && signers.length > 0) {
    return failed(checkpoint, 'origin', `the log ${signers[0]} signed a checkpoint of the origin ${checkpoint.origin}`);
  }
  const cosignatures = byWitnesses.flatMap((line): Cosignature[] => {
    const witness = policy.witnesses.find(({ key }) => key === line.key);
    if (witness === undefined || line.timestamp === undefined) return [];
    return [{ witness: witness.name, name: line.name, timestamp: line.timestamp }];
  });
  const quorum = meetsQuorum(policy, new Set(cosignatures.map((cosignature) => cosignature.witness)));
  const unsupported = [...byLogs, ...byWitnesses].filter((line) => line.state === 'unsupported').map((line) => line.name);
  const signedByLog = logs.length > 0;
  return { checkpoint, logs, cosignatures, unsupported, shortOfQuorum: signedByLog && !quorum, counts: signedByLog && quorum };
}

function readNote(note: Uint8Array): { signed: SignedNote; checkpoint: Checkpoint } | AssizeError {
  try {
    const signed = parseSignedNote(note);
    return { signed, checkpoint: parseCheckpoint(signed.text) };
  } catch (error) {
    if (error instanceof AssizeError) return error;
    throw error;
  }
}

function isBad(line: NoteSignatureReport): boolean {
  return line.state === 'invalid' || line.state === 'weak-key';
}

function failed(checkpoint: Checkpoint, failure: CheckpointFailure, message: string): CheckpointAssessment {
  return { ...nothing, checkpoint, failure, message };
}
