import { awardMoney, type HeadAward } from '../arbitration/award-money.ts';
import { decidesClaim, semanticsOf } from '../arbitration/combine-packs.ts';
import { decideCase, type Pass } from '../arbitration/decide-case.ts';
import type { RuleResult } from '../arbitration/decide-rules.ts';
import { indexEntries } from '../arbitration/facts/entry-view.ts';
import { deriveFacts } from '../arbitration/facts/derive-facts.ts';
import { isReferral, type Head } from '../arbitration/rule.ts';
import { isOpen, type RuleOutcome } from '../arbitration/rule-outcome.ts';
import type { Money } from '../arbitration/value.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import type { Evidence } from '../evidence/state.ts';
import { auditClaim, type AuditTerms } from './audit-claim.ts';
import type { AuditUnit } from './units-of.ts';

/** How one rule came out on a unit. */
export interface RuleFinding {
  readonly rule: string;
  readonly outcome: RuleOutcome;
  /**
   * Whether it makes the unit an exception: a rule with a head of loss that is established; one that refers to a person and whose condition
   * holds; a rule about evidence that is established on an entry of the unit's own transaction.
   */
  readonly isException: boolean;
  /** What the rule by itself would have paid, no more than the loss; only of established rules with a head. */
  readonly amount?: Money;
}

/** All rules on one unit. */
export interface Assessment {
  /** By rule id. */
  readonly findings: readonly RuleFinding[];
  readonly settled?: Money;
  readonly refunded?: Money;
  /**
   * The loss by established rules: each head once, at its largest amount, no more than settled less refunded in all. A claim's time bar is
   * left aside. Absent where settled or refunded amounts are not known.
   */
  readonly exposure?: Money;
  readonly heads: readonly HeadAward[];
  /** How much more it could become if every open rule were established; absent where amounts are not known. */
  readonly open?: Money;
  /** True where a rule with a head is established or open, and no amount can be put on it. */
  readonly isUnquantified: boolean;
}

/** The most that rules established or open could come to: each head at its largest amount, all where an amount is not known. */
function mostOf(results: Iterable<RuleResult>, room: Money): number {
  const heads = new Map<Head, number>();
  for (const { bound, outcome, amount } of results) {
    const { remedy } = bound.rule;
    if (remedy === undefined || !decidesClaim(bound) || !(isOpen(outcome) || outcome === 'established')) continue;
    const head = remedy.head === 'excess' ? 'principal' : remedy.head;
    heads.set(head, Math.max(heads.get(head) ?? 0, amount?.minor ?? room.minor));
  }
  return Math.min(
    [...heads.values()].reduce((sum, minor) => Math.min(sum + minor, room.minor), 0),
    room.minor,
  );
}

function moneyOf(
  pass: Pass,
  claimant: string,
  parties: Parameters<typeof awardMoney>[3],
): Pick<Assessment, 'exposure' | 'heads' | 'open'> {
  const { room } = pass;
  if (room === undefined) return { heads: [] };
  const results = [...pass.results.values()];
  const { heads } = awardMoney(results, room, claimant, parties);
  const minor = heads.reduce((sum, head) => sum + head.money.minor, 0);
  const { currency } = room;
  return { heads, exposure: { currency, minor }, open: { currency, minor: mostOf(results, room) - minor } };
}

/** Rules without a head that are no rule about evidence set others aside; they speak for a unit, not against it. */
function isExceptional({ bound, outcome, when, inputs }: RuleResult, isOwn: (digest: string) => boolean): boolean {
  const { rule } = bound;
  if (isReferral(rule)) return outcome === 'referred' && when === true;
  if (outcome !== 'established' || rule.bars !== undefined) return false;
  return rule.remedy !== undefined || (rule.stage === 'EVD' && inputs.some(({ digest }) => isOwn(digest)));
}

