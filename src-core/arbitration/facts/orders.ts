import { canonicalize } from '../../json/canonicalize.ts';
import type { JsonValue } from '../../json/json-value.ts';
import { unionInputs } from '../fact-inputs.ts';
import type { EvidenceView } from './evidence-view.ts';
import { matchText, refersTo } from './evidence-view.ts';
import type { EntryView } from './entry-view.ts';
import { bodyInput, entryInput, readList, readMoney, refInput } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, citing, combine, gravest, known, lacking, unknown } from './reading.ts';

export const userSide: readonly string[] = ['user', 'user_agent'];
export const merchantSide: readonly string[] = ['merchant', 'merchant_agent'];

/** True if two JSON values are the same by their RFC 8785 forms. */
export function equalJson(a: unknown, b: unknown): boolean {
  return canonicalize(a as JsonValue) === canonicalize(b as JsonValue);
}

/**
 * The order.created of an order id. Entries that state the same body and the same references are one order, of the least digest;
 * others contradict each other.
 */
export function orderOf(view: EvidenceView, txn: string, orderId: Reading<string>): Reading<EntryView> {
  return andThen(orderId, (id) => {
    const found = view.find({
      type: 'order.created',
      txn,
      matches: (entry) => matchText(entry, 'orderId', (text) => text === id),
    });
    const [first] = found.entries;
    if (first === undefined) return found.lack;
    const inputs = unionInputs(found.entries.map((entry) => bodyInput(entry, 'orderId')));
    const isOne = found.entries.every((entry) => equalJson(entry.body, first.body) && equalJson(entry.refs, first.refs));
    return isOne ? known(first, inputs) : lacking('unknown', inputs);
  });
}

/**
 * The one entry of a type that another refers to in a certain way. Targets of other types do not matter; several of the type
 * contradict each other; an inadmissible one is excluded; one that is not in the bundle is unknown.
 */
export function targetOf(view: EvidenceView, source: EntryView, rel: string, type: string): Reading<EntryView> {
  const targets = source.refs.filter((ref) => ref.rel === rel).map((ref) => view.entry(ref.digest));
  const fitting = targets.filter((target): target is EntryView => target?.type === type);
  const good = fitting.filter((target) => target.admissible);
  const [only] = good;
  if (only === undefined) return fitting.length > 0 ? lacking('excluded', unionInputs(fitting.map(entryInput))) : unknown;
  if (good.length > 1) return lacking('unknown', unionInputs(good.map((target) => refInput(source, rel, target.digest))));
  return known(only, [refInput(source, rel, only.digest)]);
}

/** The quote that an order answers. */
export function quoteOf(view: EvidenceView, order: Reading<EntryView>): Reading<EntryView> {
  return andThen(order, (created) => targetOf(view, created, 'responds-to', 'order.quoted'));
}

/** An order that the other side agreed to, and what it was amended from. */
export interface AcceptedOrder {
  /** Where lines and total stand: the order itself or one of its amendments. */
  readonly entry: EntryView;
  /** The order.created. */
  readonly created: EntryView;
  /** From the order.created to `entry`, both included. */
  readonly line: readonly EntryView[];
}

function isOtherSide(a: string, b: string): boolean {
  return (userSide.includes(a) && merchantSide.includes(b)) || (merchantSide.includes(a) && userSide.includes(b));
}

/**
 * The order as it was last agreed: the deepest of the order and its successive amendments that the other side accepted at the same
 * total; else the order itself, where lines and total are those of the quote that it answers. Two amendments of one thing: unknown.
 */
export function acceptedOrderOf(view: EvidenceView, order: Reading<EntryView>): Reading<AcceptedOrder> {
  return andThen(order, (created) => {
    const line: EntryView[] = [created];
    for (;;) {
      const last = line[line.length - 1] as EntryView;
      const next = view.find({
        type: 'order.amended',
        txn: view.txn,
        matches: (entry) => refersTo(entry, 'corrects', last.digest),
      }).entries;
      const [amended] = next;
      if (amended === undefined || line.includes(amended)) break;
      if (next.length > 1) return lacking('unknown', unionInputs(next.map((entry) => refInput(entry, 'corrects', last.digest))));
      line.push(amended);
    }
    const reasons: Reading<unknown>[] = [];
    for (let depth = line.length - 1; depth >= 0; depth--) {
      const accepted = acceptanceOf(view, line[depth] as EntryView);
      if (accepted.state !== 'known') {
        reasons.push(accepted);
        continue;
      }
      const way = line.slice(0, depth + 1);
      const links = way.slice(1).map((entry, i) => refInput(entry, 'corrects', (way[i] as EntryView).digest));
      return citing(known({ entry: line[depth] as EntryView, created, line: way }, accepted.inputs), links);
    }
    const quoted = quotedAsIs(view, created);
    return quoted.state === 'known' ? quoted : (gravest([...reasons, quoted]) ?? unknown);
  });
}

function acceptanceOf(view: EvidenceView, order: EntryView): Reading<true> {
  const matches = (entry: EntryView): boolean => refersTo(entry, 'accepts', order.digest) && isOtherSide(order.role, entry.role);
  const found = view.find({ type: 'order.accepted', txn: view.txn, matches });
  if (found.entries.length === 0) return found.lack;
  const total = readMoney(order, 'total');
  const readings = found.entries.map((entry) => combine(total, readMoney(entry, 'total')));
  const equal = readings.filter((reading) => reading.state === 'known' && equalJson(reading.value[0], reading.value[1]));
  const inputs = equal.map((reading) => reading.inputs);
  return equal.length > 0 ? known(true, unionInputs(...inputs)) : (gravest(readings) ?? unknown);
}

function quotedAsIs(view: EvidenceView, created: EntryView): Reading<AcceptedOrder> {
  return andThen(quoteOf(view, known(created)), (quote) => {
    const members = combine(
      readList(created, 'lines'),
      readMoney(created, 'total'),
      readList(quote, 'lines'),
      readMoney(quote, 'total'),
    );
    return andThen(members, ([lines, total, quotedLines, quotedTotal]): Reading<AcceptedOrder> => {
      const isSame = equalJson(lines, quotedLines) && equalJson(total, quotedTotal);
      return isSame ? known({ entry: created, created, line: [created] }) : unknown;
    });
  });
}
