import { digestBytes, digestText, type Digest } from '../../crypto/sha256.ts';
import type { JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { axisOf } from '../finding.ts';
import { EDGE, FIRST_REFERRER, FLAG, LAST_REFERRER, type LineBook } from '../lines/line-book.ts';
import { Table } from '../lines/table.ts';
import { TextIndex } from '../lines/text-index.ts';
import { ENTRY_TYPES, type EntryTypeName, type RefRule } from '../model/bodies.ts';
import type { Entry, Rel } from '../model/entry.ts';
import type { Role } from '../model/shared.ts';
import type { ChainState, EvidenceLine, FindingDraft } from '../state.ts';
import { CheckedLine } from '../verify/checked-line.ts';
import type { VerificationContext } from '../verify/context.ts';
import { append, inOrderOfClocks } from './order-of-clocks.ts';
import { bodyOf, readText } from './read-body.ts';

/** A line whose entry passed its schema. */
export type EntryLine = CheckedLine & {
  readonly entry: Entry;
  readonly digest: Digest;
  readonly type: EntryTypeName;
  readonly txn: string;
  readonly actorId: string;
  readonly actorRole: Role;
  readonly kid: string;
};

/** What a reference points at: `line` is absent where the evidence does not hold it. */
export interface RefTarget {
  readonly digest: Digest;
  /** RFC 6901, of the reference itself. */
  readonly pointer: string;
  readonly line?: EntryLine;
}

/** Failures that concern a part of an entry only, which stays as good as its signature. */
const OF_A_PART: ReadonlySet<string> = new Set(['E_DISCLOSURE', 'E_ARTIFACT', 'E_INCLUSION']);

/**
 * The entries of the evidence as authority is judged on them: each once, in one order that does not depend on files.
 *
 * A line is *judged* if it had no error when this view was made. A line can be *relied on* by others unless its integrity or
 * authenticity failed: what is wrong with its place in a chain, its clock or a file beside it does not change what its author
 * signed.
 */
export class AuthorityView {
  readonly context: VerificationContext;
  readonly #book: LineBook;
  /** Numbers of lines by the authors' clocks, then chain, seq and digest. */
  readonly #order: Table;
  readonly #acts: Table;
  readonly #byType = new Map<EntryTypeName, Table>();
  /** Numbers of lines with an error of which no entry could be read. */
  readonly #unread: number[] = [];
  #positions: Table | undefined;
  #chains: ReadonlyMap<string | undefined, readonly ChainState[]> | undefined;
  #findings: ReadonlyMap<string | undefined, readonly FindingDraft[]> | undefined;
  readonly #sharing = new Map<string, TextIndex>();

  constructor(context: VerificationContext) {
    this.context = context;
    const { book } = context.lines;
    this.#book = book;
    this.#order = inOrderOfClocks(book, this.#candidates());
    this.#acts = new Table(book.memory, 4);
    for (const line of this.lines) {
      book.set(line.number, FLAG.judged, line.root === undefined);
      const { type } = line;
      let ofType = this.#byType.get(type);
      if (ofType === undefined) {
        ofType = new Table(book.memory, 4);
        this.#byType.set(type, ofType);
      }
      append(ofType, line.number);
      if (this.#refer(line.number) || type === 'payment.requested' || needsMandate(type, line.actorRole))
        append(this.#acts, line.number);
    }
  }

  *#candidates(): Generator<number> {
    const { byDigest } = this.context;
    for (const entry of byDigest.entries()) {
      const line = byDigest.line(entry);
      this.#book.rows.setInt(entry, FIRST_REFERRER, 0);
      if (line.hasEntry) yield line.number;
      else if (line.root !== undefined) this.#unread.push(line.number);
    }
  }

  /** Adds a line to the referrers of what it refers to; true where it refers to something as `under`. */
  #refer(number: number): boolean {
    const { rows, edges } = this.#book;
    const [start, end] = this.#book.edgesOf(number);
    let isUnder = false;
    for (let edge = start; edge < end; edge++) {
      isUnder ||= this.#book.edgeRel(edge) === 'under';
      const entry = edges.int(edge, EDGE.target) - 1;
      if (entry < 0) continue;
      if (rows.int(entry, FIRST_REFERRER) === 0) rows.setInt(entry, FIRST_REFERRER, edge + 1);
      else edges.setInt(rows.int(entry, LAST_REFERRER) - 1, EDGE.next, edge + 1);
      rows.setInt(entry, LAST_REFERRER, edge + 1);
      edges.setInt(edge, EDGE.next, 0);
    }
    return isUnder;
  }

  *#linesOf(numbers: Table | undefined): Generator<EntryLine> {
    for (let place = 0; place < (numbers?.length ?? 0); place++)
      yield new CheckedLine(this.#book, (numbers as Table).int(place, 0)) as EntryLine;
  }

  /** By the authors' clocks, then chain, seq and digest. */
  get lines(): Iterable<EntryLine> {
    return this.#linesOf(this.#order);
  }

  /** Those that grants may bind: `under` something, or a user agent's that had to be, and all requested payments. */
  get acts(): Iterable<EntryLine> {
    return this.#linesOf(this.#acts);
  }

  /** The place of a line among all, in their order. */
  position(line: EntryLine): number {
    let positions = this.#positions;
    if (positions === undefined) {
      positions = new Table(this.#book.memory, 4, this.#book.length);
      for (let place = 0; place < this.#order.length; place++) positions.setInt(this.#order.int(place, 0), 0, place);
      this.#positions = positions;
    }
    return positions.int(line.number, 0);
  }

  /** The judged lines of a type, in order. */
  *judged(type: EntryTypeName): Generator<EntryLine> {
    for (const line of this.all(type)) if (this.isJudged(line)) yield line;
  }

  isJudged(line: EntryLine): boolean {
    return this.#book.has(line.number, FLAG.judged);
  }

  /** The lines of a type that can be relied on, in order. */
  *sound(type: EntryTypeName): Generator<EntryLine> {
    for (const line of this.all(type)) if (isSound(line)) yield line;
  }

  /** All lines of a type whose schema passed, whatever else failed. */
  all(type: EntryTypeName): Iterable<EntryLine> {
    return this.#linesOf(this.#byType.get(type));
  }

  /** What the references of one `rel` point at; lines that no entry could be read from count as absent. */
  targets(line: EntryLine, rel: Rel): RefTarget[] {
    const { byDigest } = this.context;
    const [start, end] = this.#book.edgesOf(line.number);
    const targets: RefTarget[] = [];
    for (let edge = start; edge < end; edge++) {
      if (this.#book.edgeRel(edge) !== rel) continue;
      const entry = this.#book.edges.int(edge, EDGE.target) - 1;
      const target = entry < 0 ? undefined : byDigest.line(entry);
      const digest = digestText(this.#book.edgeDigest(edge));
      targets.push({
        digest,
        pointer: `/refs/${edge - start}`,
        line: target !== undefined && hasEntry(target) ? target : undefined,
      });
    }
    return targets;
  }

  /** The lines that refer to an entry by `rel`, in order; they may have failed. */
  referrers(digest: Digest, rel: Rel): EntryLine[] {
    const bytes = digestBytes(digest);
    const entry = bytes === undefined ? undefined : this.context.byDigest.entryOf(bytes);
    const lines: EntryLine[] = [];
    let edge = entry === undefined ? 0 : this.#book.rows.int(entry, FIRST_REFERRER);
    for (; edge !== 0; edge = this.#book.edges.int(edge - 1, EDGE.next)) {
      const number = this.#book.edges.int(edge - 1, EDGE.line);
      if (this.#book.edgeRel(edge - 1) === rel) lines.push(new CheckedLine(this.#book, number) as EntryLine);
    }
    return lines;
  }

  /** Why the target of a reference is no entry here: the line that failed before its schema, or that it is missing. */
  reasonOfAbsence(from: EntryLine, target: RefTarget): EvidenceLine | FindingDraft | undefined {
    const isThis = (draft: FindingDraft) => draft.code === 'I_REF_MISSING' && draft.pointer === target.pointer;
    return this.context.byDigest.get(target.digest) ?? from.drafts.find(isThis);
  }

  /** A line that failed before its schema, and yet states a type and a reference to one of these entries. */
  failedReferrer(digests: readonly Digest[], rel: Rel, type: EntryTypeName): EvidenceLine | undefined {
    for (const number of this.#unread) {
      const { payload } = new CheckedLine(this.#book, number);
      const refs = payload?.['refs'];
      const isMeant = (ref: JsonValue) => isJsonObject(ref) && ref['rel'] === rel && digests.includes(ref['digest'] as Digest);
      if (payload?.['type'] === type && Array.isArray(refs) && refs.some(isMeant)) return new CheckedLine(this.#book, number);
    }
    return undefined;
  }

  /** Lines that state a type and may not be relied on. */
  failed(type: EntryTypeName): readonly EvidenceLine[] {
    const failed: EvidenceLine[] = [];
    for (const number of this.#unread) {
      const line = new CheckedLine(this.#book, number);
      if (line.type === type) failed.push(line);
    }
    for (const line of this.all(type)) if (!isSound(line)) failed.push(line);
    return failed;
  }

  /** The chains of an actor, whatever its role. */
  chainsOf(actor: string): readonly ChainState[] {
    this.#chains ??= Map.groupBy(this.context.chains.values(), (chain) => chain.actor?.id);
    return this.#chains.get(actor) ?? [];
  }

  /** The findings on a chain and its lines that were there before authority was judged. */
  findingsOf(chain: string): readonly FindingDraft[] {
    this.#findings ??= Map.groupBy(this.context.drafts, (draft) => draft.chain ?? draft.line?.chain);
    return this.#findings.get(chain) ?? [];
  }

  /** The lines of a type that can be relied on and whose body has this text as a member, in order. */
  sharing(type: EntryTypeName, member: string, text: string | undefined): readonly EntryLine[] {
    if (text === undefined) return [];
    const name = `${type} ${member}`;
    let index = this.#sharing.get(name);
    if (index === undefined) {
      index = new TextIndex(this.#book.memory);
      for (const line of this.sound(type)) {
        const own = readText(bodyOf(line), member);
        if (own !== undefined) index.add(own, line.number);
      }
      this.#sharing.set(name, index);
    }
    return index.get(text).map((number) => new CheckedLine(this.#book, number) as EntryLine);
  }

  /** A line by its number, which is that of an entry here. */
  line(number: number): EntryLine {
    return new CheckedLine(this.#book, number) as EntryLine;
  }

  find(digest: Digest): EntryLine | undefined {
    const line = this.context.byDigest.get(digest);
    return line !== undefined && hasEntry(line) ? line : undefined;
  }
}

/** False where the integrity or the authenticity of the line failed, but for failures that concern a part only. */
export function isSound(line: EvidenceLine): boolean {
  const { root } = line;
  if (root === undefined || OF_A_PART.has(root.code)) return true;
  const axis = axisOf(root.code);
  return axis !== 'integrity' && axis !== 'authenticity';
}

/** The author's clock in epoch milliseconds. */
export function clockOf(line: EntryLine): number {
  return line.clock;
}

function hasEntry(line: CheckedLine): line is EntryLine {
  return line.hasEntry;
}

/** True for acts that a user agent may not do but under a mandate. */
export function needsMandate(type: EntryTypeName, role: Role): boolean {
  const rules: readonly RefRule[] = ENTRY_TYPES[type].refs;
  return role === 'user_agent' && rules.some(({ need }) => need === 'agent');
}
