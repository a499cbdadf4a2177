import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { unionInputs } from '../fact-inputs.ts';
import type { FactInput } from '../fact.ts';
import type { Money } from '../value.ts';
import type { EvidenceView, Selection } from './evidence-view.ts';
import { matchText } from './evidence-view.ts';
import type { EntryView } from './entry-view.ts';
import { orderIdOf } from './payment-group.ts';
import type { PaymentGroup } from './payment-group.ts';
import { agree, bodyInput, readMoney, readOptionalObject, readText } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, citing, combineList, known, lacking } from './reading.ts';
import { sumMoney } from './sums.ts';

/** Entries of one thing (a capture, an authorisation, a refund, a promise) that several parties may have recorded. */
export interface Recorded {
  readonly id: string;
  /** The least digest of its entries. */
  readonly digest: string;
  /** By digest. */
  readonly entries: readonly EntryView[];
  readonly amount: Money;
}

/**
 * The distinct things of a type, told apart by an id of their bodies, by that id. An id with two amounts is unknown, and the amounts
 * are cited. No entry at all: the reason why none is found.
 */
export function readRecorded(view: EvidenceView, selection: Selection, idMember: string): Reading<Recorded[]> {
  const found = view.find(selection);
  return found.entries.length === 0 ? found.lack : groupRecorded(found.entries, idMember);
}

/** As `readRecorded`, of entries at hand (one at least). Inputs are the amounts. */
export function groupRecorded(entries: readonly EntryView[], idMember: string): Reading<Recorded[]> {
  const ids = combineList(entries.map((entry) => readText(entry, idMember)));
  if (ids.state !== 'known') return ids;
  const byId = new Map<string, EntryView[]>();
  for (const [index, id] of ids.value.entries()) byId.set(id, [...(byId.get(id) ?? []), entries[index] as EntryView]);
  const groups = [...byId].sort(([a], [b]) => compareUtf16(a, b));
  const amounts = combineList(groups.map(([, members]) => agree(members.map((entry) => readMoney(entry, 'amount')))));
  return andThen(amounts, (values) =>
    known(
      groups.map(([id, members], i) => ({
        id,
        digest: (members[0] as EntryView).digest,
        entries: members,
        amount: values[i] as Money,
      })),
    ),
  );
}

/** The sum of distinct things; of several currencies, or too large for a safe integer: unknown, and the amounts are cited. */
export function sumRecorded(recorded: readonly Recorded[]): Reading<Money> {
  const total = sumMoney(recorded.map((thing) => thing.amount));
  return total === undefined ? lacking('unknown', amountInputs(recorded)) : known(total);
}

/** Where the amounts of things stand. */
export function amountInputs(recorded: readonly Recorded[]): FactInput[] {
  return unionInputs(recorded.flatMap((thing) => thing.entries.map((entry) => bodyInput(entry, 'amount'))));
}

/** One payment of the whole: a capture, or the parts of a split one. */
export interface Tender {
  /** By digest. */
  readonly captures: readonly Recorded[];
  readonly sum: Money;
  readonly digest: string;
}

/** The captures of a group of payments. Its inputs are how the group was joined, and the amounts. */
export function capturesOf(view: EvidenceView, group: PaymentGroup): Reading<Recorded[]> {
  const matches = (entry: EntryView): ReturnType<typeof matchText> =>
    matchText(entry, 'paymentId', (id) => group.paymentIds.has(id));
  return citing(readRecorded(view, { type: 'payment.captured', txn: view.txn, matches }, 'captureId'), group.inputs);
}

interface Part {
  readonly capture: Recorded;
  readonly order: string;
  readonly n?: number;
  readonly of?: number;
}

/** The tenders of captures, and whether an order has both whole captures and parts. Nothing but its captures' sources is cited. */
export interface Tenders {
  readonly tenders: readonly Tender[];
  readonly isMixed: boolean;
}

/**
 * Puts captures together into tenders: each capture without `part` is one; of the captures with a `part`, those of one order and one
 * `of` are dealt out so that no tender has an `n` twice, in order of their digests.
 */
export function tendersOf(view: EvidenceView, captures: Reading<Recorded[]>): Reading<Tenders> {
  return andThen(captures, (all) => {
    const parts = combineList(all.map((capture) => agree(capture.entries.map((entry) => readOptionalObject(entry, 'part')))));
    if (parts.state !== 'known') return parts;
    const placed = all.map((capture, index): Part => {
      const { n, of } = parts.value[index] ?? {};
      const order = orderKeyOf(view, capture);
      return typeof n === 'number' && typeof of === 'number' ? { capture, order, n, of } : { capture, order };
    });
    const whole = placed.filter((part) => part.n === undefined);
    const split = placed.filter((part) => part.n !== undefined);
    const groups = [...whole.map((part) => [part.capture]), ...dealParts(split)];
    const tenders: Tender[] = [];
    for (const group of groups) {
      const sum = sumMoney(group.map((capture) => capture.amount));
      if (sum === undefined) return lacking('unknown', amountInputs(all));
      const sorted = [...group].sort((a, b) => compareUtf16(a.digest, b.digest));
      tenders.push({ captures: sorted, sum, digest: (sorted[0] as Recorded).digest });
    }
    return known({ tenders, isMixed: split.some((part) => whole.some((other) => other.order === part.order)) });
  });
}

function orderKeyOf(view: EvidenceView, capture: Recorded): string {
  const paymentId = String((capture.entries[0] as EntryView).body['paymentId']);
  const order = orderIdOf(view, view.txn, paymentId);
  return order.state === 'known' ? `order ${order.value}` : `payment ${paymentId}`;
}

function dealParts(split: readonly Part[]): Recorded[][] {
  const hands = new Map<string, Map<number, Recorded[]>>();
  for (const part of [...split].sort((a, b) => compareUtf16(a.capture.digest, b.capture.digest))) {
    const key = JSON.stringify([part.order, part.of]);
    const hand = hands.get(key) ?? new Map<number, Recorded[]>();
    hands.set(key, hand);
    const n = part.n as number;
    hand.set(n, [...(hand.get(n) ?? []), part.capture]);
  }
  const groups: Recorded[][] = [];
  for (const hand of hands.values()) {
    const columns = [...hand.values()];
    const count = Math.max(...columns.map((column) => column.length));
    for (let i = 0; i < count; i++) groups.push(columns.flatMap((column) => column.slice(i, i + 1)));
  }
  return groups;
}

/** The tender of largest sum, of several the one of least digest. Tenders of several currencies have none: unknown. */
export function keptOf(tenders: Reading<Tenders>): Reading<Tender> {
  return andThen(tenders, ({ tenders: all }) => {
    const [first] = all;
    if (first === undefined) return lacking('unknown');
    if (all.some((tender) => tender.sum.currency !== first.sum.currency))
      return lacking('unknown', amountInputs(all.flatMap((t) => t.captures)));
    const better = (a: Tender, b: Tender): Tender => {
      if (a.sum.minor !== b.sum.minor) return a.sum.minor > b.sum.minor ? a : b;
      return a.digest < b.digest ? a : b;
    };
    return known(all.reduce(better));
  });
}
