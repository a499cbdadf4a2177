import type { JsonObject } from '../../json/json-value.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { civilFromDays, daysFromCivil, daysInMonth } from '../../encoding/civil-date.ts';
import { unionInputs } from '../fact-inputs.ts';
import type { FactInput } from '../fact.ts';
import type { Span } from '../operand.ts';
import { isBefore } from '../span.ts';
import type { Money } from '../value.ts';
import { areWhole, isWhole, lastEntries, chainsOfRoles } from './absence.ts';
import type { CaseView } from './case-view.ts';
import type { EntryView } from './entry-view.ts';
import { isElsewhere, orderOfCapture } from './other-captures.ts';
import { pathOf } from './mandate-path.ts';
import { bodyInput, readText } from './read-member.ts';
import type { Known, Reading } from './reading.ts';
import { andThen, citing, combine, combineList, known, lacking, unknown } from './reading.ts';
import { rolesOf } from './roles.ts';
import { sumMoney } from './sums.ts';
import type { Recorded } from './tenders.ts';
import { amountInputs, groupRecorded } from './tenders.ts';
import { constraintsOn } from './constraints.ts';

const dayMs = 86_400_000;

/** Where a budget's window begins that ends at an instant; undefined for a budget without window. */
export function windowStart(window: string | undefined, end: number): number | undefined {
  if (window === 'P1D') return end - dayMs;
  if (window === 'P7D') return end - 7 * dayMs;
  if (window !== 'P1M') return undefined;
  const days = Math.floor(end / dayMs);
  const { year, month, day } = civilFromDays(days);
  const [previousYear, previousMonth] = month === 1 ? [year - 1, 12] : [year, month - 1];
  const start = daysFromCivil(previousYear, previousMonth, Math.min(day, daysInMonth(previousYear, previousMonth)));
  return start * dayMs + (end - days * dayMs);
}

/** The budget of a mandate or delegation that leaves the least, and what was spent under it before this payment. */
export interface BindingBudget {
  readonly max: Money;
  readonly sum: Money;
  readonly holder: EntryView;
  /** True where a capture may or may not fall into the window. */
  readonly isStraddled: boolean;
}

/**
 * The budget that binds this payment: the one with the least room, of several the nearest to the order. Undefined where the path has
 * none; unknown where a budget is in another currency than the kept tender.
 */
export function bindingBudgetOf(facts: CaseView): Reading<BindingBudget | undefined> {
  return andThen(constraintsOn(facts.path, 'payment.budget'), (budgets) => {
    if (budgets.length === 0) return known<BindingBudget | undefined>(undefined);
    return andThen(combine(facts.paidAt, facts.keptSum), ([paidAt, { currency }]) => {
      const foreign = budgets.filter(({ constraint }) => constraint['currency'] !== currency);
      if (foreign.length > 0) return lacking('unknown', unionInputs(foreign.map(({ entry }) => bodyInput(entry, 'constraints'))));
      const others = capturesUnder(facts, new Set(budgets.map(({ entry }) => entry.digest)));
      return andThen(combineList(budgets.map((budget) => spentOn(facts, budget, others, paidAt))), (spent) =>
        known(spent.reduce((least, next) => (roomOf(next) < roomOf(least) ? next : least)) as BindingBudget | undefined),
      );
    });
  });
}

function roomOf(budget: BindingBudget): number {
  return budget.max.minor - budget.sum.minor;
}

/** A capture elsewhere, and the grants behind its order. */
export interface OtherCapture {
  readonly entry: EntryView;
  /** The digests of the mandate and the delegations that its order was placed under. */
  readonly path: Known<readonly EntryView[]>;
}

/** The transactions in which an order was placed under one of the entries, or under delegations from it. */
function transactionsUnder(facts: CaseView, holders: ReadonlySet<string>): ReadonlySet<string> {
  const { view } = facts;
  const txns = new Set<string>();
  const seen = new Set(holders);
  const open = [...holders];
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    for (const entry of view.actingUnder(holder)) {
      if (entry.type === 'order.created') txns.add(entry.txn);
      if (entry.type !== 'delegation.granted' || seen.has(entry.digest)) continue;
      seen.add(entry.digest);
      open.push(entry.digest);
    }
  }
  return txns;
}

