import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import type { Finding } from '../../src-core/evidence/finding.ts';
import { NO_TRANSACTION } from '../../src-core/evidence/model/entry.ts';
import type { Evidence, EvidenceLine } from '../../src-core/evidence/state.ts';
import { isJsonObject, type JsonObject } from '../../src-core/json/json-value.ts';
import { partiesOf, type PartyRow } from './parties.ts';
import { bodyOf, instantOf, integerOf, textOf } from './payload-cells.ts';

/** In the place of a time or a seq that a line does not state. */
export const LAST = Number.MAX_SAFE_INTEGER;

/** The numbers by which rows refer to lines, chains, parties and transactions: each from 1, lines in the ledger's order. */
export class LineNumbers {
  readonly #evidence: Evidence;
  /** Position in `evidence.lines` by id less one. */
  readonly order: Uint32Array;
  readonly chains: ReadonlyMap<string, number>;
  readonly parties: ReadonlyMap<string, PartyRow>;
  /** By id of a transaction, less one. */
  readonly txnNames: readonly string[];
  /** Id of the transaction by position of the line; 0: none. */
  readonly txnOf: Uint32Array;
  /** By position; `LAST` where none can be read. */
  readonly seq: Float64Array;
  /** By chain file, ids by line. */
  readonly #byPlace = new Map<string, Map<number, number>>();

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
    const chainIds = [...evidence.chains.keys()].sort(compareUtf16);
    this.chains = new Map(chainIds.map((chain, index) => [chain, index + 1]));
    const count = evidence.lines.length;
    const at = new Float64Array(count);
    const chain = new Uint32Array(count);
    const seq = new Float64Array(count);
    this.seq = seq;
    const txns = new Map<string, number>();
    const found = new Int32Array(count).fill(-1);
    const actors = new Map<string, string>();
    const registered = new Map<string, JsonObject>();
    for (const [index, line] of evidence.lines.entries()) {
      // Reading a payload means parsing it, so that everything is taken from it at once.
      const { payload } = line;
      at[index] = instantOf(payload?.['at']) ?? LAST;
      chain[index] = this.chains.get(line.chain) ?? 0;
      seq[index] = integerOf(payload?.['seq']) ?? LAST;
      const txn = textOf(payload?.['txn']);
      if (txn !== undefined && txn !== NO_TRANSACTION) {
        if (!txns.has(txn)) txns.set(txn, txns.size);
        found[index] = txns.get(txn) ?? -1;
      }
      const actor = payload?.['actor'];
      const id = isJsonObject(actor) ? textOf(actor['id']) : undefined;
      if (id !== undefined && isJsonObject(actor) && !actors.has(id)) actors.set(id, textOf(actor['role']) ?? '');
      const body =
        payload?.['type'] === 'party.registered' && line.entry !== undefined && line.root === undefined
          ? bodyOf(line)
          : undefined;
      const party = textOf(body?.['party']);
      if (party !== undefined && body !== undefined) registered.set(party, body);
    }
    this.txnNames = [...txns.keys()].sort(compareUtf16);
    const ranks = new Map(this.txnNames.map((txn, index) => [txn, index + 1]));
    const rankOf = Uint32Array.from([...txns.keys()].map((txn) => ranks.get(txn) ?? 0));
    this.txnOf = Uint32Array.from(found, (index) => (index < 0 ? 0 : (rankOf[index] ?? 0)));
    this.parties = partiesOf(registered, actors);
    // Lines come by chain, file and line, so their position settles what is left.
    const cmp = (a: number, b: number): number =>
      (at[a] ?? 0) - (at[b] ?? 0) || (chain[a] ?? 0) - (chain[b] ?? 0) || (seq[a] ?? 0) - (seq[b] ?? 0) || a - b;
    this.order = Uint32Array.from({ length: count }, (_, index) => index).sort(cmp);
    const ids = new Uint32Array(count);
    for (const [rank, position] of this.order.entries()) ids[position] = rank + 1;
    for (const [position, { path, line }] of evidence.lines.entries()) {
      let ofFile = this.#byPlace.get(path);
      if (ofFile === undefined) this.#byPlace.set(path, (ofFile = new Map()));
      ofFile.set(line, ids[position] ?? 0);
    }
  }

  lineAt(id: number): EvidenceLine | undefined {
    return id === 0 ? undefined : this.#evidence.lines.at(this.order[id - 1] ?? 0);
  }

  /** Of the line at a place; 0: there is none. */
  idOf({ path, line }: Pick<Finding, 'path' | 'line'>): number {
    return path === undefined || line === undefined ? 0 : (this.#byPlace.get(path)?.get(line) ?? 0);
  }
}
