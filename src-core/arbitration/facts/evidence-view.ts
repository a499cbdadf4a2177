import { parseInstant } from '../../encoding/instant.ts';
import type { FindingCode } from '../../evidence/finding.ts';
import type { Evidence } from '../../evidence/state.ts';
import type { Claim } from '../claim.ts';
import type { TimeParameters } from '../parameter.ts';
import type { Span } from '../operand.ts';
import type { EntryIndex, EntryView } from './entry-view.ts';
import { indexEntries } from './entry-view.ts';
import { entryInput, readText } from './read-member.ts';
import type { Lacking, Reading } from './reading.ts';
import { gravest, known, lacking, unknown } from './reading.ts';

/** Whether an entry is one that is looked for; a reason where the member that tells is not shown. */
export type Match = boolean | Lacking;

/** Which entries a fact looks for. */
export interface Selection {
  readonly type: string;
  /** Of one transaction; absent: of the whole bundle. */
  readonly txn?: string;
  readonly roles?: readonly string[];
  readonly matches?: (entry: EntryView) => Match;
}

/** What a selection found. */
export interface Found {
  /** The admissible entries that match, by digest. */
  readonly entries: readonly EntryView[];
  /** Where none matches: why one might (inadmissible ones that match, members that are not shown), else unknown. */
  readonly lack: Lacking;
}

const firstInstant = -62_167_219_200_000; // 0000-01-01T00:00:00.000Z
const lastInstant = 253_402_300_799_999; // 9999-12-31T23:59:59.999Z
const timeErrors: readonly FindingCode[] = ['E_TIME_REGRESS', 'E_TIME_CLAIM', 'E_TIME_BRACKET'];

/** The evidence as the facts of one claim read it. Entries that are left out are as if they were not there. */
export class EvidenceView {
  readonly evidence: Evidence;
  readonly claim: Claim;
  readonly time: TimeParameters;
  readonly index: EntryIndex;
  readonly txn: string;
  readonly #leftOut: ReadonlySet<string>;
  readonly #byTxn = new Map<string, readonly EntryView[]>();
  readonly #byTxnAndType = new Map<string, readonly EntryView[]>();

  constructor(evidence: Evidence, claim: Claim, time: TimeParameters, leftOut: ReadonlySet<string>) {
    this.evidence = evidence;
    this.claim = claim;
    this.time = time;
    this.index = indexEntries(evidence);
    this.txn = claim.txn;
    this.#leftOut = leftOut;
  }

  /** The entry of a digest, admissible or not. */
  entry(digest: string): EntryView | undefined {
    return this.#leftOut.has(digest) ? undefined : this.index.entry(digest);
  }

  /** The admissible entries of a transaction, by digest. */
  admissibleOf(txn: string): readonly EntryView[] {
    return this.allOf(txn).filter((entry) => entry.admissible);
  }

  /** All entries of a transaction, admissible or not, by digest. */
  allOf(txn: string): readonly EntryView[] {
    const present = this.#byTxn.get(txn) ?? this.#read(this.index.byTxn(txn));
    this.#byTxn.set(txn, present);
    return present;
  }

  /** All entries of a type in the whole bundle, admissible or not, by digest. */
  allOfType(type: string): readonly EntryView[] {
    return this.#read(this.index.byType(type));
  }

  /** All entries that confirm an entry, admissible or not, of any transaction, by digest. */
  confirming(digest: string): readonly EntryView[] {
    return this.#read(this.index.referring(digest, 'confirms'));
  }

  /** All entries that act under an entry, admissible or not, of any transaction, by digest. */
  actingUnder(digest: string): readonly EntryView[] {
    return this.#read(this.index.referring(digest, 'under'));
  }

  /** Tells views of one index apart by the entries that are left out. */
  get leftOut(): string {
    return [...this.#leftOut].sort().join();
  }

  #ofTypeIn(txn: string, type: string): readonly EntryView[] {
    const key = JSON.stringify([txn, type]);
    const present = this.#byTxnAndType.get(key) ?? this.allOf(txn).filter((entry) => entry.type === type);
    this.#byTxnAndType.set(key, present);
    return present;
  }

  #read(digests: readonly string[]): readonly EntryView[] {
    return digests.flatMap((digest) => this.entry(digest) ?? []);
  }

  find(selection: Selection): Found {
    const { type, txn, roles, matches } = selection;
    const all = txn === undefined ? this.allOfType(type) : this.#ofTypeIn(txn, type);
    const entries: EntryView[] = [];
    const reasons: Lacking[] = [];
    for (const entry of all) {
      if (roles !== undefined && !roles.includes(entry.role)) continue;
      const match = matches === undefined ? true : matches(entry);
      if (match === false) continue;
      if (!entry.admissible) {
        if (match === true) reasons.push(lacking('excluded', [entryInput(entry)]));
      } else if (match === true) entries.push(entry);
      else reasons.push(match);
    }
    return { entries, lack: entries.length > 0 ? unknown : (gravest(reasons) ?? unknown) };
  }

  /**
   * The bracket of an admissible entry's signature. A bound that no anchor gives is filled from the author's clock, as far as the
   * parameters allow it and no finding is against that clock.
   */
  bracketOf(entry: EntryView): Reading<Span> {
    const { notBefore, notAfter } = this.evidence.brackets.get(entry.digest) ?? {};
    const bound = { from: mapBound(notBefore, Math.floor), to: mapBound(notAfter, Math.ceil) };
    const isFilled = (bound.from === undefined || bound.to === undefined) && this.#mayFill(entry);
    if (isFilled) {
      bound.from ??= boundedInstant((entry.at as number) - this.time.claimSkewMs);
      bound.to ??= boundedInstant((entry.at as number) + this.time.claimSkewMs);
    }
    const span: Span = {
      ...(bound.from === undefined ? {} : { from: bound.from }),
      ...(bound.to === undefined ? {} : { to: bound.to }),
    };
    const input = { digest: entry.digest, pointer: isFilled ? '/at' : '' };
    return known(span, [input], isFilled ? [input] : []);
  }

  #mayFill(entry: EntryView): boolean {
    return this.time.assumeAt && entry.at !== undefined && !timeErrors.some((code) => entry.codes.has(code));
  }

  /** The instant at which the rules stand. */
  get filedAt(): Span {
    return pointSpan(this.claim.filedAt);
  }
}

function boundedInstant(instant: number): number | undefined {
  return instant < firstInstant || instant > lastInstant ? undefined : instant;
}

function pointSpan(text: string): Span {
  const instant = parseInstant(text) as number;
  return { from: instant, to: instant };
}

/** True, false or a reason, by a text member of the body that tells whether an entry is meant. */
export function matchText(entry: EntryView, name: string, accepts: (text: string) => boolean): Match {
  const value = entry.body[name];
  if (typeof value === 'string') return accepts(value);
  if (!entry.admissible) return false;
  const member = readText(entry, name);
  return member.state === 'known' ? false : member;
}

/** True if an entry refers to the target so. */
export function refersTo(entry: EntryView, rel: string, target: string): boolean {
  return entry.refs.some((ref) => ref.rel === rel && ref.digest === target);
}

function mapBound(bound: number | undefined, round: (value: number) => number): number | undefined {
  return bound === undefined ? undefined : round(bound);
}
