import type { Constraint } from '../model/shared.ts';
import { clockOf, type EntryLine } from './authority-view.ts';
import { failedLine, type AuthorityTools } from './check-grants.ts';
import { windowStart } from './constraints/budget.ts';
import { completenessOf, type Completeness } from './completeness-of.ts';
import type { Grant, GrantedConstraint } from './grant.ts';
import { paymentsUnder } from './payments.ts';
import { bodyOf, readMoney } from './read-body.ts';

/**
 * Judges constraints over all payments under a grant: budgets and the number of payments. `E_CONSTRAINT` stands on the
 * payment that goes beyond.
 *
 * Keeping to them can be shown only where every payment is: a grant with such a constraint, under which something was paid,
 * is `I_MANDATE_INCOMPLETE` unless all chains of its holder, and of the holders of delegations under it, end `proven`, and no
 * amount is withheld.
 */
export function checkCumulative(tools: AuthorityTools): void {
  const { view, paths } = tools;
  const byGrant = paymentsUnder(view, paths);
  for (const type of ['intent.mandate', 'delegation.granted'] as const) {
    for (const line of view.sound(type)) {
      const payments = byGrant.get(line);
      if (payments === undefined) continue;
      const grant = paths.grant(line);
      const cumulative = grant.constraints.filter(({ known }) => known !== undefined && isCumulative(known));
      for (const constraint of cumulative) judgeCumulative(tools, grant, constraint, payments);
      const [first] = cumulative;
      if (first !== undefined) reportIncomplete(tools, grant, first, payments);
    }
  }
}

function isCumulative({ type }: Constraint): boolean {
  return type === 'payment.budget' || type === 'payment.agent_recurrence';
}

function judgeCumulative(
  { view }: AuthorityTools,
  grant: Grant,
  { known }: GrantedConstraint,
  payments: readonly EntryLine[],
): void {
  const beyond = (line: EntryLine, pointer: string, message: string) => {
    const isReported = line.drafts.some(
      (draft) => draft.code === 'E_CONSTRAINT' && draft.pointer === pointer && draft.message === message,
    );
    if (!isReported)
      view.context.add({ code: 'E_CONSTRAINT', step: 'authority', line, pointer, message, because: failedLine(grant.line) });
  };
  if (known?.type === 'payment.agent_recurrence') {
    for (const line of payments.slice(known.maxOccurrences)) {
      beyond(line, '', `is one payment more than the ${known.maxOccurrences} that the mandate allows (${known.type})`);
    }
  }
  if (known?.type !== 'payment.budget') return;
  const inCurrency: { readonly at: number; readonly sum: bigint }[] = [];
  let spent = 0n;
  for (const line of payments) {
    const amount = readMoney(bodyOf(line), 'amount');
    if (amount === undefined) continue;
    if (amount.currency !== known.currency) {
      beyond(line, '/body/amount', `is in ${amount.currency}; the budget is in ${known.currency} (${known.type})`);
      continue;
    }
    const at = clockOf(line);
    const before = inCurrency[countUntil(inCurrency, windowStart(at, known.window)) - 1]?.sum ?? 0n;
    spent += BigInt(amount.minor);
    inCurrency.push({ at, sum: spent });
    const sum = spent - before;
    if (sum > BigInt(known.max))
      beyond(line, '/body/amount', `brings what was spent to ${sum}; the budget is ${known.max} (${known.type})`);
  }
}

/** How many of the payments, which are in order of their clocks, are not later than an instant. */
function countUntil(payments: readonly { readonly at: number }[], instant: number): number {
  let low = 0;
  let high = payments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((payments[middle]?.at as number) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

function reportIncomplete(tools: AuthorityTools, grant: Grant, first: GrantedConstraint, payments: readonly EntryLine[]): void {
  const { view } = tools;
  if (!view.isJudged(grant.line)) return;
  const hasShut = payments.some((line) => readMoney(bodyOf(line), 'amount') === undefined);
  const open = holdersOf(tools, grant)
    .map((holder): Completeness => (holder === undefined ? { proven: false } : completenessOf(view, holder)))
    .find(({ proven }) => !proven);
  if (!hasShut && open === undefined) return;
  const message = hasShut
    ? 'the amount of a payment under it is withheld'
    : 'payments under it that are not in the evidence are not ruled out: not every chain of its holder ends proven';
  const because = hasShut ? undefined : open?.because;
  view.context.add({
    code: 'I_MANDATE_INCOMPLETE',
    step: 'authority',
    line: grant.line,
    pointer: first.pointer,
    message,
    because,
  });
}

/** The holder of a grant and of the delegations under it, however deep. */
function holdersOf({ view, paths }: AuthorityTools, grant: Grant): (string | undefined)[] {
  const grants = new Set([grant.line]);
  for (const line of grants) {
    for (const child of view.referrers(line.digest, 'under'))
      if (child.entry.type === 'delegation.granted' && !paths.void.has(child)) grants.add(child);
  }
  return [...grants].map((line) => paths.grant(line).holder);
}
