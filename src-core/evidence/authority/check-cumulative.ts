import type { Constraint } from '../model/shared.ts';
import { clockOf, type EntryLine } from './authority-view.ts';
import { failedLine, type AuthorityTools } from './check-grants.ts';
import { windowStart } from './constraints/budget.ts';
import { completenessOf, type Completeness } from './completeness-of.ts';
import type { Grant, GrantedConstraint } from './grant.ts';
import { PaymentsUnder } from './payments.ts';
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
  const byGrant = new PaymentsUnder(view, paths);
  for (const type of ['intent.mandate', 'delegation.granted'] as const) {
    for (const line of view.sound(type)) {
      if (!byGrant.has(line)) continue;
      const grant = paths.grant(line);
      const cumulative = grant.constraints.filter(({ known }) => known !== undefined && isCumulative(known));
      for (const constraint of cumulative) judgeCumulative(tools, grant, constraint, byGrant.of(line));
      const [first] = cumulative;
      if (first !== undefined) reportIncomplete(tools, grant, first, byGrant.of(line));
    }
  }
}

/** Months are of unlike lengths: a window of a month that ends later may begin up to three days earlier. */
const MOST_BACKWARDS = 4 * 86_400_000;

function isCumulative({ type }: Constraint): boolean {
  return type === 'payment.budget' || type === 'payment.agent_recurrence';
}

function judgeCumulative(
  { view }: AuthorityTools,
  grant: Grant,
  { known }: GrantedConstraint,
  payments: Iterable<EntryLine>,
): void {
  const beyond = (line: EntryLine, pointer: string, message: string) => {
    const isReported = line.drafts.some(
      (draft) => draft.code === 'E_CONSTRAINT' && draft.pointer === pointer && draft.message === message,
    );
    if (!isReported)
      view.context.add({ code: 'E_CONSTRAINT', step: 'authority', line, pointer, message, because: failedLine(grant.line) });
  };
  if (known?.type === 'payment.agent_recurrence') {
    let count = 0;
    for (const line of payments) {
      count += 1;
      if (count <= known.maxOccurrences) continue;
      beyond(line, '', `is one payment more than the ${known.maxOccurrences} that the mandate allows (${known.type})`);
    }
  }
  if (known?.type !== 'payment.budget') return;
  // Payments that a window may still begin behind, and the sum before them.
  const inWindow: { readonly at: number; readonly sum: bigint }[] = [];
  let gone = 0n;
  let spent = 0n;
  for (const line of payments) {
    const amount = readMoney(bodyOf(line), 'amount');
    if (amount === undefined) continue;
    if (amount.currency !== known.currency) {
      beyond(line, '/body/amount', `is in ${amount.currency}; the budget is in ${known.currency} (${known.type})`);
      continue;
    }
    const at = clockOf(line);
    const start = windowStart(at, known.window);
    const before = inWindow[countUntil(inWindow, start) - 1]?.sum ?? gone;
    const left = countUntil(inWindow, start - MOST_BACKWARDS);
    if (left > 1024) gone = inWindow.splice(0, left).at(-1)?.sum ?? gone;
    spent += BigInt(amount.minor);
    if (known.window !== undefined) inWindow.push({ at, sum: spent });
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

function reportIncomplete(tools: AuthorityTools, grant: Grant, first: GrantedConstraint, payments: Iterable<EntryLine>): void {
  const { view } = tools;
  if (!view.isJudged(grant.line)) return;
  let hasShut = false;
  for (const line of payments) hasShut ||= readMoney(bodyOf(line), 'amount') === undefined;
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
  const grants = new Map([[grant.line.number, grant.line]]);
  for (const line of grants.values()) {
    for (const child of view.referrers(line.digest, 'under'))
      if (child.type === 'delegation.granted' && !paths.void.has(child.number)) grants.set(child.number, child);
  }
  return [...grants.values()].map((line) => paths.grant(line).holder);
}
