import { z } from 'zod';
import type { Axis, Severity } from '../../evidence/finding.ts';
import { caseCall } from '../call.ts';
import { caseId, page, text } from '../shapes.ts';

export type TriageState = 'open' | 'confirmed' | 'dismissed';

export interface Triage {
  readonly state: TriageState;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** Where a finding stands; `lineId` opens it in the ledger. */
export interface Place {
  readonly chain?: string;
  readonly chainName?: string;
  readonly seq?: number;
  readonly line?: number;
  /** Offset of the line in its file. */
  readonly byte?: number;
  readonly file?: string;
  readonly pointer?: string;
  readonly lineId?: number;
}

/** Findings of one kind at one party, folded: the report itself names causes only for lines that fail. */
export interface Cause {
  /** From 1, worst first; stable as long as the evidence and the policy are. */
  readonly number: number;
  /** Names the cause in triage: digest over what it is and where it stands. */
  readonly id: string;
  readonly code: string;
  readonly axis: Axis;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
  readonly last?: Place;
  /** Findings of the same kind that are folded into it, itself included. */
  readonly same: number;
  /** Findings that follow from it. */
  readonly effects: number;
  readonly transactions: number;
  /** Over the time of the case, in 48 buckets: 1 where findings of the cause stand. */
  readonly spread: readonly number[];
  readonly triage?: Triage;
  readonly note?: { readonly text: string; readonly by: string; readonly at: string };
}

export interface FindingRow {
  readonly code: string;
  readonly axis: Axis;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
}

/** Everything that the inspector says of a cause; texts in both languages come from the code's published words. */
export interface CauseDetail {
  readonly cause: Cause;
  readonly effects: readonly {
    readonly code: string;
    readonly severity: Severity;
    readonly count: number;
    readonly first: Place;
    readonly last: Place;
  }[];
  readonly first: readonly FindingRow[];
  /** A command that shows the same finding without this application, and the exit code that it ends with. */
  readonly command: string;
  readonly exitCode: number;
}

export interface FindingsPage {
  readonly causes: readonly Cause[];
  readonly findings: number;
  readonly facets: {
    readonly axes: readonly { readonly axis: Axis; readonly error: number; readonly warning: number; readonly info: number }[];
    readonly triage: Readonly<Record<TriageState, number>>;
    readonly parties: readonly { readonly chain: string; readonly name: string; readonly count: number }[];
  };
}

export const findingCalls = {
  'findings.list': caseCall<FindingsPage>()(
    z.strictObject({
      caseId,
      search: text(500).optional(),
      triage: z.array(z.enum(['open', 'confirmed', 'dismissed'])).optional(),
      chains: z.array(text(200)).max(500).optional(),
      axes: z.array(text(20)).max(6).optional(),
    }),
  ),
  'findings.read': caseCall<CauseDetail>()(z.strictObject({ caseId, id: text(80) })),
  'findings.effects': caseCall<readonly FindingRow[]>()(z.strictObject({ caseId, id: text(80), ...page })),
  'findings.triage': caseCall<readonly Cause[]>()(
    z.strictObject({
      caseId,
      ids: z.array(text(80)).min(1).max(10_000),
      state: z.enum(['open', 'confirmed', 'dismissed']),
      reason: text(2000),
    }),
  ),
  'findings.note': caseCall<Cause>()(z.strictObject({ caseId, id: text(80), text: text(4000) })),
  /** Takes the last act of triage or note back, or does it again; `undone` says what it was, absent where there is nothing. */
  'findings.undo': caseCall<{ readonly act?: string }>()(z.strictObject({ caseId })),
  'findings.redo': caseCall<{ readonly act?: string }>()(z.strictObject({ caseId })),
  /** All findings, as CSV or NDJSON, in a file that `files.save` saves. */
  'findings.export': caseCall<{ readonly handle: string; readonly rows: number; readonly sha256: string }>()(
    z.strictObject({ caseId, format: z.enum(['csv', 'ndjson']) }),
  ),
} as const;
