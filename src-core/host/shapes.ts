import { z } from 'zod';

/** Identifies an open case for as long as it is open; says nothing of where its file lies. */
export const caseId = z.string().regex(/^case-[0-9a-f]{32}$/);
/** Stands for a file that the user chose or dropped. The page never learns its path. */
export const fileHandle = z.string().regex(/^file-[0-9a-f]{32}$/);
export const jobId = z.string().regex(/^job-[0-9a-f]{32}$/);
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
/** Text that a person typed. */
export const text = (most: number) => z.string().max(most);
export const page = {
  offset: z
    .int()
    .min(0)
    .max(2 ** 40),
  count: z.int().min(1).max(500),
};
/** Of a line in the ledger, in the case's own order. */
export const lineId = z
  .int()
  .min(1)
  .max(2 ** 40);

/** Integer minor units with their currency. */
export interface MoneyValue {
  readonly currency: string;
  readonly minor: number;
}

/** How an entry, a chain or a transaction stands. `not-checked` is no pass: nobody could check it. */
export type Status = 'pass' | 'fail' | 'indeterminate' | 'not-checked';
