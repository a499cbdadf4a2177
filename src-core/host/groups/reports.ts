import { z } from 'zod';
import { caseCall } from '../call.ts';
import { caseId, type MoneyValue, type Status } from '../shapes.ts';

/** Counts over time, in buckets of one width; a bucket without anything counts 0. */
export interface TimeSeries {
  /** Epoch milliseconds of the first bucket's start; absent where no entry states a time. */
  readonly from?: number;
  /** Milliseconds of a bucket. */
  readonly step: number;
  /** Epoch milliseconds of each bucket's start. */
  readonly at: readonly number[];
  readonly entries: readonly number[];
  readonly errors: readonly number[];
  readonly infos: readonly number[];
  readonly warnings: readonly number[];
}

export interface CountRow {
  /** A terminal's kind, or a party's identifier. */
  readonly id: string;
  readonly name?: string;
  readonly entries: number;
  readonly transactions: number;
  /** Transactions of these that fail. */
  readonly failing: number;
  readonly findings: number;
  /** By currency. */
  readonly charged: readonly MoneyValue[];
}

export interface TypeRow {
  readonly type: string;
  readonly entries: number;
  readonly failing: number;
  readonly open: number;
}

/** Sums in integer minor units. A sum beyond what a number holds exactly is absent rather than rounded. */
export interface AmountRow {
  readonly currency: string;
  readonly transactions: number;
  readonly captured?: number;
  readonly refunded?: number;
  /** What was captured in transactions that fail. */
  readonly exposed?: number;
  readonly exposedTransactions: number;
}

export interface Reports {
  readonly series: TimeSeries;
  readonly terminals: readonly CountRow[];
  readonly agents: readonly CountRow[];
  readonly merchants: readonly CountRow[];
  readonly types: readonly TypeRow[];
  readonly amounts: readonly AmountRow[];
  /** Transactions whose captured amount nobody shows, or in several currencies. */
  readonly unpriced: number;
  readonly statuses: Readonly<Record<Status, number>>;
  readonly counts: { readonly agents: number; readonly merchants: number; readonly types: number };
}

export const REPORT_TABLES = ['series', 'terminals', 'agents', 'merchants', 'types', 'amounts'] as const;
export type ReportTable = (typeof REPORT_TABLES)[number];

export const reportCalls = {
  'reports.read': caseCall<Reports>()(z.strictObject({ caseId, buckets: z.int().min(10).max(2000) })),
  /** A table as CSV, whole: not only the rows that the screen shows. */
  'reports.export': caseCall<{ readonly handle: string; readonly rows: number; readonly sha256: string }>()(
    z.strictObject({ caseId, table: z.enum(REPORT_TABLES), buckets: z.int().min(10).max(2000) }),
  ),
} as const;
