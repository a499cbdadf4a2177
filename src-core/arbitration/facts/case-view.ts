import { unionIds } from '../fact-inputs.ts';
import type { Money } from '../value.ts';
import type { Span } from '../operand.ts';
import type { Selection, EvidenceView } from './evidence-view.ts';
import { matchText } from './evidence-view.ts';
import type { Match } from './evidence-view.ts';
import type { Scope } from './absence.ts';
import { absenceOf } from './absence.ts';
import type { EntryView } from './entry-view.ts';
import { lastRegistration } from './registrations.ts';
import { pathOf } from './mandate-path.ts';
import type { AcceptedOrder } from './orders.ts';
import { acceptedOrderOf, orderOf, quoteOf } from './orders.ts';
import type { PaymentGroup } from './payment-group.ts';
import { groupOf, orderIdOf, paymentOf } from './payment-group.ts';
import { targetOf } from './orders.ts';
import type { Reading } from './reading.ts';
import { andThen, combineList, known, mapValue, unknown } from './reading.ts';
import { settlementsOf } from './settlements.ts';
import type { Recorded, Tender, Tenders } from './tenders.ts';
import { capturesOf, keptOf, sumRecorded, tendersOf } from './tenders.ts';

/**
 * What the facts of one payment share: its group, its captures, its order as agreed, the mandate behind it. Everything is read once
 * and in one order, so that no fact sees another evidence than the next.
 */
export class CaseView {
  readonly view: EvidenceView;
  /** P. Absent where the transaction has no payment. */
  readonly paymentId: string | undefined;
  /** G. */
  readonly group: PaymentGroup;
  readonly captures: Reading<Recorded[]>;
  readonly tenders: Reading<Tenders>;
  /** The tender that rules compare. */
  readonly kept: Reading<Tender>;
  /** T1, the sum of the kept tender. */
  readonly keptSum: Reading<Money>;
  /** T, the sum of all captures of the group. */
  readonly settled: Reading<Money>;
  /** tPay. */
  readonly paidAt: Reading<Span>;
  /** O. */
  readonly orderId: Reading<string>;
  /** X. */
  readonly order: Reading<EntryView>;
  readonly quote: Reading<EntryView>;
  /** AO. */
  readonly accepted: Reading<AcceptedOrder>;
  readonly path: Reading<readonly EntryView[]>;
  /** What belongs to the transaction where absence is looked for. */
  readonly scope: Scope;
  /** The admissible entries about the payments of the group, by digest. */
  readonly groupEntries: readonly EntryView[];

  constructor(view: EvidenceView) {
    this.view = view;
    const paymentId = paymentOf(view);
    this.paymentId = paymentId;
    this.group = paymentId === undefined ? { paymentIds: new Set(), orderIds: new Set(), inputs: [] } : groupOf(view, paymentId);
    this.captures = capturesOf(view, this.group);
    this.tenders = tendersOf(view, this.captures);
    this.kept = keptOf(this.tenders);
    this.keptSum = mapValue(this.kept, (tender) => tender.sum);
    this.settled = andThen(this.captures, sumRecorded);
    this.paidAt = andThen(this.kept, (tender) => hullOf(view, tender));
    this.orderId = paymentId === undefined ? unknown : orderIdOf(view, view.txn, paymentId);
    this.order = orderOf(view, view.txn, this.orderId);
    this.quote = quoteOf(view, this.order);
    this.accepted = acceptedOrderOf(view, this.order);
    this.path = pathOf(view, this.order);
    this.scope = {
      txn: view.txn,
      besides: this.path.state === 'known' ? this.path.value.filter((entry) => entry.txn !== view.txn) : [],
    };
    this.groupEntries = view.admissibleOf(view.txn).filter(this.#entryOfGroup());
  }

  #entryOfGroup(): (entry: EntryView) => boolean {
    const { view, group } = this;
    const orders = view
      .admissibleOf(view.txn)
      .filter((entry) => entry.type === 'order.created' && group.orderIds.has(String(entry.body['orderId'])));
    const quoteIds = new Set(orders.map((entry) => entry.body['quoteId']));
    const settlementIds = new Set(settlementsOf(view, group.paymentIds).entries.map((entry) => entry.body['settlementId']));
    const names = (set: ReadonlySet<unknown>, id: unknown): boolean => typeof id === 'string' && set.has(id);
    return ({ body }) =>
      names(group.paymentIds, body['paymentId']) ||
      names(group.orderIds, body['orderId']) ||
      names(quoteIds, body['quoteId']) ||
      names(settlementIds, body['settlementId']);
  }

  /** Tells entries of the group by their `paymentId`. */
  readonly inGroup = (entry: EntryView): Match => matchText(entry, 'paymentId', (id) => this.group.paymentIds.has(id));

  /** Absence in the transaction up to the filing of the claim, or up to another instant. */
  absence(selection: Selection & { readonly roles: readonly string[] }, until: Span = this.view.filedAt): Reading<true> {
    return absenceOf(this.view, selection, this.scope, until);
  }

  /** The captures of the kept tender, entry by entry. */
  get keptEntries(): Reading<EntryView[]> {
    return mapValue(this.kept, (tender) => tender.captures.flatMap((capture) => [...capture.entries]));
  }

  /** The payments of the kept tender, sorted. */
  get keptPayments(): Reading<string[]> {
    return mapValue(this.keptEntries, (entries) => unionIds(entries.map((entry) => String(entry.body['paymentId']))));
  }

  /** The authorisations that the kept captures confirm, one for each capture entry. */
  get keptAuthorizations(): Reading<EntryView[]> {
    return andThen(this.keptEntries, (entries) =>
      combineList(entries.map((entry) => targetOf(this.view, entry, 'confirms', 'payment.authorized'))),
    );
  }

  /** The last registration of a party. */
  registration(party: string): EntryView | undefined {
    return lastRegistration(this.view, party);
  }
}

function hullOf(view: EvidenceView, tender: Tender): Reading<Span> {
  const brackets = combineList(tender.captures.flatMap((capture) => capture.entries.map((entry) => view.bracketOf(entry))));
  return andThen(brackets, (spans) => known(hull(spans)));
}

function hull(spans: readonly Span[]): Span {
  const from = spans.map((span) => span.from);
  const to = spans.map((span) => span.to);
  return {
    ...(from.includes(undefined) ? {} : { from: Math.min(...(from as number[])) }),
    ...(to.includes(undefined) ? {} : { to: Math.max(...(to as number[])) }),
  };
}
