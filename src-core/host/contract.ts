import type { RequestOf, ValueOf } from './call.ts';
import { appCalls } from './groups/app.ts';
import { auditCalls } from './groups/audit.ts';
import { caseCalls } from './groups/cases.ts';
import { compareCalls, type ComparisonStep } from './groups/compare.ts';
import { custodyCalls } from './groups/custody.ts';
import { fileCalls } from './groups/files.ts';
import { findingCalls } from './groups/findings.ts';
import { importCalls, type ImportJob } from './groups/imports.ts';
import { ledgerCalls } from './groups/ledger.ts';
import { overviewCalls } from './groups/overview.ts';
import { reportCalls } from './groups/reports.ts';
import { rulingCalls } from './groups/rulings.ts';
import { transactionCalls } from './groups/transactions.ts';
import { trustCalls } from './groups/trust.ts';

/**
 * Everything that the console's page may ask of its host, and nothing else. Both hosts, the page's client and the tests' double derive
 * from this one object.
 */
export const contract = {
  ...appCalls,
  ...fileCalls,
  ...caseCalls,
  ...importCalls,
  ...overviewCalls,
  ...ledgerCalls,
  ...findingCalls,
  ...transactionCalls,
  ...compareCalls,
  ...rulingCalls,
  ...auditCalls,
  ...trustCalls,
  ...reportCalls,
  ...custodyCalls,
} as const;

export type Contract = typeof contract;
export type Channel = keyof Contract;
export type Request<C extends Channel> = RequestOf<Contract[C]>;
export type Value<C extends Channel> = ValueOf<Contract[C]>;
/** Channels that the worker of an open case answers. */
export type CaseChannel = { [C in Channel]: Contract[C]['by'] extends 'case' ? C : never }[Channel];

export const channels = Object.keys(contract) as Channel[];

/** What the host tells the page unasked. */
export type HostEvent =
  | { readonly topic: 'job'; readonly job: ImportJob }
  /** How far `compare.run` or `compare.exportProof` has come with the sources `a` and `b`. */
  | {
      readonly topic: 'comparison';
      readonly caseId: string;
      readonly a: string;
      readonly b: string;
      readonly step: ComparisonStep;
    }
  /** Something of the case changed: whoever shows that part reads it again. */
  | { readonly topic: 'case'; readonly caseId: string; readonly part: 'evidence' | 'triage' | 'rulings' | 'custody' | 'views' }
  | HostCommand;

/**
 * The host's menu, a file that was opened with the application, or a second start. `open-case` and `open-evidence` name a file; every
 * other command is one that the page has itself.
 */
export interface HostCommand {
  readonly topic: 'command';
  readonly command: string;
  readonly handle?: string;
  readonly name?: string;
}
