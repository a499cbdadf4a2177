import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import { entryOfSeal } from '../../src-core/evidence/disclosure/entry-of-file.ts';
import type { Finding } from '../../src-core/evidence/finding.ts';
import { NO_TRANSACTION } from '../../src-core/evidence/model/entry.ts';
import type { Evidence, EvidenceLine } from '../../src-core/evidence/state.ts';
import { isJsonObject, type JsonObject } from '../../src-core/json/json-value.ts';
import type { Cell } from '../store/database.ts';
import { doubts, SEVERITY_RANK, statusOf, STATUSES } from './finding-status.ts';
import { foldCauses, isEverywhere, type CauseRow } from './fold-causes.ts';
import { amountOf, readableText } from './line-facts.ts';
import { partiesOf, type PartyRow } from './parties.ts';
import { bodyOf, bytesOf, instantOf, integerOf, textOf } from './payload-cells.ts';
import { transactionRow } from './transaction-row.ts';

export type Cells = readonly Cell[];

/** Where lines lie: the stored chain file of a path of the engine, null where the case keeps none. */
export interface LinePlaces {
  chainFileOf(path: string): number | null;
  shown(path: string): string;
}

const LAST = Number.MAX_SAFE_INTEGER;

/** What verification said, as rows of the derived tables. Lines are numbered once, in the ledger's order; everything else refers to that. */
export class DerivedRows {
  readonly #evidence: Evidence;
  readonly #places: LinePlaces;
  /** Position in `evidence.lines` by id less one. */
  readonly #order: Uint32Array;
  /** Id by position. */
  readonly #ids: Uint32Array;
  readonly #chains: ReadonlyMap<string, number>;
  readonly #parties: ReadonlyMap<string, PartyRow>;
  /** By id of a transaction, less one. */
  readonly #txnNames: readonly string[];
  /** Id of the transaction by position of the line; 0: none. */
  readonly #txnOf: Uint32Array;
  readonly #seq: Float64Array;
  /** By chain file, ids by line. */
  readonly #byPlace = new Map<string, Map<number, number>>();
  readonly #worst: Int32Array;
  readonly #status: Uint8Array;
  readonly #doubted: Uint8Array;
  /** By id: 1 where who signed, or whether the key was good then, fails or is not settled. */
  readonly #unsettled: Uint8Array;
  readonly #causes: CauseRow[];
  readonly #causeOf: Int32Array;
  readonly #lineOf: Uint32Array;
  /** Lines whose signature holds under a key that the policy vouches for; counted while `lineRows` runs. */
  holding = 0;

