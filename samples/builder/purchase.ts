import type { CheckpointHandle, EntryOptions, EntryHandle, Party, BundleBuilder } from '../../test/fixtures/bundle-builder.ts';
import { totalOf } from '../../test/fixtures/coffee-order.ts';
import type { Line, Money } from '../../src-core/evidence/model/shared.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';

/** Who takes part in a purchase. */
export interface Market {
  readonly user: Party;
  readonly agent: Party;
  readonly merchant: Party;
  /** What the merchant calls itself. */
  readonly shopName: string;
  readonly platform: Party;
  readonly issuer: Party;
  readonly acquirer: Party;
}

export interface Purchase {
  readonly txn: string;
  /** Makes ids unique where one story has several purchases. */
  readonly n: number;
  readonly lines: Line[];
  readonly account: JsonObject;
  readonly mcc: string;
  readonly under: EntryHandle;
  readonly deliverBy?: string;
  readonly terminal?: EntryOptions['terminal'];
  /** Members of the order to withhold. */
  readonly withhold?: EntryOptions['withhold'];
  /** Checkpoints that the acquirer held when it captured: they bound the capture's time from below. */
  readonly seen?: readonly CheckpointHandle[];
}

/** A purchase from search to settlement, every step honest. Nothing is delivered yet. */
export function purchase(builder: BundleBuilder, market: Market, p: Purchase): { order: EntryHandle; captured: EntryHandle } {
  const order = placeOrder(builder, market, p);
  return { order: order.created, captured: pay(builder, market, { ...p, accepted: order.accepted, amount: totalOf(p.lines) }) };
}

/** From search to the accepted order. */
export function placeOrder(
  builder: BundleBuilder,
  { agent, merchant, platform, shopName }: Market,
  p: Purchase,
): { created: EntryHandle; accepted: EntryHandle } {
  const { txn, n, lines, mcc, terminal } = p;
  const total = totalOf(lines);
  const under = { rel: 'under' as const, to: p.under };
  const payee = merchant.id;
  const due = p.deliverBy === undefined ? {} : { deliverBy: p.deliverBy };
  const query = builder.entry(agent, 'service.queried', { txn, body: { query: lines[0]?.name ?? '' }, refs: [under], terminal });
  const offers = [{ offerId: `offer-${n}`, payee, merchantName: shopName, mcc, lines, total }];
  const found = builder.entry(platform, 'service.discovered', {
    txn,
    body: { offers },
    refs: [{ rel: 'responds-to', to: query }],
  });
  const selected = builder.entry(agent, 'service.selected', {
    txn,
    body: { offerId: `offer-${n}`, payee, reason: 'fits' },
    refs: [{ rel: 'responds-to', to: found }, under],
    terminal,
  });
  const quote = builder.entry(merchant, 'order.quoted', {
    txn,
    body: { quoteId: `quote-${n}`, payee, mcc, lines, total, validUntil: builder.instant(900_000), ...due },
    refs: [{ rel: 'responds-to', to: selected }],
  });
  const created = builder.entry(agent, 'order.created', {
    txn,
    body: {
      orderId: `order-${n}`,
      quoteId: `quote-${n}`,
      payee,
      lines,
      total,
      destination: '南京西路 1515 号',
      idempotencyKey: `key-${n}`,
      ...due,
    },
    refs: [{ rel: 'responds-to', to: quote }, under],
    terminal,
    withhold: p.withhold,
  });
  const accepted = builder.entry(merchant, 'order.accepted', {
    txn,
    body: { orderId: `order-${n}`, total },
    refs: [{ rel: 'accepts', to: created }],
  });
  return { created, accepted };
}

export interface Payment {
  readonly txn: string;
  readonly n: number;
  readonly account: JsonObject;
  readonly accepted: EntryHandle;
  readonly amount: Money;
  readonly seen?: readonly CheckpointHandle[];
  /** Who asks for the payment, and under what; the merchant if absent. */
  readonly request?: { readonly by: Party; readonly under: EntryHandle };
  /** Who speaks for the merchant. */
  readonly merchantSide?: Party;
}

