import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { apportion } from './apportion.ts';
import { decidesClaim } from './combine-packs.ts';
import type { RuleResult } from './decide-rules.ts';
import type { PartyTable } from './derivation.ts';
import { heads, stageRank, type Head, type Remedy } from './rule.ts';
import type { Role } from './role.ts';
import type { Money } from './value.ts';

/** A party's part of one head of loss. */
export interface Bearer {
  readonly party: string;
  readonly bps: number;
  readonly money: Money;
}

/** One head of loss: the rule whose amount won it, what of it is awarded, and who bears it. */
export interface HeadAward {
  readonly head: Head;
  readonly rule: string;
  readonly money: Money;
  /** By party. */
  readonly bearers: readonly Bearer[];
}

/** Who refunds at once, and how much. */
export interface Award {
  readonly from: string;
  readonly to: string;
  readonly money: Money;
}

/** What money comes of established rules. */
export interface MoneyOutcome {
  readonly heads: readonly HeadAward[];
  /** By `from`. */
  readonly awards: readonly Award[];
  /** Who bears it in the end, over all heads; by party. */
  readonly allocation: readonly Bearer[];
}

/** No money at all. */
export const noMoney: MoneyOutcome = { heads: [], awards: [], allocation: [] };

interface Candidate {
  readonly result: RuleResult;
  readonly remedy: Remedy;
  readonly amount: Money;
}

/** Principal and excess are one head, so that one loss is not paid twice. */
function headGroup(head: Head): Head {
  return head === 'excess' ? 'principal' : head;
}

function compareCandidates(a: Candidate, b: Candidate): number {
  const [ruleA, ruleB] = [a.result.bound.rule, b.result.bound.rule];
  return (
    b.amount.minor - a.amount.minor ||
    stageRank(ruleA.stage) - stageRank(ruleB.stage) ||
    ruleA.priority - ruleB.priority ||
    compareUtf16(ruleA.id, ruleB.id)
  );
}

function winners(results: Iterable<RuleResult>): Candidate[] {
  const best = new Map<Head, Candidate>();
  for (const result of results) {
    const { remedy } = result.bound.rule;
    if (remedy === undefined || !decidesClaim(result.bound) || result.outcome !== 'established') continue;
    if (result.amount === undefined || result.amount.minor === 0) continue;
    const candidate: Candidate = { result, remedy, amount: result.amount };
    const group = headGroup(remedy.head);
    const current = best.get(group);
    if (current === undefined || compareCandidates(candidate, current) < 0) best.set(group, candidate);
  }
  return heads.flatMap((head) => best.get(head) ?? []);
}

function partyOf(role: Role, parties: PartyTable): string {
  return parties.partyOf.get(role) ?? `role:${role}`;
}

function shareOut(total: bigint, weights: ReadonlyMap<string, bigint>): Map<string, bigint> {
  return [...weights.values()].every((weight) => weight === 0n) ? new Map() : apportion(total, weights);
}

function buildHead(winner: Candidate, money: Money, parties: PartyTable): HeadAward {
  const bps = new Map<string, bigint>();
  for (const share of winner.result.branch?.bearers ?? []) {
    const party = partyOf(share.role, parties);
    bps.set(party, (bps.get(party) ?? 0n) + BigInt(share.bps));
  }
  const parts = shareOut(BigInt(money.minor), bps);
  const bearers = [...parts].map(([party, minor]) => ({
    party,
    bps: Number(bps.get(party)),
    money: { currency: money.currency, minor: Number(minor) },
  }));
  return { head: winner.remedy.head, rule: winner.result.bound.rule.id, money, bearers };
}

function addTo(sums: Map<string, bigint>, party: string, minor: number): void {
  sums.set(party, (sums.get(party) ?? 0n) + BigInt(minor));
}

/**
 * The money of the established rules. Each head of loss goes to the rule with the largest amount (then the earlier stage, the lower
 * priority, the lower id), takes what room is left, and is shared among its bearers; nothing but interest is ever awarded beyond the room.
 *
 * @param room - The most that can be awarded: settled less refunded, and no more than claimed. Its currency is everything's.
 * @param claimant - To whom refunds go.
 */
export function awardMoney(results: Iterable<RuleResult>, room: Money, claimant: string, parties: PartyTable): MoneyOutcome {
  const { currency } = room;
  let left = room.minor;
  const refunds = new Map<string, bigint>();
  const borne = new Map<string, bigint>();
  const headAwards = winners(results).map((winner) => {
    const isBeyondRoom = winner.remedy.head === 'interest';
    const minor = isBeyondRoom ? winner.amount.minor : Math.min(winner.amount.minor, left);
    if (!isBeyondRoom) left -= minor;
    const head = buildHead(winner, { currency, minor }, parties);
    const refundNow = winner.result.branch?.refundNow;
    if (refundNow !== undefined) addTo(refunds, partyOf(refundNow, parties), minor);
    for (const bearer of head.bearers) {
      addTo(borne, bearer.party, bearer.money.minor);
      if (refundNow === undefined) addTo(refunds, bearer.party, bearer.money.minor);
    }
    return head;
  });
  const shares = shareOut(10_000n, borne);
  return {
    heads: headAwards,
    awards: [...refunds]
      .filter(([, minor]) => minor > 0n)
      .sort(([a], [b]) => compareUtf16(a, b))
      .map(([from, minor]) => ({ from, to: claimant, money: { currency, minor: Number(minor) } })),
    allocation: [...shares].map(([party, bps]) => ({
      party,
      bps: Number(bps),
      money: { currency, minor: Number(borne.get(party)) },
    })),
  };
}
