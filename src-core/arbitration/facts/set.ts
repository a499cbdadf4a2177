import { unionInputs } from '../fact-inputs.ts';
import type { FactInput } from '../fact.ts';
import type { Role } from '../role.ts';
import type { Money, SetValue, Value } from '../value.ts';
import type { CaseView } from './case-view.ts';
import type { EntryView } from './entry-view.ts';
import { matchText, refersTo } from './evidence-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { readSet } from './fact-reading.ts';
import { merchantSide, targetOf } from './orders.ts';
import { agree, bodyInput, entryInput, readList, readMoney, refInput } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, citing, combineList, known, unknown } from './reading.ts';
import { letterOf } from './roles.ts';
import { answersOf, settlementsOf } from './settlements.ts';
import { moneyOf, sumMoney } from './sums.ts';

/** What each party states of the amount, and who settled it with whose consent. */
export function settlementFacts(facts: CaseView): FactReadings {
  return [
    ['set.amounts', statedAmounts(facts)],
    ['set.finalBy', finalBy(facts)],
    ['set.short', shortOfQuorum(facts)],
  ];
}

interface Statement {
  readonly item: Value;
  readonly inputs: readonly FactInput[];
}

function statement(role: Role, money: Money, inputs: readonly FactInput[]): Statement {
  return { item: { money, role }, inputs };
}

function statedAmounts(facts: CaseView): Reading<SetValue> {
  const requested = requestedAmounts(facts);
  const settled = settledAmounts(facts);
  const kept = facts.keptSum.state === 'known' ? [statement('S2', facts.keptSum.value, facts.keptSum.inputs)] : [];
  const isComplete = requested.isComplete && settled.isComplete && kept.length > 0;
  return citing(readSet([...requested.items, ...kept, ...settled.items], isComplete), settled.inputs);
}

interface Statements {
  readonly items: readonly Statement[];
  readonly isComplete: boolean;
}

/** What the merchant, or the merchant's agent, asked for the kept tender: the sum over its payments. */
function requestedAmounts(facts: CaseView): Statements {
  const { view, keptPayments } = facts;
  if (keptPayments.state !== 'known') return { items: [], isComplete: false };
  const items: Statement[] = [];
  let isComplete = true;
  for (const role of merchantSide) {
    const byPayment = keptPayments.value.map((paymentId) =>
      view.find({
        type: 'payment.requested',
        txn: view.txn,
        roles: [role],
        matches: (entry) => matchText(entry, 'paymentId', (id) => id === paymentId),
      }),
    );
    if (byPayment.every((found) => found.entries.length === 0)) continue;
    const asked = byPayment.filter((found) => found.entries.length > 0);
    const amounts = combineList(asked.map((found) => agree(found.entries.map((entry) => readMoney(entry, 'amount')))));
    const sum = amounts.state === 'known' ? sumMoney(amounts.value) : undefined;
    if (amounts.state !== 'known' || sum === undefined) isComplete = false;
    else items.push(statement(role === 'merchant' ? 'M' : 'MA', sum, unionInputs(keptPayments.inputs, amounts.inputs)));
  }
  return { items, isComplete };
}

/**
 * What each party confirmed of the settlement: the absolute sum of its principal postings. All proposals and confirmations are cited, since
 * whether every party has confirmed rests on them.
 */
function settledAmounts(facts: CaseView): Statements & { readonly inputs: readonly FactInput[] } {
  const { view, paymentId } = facts;
  const payments = new Set(paymentId === undefined ? [] : [paymentId]);
  const confirmations = answersOf(view, payments, 'settlement.confirmed', 'confirms').entries;
  const proposals = settlementsOf(view, payments).entries;
  const inputs = [
    ...proposals.flatMap((entry) => [bodyInput(entry, 'paymentIds'), bodyInput(entry, 'postings')]),
    ...confirmations.map((entry) => bodyInput(entry, 'postings')),
  ];
  const items: Statement[] = [];
  let isComplete = proposals.every((proposed) => isConfirmedByAll(proposed, confirmations));
  for (const entry of confirmations) {
    const role = letterOf(facts, entry.role);
    const postings = readList(entry, 'postings');
    if (role === undefined) continue;
    if (postings.state !== 'known') {
      isComplete = false;
      continue;
    }
    const principal = postings.value.filter((posting) => posting['kind'] === 'principal');
    if (principal.length === 0) continue;
    const currencies = new Set(principal.map((posting) => String(posting['currency'])));
    const sum = principal.reduce((total, posting) => total + BigInt(Number(posting['minor'])), 0n);
    const money = moneyOf(String(principal[0]?.['currency']), sum < 0n ? -sum : sum);
    if (currencies.size > 1 || money === undefined) isComplete = false;
    else items.push(statement(role, money, postings.inputs));
  }
  return { items, isComplete, inputs };
}

function isConfirmedByAll(proposed: EntryView, confirmations: readonly EntryView[]): boolean {
  const postings = readList(proposed, 'postings');
  if (postings.state !== 'known') return false;
  const own = confirmations.filter((entry) => entry.refs.some((ref) => ref.rel === 'confirms' && ref.digest === proposed.digest));
  return postings.value.every((posting) => own.some((entry) => entry.actorId === posting['party']));
}

/** The final settlements of the payment. */
function finalsOf(facts: CaseView): Reading<readonly EntryView[]> {
  const { view, paymentId } = facts;
  const payments = new Set(paymentId === undefined ? [] : [paymentId]);
  const proposals = settlementsOf(view, payments).entries;
  const found = answersOf(view, payments, 'settlement.final', 'settles');
  if (found.entries.length === 0) return found.lack;
  const links = found.entries.flatMap((final) =>
    proposals
      .filter((proposed) => refersTo(final, 'settles', proposed.digest))
      .flatMap((proposed) => [refInput(final, 'settles', proposed.digest), bodyInput(proposed, 'paymentIds')]),
  );
  return known(found.entries, unionInputs(links));
}

function finalBy(facts: CaseView): Reading<string> {
  return andThen(finalsOf(facts), (finals) =>
    agree(
      finals.map((entry) => known(entry.role === 'platform' ? 'P' : 'S2', [{ digest: entry.digest, pointer: '/actor/role' }])),
    ),
  );
}

function shortOfQuorum(facts: CaseView): Reading<boolean> {
  return andThen(finalsOf(facts), (finals) =>
    agree(
      finals.map((final) =>
        andThen(targetOf(facts.view, final, 'settles', 'settlement.proposed'), (proposed): Reading<boolean> => {
          const inputs = unionInputs([entryInput(final), entryInput(proposed)]);
          if (final.codes.has('E_SETTLE_QUORUM') || proposed.codes.has('E_SETTLE_QUORUM')) return known(true, inputs);
          return final.codes.has('I_REF_MISSING') ? unknown : known(false, inputs);
        }),
      ),
    ),
  );
}