/** From the request for payment to the final settlement; the capture. */
export function pay(builder: BundleBuilder, market: Market, payment: Payment): EntryHandle {
  const { issuer, acquirer, merchant } = market;
  const { txn, n, account, amount, request, merchantSide = merchant } = payment;
  const payee = merchant.id;
  const requested = builder.entry(request?.by ?? merchantSide, 'payment.requested', {
    txn,
    body: {
      paymentId: `pay-${n}`,
      orderId: `order-${n}`,
      payee,
      account,
      amount,
      instrument: 'card-1881',
      idempotencyKey: `key-${n}`,
    },
    refs: [
      { rel: 'responds-to', to: payment.accepted },
      ...(request === undefined ? [] : [{ rel: 'under' as const, to: request.under }]),
    ],
  });
  const authorized = builder.entry(issuer, 'payment.authorized', {
    txn,
    body: {
      authorizationId: `auth-${n}`,
      paymentId: `pay-${n}`,
      amount,
      expires: builder.instant(86_400_000),
      auth: { factors: 2, certificate: true },
    },
    refs: [{ rel: 'authorizes', to: requested }],
  });
  const captured = builder.entry(acquirer, 'payment.captured', {
    txn,
    body: ({ digest }) => ({
      captureId: `cap-${n}`,
      paymentId: `pay-${n}`,
      amount,
      payee,
      account,
      instruction: digest(requested),
    }),
    refs: [{ rel: 'confirms', to: authorized }],
    seen: payment.seen,
  });
  builder.entry(merchantSide, 'confirmation.sent', {
    txn,
    body: { orderId: `order-${n}`, paymentId: `pay-${n}`, receiptNo: `R-${n}` },
    refs: [{ rel: 'confirms', to: captured }],
  });
  settle(builder, market, txn, n, captured, amount);
  return captured;
}

/** The platform proposes the settlement, all three that it moves money of confirm it, and it is final. */
function settle(builder: BundleBuilder, market: Market, txn: string, n: number, captured: EntryHandle, amount: Money): void {
  const { user, merchant, acquirer, platform } = market;
  const { currency } = amount;
  const fee = Math.floor(amount.minor / 200);
  const posting = (party: Party, kind: 'principal' | 'fee', minor: number) => ({ party: party.id, kind, currency, minor });
  const shares = new Map([
    [user, [posting(user, 'principal', -amount.minor)]],
    [merchant, [posting(merchant, 'principal', amount.minor), posting(merchant, 'fee', -fee)]],
    [acquirer, [posting(acquirer, 'fee', fee)]],
  ]);
  const settlementId = `settle-${n}`;
  const proposed = builder.entry(platform, 'settlement.proposed', {
    txn,
    body: { settlementId, paymentIds: [`pay-${n}`], postings: [...shares.values()].flat() },
    refs: [{ rel: 'settles', to: captured }],
  });
  const confirmations = [...shares].map(([party, postings]) =>
    builder.entry(party, 'settlement.confirmed', {
      txn,
      body: { settlementId, postings },
      refs: [{ rel: 'confirms', to: proposed }],
    }),
  );
  const valueDate = builder.instant(86_400_000);
  builder.entry(platform, 'settlement.final', {
    txn,
    body: ({ digest }) => ({ settlementId, confirmations: confirmations.map(digest).sort(), valueDate }),
    refs: [{ rel: 'settles', to: proposed }],
  });
}

/** Ten minutes later the user says that the order arrived. */
export function deliver(builder: BundleBuilder, { user }: Market, txn: string, n: number, order: EntryHandle): void {
  builder.wait(600_000);
  builder.entry(user, 'fulfillment.evidence', {
    txn,
    body: { orderId: `order-${n}`, kind: 'delivered', happenedAt: builder.instant(-1000) },
    refs: [{ rel: 'fulfils', to: order }],
  });
}
