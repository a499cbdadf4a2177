import { canonicalize } from '../json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { Entry } from '../evidence/model/entry.ts';
import type { Change } from './story.ts';

/** What is known of a transaction at one step. Plain JSON, so that it can be shown, compared and exported as it is. */
export type TransactionState = JsonObject;

/** Before the first step nothing is known: members appear when an entry states them. */
export const emptyState: TransactionState = {};

type Transition = (state: TransactionState, body: JsonObject, entry: Entry) => TransactionState;

/**
 * The state after an entry, by a pure transition: `state` itself is not changed. `body` is the entry's body with what was
 * disclosed in its place; a member that nobody opened stays absent and sets nothing.
 */
export function applyEntry(state: TransactionState, entry: Entry, body: JsonObject): TransactionState {
  const transition = TRANSITIONS[entry.type];
  return transition === undefined ? state : transition(state, body, entry);
}

const TRANSITIONS: Partial<Record<Entry['type'], Transition>> = {
  'intent.captured': (state, body) => merge(state, ['intent'], pick(body, 'mode', 'wants', 'limit', 'utterance')),
  'intent.mandate': (state, body) =>
    merge(state, ['mandates', key(body['mandateId'])], {
      ...pick(body, 'principal', 'holder', 'mode', 'notBefore', 'expires', 'singleUse', 'constraints', 'stepUp'),
      status: 'in-force',
    }),
  'delegation.granted': (state, body, entry) =>
    merge(state, ['delegations', key(body['delegationId'])], {
      ...pick(body, 'holder', 'expires', 'constraints'),
      grantor: entry.actor.id,
    }),
  'delegation.revoked': (state, body, entry) =>
    append(state, ['revocations'], { ...pick(body, 'effectiveAt', 'reason'), by: entry.actor.id }),
  'intent.confirmed': (state, body, entry) =>
    merge(state, ['confirmedByUser'], { by: entry.actor.id, ...pick(body, 'auth', 'surface') }),
  'service.queried': (state, body) => merge(state, ['discovery'], { ...pick(body, 'query'), status: 'queried' }),
  'service.discovered': (state, body) => merge(state, ['discovery'], { status: 'discovered', ...offersOf(body) }),
  'service.selected': (state, body) =>
    merge(state, ['discovery'], { status: 'selected', selected: pick(body, 'offerId', 'payee', 'reason') }),
  'order.quoted': (state, body, entry) =>
    merge(state, ['quotes', key(body['quoteId'])], {
      by: entry.actor.id,
      ...pick(body, 'payee', 'lines', 'total', 'validUntil', 'deliverBy'),
    }),
  'order.created': (state, body) =>
    merge(state, ['orders', key(body['orderId'])], {
      status: 'created',
      ...pick(body, 'quoteId', 'payee', 'lines', 'total', 'deliverBy'),
    }),
  'order.accepted': (state, body) =>
    merge(state, ['orders', key(body['orderId'])], { status: 'accepted', ...rename(body, 'total', 'agreed') }),
  'order.amended': (state, body) =>
    merge(state, ['orders', key(body['orderId'])], { status: 'amended', ...pick(body, 'lines', 'total', 'reason') }),
  'order.cancelled': (state, body) =>
    merge(state, ['orders', key(body['orderId'])], { status: 'cancelled', ...pick(body, 'reason') }),
  'payment.requested': (state, body) =>
    merge(state, ['payments', key(body['paymentId'])], {
      status: 'requested',
      ...pick(body, 'orderId', 'payee', 'account'),
      ...rename(body, 'amount', 'requested'),
    }),
  'payment.authorized': (state, body) =>
    addAmount(merge(state, payment(body), { status: 'authorized' }), body, 'authorized', key(body['authorizationId'])),
  'payment.declined': (state, body) => merge(state, payment(body), { status: 'declined', ...pick(body, 'code') }),
  'payment.captured': (state, body) =>
    addAmount(
      merge(state, payment(body), {
        status: 'captured',
        ...rename(body, 'payee', 'paidTo'),
        ...rename(body, 'account', 'paidInto'),
      }),
      body,
      'captured',
      key(body['captureId']),
    ),
  'settlement.proposed': (state, body) =>
    merge(state, settlement(body), { status: 'proposed', ...pick(body, 'paymentIds', 'postings', 'quorum') }),
  'settlement.confirmed': (state, body, entry) => append(state, [...settlement(body), 'confirmedBy'], entry.actor.id),
  'settlement.rejected': (state, body, entry) =>
    append(merge(state, settlement(body), { status: 'rejected' }), [...settlement(body), 'rejectedBy'], entry.actor.id),
  'settlement.final': (state, body) => merge(state, settlement(body), { status: 'final', ...pick(body, 'valueDate') }),
  'confirmation.sent': (state, body, entry) =>
    append(state, ['confirmations'], { by: entry.actor.id, ...pick(body, 'orderId', 'paymentId', 'receiptNo', 'channel') }),
  'fulfillment.evidence': (state, body, entry) =>
    append(state, ['orders', key(body['orderId']), 'fulfilment'], { by: entry.actor.id, ...pick(body, 'kind', 'happenedAt') }),
  'refund.promised': (state, body) =>
    merge(state, ['refunds', key(body['refundId'])], {
      status: 'promised',
      ...pick(body, 'paymentId', 'dueBy'),
      ...rename(body, 'amount', 'promised'),
    }),
  'refund.issued': (state, body) =>
    addAmount(
      merge(state, ['refunds', key(body['refundId'])], {
        status: 'issued',
        ...pick(body, 'paymentId'),
        ...rename(body, 'amount', 'issued'),
      }),
      body,
      'refunded',
      key(body['refundId']),
    ),
  'dispute.filed': (state, body, entry) => append(state, ['disputes'], { by: entry.actor.id, ...pick(body, 'claim') }),
  'dispute.answer': (state, body, entry) => append(state, ['answers'], { by: entry.actor.id, ...pick(body, 'claim', 'stance') }),
  'ruling.issued': (state, body, entry) => append(state, ['rulings'], { by: entry.actor.id, ...pick(body, 'coreDigest') }),
  'ruling.appealed': (state, body, entry) => append(state, ['appeals'], { by: entry.actor.id, ...pick(body, 'grounds') }),
};

