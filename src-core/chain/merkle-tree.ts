import { emptyRoot, nodeHash } from './merkle.ts';

/**
 * A log with all its nodes, to build proofs of any leaf and size in a logarithm of steps. The reader needs only
 * `MerkleAccumulator`; this is for who keeps a log.
 */
export class MerkleTree {
  /** `#levels[k][i]`: the root of the complete subtree over leaves i*2^k to (i+1)*2^k - 1. */
  readonly #levels: Uint8Array[][] = [[]];

  /** @param leaves - Leaf hashes, in order. */
  constructor(leaves: Iterable<Uint8Array> = []) {
    for (const leaf of leaves) this.push(leaf);
  }

  /** How many leaves there are. */
  get size(): number {
    return (this.#levels[0] as Uint8Array[]).length;
  }

  /** Appends a leaf, given as its leaf hash. */
  push(leaf: Uint8Array): void {
    let node = leaf;
    for (let level = 0; ; level += 1) {
      const nodes = (this.#levels[level] ??= []);
      nodes.push(node);
      if (nodes.length % 2 === 1) return;
      node = nodeHash(nodes.at(-2) as Uint8Array, node);
    }
  }

  /** The root of the first `size` leaves. */
  root(size: number = this.size): Uint8Array {
    this.#assertSize(size);
    return size === 0 ? emptyRoot() : this.#subtree(0, size);
  }

  /** The audit path of a leaf in the tree of the first `size` leaves, from its sibling upwards (RFC 6962 section 2.1.1). */
  inclusionProof(index: number, size: number = this.size): Uint8Array[] {
    this.#assertSize(size);
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new Error(`no leaf ${index} in a tree of ${size}`);
    const path: Uint8Array[] = [];
    let start = 0;
    let end = size;
    while (end - start > 1) {
      const middle = start + splitPoint(end - start);
      if (index < middle) {
        path.push(this.#subtree(middle, end));
        end = middle;
      } else {
        path.push(this.#subtree(start, middle));
        start = middle;
      }
    }
    return path.reverse();
  }

  /** The proof that the tree of `size2` leaves begins with that of `size1` (RFC 6962 section 2.1.2); empty for 0 and for equal sizes. */
  consistencyProof(size1: number, size2: number = this.size): Uint8Array[] {
    this.#assertSize(size2);
    if (!Number.isSafeInteger(size1) || size1 < 0 || size1 > size2) throw new Error(`no tree of ${size1} within one of ${size2}`);
    if (size1 === 0 || size1 === size2) return [];
    const path: Uint8Array[] = [];
    let start = 0;
    let end = size2;
    while (end !== size1) {
      const middle = start + splitPoint(end - start);
      if (size1 <= middle) {
        path.push(this.#subtree(middle, end));
        end = middle;
      } else {
        path.push(this.#subtree(start, middle));
        start = middle;
      }
    }
    // The verifier knows the old root already where it is a whole subtree from the first leaf on.
    if (start !== 0) path.push(this.#subtree(start, end));
    return path.reverse();
  }

  /** The root over leaves `start` to `end` - 1, where `start` is a multiple of the power of two that holds the range. */
  #subtree(start: number, end: number): Uint8Array {
    const width = end - start;
    const level = Math.log2(width);
    if (Number.isInteger(level)) return (this.#levels[level] as Uint8Array[])[start / width] as Uint8Array;
    const middle = start + splitPoint(width);
    return nodeHash(this.#subtree(start, middle), this.#subtree(middle, end));
  }

  #assertSize(size: number): void {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.size)
      throw new Error(`no tree of ${size} in a log of ${this.size}`);
  }
}

/** The largest power of two below `n`, for n >= 2. */
function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** The audit path of leaf `index` among all `leaves` (leaf hashes). For many proofs of one log keep a `MerkleTree`. */
export function inclusionProof(leaves: Iterable<Uint8Array>, index: number): Uint8Array[] {
  return new MerkleTree(leaves).inclusionProof(index);
}

/** The proof that the log of `leaves` (leaf hashes) begins with its first `size1`. */
export function consistencyProof(leaves: Iterable<Uint8Array>, size1: number): Uint8Array[] {
  return new MerkleTree(leaves).consistencyProof(size1);
}
