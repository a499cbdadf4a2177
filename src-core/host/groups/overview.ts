import { z } from 'zod';
import type { Axis, AxisState } from '../../evidence/finding.ts';
import type { ChainEnd } from '../../evidence/state.ts';
import { caseCall } from '../call.ts';
import { caseId, type Status } from '../shapes.ts';
import type { ScopedVerdict } from './cases.ts';
import type { Cause } from './findings.ts';

/** One axis with what was counted on it. */
export interface AxisRow {
  readonly axis: Axis;
  readonly state: AxisState;
  readonly holds: number;
  readonly fails: number;
  readonly indeterminate: number;
  readonly unit: 'lines' | 'signatures' | 'transactions' | 'links' | 'entries' | 'chains';
}

/** Something that this verification says nothing about. */
export interface NotChecked {
  readonly what: 'omitted' | 'withheld-fields' | 'sealed-fields' | 'unsupported-algorithms' | 'unknown-keys' | 'unanchored';
  readonly count: number;
}

export interface ChainRow {
  readonly chain: string;
  readonly name: string;
  readonly role: string;
  readonly entries: number;
  readonly end: ChainEnd;
  readonly missing: number;
  readonly first?: number;
  readonly last?: number;
}

/** A run of buckets of one chain that stand alike; `from` and `to` are bucket numbers, `to` excluded. */
export interface RibbonRun {
  readonly from: number;
  readonly to: number;
  readonly status: Status | 'gap';
}

export interface Ribbon {
  /** Epoch milliseconds of the first bucket's start and the last one's end. */
  readonly from: number;
  readonly to: number;
  readonly buckets: number;
  /** By chain, in the order of `chains`. */
  readonly rows: readonly (readonly RibbonRun[])[];
  /** Where the causes begin: number of the cause, chain's index, bucket. */
  readonly tags: readonly { readonly cause: number; readonly chain: number; readonly bucket: number }[];
}

export interface SourceRow {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly format: string;
}

export interface Overview {
  readonly verdict: ScopedVerdict;
  readonly axes: readonly AxisRow[];
  readonly notChecked: readonly NotChecked[];
  readonly chains: readonly ChainRow[];
  readonly ribbon: Ribbon;
  readonly causes: readonly Cause[];
  readonly causeCount: number;
  readonly findingCount: number;
  readonly sources: readonly SourceRow[];
  readonly reportDigest?: string;
  readonly path: 'reference' | 'fast';
}

export const overviewCalls = {
  'overview.read': caseCall<Overview>()(z.strictObject({ caseId, buckets: z.int().min(50).max(2000) })),
} as const;
