import { z } from 'zod';
import { caseCall } from '../call.ts';
import { caseId, page } from '../shapes.ts';

/** One act on the case, as its own signed chain records it. */
export interface CustodyRow {
  readonly seq: number;
  readonly at: string;
  readonly act: string;
  readonly by: string;
  readonly digest: string;
  readonly details: Readonly<Record<string, string | number>>;
}

export interface CustodyReport {
  readonly verdict: 'pass' | 'fail' | 'indeterminate';
  readonly entries: number;
  readonly head: string;
  readonly kid: string;
  /** What the application remembers outside the file: `same`, the file is `older` than it or `other`, or `none` is remembered. */
  readonly remembered: 'same' | 'older' | 'other' | 'none';
  readonly problems: readonly { readonly code: string; readonly seq?: number; readonly message: string }[];
}

export const custodyCalls = {
  'custody.list': caseCall<{ readonly total: number; readonly rows: readonly CustodyRow[] }>()(
    z.strictObject({ caseId, ...page }),
  ),
  'custody.verify': caseCall<CustodyReport>()(z.strictObject({ caseId })),
  /** The chain's own lines, for `assize custody verify`. */
  'custody.export': caseCall<{ readonly handle: string; readonly sha256: string }>()(z.strictObject({ caseId })),
} as const;