const WITHHELD = '(withheld)';

function key(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : WITHHELD;
}

const payment = (body: JsonObject): string[] => ['payments', key(body['paymentId'])];
const settlement = (body: JsonObject): string[] => ['settlements', key(body['settlementId'])];

function pick(body: JsonObject, ...names: string[]): JsonObject {
  const picked: JsonObject = {};
  for (const name of names) if (body[name] !== undefined) picked[name] = body[name];
  return picked;
}

function rename(body: JsonObject, from: string, to: string): JsonObject {
  return body[from] === undefined ? {} : { [to]: body[from] };
}

function offersOf(body: JsonObject): JsonObject {
  if (!Array.isArray(body['offers'])) return {};
  return {
    offers: body['offers'].map((offer) =>
      isJsonObject(offer) ? pick(offer, 'offerId', 'payee', 'merchantName', 'total') : offer,
    ),
  };
}

/** `state` with `members` merged into the object at `path`, copying only what changes. */
function merge(state: TransactionState, path: readonly string[], members: JsonObject): TransactionState {
  return update(state, path, (value) => ({ ...(isJsonObject(value) ? value : {}), ...members }));
}

function append(state: TransactionState, path: readonly string[], item: JsonValue): TransactionState {
  return update(state, path, (value) => (Array.isArray(value) ? [...value, item] : [item]));
}

/**
 * Adds `body.amount` to what a payment shows under `name`. Several roles may record one event, so amounts are kept by its
 * id and counted once; the sum is absent where currencies differ or one id has two amounts, since no number would be true.
 */
function addAmount(state: TransactionState, body: JsonObject, name: string, id: string): TransactionState {
  const amount = body['amount'];
  if (!isJsonObject(amount)) return state;
  return update(state, [...payment(body), `${name}By`], (value) => {
    const known = isJsonObject(value) ? value : {};
    const before = known[id];
    const conflict = before !== undefined && canonicalize(before) !== canonicalize(amount);
    return { ...known, [id]: conflict ? 'conflicting amounts' : amount };
  });
}

function update(state: JsonObject, path: readonly string[], change: (value: JsonValue | undefined) => JsonValue): JsonObject {
  const [first, ...rest] = path;
  if (first === undefined) throw new Error('empty path');
  const child = Object.hasOwn(state, first) ? state[first] : undefined;
  const next = rest.length === 0 ? change(child) : update(isJsonObject(child) ? child : {}, rest, change);
  return Object.fromEntries([...Object.entries(state).filter(([name]) => name !== first), [first, next]]) as JsonObject;
}

/** What changed between two states, as RFC 6901 pointers in code unit order. Values that are no objects are compared whole. */
export function changesBetween(before: JsonObject, after: JsonObject, pointer = ''): Change[] {
  if (before === after) return [];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name): Change[] => {
    const from = Object.hasOwn(before, name) ? before[name] : undefined;
    const to = Object.hasOwn(after, name) ? after[name] : undefined;
    const here = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (from === to || (from !== undefined && to !== undefined && canonicalize(from) === canonicalize(to))) return [];
    if (isJsonObject(from) && isJsonObject(to)) return changesBetween(from, to, here);
    return [{ pointer: here, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}

/** The state after the changes of a step: what `changesBetween` found, done again. Neither argument is changed. */
export function applyChanges(state: JsonObject, changes: readonly Change[]): JsonObject {
  return changes.reduce((current, { pointer, to }) => changeAt(current, tokensOf(pointer), to), state);
}

const tokensOf = (pointer: string): string[] =>
  pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

function changeAt(object: JsonObject, [name = '', ...rest]: readonly string[], to: JsonValue | undefined): JsonObject {
  const others = Object.entries(object).filter(([other]) => other !== name);
  if (rest.length === 0) return Object.fromEntries(to === undefined ? others : [...others, [name, to]]) as JsonObject;
  const child = object[name];
  return Object.fromEntries([...others, [name, changeAt(isJsonObject(child) ? child : {}, rest, to)]]) as JsonObject;
}
