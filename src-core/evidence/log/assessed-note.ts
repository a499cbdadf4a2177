import { AssizeError } from '../../errors.ts';
import { assessCheckpoint } from '../../chain/assess-checkpoint.ts';
import { parseSignedNote } from '../../chain/signed-note.ts';
import type { TlogPolicy } from '../../chain/tlog-policy.ts';
import type { SignatureVerifier } from '../../crypto/signature.ts';
import { digestOf, digestText, type Digest } from '../../crypto/sha256.ts';

const chainName = /^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** A witness's word that it saw a checkpoint. */
export interface NoteCosignature {
  readonly name: string;
  /** The second that it states, in epoch milliseconds. */
  readonly at: number;
}

/** A checkpoint's note of the bundle, wherever it travels, under the user's log policy. */
export interface AssessedNote {
  readonly path: string;
  /** Of its bytes, cosignatures included. */
  readonly note: Digest;
  /** What the text states; absent where it could not be read. */
  readonly head?: { readonly origin: string; readonly size: number; readonly root: Digest; readonly rootBytes: Uint8Array };
  /** The chain that findings about it name: its origin; of a note with a failure, that of the log that signed it. */
  readonly chain: string | undefined;
  /** Why it may not be believed: it neither counts nor anchors. */
  readonly failure?: string;
  /** A log of the policy signed it, and nothing failed. */
  readonly signedByLog: boolean;
  readonly counts: boolean;
  readonly shortOfQuorum: boolean;
  /** Valid ones, of witnesses that the policy names. */
  readonly cosignatures: readonly NoteCosignature[];
}

/** The key of a tree head: notes that agree in it speak of the same entries, however they are signed. */
export function headKey(head: { readonly origin: string; readonly size: number; readonly root: Digest }): string {
  return `${head.size} ${head.root} ${head.origin}`;
}

/**
 * Judges one note. Beyond `assessCheckpoint`, a note whose origin names a log of the policy and which that log has not signed is no
 * use either: its signature was taken away, or made with another key under the log's name.
 *
 * @param isChain - whether a name is that of a chain in the bundle, to find the chain of a note whose origin was altered
 */
export function assessNote(
  file: { readonly path: string; readonly bytes: Uint8Array },
  policy: TlogPolicy,
  verifier: SignatureVerifier,
  isChain: (name: string) => boolean,
): AssessedNote {
  const { checkpoint, failure, message, logs, cosignatures, unsupported, shortOfQuorum, counts } = assessCheckpoint(
    file.bytes,
    policy,
    verifier,
  );
  const note = digestOf(file.bytes);
  const origin = checkpoint?.origin;
  const unsigned =
    failure === undefined &&
    logs.length === 0 &&
    policy.logs.some((log) => log.name === origin) &&
    !unsupported.some((name) => name === origin);
  const why = failure !== undefined ? (message ?? failure) : unsigned ? `the log ${origin} has not signed it` : undefined;
  const chain = (why === undefined ? undefined : chainOfBadNote(file, origin, isChain)) ?? chainOf(origin);
  const base = {
    path: file.path,
    note,
    chain,
    ...(checkpoint === undefined
      ? {}
      : {
          head: {
            origin: checkpoint.origin,
            size: checkpoint.size,
            root: digestText(checkpoint.root),
            rootBytes: checkpoint.root,
          },
        }),
  };
  if (why !== undefined)
    return { ...base, failure: why, signedByLog: false, counts: false, shortOfQuorum: false, cosignatures: [] };
  return {
    ...base,
    signedByLog: logs.length > 0,
    counts,
    shortOfQuorum,
    cosignatures: cosignatures.map(({ name, timestamp }) => ({ name, at: timestamp * 1000 })),
  };
}

function chainOf(
  origin: string | undefined,
  isChain: (name: string) => boolean = (name) => chainName.test(name),
): string | undefined {
  return origin !== undefined && isChain(origin) ? origin : undefined;
}

/**
 * The chain of a note that is not to be believed: its origin may have been altered, so the chain is the one that a signature line
 * names (the origin, where there are several), else the origin, else the one whose UUID is in the file's name.
 */
function chainOfBadNote(
  file: { readonly path: string; readonly bytes: Uint8Array },
  origin: string | undefined,
  isChain: (name: string) => boolean,
): string | undefined {
  const signers = signerNames(file.bytes).filter((name) => isChain(name));
  const named = signers.find((name) => name === origin) ?? signers[0] ?? chainOf(origin, isChain);
  if (named !== undefined) return named;
  const inName = uuid.exec(file.path.slice(file.path.lastIndexOf('/') + 1))?.[0];
  return inName !== undefined && isChain(`urn:uuid:${inName}`) ? `urn:uuid:${inName}` : undefined;
}

function signerNames(bytes: Uint8Array): string[] {
  try {
    return parseSignedNote(bytes).signatures.map((line) => line.name);
  } catch (error) {
    if (error instanceof AssizeError) return [];
    throw error;
  }
}
