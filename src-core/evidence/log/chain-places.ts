import { emptyRoot, leafHash, MerkleAccumulator } from '../../chain/merkle.ts';
import { digestBytes, digestText, type Digest } from '../../crypto/sha256.ts';
import type { ChainState, EvidenceLine } from '../state.ts';

/** How many entries the chain shows: one more than its last place, unreadable lines counted where they take one. */
export function shownSize(chain: ChainState): number {
  let last = chain.last ?? -1;
  for (const seq of chain.filled?.keys() ?? []) if (seq > last) last = seq;
  return last + 1;
}

/**
 * The roots of a chain's log (RFC 6962 over the entry digests) at the sizes asked for, as far as its entries reach without a gap
 * from the first one on. Memory does not grow with the entries.
 */
export function chainRoots(chain: ChainState, sizes: ReadonlySet<number>): Map<number, Digest> {
  const roots = new Map<number, Digest>();
  if (sizes.has(0)) roots.set(0, digestText(emptyRoot()));
  let largest = 0;
  for (const size of sizes) if (size > largest) largest = size;
  const log = new MerkleAccumulator();
  while (log.size < largest) {
    const digest = chain.bySeq.get(log.size)?.digest;
    const bytes = digest === undefined ? undefined : digestBytes(digest);
    if (bytes === undefined) return roots;
    log.push(leafHash(bytes));
    if (sizes.has(log.size)) roots.set(log.size, digestText(log.root()));
  }
  return roots;
}

/** The first line with a root cause at a place below `size`: what a root of that size that comes out wrong follows from. */
export function firstFailure(chain: ChainState, size: number): EvidenceLine | undefined {
  let first: { readonly seq: number; readonly line: EvidenceLine } | undefined;
  const consider = (seq: number, line: EvidenceLine): void => {
    if (seq < size && line.root !== undefined && (first === undefined || seq < first.seq)) first = { seq, line };
  };
  for (const [seq, line] of chain.bySeq) consider(seq, line);
  for (const [seq, line] of chain.filled ?? []) consider(seq, line);
  if (first !== undefined) return first.line;
  // Copies that lost their place to another one (a fork within the file) fail too.
  return chain.lines.find((line) => line.root !== undefined && statedSeq(line) < size);
}

/** The line that keeps the root of `size` entries from being computed: an unreadable one, or the one behind a gap. */
export function obstacle(chain: ChainState, size: number): EvidenceLine | undefined {
  let seq = 0;
  while (seq < size && chain.bySeq.get(seq)?.digest !== undefined) seq += 1;
  const unreadable = chain.filled?.get(seq);
  if (unreadable !== undefined) return unreadable;
  let behind: number | undefined;
  for (const place of chain.bySeq.keys()) if (place > seq && (behind === undefined || place < behind)) behind = place;
  return behind === undefined ? undefined : chain.bySeq.get(behind);
}

function statedSeq(line: EvidenceLine): number {
  const seq = line.payload?.['seq'];
  return typeof seq === 'number' ? seq : Number.POSITIVE_INFINITY;
}