function findingOf(result: RuleResult, room: Money | undefined, isOwn: (digest: string) => boolean): RuleFinding {
  const { bound, outcome, amount } = result;
  const isCounted = outcome === 'established' && amount !== undefined && room !== undefined;
  return {
    rule: bound.rule.id,
    outcome,
    isException: isExceptional(result, isOwn),
    ...(isCounted ? { amount: { currency: amount.currency, minor: Math.min(amount.minor, room.minor) } } : {}),
  };
}

function assessPayment(evidence: Evidence, unit: AuditUnit, paymentId: string | undefined, terms: AuditTerms): Assessment {
  const { set } = terms;
  const semantics = semanticsOf(set);
  const asked = auditClaim({ ...unit, paymentId }, terms);
  const first = deriveFacts(evidence, asked, set.params, { semantics });
  const known = (id: string): Money | undefined => {
    const fact = first.facts.get(id);
    return fact?.state === 'known' ? (fact.value as Money | undefined) : undefined;
  };
  const [settled, refunded] = [known('pay.T'), known('pay.R')];
  const claim = settled === undefined ? asked : { ...asked, amount: settled };
  const { pass, derivation } = decideCase(set, claim, (held) =>
    held.size === 0 ? first : deriveFacts(evidence, claim, set.params, { held, semantics }),
  );
  const results = [...pass.results.values()];
  const isAtStake = results.some(({ bound, outcome }) => decidesClaim(bound) && (outcome === 'established' || isOpen(outcome)));
  const index = indexEntries(evidence);
  const isOwn = (digest: string): boolean => index.entry(digest)?.txn === unit.txn;
  return {
    findings: results.map((result) => findingOf(result, pass.room, isOwn)),
    ...(settled === undefined ? {} : { settled }),
    ...(refunded === undefined ? {} : { refunded }),
    ...moneyOf(pass, claim.claimant, derivation.parties),
    isUnquantified: paymentId !== undefined && isAtStake && pass.room === undefined,
  };
}

const gravity: readonly RuleOutcome[] = [
  'established',
  'referred',
  'contested',
  'undetermined',
  'excluded',
  'defeated',
  'not-in-force',
  'not-established',
];

function graver(a: RuleFinding, b: RuleFinding): RuleFinding {
  const [first, second] = [gravity.indexOf(a.outcome), gravity.indexOf(b.outcome)];
  if (a.isException !== b.isException) return a.isException ? a : b;
  if (first !== second) return first < second ? a : b;
  return (b.amount?.minor ?? 0) > (a.amount?.minor ?? 0) ? b : a;
}

/**
 * Puts what is found for each of several payments of one unit together: they pay for the same thing, so their losses are one loss, the largest;
 * a rule counts as it came out worst.
 */
function join(all: readonly Assessment[]): Assessment {
  const minorOf = ({ exposure }: Assessment): number => exposure?.minor ?? -1;
  const worst = all.reduce((a, b) => (minorOf(b) > minorOf(a) ? b : a));
  const findings = new Map<string, RuleFinding>();
  for (const finding of all.flatMap((one) => one.findings)) {
    const known = findings.get(finding.rule);
    findings.set(finding.rule, known === undefined ? finding : graver(known, finding));
  }
  return {
    ...worst,
    findings: [...findings.values()].sort((a, b) => compareUtf16(a.rule, b.rule)),
    ...(worst.exposure === undefined || worst.open === undefined ? {} : { open: mostOpen(all, worst.exposure) }),
    isUnquantified: all.some((one) => one.isUnquantified),
  };
}

function mostOpen(all: readonly Assessment[], exposure: Money): Money {
  const most = Math.max(...all.map((one) => (one.exposure?.minor ?? 0) + (one.open?.minor ?? 0)));
  return { currency: exposure.currency, minor: most - exposure.minor };
}

/** Applies all rules to a unit of the population. It costs what the unit's own entries cost, whatever else the evidence holds. */
export function assessUnit(evidence: Evidence, unit: AuditUnit, terms: AuditTerms): Assessment {
  const payments = unit.payments.length === 0 ? [undefined] : unit.payments;
  return join(payments.map((paymentId) => assessPayment(evidence, unit, paymentId, terms)));
}
