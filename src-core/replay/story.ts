import type { Digest } from '../crypto/sha256.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { Finding } from '../evidence/finding.ts';
import type { Role } from '../evidence/model/shared.ts';

/** The stages of an agent's payment, with what may follow them. */
export const STAGES = ['intent', 'discovery', 'order', 'payment', 'settlement', 'confirmation', 'refund', 'dispute'] as const;
export type Stage = (typeof STAGES)[number];

/** Somebody who wrote at least one entry of the transaction. */
export interface StoryParty {
  readonly id: string;
  readonly role: Role;
  /** From the last `party.registered` of a registry of the evidence; absent where none names it. */
  readonly operator?: string;
  readonly name?: string;
  readonly entries: number;
}

/** One member of the state that a step changed; absent `from` or `to` means that it was not there. */
export interface Change {
  readonly pointer: string;
  readonly from?: JsonValue;
  readonly to?: JsonValue;
}

/** A mandate or delegation that an act stands under, nearest first. */
export interface StoryAuthority {
  readonly digest: Digest;
  readonly type: 'intent.mandate' | 'delegation.granted';
  readonly id?: string;
  readonly holder?: string;
}

/** One entry of the transaction, in causal order. */
export interface StoryStep {
  /** From 1. */
  readonly index: number;
  readonly stage: Stage;
  readonly entry: { readonly digest: Digest; readonly chain: string; readonly seq: number };
  /** The author: `actor.id`. */
  readonly party: string;
  readonly role: Role;
  /** The entry's type. */
  readonly what: string;
  /** `asserted` is the author's own clock; the bounds come from anchors and are absent where there is none. */
  readonly time: { readonly asserted: string; readonly notBefore?: string; readonly notAfter?: string };
  readonly authority: readonly StoryAuthority[];
  /** False where the entry's integrity or authenticity fails or is not settled, or it accepts such an entry: it is shown, and changes nothing. */
  readonly applied: boolean;
  readonly changed: readonly Change[];
  readonly findings: readonly Finding[];
  /** Pointers of members of its body that nobody opened. */
  readonly withheld: readonly string[];
}

/** `no-evidence` where fewer than two sides can be seen: an amount that nobody showed is not zero. */
export interface Comparison {
  readonly field: string;
  readonly intended?: JsonValue;
  readonly ordered?: JsonValue;
  readonly charged?: JsonValue;
  readonly result: 'match' | 'differs' | 'no-evidence';
}

/** The story of one transaction, told from entries alone. */
export interface Story {
  readonly txn: string;
  readonly parties: readonly StoryParty[];
  readonly steps: readonly StoryStep[];
  /** The state after the last step told. */
  readonly state: JsonObject;
  readonly comparison: readonly Comparison[];
}
