import { parseInstant } from '../../encoding/instant.ts';
import { isDigest, type Digest } from '../../crypto/sha256.ts';
import { isJsonObject, type JsonValue } from '../../json/json-value.ts';
import type { EvidenceLine } from '../state.ts';

/** A checkpoint that an entry says its author held. */
export interface SeenNote {
  readonly origin: string;
  readonly note: string;
}

/**
 * What builds on what: an entry commits by `prev` and `refs` to the digests of others, so these existed before it. Entries are numbered
 * from 0, the same digest once. Arrays of numbers, since a bundle may hold a million entries.
 */
export interface CausalGraph {
  readonly lines: readonly EvidenceLine[];
  readonly numberOf: ReadonlyMap<Digest, number>;
  /** The entries that entry `i` commits to: `parents[starts[i]]` up to, not including, `parents[starts[i + 1]]`. */
  readonly starts: Int32Array;
  readonly parents: Int32Array;
  /** `at` in epoch milliseconds, `NaN` where it cannot be read. */
  readonly at: Float64Array;
  /** By entry; most have none. */
  readonly seen: ReadonlyMap<number, readonly SeenNote[]>;
  /** The digests that an entry commits to and no line here has: its `prev`, and its `refs`. Most entries have none. */
  readonly missingPrev: ReadonlyMap<number, Digest>;
  readonly missingRefs: ReadonlyMap<number, readonly Digest[]>;
  /** Every entry once, each before the entries that it commits to. */
  readonly latestFirst: Int32Array;
}

/**
 * Builds the graph from whatever lines have a digest. Whether a line is well signed does not matter here: that its bytes hold the digest
 * of another entry is a fact about the order in which both came to be, whoever wrote them.
 */
export function causalGraph(all: readonly EvidenceLine[]): CausalGraph {
  const lines: EvidenceLine[] = [];
  const numberOf = new Map<Digest, number>();
  for (const line of all) {
    if (line.digest === undefined || numberOf.has(line.digest)) continue;
    numberOf.set(line.digest, lines.length);
    lines.push(line);
  }
  const starts = new Int32Array(lines.length + 1);
  const parents: number[] = [];
  const at = new Float64Array(lines.length).fill(Number.NaN);
  const seen = new Map<number, SeenNote[]>();
  const missingPrev = new Map<number, Digest>();
  const missingRefs = new Map<number, Digest[]>();
  for (const [number, line] of lines.entries()) {
    const payload = line.payload;
    if (payload !== undefined) {
      const { prev } = payload;
      const before = isDigest(prev) ? numberOf.get(prev) : undefined;
      if (before !== undefined) parents.push(before);
      else if (isDigest(prev)) missingPrev.set(number, prev);
      for (const target of digestsOf(payload['refs'])) {
        const parent = numberOf.get(target);
        if (parent !== undefined) parents.push(parent);
        else missingRefs.set(number, [...(missingRefs.get(number) ?? []), target]);
      }
      const stated = payload['at'];
      at[number] = (typeof stated === 'string' ? parseInstant(stated) : undefined) ?? Number.NaN;
      const notes = seenNotes(payload['seen']);
      if (notes.length > 0) seen.set(number, notes);
    }
    starts[number + 1] = parents.length;
  }
  const edges = Int32Array.from(parents);
  return {
    lines,
    numberOf,
    starts,
    parents: edges,
    at,
    seen,
    missingPrev,
    missingRefs,
    latestFirst: sortLatestFirst(starts, edges),
  };
}

function digestsOf(refs: JsonValue | undefined): Digest[] {
  if (!Array.isArray(refs)) return [];
  return refs.map((ref) => (isJsonObject(ref) ? ref['digest'] : undefined)).filter(isDigest);
}

function seenNotes(list: JsonValue | undefined): SeenNote[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => {
    const origin = isJsonObject(item) ? item['origin'] : undefined;
    const note = isJsonObject(item) ? item['note'] : undefined;
    return typeof origin === 'string' && typeof note === 'string' ? [{ origin, note }] : [];
  });
}

/** Kahn's algorithm. Digests allow no cycle; what would be on one comes last, in any case once. */
function sortLatestFirst(starts: Int32Array, parents: Int32Array): Int32Array {
  const count = starts.length - 1;
  const children = new Int32Array(count);
  for (const parent of parents) children[parent] = (children[parent] as number) + 1;
  const order = new Int32Array(count);
  let filled = 0;
  for (let entry = 0; entry < count; entry++) if (children[entry] === 0) order[filled++] = entry;
  for (let next = 0; next < filled; next++) {
    const entry = order[next] as number;
    for (let edge = starts[entry] as number; edge < (starts[entry + 1] as number); edge++) {
      const parent = parents[edge] as number;
      const left = (children[parent] as number) - 1;
      children[parent] = left;
      if (left === 0) order[filled++] = parent;
    }
  }
  for (let entry = 0; filled < count && entry < count; entry++) if ((children[entry] as number) > 0) order[filled++] = entry;
  return order;
}
