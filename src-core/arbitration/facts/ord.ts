import type { JsonObject } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { unionInputs } from '../fact-inputs.ts';
import type { Money, SetValue } from '../value.ts';
import type { CaseView } from './case-view.ts';
import type { EntryView } from './entry-view.ts';
import { matchText, refersTo } from './evidence-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { readSet } from './fact-reading.ts';
import { equalJson, merchantSide, targetOf, userSide } from './orders.ts';
import { agree, bodyInput, readList, readMoney, readOptionalText, readText, toMoney } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, combine, combineList, gravest, known, lacking, mapValue, unknown } from './reading.ts';
import { moneyOf } from './sums.ts';
import { affectedAmount } from './wants.ts';

/** What was ordered, at which price, and how it departs from what was asked and offered. */
export function orderFacts(facts: CaseView): FactReadings {
  return [
    ['ord.Q', agreedTotal(facts)],
    ['ord.affected', affectedAmount(facts)],
    ['ord.extra', undisclosedAmount(facts)],
    ['ord.mcc', categories(facts)],
    ['ord.offerFalse', offerDiffers(facts)],
    ['ord.requote', requoted(facts)],
  ];
}

/** Q. */
function agreedTotal(facts: CaseView): Reading<Money> {
  return andThen(facts.accepted, ({ entry }) => readMoney(entry, 'total'));
}

/** The sum of lines as a total counts them: discounts subtracted. */
function sumOfLines(currency: string, lines: readonly JsonObject[]): Money | undefined {
  const minors = lines.map((line) => BigInt(toMoney(line['total'])?.minor ?? 0) * (line['kind'] === 'discount' ? -1n : 1n));
  return moneyOf(
    currency,
    minors.reduce((sum, minor) => sum + minor, 0n),
  );
}

/** Quotes and amendments of the merchant's side that nobody accepted. */
function unacceptedOffers(facts: CaseView): EntryView[] {
  const { view, quote, order, accepted } = facts;
  if (order.state !== 'known' || accepted.state !== 'known') return [];
  const selections =
    quote.state === 'known' ? quote.value.refs.filter((ref) => ref.rel === 'responds-to').map((ref) => ref.digest) : [];
  const isAnswered = (entry: EntryView): boolean => refersTo(order.value, 'responds-to', entry.digest);
  const isOfOrder = (entry: EntryView): boolean =>
    isAnswered(entry) ||
    (typeof order.value.body['quoteId'] === 'string' && entry.body['quoteId'] === order.value.body['quoteId']) ||
    selections.some((digest) => view.entry(digest)?.type === 'service.selected' && refersTo(entry, 'responds-to', digest));
  const isTakenAsIs = (entry: EntryView): boolean =>
    isAnswered(entry) &&
    equalJson(entry.body['lines'] ?? null, order.value.body['lines'] ?? null) &&
    equalJson(entry.body['total'] ?? null, order.value.body['total'] ?? null);
  const quotes = view
    .find({ type: 'order.quoted', txn: view.txn, roles: merchantSide, matches: isOfOrder })
    .entries.filter((entry) => !isTakenAsIs(entry));
  const amendments = amendmentsOf(facts).entries.filter((entry) => {
    const acceptances = view.find({
      type: 'order.accepted',
      txn: view.txn,
      matches: (other) => refersTo(other, 'accepts', entry.digest),
    });
    return !accepted.value.line.includes(entry) && acceptances.entries.length === 0;
  });
  return [...quotes, ...amendments];
}

/** The amendments of the order by the merchant's side. */
function amendmentsOf(facts: CaseView): ReturnType<CaseView['view']['find']> {
  const { orderId, view } = facts;
  const id = orderId.state === 'known' ? orderId.value : undefined;
  return view.find({
    type: 'order.amended',
    txn: view.txn,
    roles: merchantSide,
    matches: (entry) => matchText(entry, 'orderId', (text) => text === id),
  });
}

