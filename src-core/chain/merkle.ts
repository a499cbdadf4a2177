import { concatBytes, equalBytes } from '../encoding/bytes.ts';
import { sha256 } from '../crypto/sha256.ts';

const leafPrefix = Uint8Array.of(0x00);
const nodePrefix = Uint8Array.of(0x01);
const hashLength = 32;

/** What a proof comes to. Only `proves` proves anything; the others say why it does not. */
export type ProofOutcome = 'proves' | 'out-of-range' | 'wrong-length' | 'root-differs';

/** A leaf of a log: SHA-256(0x00 || data) (RFC 6962 section 2.1). For a chain's log `data` is the 32 bytes of an entry digest. */
export function leafHash(data: Uint8Array): Uint8Array {
  return sha256(concatBytes(leafPrefix, data));
}

/** An inner node: SHA-256(0x01 || left || right) (RFC 6962 section 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(nodePrefix, left, right));
}

/** The root of the tree without leaves: SHA-256 of nothing (RFC 6962 section 2.1). */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array(0));
}

const half = (n: number): number => Math.floor(n / 2);
const isOdd = (n: number): boolean => n % 2 === 1;
const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

/**
 * The root of a growing log in memory of one hash a level: the roots of the complete subtrees from left to right, so that a
 * checkpoint of any size can be compared when the fold passes that size, and no entry is kept.
 */
export class MerkleAccumulator {
  #peaks: (Uint8Array | undefined)[] = [];
  #size = 0;

  /** How many leaves there are. */
  get size(): number {
    return this.#size;
  }

  /** Appends a leaf, given as its leaf hash (32 bytes, see `leafHash`). */
  push(leaf: Uint8Array): void {
    let node = leaf;
    let level = 0;
    for (let peak = this.#peaks[0]; peak !== undefined; peak = this.#peaks[level]) {
      node = nodeHash(peak, node);
      this.#peaks[level] = undefined;
      level += 1;
    }
    this.#peaks[level] = node;
    this.#size += 1;
  }

  /** The root at the present size: 32 bytes. */
  root(): Uint8Array {
    let node: Uint8Array | undefined;
    for (const peak of this.#peaks) {
      if (peak !== undefined) node = node === undefined ? peak : nodeHash(peak, node);
    }
    return node ?? emptyRoot();
  }

  /** An independent copy. */
  clone(): MerkleAccumulator {
    const copy = new MerkleAccumulator();
    copy.#peaks = [...this.#peaks];
    copy.#size = this.#size;
    return copy;
  }
}

/** A claim that a leaf stands at `index` in the tree of `size` leaves with that `root`. `proof`: from the leaf's sibling upwards. */
export interface InclusionClaim {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/**
 * Checks an inclusion proof (RFC 9162 section 2.1.3.2, the same proofs as RFC 6962 section 2.1.1). Strict: the index must lie in
 * the tree, the proof must have exactly the hashes that the path needs, each of 32 bytes.
 */
export function verifyInclusion(claim: InclusionClaim): ProofOutcome {
  const { leaf, index, size, proof, root } = claim;
  if (!isSize(index) || !isSize(size) || index >= size) return 'out-of-range';
  if (!areHashes(leaf, root, ...proof)) return 'wrong-length';
  let node = leaf;
  let at = index;
  let last = size - 1;
  for (const sibling of proof) {
    if (last === 0) return 'wrong-length';
    if (isOdd(at) || at === last) {
      node = nodeHash(sibling, node);
      while (!isOdd(at) && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      node = nodeHash(node, sibling);
    }
    at = half(at);
    last = half(last);
  }
  if (last !== 0) return 'wrong-length';
  return equalBytes(node, root) ? 'proves' : 'root-differs';
}

/** A claim that the tree of `size2` leaves begins with the tree of `size1` leaves. */
export interface ConsistencyClaim {
  readonly size1: number;
  readonly size2: number;
  readonly root1: Uint8Array;
  readonly root2: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Checks a consistency proof (RFC 9162 section 2.1.4.2, the same proofs as RFC 6962 section 2.1.2). Strict in length. Equal sizes
 * and size 0, which the RFC leaves out, need an empty proof, and equal roots or the empty tree's root.
 */
export function verifyConsistency(claim: ConsistencyClaim): ProofOutcome {
  const { size1, size2, root1, root2, proof } = claim;
  if (!isSize(size1) || !isSize(size2) || size1 > size2) return 'out-of-range';
  if (!areHashes(root1, root2, ...proof)) return 'wrong-length';
  if (size1 === size2 || size1 === 0) {
    if (proof.length > 0) return 'wrong-length';
    const expected = size1 === 0 ? emptyRoot() : root2;
    const same = equalBytes(root1, expected) && (size1 !== size2 || equalBytes(root1, root2));
    return same ? 'proves' : 'root-differs';
  }
  let at = size1 - 1;
  let last = size2 - 1;
  while (isOdd(at)) {
    at = half(at);
    last = half(last);
  }
  // Where the old tree is one complete subtree its root starts the path, and the proof leaves it out.
  const path = at === 0 ? [root1, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return 'wrong-length';
  let node1 = first;
  let node2 = first;
  for (const sibling of rest) {
    if (last === 0) return 'wrong-length';
    if (isOdd(at) || at === last) {
      node1 = nodeHash(sibling, node1);
      node2 = nodeHash(sibling, node2);
      while (!isOdd(at) && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      node2 = nodeHash(node2, sibling);
    }
    at = half(at);
    last = half(last);
  }
  if (last !== 0) return 'wrong-length';
  return equalBytes(node1, root1) && equalBytes(node2, root2) ? 'proves' : 'root-differs';
}

function areHashes(...hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === hashLength);
}
