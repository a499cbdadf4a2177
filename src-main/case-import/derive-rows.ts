import { entryOfSeal } from '../../src-core/evidence/disclosure/entry-of-file.ts';
import type { Evidence, EvidenceLine } from '../../src-core/evidence/state.ts';
import { isJsonObject, type JsonObject } from '../../src-core/json/json-value.ts';
import type { Cell } from '../store/database.ts';
import { STATUSES } from './finding-status.ts';
import { foldCauses, isEverywhere, type CauseRow } from './fold-causes.ts';
import { judgeLines, type LineJudgements } from './judge-lines.ts';
import { amountOf, readableText } from './line-facts.ts';
import { LAST, LineNumbers } from './line-numbers.ts';
import { bodyOf, bytesOf, instantOf, integerOf, textOf } from './payload-cells.ts';
import { transactionRow } from './transaction-row.ts';

export type Cells = readonly Cell[];

/** Where lines lie: the stored chain file of a path of the engine, null where the case keeps none. */
export interface LinePlaces {
  chainFileOf(path: string): number | null;
  shown(path: string): string;
}

/** What verification said, as rows of the derived tables. Lines are numbered once, in the ledger's order; everything else refers to that. */
export class DerivedRows {
  readonly #evidence: Evidence;
  readonly #places: LinePlaces;
  readonly #numbers: LineNumbers;
  readonly #judged: LineJudgements;
  readonly #causes: CauseRow[];
  readonly #causeOf: Int32Array;
  /** Lines whose signature holds under a key that the policy vouches for; counted while `lineRows` runs. */
  holding = 0;

  constructor(evidence: Evidence, places: LinePlaces) {
    this.#evidence = evidence;
    this.#places = places;
    this.#numbers = new LineNumbers(evidence);
    this.#judged = judgeLines(evidence.findings, this.#numbers);
    const { order, txnOf } = this.#numbers;
    const { lineOf } = this.#judged;
    const { causes, causeOf } = foldCauses(evidence.findings, {
      shown: (path) => places.shown(path),
      kidOf: (index) => this.#numbers.lineAt(lineOf[index] ?? 0)?.key?.kid,
      txnOf: (index) => txnOf[order[(lineOf[index] ?? 0) - 1] ?? -1] ?? 0,
    });
    this.#causes = causes;
    this.#causeOf = causeOf;
  }

  get count(): number {
    return this.#numbers.order.length;
  }

  get causes(): number {
    return this.#causes.length;
  }

  get transactions(): number {
    return this.#numbers.txnNames.length;
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
      const seq = this.#numbers.seq[position] ?? LAST;
      if (placed === false || seq === LAST) continue;
      const known = seqs.get(chain);
      if (known === undefined) seqs.set(chain, new Set([seq]));
      else known.add(seq);
    }
    for (const [chain, id] of this.#numbers.chains) {
      const state = this.#evidence.chains.get(chain);
      if (state === undefined) continue;
      const { actor, first, last, head, end, endProof, gap, unreadable } = state;
      const missing = last === undefined ? 0 : Math.max(0, last + 1 - (seqs.get(chain)?.size ?? 0));
      const party = actor === undefined ? undefined : this.#numbers.parties.get(actor.id);
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
    for (const [party, { id, name, role, operator, mcc, jurisdiction }] of this.#numbers.parties) {
      yield [id, party, name ?? null, role ?? null, operator ?? null, mcc ?? null, jurisdiction ?? null];
    }
  }

  /** Every line with all that is kept of it, so that its payload is read once. */
  *entries(): Generator<EntryRows> {
    this.holding = 0;
    for (const [rank, position] of this.#numbers.order.entries()) {
      const line = this.#evidence.lines.at(position);
      if (line === undefined) continue;
      const id = rank + 1;
      const body = bodyOf(line);
      yield {
        line: this.#lineRow(id, line, body, this.#numbers.txnOf[position] ?? 0),
        refs: (line.entry?.refs ?? []).map(({ rel, digest }, number) => [id, number, rel, bytesOf(digest)]),
        text: readableText(body),
      };
    }
  }

  #lineRow(id: number, line: EvidenceLine, body: JsonObject | undefined, txn: number): Cells {
    const { payload, digest } = line;
    const actor = isJsonObject(payload?.['actor']) ? payload['actor'] : undefined;
    const amount = amountOf(body);
    const worst = this.#evidence.findings[this.#judged.worst[id] ?? -1];
    const bracket = digest === undefined ? undefined : this.#evidence.brackets.get(digest);
    const holds = line.signature === 'valid' && line.key?.trusted === true && this.#judged.unsettled[id] !== 1;
    if (holds) this.holding += 1;
    const terminal = payload?.['terminal'];
    const party = textOf(actor?.['id']);
    return [
      id,
      this.#numbers.chains.get(line.chain) ?? 0,
      integerOf(payload?.['seq']) ?? null,
      this.#places.chainFileOf(line.path),
      line.line,
      instantOf(payload?.['at']) ?? null,
      party === undefined ? null : (this.#numbers.parties.get(party)?.id ?? null),
      textOf(actor?.['role']) ?? null,
      textOf(payload?.['type']) ?? null,
      txn === 0 ? null : txn,
      amount?.currency ?? null,
      amount?.minor ?? null,
      digest === undefined ? null : bytesOf(digest),
      textOf(actor?.['kid']) ?? null,
      isJsonObject(terminal) ? (textOf(terminal['kind']) ?? null) : null,
      STATUSES[this.#judged.status[id] ?? 0] ?? 'pass',
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
        this.#judged.lineOf[index] === 0 ? null : (this.#judged.lineOf[index] ?? null),
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
    const members: number[][] = this.#numbers.txnNames.map(() => []);
    for (const [rank, position] of this.#numbers.order.entries())
      members[(this.#numbers.txnOf[position] ?? 0) - 1]?.push(rank + 1);
    for (const [index, txn] of this.#numbers.txnNames.entries()) {
      const ids = members[index] ?? [];
      const status = ids.reduce((worst, line) => Math.max(worst, this.#judged.status[line] ?? 0), 0);
      yield transactionRow(this.#evidence, {
        id: index + 1,
        txn,
        lines: ids.flatMap((id) => this.#numbers.lineAt(id) ?? []),
        status: STATUSES[status] ?? 'pass',
        isDoubted: (line) => this.#judged.doubted[this.#numbers.idOf(line)] === 1,
        nameOf: (party) => this.#numbers.parties.get(party)?.name,
      });
    }
  }

  *keyRows(): Generator<Cells> {
    const entries = new Map<string, number>();
    for (const { key } of this.#evidence.lines) if (key !== undefined) entries.set(key.kid, (entries.get(key.kid) ?? 0) + 1);
    const idOf = (line: EvidenceLine | undefined): number | null =>
      line === undefined ? null : this.#numbers.idOf(line) || null;
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
