import type { CheckpointHandle, EntryOptions, EntryHandle, Party, BundleBuilder } from '../../test/fixtures/bundle-builder.ts';
import { totalOf } from '../../test/fixtures/coffee-order.ts';
import type { Line } from '../../src-core/evidence/model/shared.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';

/** Who takes part in a purchase. */
export interface Market {
  readonly user: Party;
  readonly agent: Party;
  readonly merchant: Party;
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
  readonly under: EntryHandle;
  readonly terminal?: EntryOptions['terminal'];
  /** Members of the order and of the request to withhold. */
  readonly order?: EntryOptions['withhold'];
  readonly request?: EntryOptions['withhold'];
  /** Checkpoints that the acquirer held when it captured: they bound the capture's time from below. */
  readonly seen?: readonly CheckpointHandle[];
}

/** A purchase from search to delivery, every step honest. */
export function purchase(builder: BundleBuilder, market: Market, p: Purchase): { order: EntryHandle; captured: EntryHandle } {
  const { user, agent, merchant, platform, issuer, acquirer } = market;
  const { txn, n, lines, account, terminal } = p;
  const total = totalOf(lines);
  const under = { rel: 'under' as const, to: p.under };
  const payee = merchant.id;
  const query = builder.entry(agent, 'service.queried', { txn, body: { query: lines[0]?.name ?? '' }, refs: [under], terminal });
  const offers = [{ offerId: `offer-${n}`, payee, merchantName: merchant.name, lines, total }];
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
    body: { quoteId: `quote-${n}`, payee, lines, total, validUntil: builder.instant(900_000) },
    refs: [{ rel: 'responds-to', to: selected }],
  });
  const order = builder.entry(agent, 'order.created', {
    txn,
    body: {
      orderId: `order-${n}`,
      quoteId: `quote-${n}`,
      payee,
      lines,
      total,
      destination: '南京西路 1515 号',
      idempotencyKey: `key-${n}`,
    },
    refs: [{ rel: 'responds-to', to: quote }, under],
    terminal,
    withhold: p.order,
  });
  const accepted = builder.entry(merchant, 'order.accepted', {
    txn,
    body: { orderId: `order-${n}`, total },
    refs: [{ rel: 'accepts', to: order }],
  });
  const requested = builder.entry(merchant, 'payment.requested', {
    txn,
    body: {
      paymentId: `pay-${n}`,
      orderId: `order-${n}`,
      payee,
      account,
      amount: total,
      instrument: 'card-1881',
      idempotencyKey: `key-${n}`,
    },
    refs: [{ rel: 'responds-to', to: accepted }],
    withhold: p.request,
  });
  const authorized = builder.entry(issuer, 'payment.authorized', {
    txn,
    body: {
      authorizationId: `auth-${n}`,
      paymentId: `pay-${n}`,
      amount: total,
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
      amount: total,
      payee,
      account,
      instruction: digest(requested),
    }),
    refs: [{ rel: 'confirms', to: authorized }],
    seen: p.seen,
  });
  builder.entry(merchant, 'confirmation.sent', {
    txn,
    body: { orderId: `order-${n}`, paymentId: `pay-${n}`, receiptNo: `R-${n}` },
    refs: [{ rel: 'confirms', to: captured }],
  });
  builder.wait(600_000);
  builder.entry(user, 'fulfillment.evidence', {
    txn,
    body: { orderId: `order-${n}`, kind: 'delivered', happenedAt: builder.instant(-1000) },
    refs: [{ rel: 'fulfils', to: order }],
  });
  return { order, captured };
}
