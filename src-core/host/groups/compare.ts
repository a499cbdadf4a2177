import { z } from 'zod';
import type { Axis, AxisState, Verdict } from '../../evidence/finding.ts';
import type { JsonValue } from '../../json/json-value.ts';
import { caseCall } from '../call.ts';
import { caseId, text } from '../shapes.ts';

/** Evidence that one party handed over: a bundle, a chain file or a folder, as it was imported. */
export interface ComparableSource {
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  readonly entries: number;
  readonly chains: number;
}

/** What verification makes of one source by itself, under the case's policy. */
export interface ComparedSide extends ComparableSource {
  readonly verdict: Verdict;
  readonly axes: Readonly<Record<Axis, AxisState>>;
  readonly errors: number;
}

/** One of two entries that one writer signed for one place of a chain. */
export interface ForkSide {
  readonly digest: string;
  readonly type?: string;
  readonly at?: string;
  readonly txn?: string;
  /** Its row in the ledger. */
  readonly lineId?: number;
}

/** A field that two entries do not state alike; a side that lacks it has no value. */
export interface FieldDifference {
  /** RFC 6901, into the signed payload. */
  readonly pointer: string;
  readonly a?: JsonValue;
  readonly b?: JsonValue;
}

export interface ComparedFork {
  readonly chain: string;
  readonly chainName?: string;
  readonly seq: number;
  readonly kid: string;
  readonly alg: string;
  readonly a: ForkSide;
  readonly b: ForkSide;
  readonly fields: readonly FieldDifference[];
}

export interface OmittedEntry {
  readonly seq: number;
  readonly digest: string;
  readonly type?: string;
  readonly txn?: string;
  readonly lineId?: number;
}

/** Entries of one chain that only one side shows. */
export interface Omissions {
  readonly chain: string;
  readonly chainName?: string;
  readonly count: number;
  readonly first: number;
  readonly last: number;
  /** True where the other side shows nothing at all of this chain. */
  readonly whole: boolean;
  /** The first of them. */
  readonly entries: readonly OmittedEntry[];
}

export interface ComparedRollback {
  readonly chain: string;
  readonly chainName?: string;
  readonly behind: 'a' | 'b';
  /** The last seq that each side shows. */
  readonly a: number;
  readonly b: number;
}

export interface TransactionDisagreement {
  readonly txn: string;
  readonly fields: readonly { readonly field: string; readonly a: JsonValue; readonly b: JsonValue }[];
}

export interface SourceComparison {
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly verdict: Verdict;
  /** Entries that both sides show. */
  readonly shared: number;
  readonly forks: readonly ComparedFork[];
  readonly onlyA: readonly Omissions[];
  readonly onlyB: readonly Omissions[];
  readonly rollbacks: readonly ComparedRollback[];
  readonly disagreements: readonly TransactionDisagreement[];
  /** How many there are of each; lists may hold fewer. */
  readonly counts: {
    readonly forks: number;
    readonly onlyA: number;
    readonly onlyB: number;
    readonly rollbacks: number;
    readonly disagreements: number;
  };
}

/** A comparison under way; `done` and `total` in bytes of the side that is being verified, absent while the two are held together. */
export interface ComparisonStep {
  readonly phase: 'verify-a' | 'verify-b' | 'compare';
  readonly done?: number;
  readonly total?: number;
}

const pair = z.strictObject({ caseId, a: text(20), b: text(20) });

export const compareCalls = {
  'compare.sources': caseCall<readonly ComparableSource[]>()(z.strictObject({ caseId })),
  /** Verifies each of the two by itself first; large sources take as long as that. Told as it goes; taken back within a fifth of a second. */
  'compare.run': caseCall<SourceComparison>()(pair),
  /** Both signed entries of each fork with their key, as a file that stands alone. */
  'compare.exportProof': caseCall<{ readonly handle: string; readonly sha256: string; readonly forks: number }>()(pair),
} as const;
