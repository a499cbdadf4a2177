import { badProof, joinProof, readCount, splitProof } from './proof-lines.ts';

/** That a log of `oldSize` leaves is the beginning of the log that a checkpoint states. The old root is the reader's own knowledge. */
export interface ConsistencyFile {
  readonly oldSize: number;
  readonly hashes: readonly Uint8Array[];
  /** The new checkpoint's note, verbatim. */
  readonly note: Uint8Array;
}

/**
 * Reads a consistency proof file: `old N`, a hash a line, a blank line, the new checkpoint, as witnesses are sent it (C2SP
 * tlog-witness, "add-checkpoint"). Throws `AssizeError` E_PROOF with the line at fault; checks nothing else.
 */
export function parseConsistencyFile(bytes: Uint8Array): ConsistencyFile {
  const { head, hashes, note } = splitProof(bytes, () => 1);
  const line = head[0] as string;
  const oldSize = line.startsWith('old ') ? readCount(line.slice(4)) : undefined;
  if (oldSize === undefined) throw badProof('the first line is "old" and a decimal number up to 2^53-1', 1);
  return { oldSize, hashes, note };
}

/** Writes a consistency proof file. */
export function formatConsistencyFile(file: ConsistencyFile): Uint8Array {
  return joinProof({ head: [`old ${file.oldSize}`], hashes: file.hashes, note: file.note });
}
