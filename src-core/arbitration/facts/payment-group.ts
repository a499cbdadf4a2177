import { AssizeError } from '../../errors.ts';
import { unionIds, unionInputs } from '../fact-inputs.ts';
import type { FactInput } from '../fact.ts';
import type { EvidenceView } from './evidence-view.ts';
import { matchText } from './evidence-view.ts';
import type { EntryView } from './entry-view.ts';
import { agree, bodyInput, readText } from './read-member.ts';
import type { Reading } from './reading.ts';

/**
 * The payment that a claim is about: the one that it names, else the only one of the transaction. Undefined where the transaction has
 * none. Admissible entries tell which payments there are; inadmissible ones only where no other does.
 *
 * @throws AssizeError `E_CLAIM` where there are several and the claim names none, or where it names one that is not there.
 */
export function paymentOf(view: EvidenceView): string | undefined {
  const { paymentId } = view.claim;
  const entries = view.index.byTxn(view.txn).flatMap((digest) => view.index.entry(digest) ?? []);
  const idsOf = (list: readonly EntryView[]): string[] =>
    unionIds(list.map((entry) => entry.body['paymentId']).filter((id): id is string => typeof id === 'string'));
  const shown = idsOf(entries.filter((entry) => entry.admissible));
  const ids = shown.length > 0 ? shown : idsOf(entries);
  if (paymentId !== undefined) {
    if (idsOf(entries).includes(paymentId)) return paymentId;
    throw new AssizeError('E_CLAIM', `transaction ${view.txn} has no payment ${paymentId}`, { pointer: '/paymentId' });
  }
  if (ids.length < 2) return ids[0];
  const advice = `Name one of them as paymentId: ${ids.join(', ')}.`;
  throw new AssizeError(
    'E_CLAIM',
    `transaction ${view.txn} has ${ids.length} payments, and the claim names none`,
    { pointer: '' },
    advice,
  );
}

/** The order of a payment, as the requests for that payment name it. */
export function orderIdOf(view: EvidenceView, txn: string, paymentId: string): Reading<string> {
  const found = view.find({
    type: 'payment.requested',
    txn,
    matches: (entry) => matchText(entry, 'paymentId', (id) => id === paymentId),
  });
  return found.entries.length === 0 ? found.lack : agree(found.entries.map((entry) => readText(entry, 'orderId')));
}

/** Payments that pay for the same thing, and the orders and requests that tie them together. */
export interface PaymentGroup {
  readonly paymentIds: ReadonlySet<string>;
  readonly orderIds: ReadonlySet<string>;
  /** What was read to join several payments; none for a payment alone. */
  readonly inputs: readonly FactInput[];
}

interface Link {
  readonly entry: EntryView;
  readonly orderId?: string;
  readonly paymentId?: string;
  readonly key?: string;
}

const linkMembers = ['idempotencyKey', 'orderId', 'payee'] as const;

function linkOf(kind: string, entry: EntryView): Link {
  const [key, orderId, payee, paymentId] = [...linkMembers, 'paymentId'].map((name) => {
    const member = readText(entry, name);
    return member.state === 'known' ? member.value : undefined;
  });
  return {
    entry,
    ...(orderId === undefined ? {} : { orderId }),
    ...(paymentId === undefined || kind !== 'payment' ? {} : { paymentId }),
    ...(key === undefined || payee === undefined ? {} : { key: JSON.stringify([kind, key, payee]) }),
  };
}

/**
 * The least set of payments of the transaction that holds the one given and is closed under the same order, the same idempotency key
 * and payee of their requests, and the same of their orders. Members that are withheld join nothing.
 */
export function groupOf(view: EvidenceView, paymentId: string): PaymentGroup {
  const entries = view.admissibleOf(view.txn);
  const requests = entries.filter((entry) => entry.type === 'payment.requested').map((entry) => linkOf('payment', entry));
  const orders = entries.filter((entry) => entry.type === 'order.created').map((entry) => linkOf('order', entry));
  const paymentIds = new Set([paymentId]);
  const orderIds = new Set<string>();
  const keys = new Set<string>();
  const joins = (set: ReadonlySet<string>, id: string | undefined): boolean => id !== undefined && set.has(id);
  let size = 0;
  while (size !== paymentIds.size + orderIds.size + keys.size) {
    size = paymentIds.size + orderIds.size + keys.size;
    for (const { orderId, paymentId: id, key } of [...requests, ...orders]) {
      if (!joins(paymentIds, id) && !joins(orderIds, orderId) && !joins(keys, key)) continue;
      if (id !== undefined) paymentIds.add(id);
      if (orderId !== undefined) orderIds.add(orderId);
      if (key !== undefined) keys.add(key);
    }
  }
  const linked = [
    ...requests.filter((link) => joins(paymentIds, link.paymentId)),
    ...orders.filter((link) => joins(orderIds, link.orderId)),
  ];
  const cited = linked.flatMap(({ entry }) =>
    linkMembers.filter((name) => typeof entry.body[name] === 'string').map((name) => bodyInput(entry, name)),
  );
  return { paymentIds, orderIds, inputs: paymentIds.size > 1 ? unionInputs(cited) : [] };
}
