import type { Digest } from '../crypto/sha256.ts';
import type { Award, Bearer, HeadAward } from './award-money.ts';
import type { FactAssumption, FactInput, FactState } from './fact.ts';
import type { ClaimOutcome, RuleOutcome } from './rule-outcome.ts';
import type { Money, Value } from './value.ts';

/** A pack that a ruling applied, with the parameters in effect. */
export interface CorePack {
  readonly id: string;
  readonly version: string;
  readonly digest: Digest;
  readonly params: { readonly [id: string]: Value };
}

/** A fact as a ruling found it. */
export interface CoreFact {
  readonly id: string;
  readonly state: FactState;
  readonly value?: Value;
  readonly inputs: readonly FactInput[];
}

/** A rule as a ruling applied it. */
export interface CoreRule {
  readonly id: string;
  readonly pack: string;
  readonly outcome: RuleOutcome;
  readonly inputs: readonly FactInput[];
  readonly missing: readonly string[];
  readonly defeatedBy: readonly string[];
  /** Facts that it read by a burden of proof; absent where there are none. */
  readonly assumed?: readonly string[];
}

/** Something that would decide, and who holds it. */
export interface CoreUndetermined {
  readonly what: string;
  readonly heldBy: readonly string[];
  readonly wouldDecide: readonly string[];
}

/** What the claim would come to if one choice of a pack were the other. */
export interface CoreCounterfactual {
  readonly pack: string;
  readonly param: string;
  readonly value: boolean;
  readonly outcome: ClaimOutcome;
  /** The money of all heads, absent where there are none. */
  readonly total?: Money;
}

/** Something taken for granted. */
export interface CoreAssumption {
  readonly fact: string;
  readonly what: FactAssumption['what'];
  readonly inputs: readonly FactInput[];
}

export type LegalEffect = 'not-determined' | 'advisory' | 'binding-by-agreement';

/**
 * The core of a ruling: all that follows from the evidence, the claim, the trust policy and the packs under `semantics`, and nothing
 * else. Any program of the same semantics derives the same RFC 8785 bytes. Lists are sorted as their members' types say, by UTF-16 code
 * units.
 */
export interface Core {
  readonly v: 1;
  readonly semantics: string;
  readonly claim: Digest;
  /** The claim's `filedAt`. */
  readonly asOf: string;
  readonly evidence: readonly Digest[];
  /** Digest of the known heads that verification was given, where it was. */
  readonly knownHeads?: Digest;
  readonly verificationDigest: Digest;
  readonly policyDigest?: Digest;
  readonly packs: readonly CorePack[];
  readonly facts: readonly CoreFact[];
  readonly rules: readonly CoreRule[];
  readonly outcome: ClaimOutcome;
  readonly heads: readonly HeadAward[];
  readonly awards: readonly Award[];
  readonly allocation: readonly Bearer[];
  readonly undetermined: readonly CoreUndetermined[];
  readonly counterfactuals: readonly CoreCounterfactual[];
  readonly assumptions: readonly CoreAssumption[];
  readonly legalEffect: LegalEffect;
}