  constructor(evidence: Evidence, places: LinePlaces) {
    this.#evidence = evidence;
    this.#places = places;
    const chainIds = [...evidence.chains.keys()].sort(compareUtf16);
    this.#chains = new Map(chainIds.map((chain, index) => [chain, index + 1]));
    const count = evidence.lines.length;
    const at = new Float64Array(count);
    const chain = new Uint32Array(count);
    this.#seq = new Float64Array(count);
    const seq = this.#seq;
    const txns = new Map<string, number>();
    const found = new Int32Array(count).fill(-1);
    const actors = new Map<string, string>();
    const registered = new Map<string, JsonObject>();
    for (const [index, line] of evidence.lines.entries()) {
      // Reading a payload means parsing it, so that everything is taken from it at once.
      const { payload } = line;
      at[index] = instantOf(payload?.['at']) ?? LAST;
      chain[index] = this.#chains.get(line.chain) ?? 0;
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
    this.#txnNames = [...txns.keys()].sort(compareUtf16);
    const ranks = new Map(this.#txnNames.map((txn, index) => [txn, index + 1]));
    const rankOf = Uint32Array.from([...txns.keys()].map((txn) => ranks.get(txn) ?? 0));
    this.#txnOf = Uint32Array.from(found, (index) => (index < 0 ? 0 : (rankOf[index] ?? 0)));
    this.#parties = partiesOf(registered, actors);
    // Lines come by chain, file and line, so their position settles what is left.
    const cmp = (a: number, b: number): number =>
      (at[a] ?? 0) - (at[b] ?? 0) || (chain[a] ?? 0) - (chain[b] ?? 0) || (seq[a] ?? 0) - (seq[b] ?? 0) || a - b;
    this.#order = Uint32Array.from({ length: count }, (_, index) => index).sort(cmp);
    this.#ids = new Uint32Array(count);
    for (const [rank, position] of this.#order.entries()) this.#ids[position] = rank + 1;
    for (const [position, { path, line }] of evidence.lines.entries()) {
      let ofFile = this.#byPlace.get(path);
      if (ofFile === undefined) this.#byPlace.set(path, (ofFile = new Map()));
      ofFile.set(line, this.#ids[position] ?? 0);
    }
    this.#worst = new Int32Array(count + 1).fill(-1);
    this.#status = new Uint8Array(count + 1);
    this.#doubted = new Uint8Array(count + 1);
    this.#unsettled = new Uint8Array(count + 1);
    this.#lineOf = new Uint32Array(evidence.findings.length);
    this.#judgeLines();
    const { causes, causeOf } = foldCauses(evidence.findings, {
      shown: (path) => places.shown(path),
      kidOf: (index) => this.#lineAt(this.#lineOf[index] ?? 0)?.key?.kid,
      txnOf: (index) => this.#txnOf[this.#order[(this.#lineOf[index] ?? 0) - 1] ?? -1] ?? 0,
    });
    this.#causes = causes;
    this.#causeOf = causeOf;
  }

  get count(): number {
    return this.#order.length;
  }

  get causes(): number {
    return this.#causes.length;
  }

  get transactions(): number {
    return this.#txnNames.length;
  }

  #judgeLines(): void {
    for (const [index, finding] of this.#evidence.findings.entries()) {
      const id = this.#idOf(finding);
      this.#lineOf[index] = id;
      if (id === 0) continue;
      const worst = this.#worst[id] ?? -1;
      const before = worst < 0 ? undefined : this.#evidence.findings[worst];
      if (before === undefined || SEVERITY_RANK[finding.severity] < SEVERITY_RANK[before.severity]) this.#worst[id] = index;
      const status = STATUSES.indexOf(statusOf(finding));
      this.#status[id] = Math.max(this.#status[id] ?? 0, status);
      if (doubts(finding)) this.#doubted[id] = 1;
      if (finding.axis === 'authenticity' && finding.severity !== 'warning') this.#unsettled[id] = 1;
    }
  }

  #lineAt(id: number): EvidenceLine | undefined {
    return id === 0 ? undefined : this.#evidence.lines.at(this.#order[id - 1] ?? 0);
  }

  #idOf({ path, line }: Finding): number {
    return path === undefined || line === undefined ? 0 : (this.#byPlace.get(path)?.get(line) ?? 0);
  }

  /** What the evidence says it does not show. */
  hidden(): { readonly omitted: number; readonly withheld: number; readonly sealed: number } {
    const { files, lines, omitted } = this.#evidence;
    const sealedEntries = new Set(files.flatMap(({ path, role }) => (role === 'sealed' ? (entryOfSeal(path) ?? []) : [])));
    let withheld = 0;
    let sealed = 0;
    for (const { fields, undisclosed = 0, digest } of lines) {
      const states = fields === undefined ? [] : [...fields.values()];
      const named = states.filter((state) => state === 'sealed').length;
      const shut = undisclosed + states.filter((state) => state === 'withheld').length;
      const hasSeal = digest !== undefined && sealedEntries.has(digest);
      sealed += named + (hasSeal ? shut : 0);
      withheld += hasSeal ? 0 : shut;
    }
    return { omitted: omitted.size, withheld, sealed };
  }

  *chainRows(): Generator<Cells> {
    const counts = new Map<string, number>();
    const seqs = new Map<string, Set<number>>();
    for (const [position, { chain, placed }] of this.#evidence.lines.entries()) {
      counts.set(chain, (counts.get(chain) ?? 0) + 1);
      const seq = this.#seq[position] ?? LAST;
      if (placed === false || seq === LAST) continue;
      const known = seqs.get(chain);
      if (known === undefined) seqs.set(chain, new Set([seq]));
      else known.add(seq);
    }
    for (const [chain, id] of this.#chains) {
      const state = this.#evidence.chains.get(chain);
      if (state === undefined) continue;
      const { actor, first, last, head, end, endProof, gap, unreadable } = state;
      const missing = last === undefined ? 0 : Math.max(0, last + 1 - (seqs.get(chain)?.size ?? 0));
      const party = actor === undefined ? undefined : this.#parties.get(actor.id);
      yield [
        id,
        chain,
        actor?.id ?? null,
        actor?.role ?? null,
        party?.name ?? actor?.id ?? null,
        counts.get(chain) ?? 0,
        first ?? null,
        last ?? null,
        head ?? null,
        end,
        endProof?.kind ?? null,
        endProof?.kind === 'checkpoint' ? (endProof.at ?? null) : null,
        Number(gap),
        Number(unreadable),
        missing,
      ];
    }
  }

  *partyRows(): Generator<Cells> {
    for (const [party, { id, name, role, operator, mcc, jurisdiction }] of this.#parties) {
      yield [id, party, name ?? null, role ?? null, operator ?? null, mcc ?? null, jurisdiction ?? null];
    }
  }

  /** Every line with all that is kept of it, so that its payload is read once. */
  *entries(): Generator<EntryRows> {
    this.holding = 0;
    for (const [rank, position] of this.#order.entries()) {
      const line = this.#evidence.lines.at(position);
      if (line === undefined) continue;
      const id = rank + 1;
      const body = bodyOf(line);
      yield {
        line: this.#lineRow(id, line, body, this.#txnOf[position] ?? 0),
        refs: (line.entry?.refs ?? []).map(({ rel, digest }, number) => [id, number, rel, bytesOf(digest)]),
        text: readableText(body),
      };
    }
  }

  #lineRow(id: number, line: EvidenceLine, body: JsonObject | undefined, txn: number): Cells {
    const { payload, digest } = line;
    const actor = isJsonObject(payload?.['actor']) ? payload['actor'] : undefined;
    const amount = amountOf(body);
    const worst = this.#evidence.findings[this.#worst[id] ?? -1];
    const bracket = digest === undefined ? undefined : this.#evidence.brackets.get(digest);
    const holds = line.signature === 'valid' && line.key?.trusted === true && this.#unsettled[id] !== 1;
    if (holds) this.holding += 1;
    const terminal = payload?.['terminal'];
    const party = textOf(actor?.['id']);
    return [
      id,
      this.#chains.get(line.chain) ?? 0,
      integerOf(payload?.['seq']) ?? null,
      this.#places.chainFileOf(line.path),
      line.line,
      instantOf(payload?.['at']) ?? null,
      party === undefined ? null : (this.#parties.get(party)?.id ?? null),
      textOf(actor?.['role']) ?? null,
      textOf(payload?.['type']) ?? null,
      txn === 0 ? null : txn,
      amount?.currency ?? null,
      amount?.minor ?? null,
      digest === undefined ? null : bytesOf(digest),
      textOf(actor?.['kid']) ?? null,
      isJsonObject(terminal) ? (textOf(terminal['kind']) ?? null) : null,
      STATUSES[this.#status[id] ?? 0] ?? 'pass',
      worst?.code ?? null,
      Number(holds),
      Number(line.placed !== false),
      bracket?.notBefore ?? null,
      bracket?.notAfter ?? null,
    ];
  }

  *findingRows(): Generator<Cells> {
    for (const [index, finding] of this.#evidence.findings.entries()) {
      const { code, severity, axis, path, chain, seq, line, digest, pointer, message, cause } = finding;
      yield [
        index + 1,
        code,
        severity,
        axis,
        path === undefined ? null : this.#places.shown(path),
        chain ?? null,
        seq ?? null,
        line ?? null,
        digest ?? null,
        pointer ?? null,
        message,
        cause === undefined ? null : cause + 1,
        this.#causeOf[index] ?? 0,
        this.#lineOf[index] === 0 ? null : (this.#lineOf[index] ?? null),
      ];
    }
  }

  *causeRows(): Generator<Cells> {
    for (const { number, digest, root, first, last, same, effects, transactions } of this.#causes) {
      const { code, severity, axis, chain, path } = root;
      const everywhere = isEverywhere(root);
      yield [
        number,
        digest,
        code,
        severity,
        axis,
        everywhere ? null : (chain ?? null),
        everywhere || path === undefined ? null : this.#places.shown(path),
        first,
        last,
        same,
        effects,
        transactions.size,
      ];
    }
  }

  *transactionRows(): Generator<Cells> {
    const members: number[][] = this.#txnNames.map(() => []);
    for (const [rank, position] of this.#order.entries()) members[(this.#txnOf[position] ?? 0) - 1]?.push(rank + 1);
    for (const [index, txn] of this.#txnNames.entries()) {
      const ids = members[index] ?? [];
      const status = ids.reduce((worst, line) => Math.max(worst, this.#status[line] ?? 0), 0);
      yield transactionRow(this.#evidence, {
        id: index + 1,
        txn,
        lines: ids.flatMap((id) => this.#lineAt(id) ?? []),
        status: STATUSES[status] ?? 'pass',
        isDoubted: (line) => this.#doubted[this.#byPlace.get(line.path)?.get(line.line) ?? 0] === 1,
        nameOf: (party) => this.#parties.get(party)?.name,
      });
    }
  }

  *keyRows(): Generator<Cells> {
    const entries = new Map<string, number>();
    for (const { key } of this.#evidence.lines) if (key !== undefined) entries.set(key.kid, (entries.get(key.kid) ?? 0) + 1);
    const idOf = (line: EvidenceLine | undefined): number | null =>
      line === undefined ? null : (this.#byPlace.get(line.path)?.get(line.line) ?? null);
    for (const record of this.#evidence.keys.values()) {
      const { kid, alg, source, trusted, test, sub, role, operator, nbf, exp, cut, issuedBy, revokedBy } = record;
      yield [
        kid,
        alg,
        source,
        Number(trusted),
        Number(test),
        sub ?? null,
        role ?? null,
        operator ?? null,
        nbf ?? null,
        exp ?? null,
        cut ?? null,
        idOf(issuedBy),
        idOf(revokedBy),
        entries.get(kid) ?? 0,
      ];
    }
  }

  *checkpointRows(): Generator<Cells> {
    for (const [index, note] of this.#evidence.checkpoints.entries()) {
      const { path, origin, size, root, note: digest, counts, bad, cosignatures, anchors } = note;
      yield [
        index + 1,
        this.#places.shown(path),
        origin,
        size,
        root,
        digest,
        Number(counts),
        Number(bad),
        JSON.stringify(cosignatures),
        JSON.stringify(anchors),
      ];
    }
  }
}

/** What is kept of one line. */
export interface EntryRows {
  readonly line: Cells;
  readonly refs: readonly Cells[];
  /** Empty where there is nothing to read. */
  readonly text: string;
}
