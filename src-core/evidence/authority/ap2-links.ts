import type { JsonObject } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { ap2Hash, type Ap2Kind, type Ap2Mandate } from './ap2-tokens.ts';

/** Something that an AP2 artifact says, and where it was carried. `order`: earlier is lower. */
export interface Carried<T, P> {
  readonly stated: T;
  readonly place: P;
  readonly order: number;
}

/** A signed document that is no mandate: a checkout or a receipt. */
export interface Ap2Document {
  readonly text: string;
  readonly claims: JsonObject;
}

/** The AP2 artifacts of one transaction, in their order. */
export interface Carriers<P> {
  readonly mandates: readonly Carried<Ap2Mandate, P>[];
  readonly documents: readonly Carried<Ap2Document, P>[];
}

/** A link that does not hold, with the ends that it was looked for among. */
export interface BrokenLink<P> {
  readonly code: 'E_CHECKOUT_HASH' | 'E_TXID_LINK' | 'E_RECEIPT_REF';
  readonly ends: readonly [Carried<unknown, P>, ...Carried<unknown, P>[]];
  /** The claim that states the link, in the first of the ends. */
  readonly claim: string;
  readonly message: string;
}

/**
 * The links that AP2 v0.2 puts between its artifacts, where both ends of one are there and do not fit.
 *
 * `E_CHECKOUT_HASH`: `checkout_hash` is not the hash of the checkout. `E_TXID_LINK`: a payment's `transaction_id` is no
 * checkout's `checkout_hash`, or the reference of an open payment mandate is no open checkout mandate's hash.
 * `E_RECEIPT_REF`: a receipt refers to no closed mandate of its kind.
 */
export function brokenLinks<P>(carriers: Carriers<P>): BrokenLink<P>[] {
  return [...checkoutHashes(carriers), ...payments(carriers), ...references(carriers), ...receipts(carriers)];
}

/** The mandates of a kind. */
export function ofKind<P>(mandates: readonly Carried<Ap2Mandate, P>[], kind: Ap2Kind): Carried<Ap2Mandate, P>[] {
  return mandates.filter(({ stated }) => stated.kind === kind);
}

/** What the `payment.reference` of an open payment mandate names. */
export function referenceOf(claims: JsonObject): string | undefined {
  const constraints = Array.isArray(claims['constraints']) ? claims['constraints'].filter(isJsonObject) : [];
  const reference = constraints.find(({ type }) => type === 'payment.reference')?.['conditional_transaction_id'];
  return typeof reference === 'string' ? reference : undefined;
}

function* checkoutHashes<P>({ mandates, documents }: Carriers<P>): Generator<BrokenLink<P>> {
  const code = 'E_CHECKOUT_HASH';
  const claim = 'checkout_hash';
  for (const checkout of ofKind(mandates, 'checkout')) {
    const { checkout_hash: stated, checkout_jwt: text } = checkout.stated.claims;
    if (typeof stated !== 'string') continue;
    if (typeof text === 'string') {
      if (ap2Hash(text) !== stated)
        yield { code, ends: [checkout], claim, message: 'its checkout_hash is not the hash of the checkout in it' };
      continue;
    }
    const checkouts = documents.filter((document) => !isReceipt(document.stated.claims));
    if (checkouts.length === 0 || checkouts.some((document) => ap2Hash(document.stated.text) === stated)) continue;
    yield {
      code,
      ends: [checkout, ...checkouts.slice(-1)],
      claim,
      message: 'its checkout_hash is not the hash of the checkout',
    };
  }
}

function* payments<P>({ mandates }: Carriers<P>): Generator<BrokenLink<P>> {
  const checkouts = ofKind(mandates, 'checkout').filter(({ stated }) => typeof stated.claims['checkout_hash'] === 'string');
  for (const payment of ofKind(mandates, 'payment')) {
    const id = payment.stated.claims['transaction_id'];
    if (typeof id !== 'string' || checkouts.length === 0 || checkouts.some(({ stated }) => stated.claims['checkout_hash'] === id))
      continue;
    const message = 'the transaction_id of the payment is no checkout_hash';
    yield { code: 'E_TXID_LINK', ends: [payment, ...checkouts.slice(-1)], claim: 'transaction_id', message };
  }
}

function* references<P>({ mandates }: Carriers<P>): Generator<BrokenLink<P>> {
  const open = ofKind(mandates, 'open-checkout');
  const closed = ofKind(mandates, 'checkout').filter(({ stated }) => stated.follows !== undefined);
  const known = new Set([...open.flatMap(({ stated }) => stated.hashes), ...closed.map(({ stated }) => stated.follows)]);
  for (const payment of ofKind(mandates, 'open-payment')) {
    const reference = referenceOf(payment.stated.claims);
    if (reference === undefined || known.size === 0 || known.has(reference)) continue;
    const message = 'the reference of the open payment mandate is no open checkout mandate';
    yield { code: 'E_TXID_LINK', ends: [payment, ...[...open, ...closed].slice(-1)], claim: 'constraints', message };
  }
}

function* receipts<P>({ mandates, documents }: Carriers<P>): Generator<BrokenLink<P>> {
  for (const receipt of documents) {
    const { claims } = receipt.stated;
    if (!isReceipt(claims)) continue;
    const kinds: readonly Ap2Kind[] =
      claims['payment_id'] !== undefined
        ? ['payment']
        : claims['order_id'] !== undefined
          ? ['checkout']
          : ['payment', 'checkout'];
    const closed = kinds.flatMap((kind) => ofKind(mandates, kind));
    if (closed.length === 0 || closed.some(({ stated }) => stated.hashes.includes(claims['reference'] as string))) continue;
    const message = 'the reference of the receipt is none of the closed mandates';
    yield { code: 'E_RECEIPT_REF', ends: [receipt, ...closed.slice(-1)], claim: 'reference', message };
  }
}

function isReceipt(claims: JsonObject): boolean {
  return typeof claims['reference'] === 'string' && (claims['status'] === 'Success' || claims['status'] === 'Error');
}
