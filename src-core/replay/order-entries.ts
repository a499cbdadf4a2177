import type { Digest } from '../crypto/sha256.ts';
import type { Entry } from '../evidence/model/entry.ts';
import type { EvidenceLine } from '../evidence/state.ts';

/** A line whose payload passed the schema, so that it can be told. */
export interface ToldLine {
  readonly line: EvidenceLine;
  readonly entry: Entry;
  readonly digest: Digest;
}

/**
 * The entries of a transaction in causal order: what an entry refers to, and its predecessors in its own chain, come before
 * it. Between entries that the evidence does not order, the authors' clocks decide, then chain and position, so that
 * every reader tells the same story. Clocks are claims: the order they give is for reading, no finding rests on it.
 */
export function orderEntries(lines: readonly ToldLine[]): ToldLine[] {
  const byDigest = new Map(lines.map((told) => [told.digest, told]));
  const predecessor = predecessors(lines);
  const waiting = new Map<ToldLine, number>();
  const followers = new Map<ToldLine, ToldLine[]>();
  for (const told of lines) {
    const before = new Set<ToldLine>();
    const previous = predecessor.get(told);
    if (previous !== undefined) before.add(previous);
    for (const ref of told.entry.refs) {
      const target = byDigest.get(ref.digest);
      if (target !== undefined && target !== told) before.add(target);
    }
    waiting.set(told, before.size);
    for (const item of before) followers.set(item, [...(followers.get(item) ?? []), told]);
  }
  const ready = new ReadyQueue(lines.filter((told) => waiting.get(told) === 0));
  const ordered: ToldLine[] = [];
  const placed = new Set<ToldLine>();
  while (ordered.length < lines.length) {
    // Digests cannot form a cycle; a chain position given twice can, so what is left is taken by clock.
    const next = ready.pop() ?? firstByClock(lines.filter((told) => !placed.has(told)));
    if (next === undefined || placed.has(next)) continue;
    placed.add(next);
    ordered.push(next);
    for (const follower of followers.get(next) ?? []) {
      const left = (waiting.get(follower) ?? 0) - 1;
      waiting.set(follower, left);
      if (left === 0) ready.push(follower);
    }
  }
  return ordered;
}

function predecessors(lines: readonly ToldLine[]): Map<ToldLine, ToldLine> {
  const byChain = new Map<string, ToldLine[]>();
  for (const told of lines) byChain.set(told.entry.chain, [...(byChain.get(told.entry.chain) ?? []), told]);
  const previous = new Map<ToldLine, ToldLine>();
  for (const chain of byChain.values()) {
    chain.sort(compare);
    chain.sort((a, b) => a.entry.seq - b.entry.seq || compareText(a.digest, b.digest));
    for (const [index, told] of chain.entries()) {
      const before = chain[index - 1];
      if (before !== undefined) previous.set(told, before);
    }
  }
  return previous;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compare(a: ToldLine, b: ToldLine): number {
  return (
    compareText(a.entry.at, b.entry.at) ||
    compareText(a.entry.chain, b.entry.chain) ||
    a.entry.seq - b.entry.seq ||
    compareText(a.digest, b.digest)
  );
}

function firstByClock(lines: readonly ToldLine[]): ToldLine | undefined {
  return [...lines].sort(compare)[0];
}

/** The entries that nothing holds back any more, the earliest by clock first. */
class ReadyQueue {
  readonly #heap: ToldLine[] = [];

  constructor(lines: readonly ToldLine[]) {
    for (const told of lines) this.push(told);
  }

  push(told: ToldLine): void {
    let low = 0;
    let high = this.#heap.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#heap[middle];
      if (other !== undefined && compare(other, told) > 0) low = middle + 1;
      else high = middle;
    }
    this.#heap.splice(low, 0, told);
  }

  pop(): ToldLine | undefined {
    return this.#heap.pop();
  }
}
