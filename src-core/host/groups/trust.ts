import { z } from 'zod';
import type { JsonObject } from '../../json/json-value.ts';
import { applicationCall, caseCall } from '../call.ts';
import { caseId, fileHandle, text, type MoneyValue } from '../shapes.ts';
import type { TrustMode } from './cases.ts';

/** An entry of the case, as a link shows it. */
export interface EntryPlace {
  readonly lineId: number;
  readonly chain: string;
  readonly chainName?: string;
  readonly seq?: number;
}

export interface KeyRow {
  readonly kid: string;
  readonly alg: string;
  /** `policy`: the policy lists it; `registry`: a registry that the policy names issued it; `bundle`: only the evidence presents it. */
  readonly source: 'policy' | 'registry' | 'bundle';
  readonly trusted: boolean;
  /** Published with its private half: it proves nothing about who signed. */
  readonly test: boolean;
  readonly sub?: string;
  readonly name?: string;
  readonly role?: string;
  readonly operator?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** What it signed from then on does not count. */
  readonly cut?: string;
  readonly issuedBy?: EntryPlace;
  readonly revokedBy?: EntryPlace;
  readonly entries: number;
}

/** `fails`: its own entry fails; `ended`: it expired before the last entry of the case; `not-checked`: nobody vouches for its key. */
export type GrantStatus = 'stands' | 'ended' | 'revoked' | 'fails' | 'not-checked';

/** A mandate or a delegation, behind the one that it narrows. */
export interface GrantRow {
  readonly digest: string;
  readonly place: EntryPlace;
  readonly type: 'intent.mandate' | 'delegation.granted';
  readonly id?: string;
  readonly by: string;
  readonly byName?: string;
  readonly holder?: string;
  readonly holderName?: string;
  readonly mode?: string;
  readonly singleUse?: boolean;
  /** How many more times the holder may pass it on. */
  readonly maxDepth?: number;
  readonly notBefore?: string;
  readonly expires?: string;
  /** Above this a payment needs the user's own confirmation. */
  readonly stepUp?: MoneyValue;
  /** As the entry states them. */
  readonly limits: readonly JsonObject[];
  /** True where it withholds some of what it says, so that these are not all its limits. */
  readonly withheld: boolean;
  readonly revokedBy?: EntryPlace;
  readonly revokedFrom?: string;
  /** The grant above, where the case holds it. */
  readonly under?: string;
  readonly depth: number;
  readonly status: GrantStatus;
  /** Acts that name this grant as what they stand under. */
  readonly acts: number;
  /** Transactions of those acts, and how many of these fail. */
  readonly transactions: number;
  readonly failing: number;
}

export interface PolicyFacts {
  readonly name: string;
  readonly digest: string;
  readonly keys: number;
  readonly registries: readonly { readonly chain: string; readonly name?: string; readonly kid: string }[];
  readonly logs: readonly string[];
  readonly witnesses: readonly string[];
  /** The policy's own words for how many witnesses must sign, such as `2 of 3`; absent where one signature of the log is enough. */
  readonly quorum?: string;
  readonly timeStampRoots: number;
  readonly packSigners: readonly string[];
  readonly people: readonly { readonly id: string; readonly name: string; readonly roles: readonly string[] }[];
  /** Algorithms that it accepts; absent: all that this program speaks. */
  readonly algs?: readonly string[];
  readonly clockSkewMs: number;
}

export interface CheckpointRow {
  readonly origin: string;
  readonly originName?: string;
  readonly size: number;
  readonly root: string;
  /** Whether it stands as proof under the policy. */
  readonly counts: boolean;
  /** A signature on it by a known key does not fit. */
  readonly bad: boolean;
  readonly cosignatures: readonly { readonly name: string; readonly at: string }[];
}

export interface Trust {
  readonly mode: TrustMode;
  readonly policy?: PolicyFacts;
  readonly keys: readonly KeyRow[];
  readonly grants: readonly GrantRow[];
  readonly checkpoints: readonly CheckpointRow[];
  /** How many there are of each; lists may hold fewer. */
  readonly counts: { readonly keys: number; readonly grants: number; readonly checkpoints: number };
}

/** A key that one policy trusts and another does not. */
export interface PolicyKey {
  readonly kid: string;
  readonly sub?: string;
  readonly name?: string;
  readonly role?: string;
  /** Set for the key of a registry. */
  readonly registry?: string;
  /** Entries of this case that it signed. */
  readonly entries: number;
}

export interface PolicyPreview {
  readonly name: string;
  readonly digest: string;
  readonly keys: number;
  readonly registries: number;
  /** The policy in effect is this very one. */
  readonly same: boolean;
  readonly added: readonly PolicyKey[];
  readonly removed: readonly PolicyKey[];
  /** Settings other than keys that differ. */
  readonly changed: readonly ('witnesses' | 'timeStampRoots' | 'algs' | 'clockSkew' | 'people' | 'packSigners')[];
}

const POLICY_TEXT = 1_000_000;

export const trustCalls = {
  'trust.read': caseCall<Trust>()(z.strictObject({ caseId })),
  /** Judges the whole case under another policy, or under none. Answers with the job that does it. */
  'trust.apply': applicationCall<{ readonly jobId: string }>()(z.strictObject({ caseId, policy: fileHandle.optional() })),
  /** The text of a file that the user chose, if it is a trust policy; no other file can be read so. */
  'trust.openPolicy': applicationCall<{ readonly text: string }>()(z.strictObject({ policy: fileHandle })),
  /** What would change between the case's policy and another one, before it is applied. */
  'trust.preview': caseCall<PolicyPreview>()(z.strictObject({ caseId, text: text(POLICY_TEXT) }), {
    mostLength: 7 * POLICY_TEXT,
  }),
} as const;