/** Captures outside the group whose orders were placed under one of the entries given, of any transaction. */
export function capturesUnder(facts: CaseView, holders: ReadonlySet<string>): OtherCapture[] {
  const { view } = facts;
  const captures = [...transactionsUnder(facts, holders)]
    .flatMap((txn) => view.find({ type: 'payment.captured', txn }).entries)
    .filter((entry) => isElsewhere(facts, entry))
    .sort((a, b) => compareUtf16(a.digest, b.digest));
  return captures.flatMap((entry) => {
    const path = pathOf(view, orderOfCapture(view, entry));
    return path.state === 'known' && path.value.some((step) => holders.has(step.digest)) ? [{ entry, path }] : [];
  });
}

function spentOn(
  facts: CaseView,
  budget: { entry: EntryView; constraint: JsonObject },
  others: readonly OtherCapture[],
  paidAt: Span,
): Reading<BindingBudget> {
  const { currency, max, window } = budget.constraint;
  if (typeof currency !== 'string' || typeof max !== 'number')
    return lacking('withheld', [bodyInput(budget.entry, 'constraints')]);
  const start = paidAt.from === undefined ? undefined : windowStart(typeof window === 'string' ? window : undefined, paidAt.from);
  const isOpenStart = paidAt.from === undefined && window !== undefined;
  const counted: OtherCapture[] = [];
  let isStraddled = false;
  for (const other of others.filter(({ path }) => path.value.some((step) => step.digest === budget.entry.digest))) {
    const bracket = facts.view.bracketOf(other.entry);
    if (bracket.state !== 'known') continue;
    const isInTime = isBefore(bracket.value, paidAt);
    const isInWindow = isOpenStart ? undefined : start === undefined ? true : isBefore({ from: start, to: start }, bracket.value);
    if (isInTime === true && isInWindow === true) counted.push(other);
    else if (
      isBefore(paidAt, bracket.value) !== true &&
      (isOpenStart || start === undefined || isBefore(bracket.value, { from: start, to: start }) !== true)
    )
      isStraddled = true;
  }
  const result = (sum: Money): BindingBudget => ({ max: { currency, minor: max }, sum, holder: budget.entry, isStraddled });
  if (counted.length === 0) return known(result({ currency, minor: 0 }));
  const sources = combineList(counted.map(({ entry, path }) => combine(path, facts.view.bracketOf(entry))));
  return andThen(combine(sources, groupByTransaction(counted)), ([, captures]) => {
    const sum = sumMoney(captures.map((capture) => capture.amount));
    const inputs: FactInput[] = amountInputs(captures);
    return sum === undefined || sum.currency !== currency ? lacking('unknown', inputs) : known(result(sum));
  });
}

function groupByTransaction(counted: readonly OtherCapture[]): Reading<Recorded[]> {
  const byTxn = new Map<string, EntryView[]>();
  for (const { entry } of counted) byTxn.set(entry.txn, [...(byTxn.get(entry.txn) ?? []), entry]);
  const groups = combineList([...byTxn.values()].map((entries) => groupRecorded(entries, 'captureId')));
  return andThen(groups, (lists) => known(lists.flat()));
}

/**
 * The last entries of all chains of an actor and of S2, where both have chains and all of them are whole: then no payment by that actor
 * can be missing. Undefined otherwise.
 */
export function wholeChains(facts: CaseView, actorId: string): FactInput[] | undefined {
  const { view, scope } = facts;
  const own = [...view.evidence.chains.values()].filter((chain) => chain.actor?.id === actorId);
  const roles = rolesOf(facts, 'S2');
  const isWholeSide = own.length > 0 && own.every((chain) => isWhole(view, chain)) && areWhole(view, roles, scope);
  return isWholeSide ? unionInputs(lastEntries(own), lastEntries(chainsOfRoles(view, roles, scope))) : undefined;
}

/** The sum, where nothing can be missing from it: the chains of the budget's holder and of S2 are whole, and no capture straddles. */
export function provenSum(facts: CaseView, binding: Reading<BindingBudget | undefined>): Reading<Money | undefined> {
  return andThen(binding, (budget) => {
    if (budget === undefined) return known(undefined);
    const holder = readText(budget.holder, 'holder');
    return andThen(holder, (name) => {
      const ends = wholeChains(facts, name);
      return ends !== undefined && !budget.isStraddled ? citing(known(budget.sum), ends) : unknown;
    });
  });
}
