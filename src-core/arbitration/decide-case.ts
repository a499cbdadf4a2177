import type { Digest } from '../crypto/sha256.ts';
import { convertAmount, type Conversion } from './amount.ts';
import { awardMoney, noMoney, type MoneyOutcome } from './award-money.ts';
import type { BurdenRow } from './burden-row.ts';
import { applyBurdens } from './burdens.ts';
import type { Claim } from './claim.ts';
import type { PackSet } from './combine-packs.ts';
import { decideClaim, readBar, type BarState } from './decide-claim.ts';
import { decideRules, type RuleResult } from './decide-rules.ts';
import type { Derivation, HeldCopies } from './derivation.ts';
import { toOperand, type Amount } from './operand.ts';
import type { ClaimOutcome } from './rule-outcome.ts';
import type { Money, Value } from './value.ts';

/** One evaluation of all rules on one table of facts, and what comes of it. */
export interface Pass {
  readonly results: ReadonlyMap<string, RuleResult>;
  readonly bar: BarState;
  readonly outcome: ClaimOutcome;
  /** The most that can be awarded, where settled and refunded amounts are known. */
  readonly room?: Money;
  readonly money: MoneyOutcome;
}

/** A case decided: the copies of forked entries that were kept, the facts under them, burdens, and the last pass. */
export interface CaseDecision {
  readonly held: HeldCopies;
  readonly derivation: Derivation;
  readonly assumed: ReadonlyMap<string, Value>;
  readonly burdens: readonly BurdenRow[];
  readonly pass: Pass;
}

/** Derives the facts again under another choice of copies. */
export type Derive = (held: HeldCopies) => Derivation;

function conversionOf(derivation: Derivation): Conversion {
  const { currency, exchange } = derivation;
  return { ...(currency === undefined ? {} : { currency }), ...(exchange === undefined ? {} : { exchange }) };
}

/** The most that can be awarded: settled less refunded, not below 0 and not above the claim; undefined where either is unknown. */
function roomOf(claim: Claim, derivation: Derivation, assumed: ReadonlyMap<string, Value>): Money | undefined {
  const [settled, refunded] = ['pay.T', 'pay.R'].map((id): Amount | undefined => {
    const fact = derivation.facts.get(id);
    const value = assumed.get(id) ?? (fact?.state === 'known' ? fact.value : undefined);
    return value === undefined ? undefined : (toOperand('money', value) as Amount);
  });
  if (settled === undefined || refunded === undefined) return undefined;
  if (settled.currency !== claim.amount.currency) return undefined;
  const converted = convertAmount(refunded, { ...conversionOf(derivation), currency: settled.currency });
  if (typeof converted === 'string') return undefined;
  const rest = settled.minor - converted.minor;
  const left = rest < 0n ? 0n : rest;
  const claimed = BigInt(claim.amount.minor);
  return { currency: settled.currency, minor: Number(left < claimed ? left : claimed) };
}

function runPass(
  set: PackSet,
  claim: Claim,
  derivation: Derivation,
  assumed: ReadonlyMap<string, Value>,
  burdened: boolean,
): Pass {
  const { facts, parties } = derivation;
  const results = decideRules({ set, facts, conversion: conversionOf(derivation), assumed, burdened });
  const list = [...results.values()];
  const bar = readBar(list);
  const room = roomOf(claim, derivation, assumed);
  const outcome = decideClaim(list, bar, room !== undefined);
  const pays = outcome === 'established' && bar !== 'closed' && room !== undefined;
  const money = pays ? awardMoney(list, room, claim.claimant, parties) : noMoney;
  return { results, bar, outcome, ...(room === undefined ? {} : { room }), money };
}

/**
 * Chooses the copy of each forked entry that its author is held to: the one under which more money falls on that author, a tie to the
 * smaller digest. Forks are settled in the order of chain and seq; those not yet settled stand at their smallest digest.
 */
function holdAuthors(set: PackSet, claim: Claim, derive: Derive, first: Derivation): HeldCopies {
  const held = new Map(first.forks.map((fork) => [fork.id, fork.copies[0] as Digest]));
  for (const fork of first.forks) {
    let best = -1;
    for (const copy of fork.copies) {
      const derivation = derive(new Map(held).set(fork.id, copy));
      const { money } = runPass(set, claim, derivation, new Map(), false);
      const borne = money.allocation.find((share) => share.party === fork.author)?.money.minor ?? 0;
      if (borne <= best) continue;
      best = borne;
      held.set(fork.id, copy);
    }
  }
  return held;
}

/**
 * Decides a claim on its facts: copies of forked entries first, then every rule without burdens of proof, then, where a burden applies,
 * every rule once more with the values that burdens give.
 */
export function decideCase(set: PackSet, claim: Claim, derive: Derive): CaseDecision {
  const unforked = derive(new Map());
  const held = holdAuthors(set, claim, derive, unforked);
  const derivation = held.size === 0 ? unforked : derive(held);
  const first = runPass(set, claim, derivation, new Map(), false);
  const { assumed, rows } = applyBurdens(set.burdens, derivation, first.results);
  if (rows.length === 0) return { held, derivation, assumed, burdens: rows, pass: first };
  const burdened = rows.some((row) => row.on === 'missing');
  return { held, derivation, assumed, burdens: rows, pass: runPass(set, claim, derivation, assumed, burdened) };
}
