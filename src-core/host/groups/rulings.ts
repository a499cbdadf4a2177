import { z } from 'zod';
import type { Claim } from '../../arbitration/claim.ts';
import type { Core } from '../../arbitration/core.ts';
import type { SourceTag } from '../../arbitration/rule.ts';
import type { Role } from '../../arbitration/role.ts';
import type { ClaimOutcome, RuleOutcome } from '../../arbitration/rule-outcome.ts';
import type { Value, ValueType } from '../../arbitration/value.ts';
import { disclosures } from '../../ruling/court/disclosures.ts';
import type { RulingReport } from '../../ruling/verify-ruling.ts';
import { applicationCall, caseCall } from '../call.ts';
import { caseId, digest, fileHandle, text, type MoneyValue } from '../shapes.ts';

/** Words of a pack's author, in both languages of the console. */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

export interface PackParam {
  readonly id: string;
  readonly type: ValueType;
  readonly value: Value;
  /** Where the value comes from, and how well that source is known. */
  readonly cite: string;
  readonly tag: SourceTag;
}

export interface PackRow {
  readonly id: string;
  readonly version: string;
  readonly digest: string;
  readonly jurisdiction: string;
  readonly effectiveFrom: string;
  readonly effectiveTo?: string;
  readonly source: 'built-in' | 'file';
  readonly rules: readonly {
    readonly id: string;
    readonly title: Bilingual;
    readonly stage: string;
    readonly decides: boolean;
  }[];
  readonly params: readonly PackParam[];
}

const identifier = z.string().min(1).max(256);

/** A claim as the form holds it: all of the engine's own but its version. What does not fit is refused by the engine, with its place. */
const claimForm = z.strictObject({
  id: identifier,
  txn: identifier,
  paymentId: identifier.optional(),
  claimant: text(256),
  respondents: z.array(text(256)).max(20),
  grounds: z.array(text(256)).max(50),
  amount: z.strictObject({ currency: text(10), minor: z.int().min(0).max(Number.MAX_SAFE_INTEGER) }),
  noticeAt: text(40),
  filedAt: text(40),
  jurisdiction: text(40),
  regime: text(200).optional(),
  statement: text(4000).optional(),
});
export type ClaimForm = z.infer<typeof claimForm>;

const paramSetting = z.strictObject({ pack: text(256), param: text(256), value: text(2000) });
export type ParamSetting = z.infer<typeof paramSetting>;

/** Who a name of the core stands for. */
export interface RulingParty {
  /** As a registry of the evidence has it; absent where none does. */
  readonly name?: string;
  readonly roles: readonly Role[];
}

/** An entry that a fact rests on. */
export interface CitedEntry {
  readonly digest: string;
  /** Its row in the ledger; absent where it is no longer there. */
  readonly lineId?: number;
  readonly author: string;
  readonly authorName?: string;
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly amount?: MoneyValue;
}

export interface TraceRow {
  readonly id: string;
  readonly pack: string;
  readonly title: Bilingual;
  readonly stage: string;
  readonly head?: string;
  /** False for rules that bear on evidence alone, or refer to a person. */
  readonly decides: boolean;
  readonly outcome: RuleOutcome;
  readonly why: Bilingual;
  /** Ids of facts that it read, whose values the core has. */
  readonly reads: readonly string[];
  readonly params: readonly { readonly id: string; readonly value: Value }[];
  /** What it comes to, before heads and caps. */
  readonly amount?: MoneyValue;
  /** Digests of entries. */
  readonly cites: readonly string[];
  readonly defeatedBy: readonly string[];
  readonly missing: readonly string[];
  readonly sources: readonly string[];
}

export interface RulingView {
  readonly id: string;
  /** The case's reference and the ruling's own number. */
  readonly number: string;
  readonly claim: Claim;
  readonly core: Core;
  readonly coreDigest: string;
  /** Bytes of the core's RFC 8785 form. */
  readonly coreBytes: number;
  readonly trace: readonly TraceRow[];
  /** Every party that core and claim name. */
  readonly parties: Readonly<Record<string, RulingParty>>;
  readonly entries: readonly CitedEntry[];
  /** A rule that bars money is established: findings stand, nothing is awarded. */
  readonly barred: boolean;
  readonly decidedBy: string;
  readonly signed?: { readonly kid: string; readonly name: string; readonly at: string; readonly by: string };
  readonly exported?: { readonly sha256: string; readonly bytes: number; readonly at: string; readonly checked: RulingReport };
  readonly createdAt: string;
  /** What changed since; empty: the ruling stands on the case as it is. */
  readonly stale: readonly ('evidence' | 'policy' | 'packs')[];
}

