import type { Digest } from '../../crypto/sha256.ts';
import type { JsonObject } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { FindingCode } from '../finding.ts';
import { ap2Hash, readAp2Artifact, type Ap2Kind, type Ap2Mandate } from './ap2-tokens.ts';
import { artifactBytes } from './artifacts.ts';
import type { AuthorityView, EntryLine } from './authority-view.ts';
import { failedLine } from './check-grants.ts';

/** Something that an AP2 artifact says, and the entry that carries it first. `order`: the place of that entry among all. */
interface Carried<T> {
  readonly stated: T;
  readonly line: EntryLine;
  readonly pointer: string;
  readonly order: number;
}

/** The AP2 artifacts of one transaction, those of the mandates that it acts under among them. */
interface Carriers {
  readonly mandates: Carried<Ap2Mandate>[];
  readonly documents: Carried<{ readonly text: string; readonly claims: JsonObject }>[];
  readonly met: Set<Digest>;
}

/**
 * The links that AP2 v0.2 puts between its artifacts, where a transaction has both ends of one. A link fails on the entry
 * that carries the later of the two.
 *
 * `E_CHECKOUT_HASH`: `checkout_hash` is not the hash of the checkout. `E_TXID_LINK`: a payment's `transaction_id` is no
 * checkout's `checkout_hash`, or the reference of an open payment mandate is no open checkout mandate's hash.
 * `E_RECEIPT_REF`: a receipt refers to no closed mandate of its kind. Withheld ends, artifacts that are not here and such as
 * are not understood leave a link open.
 */
export function checkProtocolLinks(view: AuthorityView): void {
  for (const carriers of collect(view)) {
    checkCheckoutHashes(view, carriers);
    checkPayments(view, carriers);
    checkReceipts(view, carriers);
  }
}

function collect(view: AuthorityView): Carriers[] {
  const bytes = artifactBytes(view.context);
  const byTxn = new Map<string, Carriers>();
  const take = (line: EntryLine, txn: string, order: number) => {
    for (const [index, { profile, digest }] of (line.entry.artifacts ?? []).entries()) {
      const content = profile.startsWith('ap2.') ? bytes.get(digest) : undefined;
      if (content === undefined) continue;
      const carriers = byTxn.get(txn) ?? { mandates: [], documents: [], met: new Set() };
      byTxn.set(txn, carriers);
      if (carriers.met.has(digest)) continue;
      carriers.met.add(digest);
      const artifact = readAp2Artifact(content);
      const place = { line, pointer: `/artifacts/${index}`, order };
      if (artifact?.form === 'mandates') for (const stated of artifact.mandates) carriers.mandates.push({ stated, ...place });
      if (artifact?.form === 'jws') carriers.documents.push({ stated: artifact, ...place });
    }
  };
  if (bytes.size === 0) return [];
  const orders = new Map(view.lines.map((line, index) => [line, index]));
  for (const [line, order] of orders) {
    for (const { line: grant } of view.targets(line, 'under'))
      if (grant !== undefined) take(grant, line.entry.txn, orders.get(grant) ?? order);
    take(line, line.entry.txn, order);
  }
  return [...byTxn.values()];
}

function checkCheckoutHashes(view: AuthorityView, { mandates, documents }: Carriers): void {
  for (const checkout of ofKind(mandates, 'checkout')) {
    const { checkout_hash: stated, checkout_jwt: text } = checkout.stated.claims;
    if (typeof stated !== 'string') continue;
    if (typeof text === 'string') {
      if (ap2Hash(text) !== stated)
        report(view, 'E_CHECKOUT_HASH', [checkout], 'its checkout_hash is not the hash of the checkout in it');
      continue;
    }
    const checkouts = documents.filter((document) => !isReceipt(document.stated.claims));
    if (checkouts.length === 0 || checkouts.some((document) => ap2Hash(document.stated.text) === stated)) continue;
    report(view, 'E_CHECKOUT_HASH', [checkout, ...checkouts.slice(-1)], 'its checkout_hash is not the hash of the checkout');
  }
}

function checkPayments(view: AuthorityView, { mandates }: Carriers): void {
  const checkouts = ofKind(mandates, 'checkout').filter(({ stated }) => typeof stated.claims['checkout_hash'] === 'string');
  for (const payment of ofKind(mandates, 'payment')) {
    const id = payment.stated.claims['transaction_id'];
    if (typeof id !== 'string' || checkouts.length === 0 || checkouts.some(({ stated }) => stated.claims['checkout_hash'] === id))
      continue;
    report(view, 'E_TXID_LINK', [payment, ...checkouts.slice(-1)], 'the transaction_id of the payment is no checkout_hash');
  }
  const open = ofKind(mandates, 'open-checkout');
  const closed = ofKind(mandates, 'checkout').filter(({ stated }) => stated.follows !== undefined);
  const known = new Set([...open.flatMap(({ stated }) => stated.hashes), ...closed.map(({ stated }) => stated.follows)]);
  for (const payment of ofKind(mandates, 'open-payment')) {
    const reference = referenceOf(payment.stated.claims);
    if (reference === undefined || known.size === 0 || known.has(reference)) continue;
    report(
      view,
      'E_TXID_LINK',
      [payment, ...[...open, ...closed].slice(-1)],
      'the reference of the open payment mandate is no open checkout mandate',
    );
  }
}

function referenceOf(claims: JsonObject): string | undefined {
  const constraints = Array.isArray(claims['constraints']) ? claims['constraints'].filter(isJsonObject) : [];
  const reference = constraints.find(({ type }) => type === 'payment.reference')?.['conditional_transaction_id'];
  return typeof reference === 'string' ? reference : undefined;
}

function checkReceipts(view: AuthorityView, { mandates, documents }: Carriers): void {
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
    report(view, 'E_RECEIPT_REF', [receipt, ...closed.slice(-1)], 'the reference of the receipt is none of the closed mandates');
  }
}

function isReceipt(claims: JsonObject): boolean {
  return typeof claims['reference'] === 'string' && (claims['status'] === 'Success' || claims['status'] === 'Error');
}

function ofKind(mandates: readonly Carried<Ap2Mandate>[], kind: Ap2Kind): Carried<Ap2Mandate>[] {
  return mandates.filter(({ stated }) => stated.kind === kind);
}

/** On the entry that carries the later of the two ends; what failed of the other is the cause. */
function report(view: AuthorityView, code: FindingCode, ends: readonly Carried<unknown>[], message: string): void {
  const [first, ...others] = ends as [Carried<unknown>, ...Carried<unknown>[]];
  const later = others.reduce((latest, end) => (end.order > latest.order ? end : latest), first);
  const isReported = later.line.drafts.some((draft) => draft.code === code && draft.pointer === later.pointer);
  if (isReported || !view.isJudged(later.line)) return;
  const because = ends.map(({ line }) => line).find((line) => line !== later.line && failedLine(line) !== undefined);
  view.context.add({ code, step: 'authority', line: later.line, pointer: later.pointer, message, because });
}
