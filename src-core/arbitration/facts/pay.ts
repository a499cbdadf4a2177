import { unionInputs } from '../fact-inputs.ts';
import type { Money, Value } from '../value.ts';
import type { CaseView } from './case-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { readInterval } from './fact-reading.ts';
import { agree, bodyInput, readText } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, citing, combineList, known, lacking, mapValue } from './reading.ts';
import { payerRoles } from './roles.ts';
import type { Recorded } from './tenders.ts';
import { groupRecorded, readRecorded, sumRecorded } from './tenders.ts';

/** What was authorised, captured and given back. */
export function paymentFacts(facts: CaseView): FactReadings {
  return [
    ['pay.A', authorizedSum(facts)],
    ['pay.R', shownSum(facts, 'refund.issued')],
    ['pay.T', facts.settled],
    ['pay.T1', facts.keptSum],
    ['pay.payee', andThen(facts.keptEntries, (entries) => agree(entries.map((entry) => readText(entry, 'payee'))))],
    ['pay.replay', replayed(facts)],
    ['pay.tPay', readInterval(facts.paidAt)],
    ['pay.tenders', countTenders(facts)],
  ];
}

/** A. */
function authorizedSum(facts: CaseView): Reading<Money> {
  const sum = andThen(facts.keptAuthorizations, (entries) => {
    const distinct = [...new Map(entries.map((entry) => [entry.digest, entry])).values()].sort((a, b) =>
      a.digest < b.digest ? -1 : 1,
    );
    return andThen(groupRecorded(distinct, 'authorizationId'), sumRecorded);
  });
  if (sum.state !== 'unknown') return sum;
  const absence = facts.absence({ type: 'payment.authorized', roles: payerRoles, matches: facts.inGroup });
  const zero = andThen(facts.keptSum, ({ currency }) => mapValue(absence, () => ({ currency, minor: 0 })));
  return zero.state === 'known' ? zero : sum;
}

/** The sum of what is shown of refunds or promises; where nothing is shown, 0 in the currency of T, which is a floor. */
export function shownSum(facts: CaseView, type: 'refund.issued' | 'refund.promised'): Reading<Money> {
  const recorded = refundsOf(facts, type);
  if (recorded !== undefined) return andThen(recorded, (refunds) => citing(sumRecorded(refunds), facts.group.inputs));
  const zero = mapValue(facts.settled, ({ currency }) => ({ currency, minor: 0 }));
  return zero.state === 'known' ? { ...zero, floor: true } : zero;
}

/** The refunds or promises of the group; undefined where none is shown and nothing suggests one. */
export function refundsOf(facts: CaseView, type: 'refund.issued' | 'refund.promised'): Reading<Recorded[]> | undefined {
  const recorded = readRecorded(facts.view, { type, txn: facts.view.txn, matches: facts.inGroup }, 'refundId');
  return recorded.state === 'unknown' && recorded.inputs.length === 0 ? undefined : recorded;
}

/** Whether all further captures carry out an instruction that was already carried out; undefined where there are none. */
function replayed(facts: CaseView): Reading<boolean | undefined> {
  return andThen(facts.tenders, ({ tenders }) => {
    if (tenders.length < 2) return known(undefined);
    return andThen(facts.kept, (kept) => {
      const instructionsOf = (captures: readonly Recorded[]): Reading<string[]> =>
        combineList(captures.map((capture) => agree(capture.entries.map((entry) => readText(entry, 'instruction')))));
      const others = tenders.filter((tender) => tender !== kept).flatMap((tender) => tender.captures);
      return andThen(instructionsOf(kept.captures), (own): Reading<boolean | undefined> =>
        mapValue(instructionsOf(others), (all) => all.every((instruction) => own.includes(instruction))),
      );
    });
  });
}

function countTenders(facts: CaseView): Reading<Value> {
  return andThen(facts.tenders, ({ tenders, isMixed }) => {
    const entries = tenders.flatMap((tender) => tender.captures.flatMap((capture) => capture.entries));
    const inputs = entries.flatMap((entry) => [
      bodyInput(entry, 'captureId'),
      ...(entry.body['part'] === undefined ? [] : [bodyInput(entry, 'part')]),
    ]);
    return isMixed ? lacking('unknown', unionInputs(inputs)) : known(tenders.length, unionInputs(inputs));
  });
}