export interface RulingRow {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly txn: string;
  readonly outcome: ClaimOutcome;
  readonly total?: MoneyValue;
  readonly signed: boolean;
  readonly createdAt: string;
  readonly stale: boolean;
}

export interface LocalSigner {
  readonly id: string;
  readonly name: string;
  readonly kid: string;
  readonly createdAt: string;
}

/** What a ruling's file says of itself. Claims, until the checks beside them pass. */
export interface ToldRuling {
  readonly txn: string;
  readonly claimant: string;
  readonly amount: MoneyValue;
  readonly filedAt: string;
  readonly outcome?: ClaimOutcome;
  readonly awards: readonly { readonly from: string; readonly to: string; readonly money: MoneyValue }[];
  readonly packs: readonly { readonly id: string; readonly version: string }[];
  readonly signers: readonly string[];
}

export interface CheckedRuling {
  readonly name: string;
  readonly sha256: string;
  readonly report: RulingReport;
  /** Absent where the file cannot be read as a ruling. */
  readonly told?: ToldRuling;
}

export interface ClaimDraft {
  readonly form: ClaimForm;
  /** Where the form comes from: a claim that a dispute of the evidence names, or what the rules find on a claim for everything. */
  readonly from: 'dispute' | 'rules';
  readonly parties: readonly { readonly id: string; readonly role: string; readonly name?: string }[];
  readonly payments: readonly { readonly id: string; readonly settled?: MoneyValue }[];
}

/** A file made from a signed ruling, to be saved, and what a fresh thread found in it where it can be checked. */
export interface WrittenForm {
  readonly handle: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly report?: RulingReport;
}

export const rulingForms = ['zip', 'pdf', 'html', 'csv', 'txt'] as const;
export type RulingForm = (typeof rulingForms)[number];

const signing = { caseId, id: text(80) };

export const rulingCalls = {
  /** The packs that ship with the program, and those that were added from files. */
  'packs.list': applicationCall<readonly PackRow[]>()(z.strictObject({})),
  /** Keeps a pack's file in the application's folder. Whether a case may use it, its policy says when a claim is decided. */
  'packs.add': applicationCall<PackRow>()(z.strictObject({ handle: fileHandle })),
  'rulings.list': caseCall<readonly RulingRow[]>()(z.strictObject({ caseId })),
  /** A form filled from what the evidence says of a transaction, for its only or the named payment. */
  'rulings.draft': caseCall<ClaimDraft>()(z.strictObject({ caseId, txn: identifier, paymentId: identifier.optional() })),
  /** Decides the claim; the result is kept in the case as a draft. */
  'rulings.decide': caseCall<RulingView>()(
    z.strictObject({ caseId, claim: claimForm, packs: z.array(digest).min(1).max(20), settings: z.array(paramSetting).max(100) }),
  ),
  'rulings.read': caseCall<RulingView>()(z.strictObject({ caseId, id: text(80) })),
  /** Signs with a local key, writes the file, reads it again in a fresh thread and derives the core anew from the evidence. */
  'rulings.sign': caseCall<RulingView & { readonly handle: string; readonly name: string }>()(
    z.strictObject({ ...signing, signer: text(80), passphrase: text(1000) }),
  ),
  /** Writes the file of a signed ruling once more, and checks it again in a fresh thread. */
  'rulings.export': caseCall<RulingView & { readonly handle: string; readonly name: string }>()(z.strictObject(signing)),
  /** Writes a signed ruling in a form for people, or the court file of it; what leaves besides was chosen, and custody says so. */
  'rulings.form': caseCall<WrittenForm>()(
    z.strictObject({ ...signing, form: z.enum(rulingForms), disclose: z.array(z.enum(disclosures)).max(disclosures.length) }),
  ),
  'signers.list': applicationCall<readonly LocalSigner[]>()(z.strictObject({})),
  'signers.create': applicationCall<LocalSigner>()(z.strictObject({ name: text(80), passphrase: z.string().min(8).max(1000) })),
  /** Checks a ruling's file without a case; with the evidence, its core is derived again. */
  'rulings.check': applicationCall<CheckedRuling>()(
    z.strictObject({ handle: fileHandle, policy: fileHandle.optional(), evidence: z.array(fileHandle).max(20).optional() }),
  ),
} as const;
