import { z } from 'zod';
import type { AuditCore } from '../../audit/audit-evidence.ts';
import type { Sum } from '../../audit/money-sums.ts';
import type { ChainRow } from '../../audit/reconcile-chains.ts';
import type { RuleRow, Tallies } from '../../audit/tally.ts';
import type { AuditReport } from '../../audit/verify-audit.ts';
import { sampleMethods, strata } from '../../audit/sampling/sample-spec.ts';
import type { HostError } from '../answer.ts';
import { caseCall } from '../call.ts';
import { caseId, digest, text } from '../shapes.ts';
import type { Bilingual } from './rulings.ts';

/** A rule over the whole population, with its title. */
export interface AuditRuleRow extends RuleRow {
  readonly title: Bilingual;
  /** False for rules that put no money at stake. */
  readonly hasHead: boolean;
}

/** What one party's chains state of one kind of money. */
export interface StatedSum {
  readonly chain: string;
  readonly name?: string;
  readonly role?: string;
  readonly type: string;
  readonly entries: number;
  readonly sums: readonly Sum[];
}

/** An audit as the page shows it. Long lists are cut, and say how long they are; the report has all of them. */
export interface AuditView extends Pick<AuditCore, 'asOf' | 'verdict' | 'population' | 'terminals' | 'days' | 'sample'> {
  readonly coreDigest: string;
  readonly jurisdiction: string;
  readonly packs: readonly { readonly id: string; readonly version: string; readonly digest: string }[];
  readonly ends: AuditCore['reconciliation']['ends'];
  readonly isWhole: boolean;
  readonly notAdmissible: number;
  /** Chains whose ends prove nothing, or that lack entries, first. */
  readonly chains: readonly (ChainRow & { readonly name?: string })[];
  readonly chainCount: number;
  readonly stated: readonly StatedSum[];
  readonly rules: readonly AuditRuleRow[];
  readonly parties: readonly (Tallies['parties'][number] & { readonly name?: string })[];
  readonly exceptions: AuditCore['exceptions'];
  readonly exceptionCount: number;
  /** Evidence or policy changed since. */
  readonly isStale: boolean;
}

/** What an audit of the case is doing, and what it found. */
export interface AuditState {
  readonly running?: {
    readonly phase: 'evidence' | 'rules';
    readonly done: number;
    readonly total: number;
    readonly rate?: number;
  };
  readonly error?: HostError;
  readonly audit?: AuditView;
}

/** The written file of a signed report. */
export interface ExportedAudit {
  readonly handle: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly report: AuditReport;
}

const sampleOrder = z.strictObject({
  method: z.enum(sampleMethods),
  seed: text(256),
  size: z.int().min(1).max(1_000_000).optional(),
  confidence: text(10),
  tolerable: text(20).optional(),
  expected: z.int().min(0).max(1000),
  by: z.enum(strata).optional(),
  currency: text(3).optional(),
});
export type SampleOrder = z.infer<typeof sampleOrder>;

const reviewed = z.strictObject({
  txn: text(256),
  paymentId: text(256).optional(),
  result: z.enum(['agrees', 'exception']),
  minor: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
});
export type ReviewedUnit = z.infer<typeof reviewed>;

export const auditCalls = {
  /** Begins to apply the packs to every transaction; `audit.read` tells how far it has come. One runs at a time, a new one ends it. */
  'audit.start': caseCall<AuditState>()(
    z.strictObject({ caseId, packs: z.array(digest).min(1).max(20), asOf: text(40), jurisdiction: text(40) }),
  ),
  'audit.read': caseCall<AuditState>()(z.strictObject({ caseId })),
  'audit.cancel': caseCall<AuditState>()(z.strictObject({ caseId })),
  /** Draws a sample from the audited population, and projects what rules and people found on it. Rules are not applied again. */
  'audit.sample': caseCall<AuditState>()(
    z.strictObject({ caseId, sample: sampleOrder, review: z.array(reviewed).max(100_000) }),
    { mostLength: 16 * 1024 * 1024 },
  ),
  /** Signs the report with a local key, writes it, and reads what was written again. */
  'audit.export': caseCall<ExportedAudit>()(z.strictObject({ caseId, signer: text(80), passphrase: text(1000) })),
} as const;
