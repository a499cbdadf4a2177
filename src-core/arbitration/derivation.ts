import type { Digest } from '../crypto/sha256.ts';
import type { FactTable } from './fact.ts';
import type { Role } from './role.ts';

/** The exchange rate that both sides agreed: `order.quoted.fx` of the quote that the accepted order rests on. */
export interface Exchange {
  readonly from: string;
  readonly to: string;
  /** Units of `to` for one unit of `from`; a decimal of the evidence format. */
  readonly rate: string;
}

/** Who stands in each role of the payment. Parties are operators where a registry names one, else actor ids. */
export interface PartyTable {
  /**
   * The party of every role, with all substitutes applied (MA by M, S1 and S2 by each other, P by S2), or the literal `role:X` where
   * nobody stands there.
   */
  readonly partyOf: ReadonlyMap<Role, string>;
  /** The roles that an actor of the transaction holds itself, without substitutes. A burden falls on none but these. */
  readonly present: ReadonlySet<Role>;
  /** The party that keeps the registry (custodian G), absent where the policy names none. */
  readonly registry?: string;
}

/** One place of a chain with two or more validly signed entries. */
export interface Fork {
  /** `chain#seq`, as in the fact `evd.forks`. */
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  /** The digests of the copies at hand, sorted; two at least. */
  readonly copies: readonly Digest[];
  /** The party that wrote both. */
  readonly author: string;
}

/** Which copy of each fork is read, by `Fork.id`; the other copies then count as not there. Without a choice: the smallest digest. */
export type HeldCopies = ReadonlyMap<string, Digest>;

/** What evidence and a claim give to arbitration: the facts, and what deciding needs besides them. */
export interface Derivation {
  /** All of the vocabulary. */
  readonly facts: FactTable;
  readonly parties: PartyTable;
  /** The currency of the settled amount (fact `pay.T`), where it is known. */
  readonly currency?: string;
  readonly exchange?: Exchange;
  /** Forks in chains of the transaction of which two copies are at hand, by chain, then seq; the same whatever copies are held. */
  readonly forks: readonly Fork[];
  /** The chains of each role, as absence looks them up (`chains(r, txn)`), sorted. */
  readonly chainsOfRole: ReadonlyMap<Role, readonly string[]>;
  /** The digests of the entries of each role's chains at or after the first broken link of their chain. */
  readonly afterBreak: ReadonlyMap<Role, ReadonlySet<string>>;
  /** The party that wrote an entry (operator, else actor id), for the entries that facts name as inputs. */
  readonly authorOf: ReadonlyMap<string, string>;
  /** `pack.digest` of the mandate that the order rests on. */
  readonly mandatePack?: Digest;
}
