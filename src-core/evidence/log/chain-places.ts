import { emptyRoot, leafHash, MerkleAccumulator } from '../../chain/merkle.ts';
import { digestText, type Digest } from '../../crypto/sha256.ts';
import type { ChainState, EvidenceLine } from '../state.ts';

/** A line with the place that it takes or states. */
interface PlacedLine {
  readonly seq: number;
  readonly line: EvidenceLine;
}

/**
 * What the places of a chain say once lines and order are judged. Each answer is found once, since a hostile bundle may hold a hundred
 * thousand checkpoints of a chain of a million entries.
 */
export class ChainPlaces {
  readonly chain: ChainState;
  /** How many entries the chain shows: one more than its last place, unreadable lines counted where they take one. */
  readonly shownSize: number;
  #failure: PlacedLine | undefined | null = null;
  #hole: { readonly seq: number; readonly obstacle: EvidenceLine | undefined } | undefined;

  constructor(chain: ChainState) {
    this.chain = chain;
    let last = chain.last ?? -1;
    for (const seq of chain.filled?.keys() ?? []) if (seq > last) last = seq;
    this.shownSize = last + 1;
  }

  /** The last line, where it cannot be read: it may have swallowed what is missing behind it. */
  get unreadableEnd(): EvidenceLine | undefined {
    return this.chain.filled?.get(this.shownSize - 1);
  }

  /** The first line with a root cause at a place below `size`: what a root of that size that comes out wrong follows from. */
  firstFailure(size: number): EvidenceLine | undefined {
    if (this.#failure === null) this.#failure = this.#findFailure();
    return this.#failure !== undefined && this.#failure.seq < size ? this.#failure.line : undefined;
  }

  /** The line that keeps the root of `size` entries from being computed: an unreadable one, or the one behind a gap. */
  obstacle(size: number): EvidenceLine | undefined {
    this.#hole ??= this.#findHole();
    return this.#hole.seq < size ? this.#hole.obstacle : undefined;
  }

  #findFailure(): PlacedLine | undefined {
    const { bySeq, filled, lines } = this.chain;
    let first: PlacedLine | undefined;
    const consider = (seq: number, line: EvidenceLine): void => {
      if (line.root !== undefined && (first === undefined || seq < first.seq)) first = { seq, line };
    };
    for (const [seq, line] of bySeq) consider(seq, line);
    for (const [seq, line] of filled ?? []) consider(seq, line);
    // Copies that lost their place to another one (a fork within the file) fail too.
    for (const line of lines)
      if (line.root !== undefined && line.root.code === 'E_FORK') consider(line.seq ?? Number.POSITIVE_INFINITY, line);
    return first;
  }

  #findHole(): { seq: number; obstacle: EvidenceLine | undefined } {
    const { bySeq, filled } = this.chain;
    let seq = 0;
    while (bySeq.has(seq)) seq += 1;
    let behind: number | undefined;
    for (const place of bySeq.keys()) if (place > seq && (behind === undefined || place < behind)) behind = place;
    return { seq, obstacle: filled?.get(seq) ?? (behind === undefined ? undefined : bySeq.get(behind)) };
  }
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
    const number = chain.bySeq.numberAt(log.size);
    if (number === undefined) return roots;
    const bytes = chain.lines.book.digestBytes(number);
    log.push(leafHash(bytes));
    if (sizes.has(log.size)) roots.set(log.size, digestText(log.root()));
  }
  return roots;
}
