import { z } from 'zod';
import type { Verdict } from '../../evidence/finding.ts';
import { applicationCall, caseCall } from '../call.ts';
import { caseId, fileHandle, text } from '../shapes.ts';

/** A verdict never stands without what it speaks of. */
export interface ScopedVerdict {
  /** `not-checked`: no verification has come to its end yet. */
  readonly verdict: Verdict | 'not-checked';
  readonly entries: number;
  /** Entries whose signature holds under a key that `trust` names. */
  readonly holding: number;
  readonly chains: number;
  readonly trust: TrustMode;
  readonly tool: string;
  readonly checkedAt?: string;
}

/** Where trust in keys comes from: `pinned` by a policy, or only `claimed` by the evidence itself. */
export type TrustMode =
  | { readonly mode: 'pinned'; readonly name: string; readonly digest: string; readonly keys: number; readonly logs: number }
  | { readonly mode: 'claimed' };

export interface OpenCase {
  readonly caseId: string;
  readonly title: string;
  readonly reference: string;
  readonly openedAt: string;
  readonly verdict: ScopedVerdict;
  readonly counts: {
    readonly entries: number;
    readonly causes: number;
    readonly findings: number;
    readonly transactions: number;
    readonly rulings: number;
  };
  /** Said once, when the case was opened: an older copy of the file came back, a stored verdict was derived again, … */
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

export interface RecentCase {
  /** Opens the case again. */
  readonly handle: string;
  readonly title: string;
  readonly reference: string;
  readonly changedAt: string;
  readonly verdict: ScopedVerdict;
  readonly rulings: number;
  /** `missing`: the file is not where it was; `unfinished`: an import can be resumed. */
  readonly state: 'ready' | 'unfinished' | 'missing';
}

export const caseCalls = {
  'cases.recent': applicationCall<readonly RecentCase[]>()(z.strictObject({})),
  'cases.create': applicationCall<OpenCase>()(z.strictObject({ title: text(200), reference: text(80) })),
  'cases.open': applicationCall<OpenCase>()(z.strictObject({ handle: fileHandle })),
  /** Opens the sample case, making it first where it is not there yet. */
  'cases.openSample': applicationCall<OpenCase>()(z.strictObject({})),
  'cases.forget': applicationCall<Record<string, never>>()(z.strictObject({ handle: fileHandle })),
  'cases.close': applicationCall<Record<string, never>>()(z.strictObject({ caseId })),
  'cases.read': caseCall<OpenCase>()(z.strictObject({ caseId })),
  'cases.rename': caseCall<OpenCase>()(z.strictObject({ caseId, title: text(200), reference: text(80) })),
} as const;