function undisclosedAmount(facts: CaseView): Reading<Money> {
  const lines = andThen(facts.accepted, ({ entry }) => readList(entry, 'lines'));
  return andThen(combine(facts.keptSum, agreedTotal(facts)), ([charged, agreed]) => {
    if (equalJson(charged, agreed)) return known({ currency: charged.currency, minor: 0 });
    return andThen(lines, (own) => {
      const ids = new Set(own.map((line) => line['id']));
      const totals = unacceptedOffers(facts).map((entry) => ({ entry, total: readMoney(entry, 'total') }));
      const fitting = totals.filter(({ total }) => total.state === 'known' && equalJson(total.value, charged));
      if (fitting.length === 0) return gravest(totals.map(({ total }) => total)) ?? unknown;
      return agree(
        fitting.map(({ entry, total }) =>
          andThen(combine(total, readList(entry, 'lines')), ([, all]) => {
            const sum = sumOfLines(
              charged.currency,
              all.filter((line) => !ids.has(line['id'])),
            );
            return sum === undefined ? lacking('unknown', [bodyInput(entry, 'lines')]) : known(sum);
          }),
        ),
      );
    });
  });
}

function categories(facts: CaseView): Reading<SetValue> {
  const quoted = andThen(facts.quote, (quote) => readOptionalText(quote, 'mcc'));
  const payee = andThen(facts.keptEntries, (entries) => agree(entries.map((entry) => readText(entry, 'payee'))));
  const registered = andThen(payee, (party) => {
    const entry = facts.registration(party);
    return entry === undefined ? unknown : readOptionalText(entry, 'mcc');
  });
  const sources = [quoted, registered];
  const items = sources.flatMap((reading) =>
    reading.state === 'known' && reading.value !== undefined ? [{ item: reading.value, inputs: reading.inputs }] : [],
  );
  return readSet(items, items.length === sources.length);
}

/** Whether the lines that the user's agent selected are other than those that the merchant quoted. */
function offerDiffers(facts: CaseView): Reading<boolean> {
  const { view } = facts;
  return andThen(facts.quote, (quote) =>
    andThen(targetOf(view, quote, 'responds-to', 'service.selected'), (selected) =>
      andThen(
        combine(targetOf(view, selected, 'responds-to', 'service.discovered'), readText(selected, 'offerId')),
        ([discovered, offerId]) => {
          if (discovered.role === 'user_agent') return unknown;
          const offered = andThen(readList(discovered, 'offers'), (offers) => {
            const index = offers.findIndex((offer) => offer['offerId'] === offerId);
            const lines = offers[index]?.['lines'];
            const others = offers.filter(
              (offer) => offer['offerId'] === offerId && !equalJson(offer['lines'] ?? null, lines ?? null),
            );
            if (!Array.isArray(lines) || !lines.every(isJsonObject)) return unknown;
            return others.length > 0 ? lacking('unknown', [bodyInput(discovered, 'offers')]) : known(lines);
          });
          return mapValue(combine(offered, readList(quote, 'lines')), ([lines, quoted]) => !equalJson(lines, quoted));
        },
      ),
    ),
  );
}

/** Whether the merchant asked for the price that was charged, or more, and the user's side agreed. */
function requoted(facts: CaseView): Reading<boolean> {
  return andThen(facts.orderId, () => {
    const amendments = amendmentsOf(facts);
    if (amendments.entries.length === 0) return amendments.lack.state === 'unknown' ? known(false) : amendments.lack;
    return andThen(
      combine(facts.keptSum, combineList(amendments.entries.map((entry) => readMoney(entry, 'total')))),
      ([charged, totals]) => {
        const higher = amendments.entries.filter(
          (_, index) => totals[index]?.currency === charged.currency && (totals[index]?.minor ?? 0) >= charged.minor,
        );
        if (higher.length === 0) return known(false);
        return andThen(facts.accepted, ({ line }): Reading<boolean> => {
          const taken = higher.filter((entry) => line.includes(entry));
          if (taken.length > 0) return known(true, unionInputs(taken.map((entry) => bodyInput(entry, 'total'))));
          const refusals = higher.map((entry) =>
            facts.absence({
              type: 'order.accepted',
              txn: facts.view.txn,
              roles: userSide,
              matches: (other) => refersTo(other, 'accepts', entry.digest),
            }),
          );
          return mapValue(combineList(refusals), () => false);
        });
      },
    );
  });
}
