import type { JsonObject } from '../../json/json-value.ts';
import { unionInputs } from '../fact-inputs.ts';
import type { CaseView } from './case-view.ts';
import type { EntryView } from './entry-view.ts';
import { matchText } from './evidence-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { agree, bodyInput, readMoney, readOptionalObject } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, combine, combineList, known, lacking } from './reading.ts';

/** Into which currency it was converted, by whom, and at which rates. */
export function exchangeFacts(facts: CaseView): FactReadings {
  const currencies = currenciesOf(facts);
  return [
    ['pay.converter', whereForeign(currencies, (from, to) => converter(facts, from, to))],
    ['pay.rateAgreed', whereForeign(currencies, (from, to) => agreedRate(facts, from, to))],
    ['pay.rateApplied', whereForeign(currencies, (from, to) => appliedRate(facts, from, to))],
  ];
}

/** The currency that was agreed, and the one that was charged. */
function currenciesOf(facts: CaseView): Reading<{ from: string; to: string }> {
  const agreed = andThen(facts.accepted, ({ entry }) => readMoney(entry, 'total'));
  return andThen(combine(facts.keptSum, agreed), ([charged, { currency }]) => known({ from: currency, to: charged.currency }));
}

function whereForeign<T>(
  currencies: Reading<{ from: string; to: string }>,
  read: (from: string, to: string) => Reading<T | undefined>,
): Reading<T | undefined> {
  return andThen(currencies, ({ from, to }) => (from === to ? known<T | undefined>(undefined) : read(from, to)));
}

/** `M` where the payment was asked for in the currency charged already, `S2` where it was asked for as agreed. */
function converter(facts: CaseView, from: string, to: string): Reading<string> {
  const { view } = facts;
  return andThen(facts.keptPayments, (payments) => {
    const found = view.find({
      type: 'payment.requested',
      txn: view.txn,
      matches: (entry) => matchText(entry, 'paymentId', (id) => payments.includes(id)),
    });
    if (found.entries.length === 0) return found.lack;
    return andThen(combineList(found.entries.map((entry) => readMoney(entry, 'amount'))), (amounts): Reading<string> => {
      if (amounts.every(({ currency }) => currency === to)) return known('M');
      if (amounts.every(({ currency }) => currency === from)) return known('S2');
      return lacking('unknown', unionInputs(found.entries.map((entry) => bodyInput(entry, 'amount'))));
    });
  });
}

function rateOf(fx: JsonObject | undefined, from: string, to: string): string | undefined {
  return fx !== undefined && fx['from'] === from && fx['to'] === to && typeof fx['rate'] === 'string' ? fx['rate'] : undefined;
}

function agreedRate(facts: CaseView, from: string, to: string): Reading<string | undefined> {
  return andThen(facts.quote, (quote) => andThen(readOptionalObject(quote, 'fx'), (fx) => known(rateOf(fx, from, to))));
}

/** The rate that the captures state; one between other currencies says nothing of this conversion. */
function appliedRate(facts: CaseView, from: string, to: string): Reading<string | undefined> {
  return andThen(facts.keptEntries, (entries: readonly EntryView[]) =>
    andThen(agree(entries.map((entry) => readOptionalObject(entry, 'fx'))), (fx): Reading<string | undefined> => {
      const rate = rateOf(fx, from, to);
      const isOther = fx !== undefined && rate === undefined;
      return isOther ? lacking('unknown', unionInputs(entries.map((entry) => bodyInput(entry, 'fx')))) : known(rate);
    }),
  );
}
