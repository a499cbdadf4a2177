import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import type { Span } from '../operand.ts';
import type { Interval, Money } from '../value.ts';
import type { CaseView } from './case-view.ts';
import { matchText } from './evidence-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { intervalOf } from './fact-reading.ts';
import { earlier } from './mnd.ts';
import { userSide } from './orders.ts';
import { agree, bodyInput, readOptionalMoney } from './read-member.ts';
import type { Known, Reading } from './reading.ts';
import { andThen, citing, known, mapValue } from './reading.ts';

/** What the user's side wished to spend at most, and whether it called the order off. */
export function orderChangeFacts(facts: CaseView): FactReadings {
  return [
    ['ord.cancelled', cancelledAt(facts)],
    ['ord.limit', intentLimit(facts)],
  ];
}

function cancelledAt(facts: CaseView): Reading<Interval | undefined> {
  const { view } = facts;
  return andThen(facts.orderId, (orderId) => {
    const selection = {
      type: 'order.cancelled',
      txn: view.txn,
      roles: userSide,
      matches: (entry: Parameters<typeof matchText>[0]) => matchText(entry, 'orderId', (id) => id === orderId),
    };
    const found = view.find(selection).entries;
    if (found.length === 0) return mapValue(facts.absence(selection), (): Interval | undefined => undefined);
    const timed = found.map((entry) => ({ entry, bracket: view.bracketOf(entry) as Known<Span> }));
    const [first] = timed.sort(
      (a, b) => earlier(a.bracket.value, b.bracket.value) || compareUtf16(a.entry.digest, b.entry.digest),
    ) as [(typeof timed)[number]];
    return andThen(first.bracket, (span): Reading<Interval | undefined> =>
      citing(known(intervalOf(span)), [bodyInput(first.entry, 'orderId')]),
    );
  });
}

/** The limit of the intent as it was captured; none where it states none. */
function intentLimit(facts: CaseView): Reading<Money | undefined> {
  const found = facts.view.find({ type: 'intent.captured', txn: facts.view.txn });
  if (found.entries.length === 0) return found.lack;
  return agree(found.entries.map((entry) => readOptionalMoney(entry, 'limit')));
}
