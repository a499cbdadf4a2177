import type { Answer, HostError } from '../../src-core/host/answer.ts';
import type { HostEvent } from '../../src-core/host/contract.ts';
import type { ImportJob } from '../../src-core/host/groups/imports.ts';
import type { OpenCase } from '../../src-core/host/groups/cases.ts';
import type { HeldFile } from '../application/file-handles.ts';
import type { CheckOutcome } from './check-thread.ts';
import type { CaseSession } from './case-session.ts';

export interface CaseWorkerData {
  readonly caseId: string;
  readonly path: string;
  readonly dataFolder: string;
  /** Set to make the file. */
  readonly create?: { readonly title: string; readonly reference: string };
  /** Whom the first act names. */
  readonly analyst: string;
}

/** How a case stands that was just opened. */
export interface OpenedCase {
  readonly open: OpenCase;
  readonly stamp: CaseSession['stamp'];
  readonly unfinished: boolean;
  /** Lines that are stored, whatever their stamp says: how long deriving them again may take. */
  readonly entries: number;
}

/** What the application asks of a case besides its channels. */
export interface JobCalls {
  'job.add': {
    readonly request: {
      readonly kind: 'import' | 'policy' | 'again';
      readonly files: readonly { readonly path: string; readonly name: string }[];
      /** A policy's file; null: none from now on; absent: the case's own. */
      readonly policy?: string | null;
    };
    readonly value: ImportJob;
  };
  'job.list': { readonly request: Record<string, never>; readonly value: readonly ImportJob[] };
  /** The job stopped, and nobody marked it. */
  'job.stopped': {
    readonly request: { readonly jobId: string; readonly state: 'cancelled' | 'failed'; readonly error?: HostError };
    readonly value: ImportJob;
  };
  /** The job is done: what the session holds is out of date. */
  'job.done': { readonly request: { readonly jobId: string }; readonly value: OpenedCase };
  /** A large case was looked through while it was open. */
  'case.checked': { readonly request: CheckOutcome; readonly value: OpenedCase };
  /** Warnings and the like, as they are now. */
  'case.state': { readonly request: Record<string, never>; readonly value: OpenedCase };
}
export type JobCall = keyof JobCalls;

export type ToCaseWorker =
  | { readonly kind: 'call'; readonly id: number; readonly channel: string; readonly request: unknown; readonly analyst: string }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'spooled'; readonly id: number; readonly file?: HeldFile; readonly error?: HostError }
  | { readonly kind: 'close' };

export type FromCaseWorker =
  | { readonly kind: 'opened'; readonly answer: Answer<OpenedCase> }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer<unknown>; readonly stack?: string }
  | { readonly kind: 'spool'; readonly id: number; readonly name: string }
  | { readonly kind: 'event'; readonly event: HostEvent };
