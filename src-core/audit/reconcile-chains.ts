import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { formatInstant } from '../encoding/instant.ts';
import type { EntryView } from '../arbitration/facts/entry-view.ts';
import type { Digest } from '../crypto/sha256.ts';
import type { ChainEnd, ChainState, Evidence } from '../evidence/state.ts';
import type { Role } from '../evidence/model/shared.ts';
import { isJsonObject } from '../json/json-value.ts';
import { Book, MoneySums, type Sum } from './money-sums.ts';
import { dayOf } from './units-of.ts';

/** One chain, and what its end proves. */
export interface ChainRow {
  readonly chain: string;
  readonly actor?: string;
  readonly role?: Role;
  /** Lines of its files, each copy of an entry once. */
  readonly lines: number;
  /** Entries that take a place in it. */
  readonly entries: number;
  readonly first?: number;
  readonly last?: number;
  readonly head?: Digest;
  /** Places from 0 to `last` that no entry at hand takes. */
  readonly missing: number;
  readonly end: ChainEnd;
  /**
   * What proves the end: the author closed the chain, or witnesses saw a checkpoint of this very size, at this instant: what was written
   * later they did not see.
   */
  readonly proof?: { readonly kind: 'closes' } | { readonly kind: 'checkpoint'; readonly at?: string };
}

/** How many chains end in one way, and how many entries they hold. */
export interface EndRow {
  readonly end: ChainEnd;
  readonly chains: number;
  readonly entries: number;
}

/** What one chain's admissible entries of one type state, on one UTC day by their author's clock. */
export interface FlowRow {
  readonly chain: string;
  readonly day: string;
  readonly type: string;
  readonly entries: number;
  /** Of the entries' `amount` or `total`; absent where they state none. */
  readonly sums?: readonly Sum[];
}

/** The evidence as a population that should be whole. */
export interface Reconciliation {
  /** By chain. */
  readonly chains: readonly ChainRow[];
  readonly ends: readonly EndRow[];
  /** True only where every chain ends proven, without a missing place and without a line that cannot be read. */
  readonly isWhole: boolean;
  /** By chain, day, type. */
  readonly flows: readonly FlowRow[];
  /** Entries that rest on nothing admissible; they are in no sum. */
  readonly notAdmissible: number;
}

/** Entries counted and summed as they come, one transaction after the other. */
export class Flows {
  readonly #rows = new Book(() => ({ entries: 0, sums: new MoneySums() }));
  notAdmissible = 0;

  add(entry: EntryView): void {
    if (!entry.admissible) {
      this.notAdmissible += 1;
      return;
    }
    const row = this.#rows.at(entry.chain, dayOf(entry.at), entry.type);
    row.entries += 1;
    const money = entry.body['amount'] ?? entry.body['total'];
    if (!isJsonObject(money)) return;
    const { currency, minor } = money;
    if (typeof currency === 'string' && typeof minor === 'number') row.sums.add({ currency, minor });
  }

  list(): FlowRow[] {
    return this.#rows.list(([chain = '', day = '', type = ''], { entries, sums }) => {
      const list = sums.list();
      return { chain, day, type, entries, ...(list.length === 0 ? {} : { sums: list }) };
    });
  }
}

function rowOf(chain: ChainState): ChainRow {
  const { id, actor, first, last, head, end, endProof, bySeq, filled } = chain;
  const taken = bySeq.size + (filled?.size ?? 0);
  return {
    chain: id,
    ...(actor === undefined ? {} : { actor: actor.id, role: actor.role }),
    lines: chain.lines.length,
    entries: bySeq.size,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    ...(head === undefined ? {} : { head }),
    missing: last === undefined ? 0 : Math.max(0, last + 1 - taken),
    end,
    ...(end === 'proven' && endProof !== undefined ? { proof: proofOf(endProof) } : {}),
  };
}

function proofOf(proof: NonNullable<ChainState['endProof']>): NonNullable<ChainRow['proof']> {
  if (proof.kind === 'closes') return { kind: 'closes' };
  return { kind: 'checkpoint', ...(proof.at === undefined ? {} : { at: formatInstant(proof.at) }) };
}

const ends: readonly ChainEnd[] = ['proven', 'open', 'truncated', 'unknown'];

/** Holds what was read against what heads, checkpoints and closing entries prove of each chain. */
export function reconcile(evidence: Evidence, flows: Flows): Reconciliation {
  const states = [...evidence.chains.values()].sort((a, b) => compareUtf16(a.id, b.id));
  const chains = states.map(rowOf);
  return {
    chains,
    ends: ends.flatMap((end) => {
      const ending = chains.filter((chain) => chain.end === end);
      const entries = ending.reduce((sum, chain) => sum + chain.entries, 0);
      return ending.length === 0 ? [] : [{ end, chains: ending.length, entries }];
    }),
    isWhole:
      states.length > 0 &&
      states.every((chain, index) => chain.end === 'proven' && !chain.gap && !chain.unreadable && chains[index]?.missing === 0),
    flows: flows.list(),
    notAdmissible: flows.notAdmissible,
  };
}
