import { decodeBase64, encodeBase64 } from '../encoding/base64.ts';
import { badProof, joinProof, readCount, splitProof } from './proof-lines.ts';

const header = 'c2sp.org/tlog-proof@v1';

/** That the leaf at `index` stands in the tree of a checkpoint (C2SP tlog-proof, version 1). */
export interface TlogProof {
  readonly index: number;
  /** From the leaf's sibling to the root's child. */
  readonly hashes: readonly Uint8Array[];
  /** The checkpoint's note, verbatim. */
  readonly note: Uint8Array;
  /** Opaque, covered by no signature: never to be believed. */
  readonly extra?: Uint8Array;
}

/**
 * Reads a proof file. Throws `AssizeError` E_PROOF with the line at fault. Neither the hashes nor the note are checked: see
 * `assessCheckpoint` and `verifyInclusion`.
 */
export function parseTlogProof(bytes: Uint8Array): TlogProof {
  const { head, hashes, note } = splitProof(bytes, (first, second) => {
    if (first !== header) throw badProof(`a proof begins with ${header}`, 1);
    return second.startsWith('extra ') ? 3 : 2;
  });
  const indexLine = head.at(-1) as string;
  const index = indexLine.startsWith('index ') ? readCount(indexLine.slice(6)) : undefined;
  if (index === undefined) throw badProof('the index line is "index" and a decimal number up to 2^53-1', head.length);
  if (head.length < 3) return { index, hashes, note };
  const extra = decodeBase64((head[1] as string).slice(6));
  if (extra === undefined) throw badProof('the extra data is not base64', 2);
  return { index, hashes, note, extra };
}

/** Writes a proof file. */
export function formatTlogProof(proof: TlogProof): Uint8Array {
  const extra = proof.extra === undefined ? [] : [`extra ${encodeBase64(proof.extra)}`];
  return joinProof({ head: [header, ...extra, `index ${proof.index}`], hashes: proof.hashes, note: proof.note });
}
