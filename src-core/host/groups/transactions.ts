import { z } from 'zod';
import type { Story } from '../../replay/story.ts';
import { caseCall } from '../call.ts';
import { caseId, page, text, type MoneyValue, type Status } from '../shapes.ts';

export interface TransactionRow {
  readonly txn: string;
  readonly at?: string;
  readonly what?: string;
  readonly merchant?: string;
  readonly merchantName?: string;
  readonly intended?: MoneyValue;
  readonly ordered?: MoneyValue;
  readonly charged?: MoneyValue;
  readonly entries: number;
  readonly status: Status;
  readonly differs: boolean;
}

/** One arrow of the lanes: a ref from an earlier step to a later one. */
export interface StoryArrow {
  readonly from: number;
  readonly to: number;
  readonly rel: string;
  /** The earlier entry is not proven, so the later one rests on nothing. */
  readonly broken: boolean;
}

export interface TransactionStory {
  readonly story: Story;
  readonly arrows: readonly StoryArrow[];
  /** Amount of each step that has one, by step's index. */
  readonly amounts: Readonly<Record<number, MoneyValue>>;
  readonly lineIds: Readonly<Record<number, number>>;
  /** What was bought, and of whom, as the entries say. */
  readonly what?: string;
  readonly merchant?: string;
  readonly payments: readonly string[];
}

export const transactionCalls = {
  'transactions.list': caseCall<{ readonly total: number; readonly rows: readonly TransactionRow[] }>()(
    z.strictObject({ caseId, search: text(500).optional(), only: z.enum(['all', 'failing', 'differing']), ...page }),
  ),
  'transactions.read': caseCall<TransactionStory>()(z.strictObject({ caseId, txn: text(200) })),
} as const;
