import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { unionIds, unionInputs } from '../fact-inputs.ts';
import type { Span } from '../operand.ts';
import type { Interval } from '../value.ts';
import type { CaseView } from './case-view.ts';
import { deliveries } from './deliveries.ts';
import type { EntryView } from './entry-view.ts';
import type { Match } from './evidence-view.ts';
import { matchText, refersTo } from './evidence-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { intervalOf, pointInterval } from './fact-reading.ts';
import { earlier } from './mnd.ts';
import { merchantSide } from './orders.ts';
import { refundsOf, shownSum } from './pay.ts';
import { bodyInput, readInstant, readOptionalInstant, readText, refInput } from './read-member.ts';
import type { Known, Reading } from './reading.ts';
import { andThen, citing, combine, combineList, gravest, known, mapValue } from './reading.ts';

/** Whether what was paid for was confirmed, delivered, or paid back as promised. */
export function performanceFacts(facts: CaseView): FactReadings {
  return [
    ['prf.delivered', mapValue(deliveries(facts), (entries) => entries.length > 0)],
    ['prf.due', dueDate(facts)],
    ['prf.promiseDue', promiseDue(facts)],
    ['prf.promised', shownSum(facts, 'refund.promised')],
    ['prf.tConf', confirmedAt(facts)],
    ['prf.unposted', unposted(facts)],
  ];
}

function dueDate(facts: CaseView): Reading<Interval | undefined> {
  return andThen(facts.order, (order) =>
    andThen(readOptionalInstant(order, 'deliverBy'), (ordered) => {
      if (ordered !== undefined) return known<Interval | undefined>(pointInterval(ordered));
      return andThen(facts.quote, (quote) =>
        mapValue(readOptionalInstant(quote, 'deliverBy'), (quoted) => (quoted === undefined ? undefined : pointInterval(quoted))),
      );
    }),
  );
}

function promiseDue(facts: CaseView): Reading<Interval | undefined> {
  const promised = refundsOf(facts, 'refund.promised');
  if (promised === undefined) {
    return mapValue(facts.absence({ type: 'refund.promised', roles: merchantSide, matches: facts.inGroup }), () => undefined);
  }
  return andThen(promised, (promises) => {
    const entries = promises.flatMap((promise) => [...promise.entries]);
    const dates = combineList(entries.map((entry) => readInstant(entry, 'dueBy')));
    return citing(
      mapValue(dates, (instants) => pointInterval(Math.max(...instants))),
      facts.group.inputs,
    );
  });
}

function confirmedAt(facts: CaseView): Reading<Interval | undefined> {
  const { view } = facts;
  const captures = facts.keptEntries;
  const isForKept = (entry: EntryView): boolean =>
    captures.state === 'known' && captures.value.some((capture) => refersTo(entry, 'confirms', capture.digest));
  const { entries } = view.find({ type: 'confirmation.sent', txn: view.txn, matches: isForKept });
  const sent = entries.map((entry) => ({ entry, bracket: view.bracketOf(entry) as Known<Span> }));
  const first = sent.sort((a, b) => earlier(a.bracket.value, b.bracket.value) || compareUtf16(a.entry.digest, b.entry.digest))[0];
  if (first === undefined) {
    const roles = [...merchantSide, 'platform'];
    const absence = facts.absence({ type: 'confirmation.sent', roles, matches: facts.inGroup });
    if (absence.state !== 'known') return absence.state === 'unknown' && captures.state !== 'known' ? captures : absence;
    return mapValue(absence, () => undefined);
  }
  const confirmed =
    captures.state === 'known' ? captures.value.filter((capture) => refersTo(first.entry, 'confirms', capture.digest)) : [];
  const links = confirmed.map((capture) => refInput(first.entry, 'confirms', capture.digest));
  return andThen(combine(captures, first.bracket), ([, span]) =>
    known<Interval | undefined>(intervalOf(span), unionInputs(links)),
  );
}

/** Whether the merchant issued a refund that no institution of the payment issued. */
function unposted(facts: CaseView): Reading<boolean> {
  const { view } = facts;
  const refunds = view.find({ type: 'refund.issued', txn: view.txn, matches: facts.inGroup });
  if (refunds.entries.length === 0) return refunds.lack.state === 'unknown' ? known(false) : refunds.lack;
  const idInputs = (entries: readonly EntryView[]): ReturnType<typeof unionInputs> =>
    unionInputs(entries.map((entry) => bodyInput(entry, 'refundId')));
  const ids = unionIds(
    refunds.entries.map((entry) => entry.body['refundId']).filter((id): id is string => typeof id === 'string'),
  );
  const isPosted = (entry: EntryView): boolean => entry.role === 'issuer' || entry.role === 'psp';
  const judged = ids.map((id): Reading<boolean> => {
    const own = refunds.entries.filter((entry) => entry.body['refundId'] === id);
    const posted = own.filter(isPosted);
    if (posted.length > 0) return known(false, idInputs(posted));
    const matches = (entry: EntryView): Match => matchText(entry, 'refundId', (text) => text === id);
    return citing(
      mapValue(facts.absence({ type: 'refund.issued', roles: ['issuer', 'psp'], matches }), () => true),
      idInputs(own),
    );
  });
  const missing = judged.filter((reading) => reading.state === 'known' && reading.value);
  if (missing.length > 0)
    return citing(
      mapValue(combineList(missing), () => true),
      facts.group.inputs,
    );
  // A refund whose id is not shown may be one that nobody posted.
  const shut = refunds.entries.map((entry) => readText(entry, 'refundId')).filter((reading) => reading.state !== 'known');
  return (
    gravest([...judged, ...shut]) ??
    citing(
      mapValue(combineList(judged), () => false),
      facts.group.inputs,
    )
  );
}
