import { describe, expect, test } from 'vitest';
import type { EntryDraft } from '../../../../src-core/evidence/write/write-entry.ts';
import type { Constraint } from '../../../../src-core/evidence/model/shared.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { coffeeOrder, money, type CoffeeEntry, type CoffeeOrder } from '../../../fixtures/coffee-order.ts';
import type { EntryHandle } from '../../../fixtures/bundle-builder.ts';
import { namedFindings } from '../../../fixtures/named-findings.ts';
import { verifyBundle } from '../../../fixtures/verify-bundle.ts';

/** What is wrong when the drafts of some entries are edited and all after them follows honestly. */
function faults(
  edits: Partial<Record<CoffeeEntry, (body: JsonObject, draft: EntryDraft) => JsonObject | EntryDraft>>,
  add?: (order: CoffeeOrder) => Record<string, EntryHandle>,
): string[] {
  const order = coffeeOrder('faults');
  const names = { ...order.entries, ...add?.(order) };
  const built = order.builder.build({
    draft(place, draft) {
      const name = Object.keys(edits).find((key) => order.entries[key as CoffeeEntry] === place) as CoffeeEntry | undefined;
      const edited = name === undefined ? draft : edits[name]?.(draft.body, draft);
      if (edited === undefined || edited === draft) return draft;
      return 'body' in edited && 'refs' in edited ? (edited as EntryDraft) : { ...draft, body: edited as JsonObject };
    },
  });
  return namedFindings(verifyBundle(built.files, built.policy), built, names);
}

const constrained = (...constraints: Constraint[]) => ({
  mandate: (body: JsonObject) => ({ ...body, constraints: constraints as unknown as JsonValue[] }),
});
const wants = (edit: (wants: JsonObject[]) => JsonValue[]) => ({
  mandate: (body: JsonObject) => ({
    ...body,
    constraints: (body['constraints'] as JsonObject[]).map((c) =>
      c['type'] === 'checkout.line_items' ? { ...c, items: edit(c['items'] as JsonObject[]) } : c,
    ),
  }),
});

test('nothing edited, nothing wrong', () => {
  expect(faults({})).toEqual([]);
});

describe('E_CONSTRAINT, one constraint at a time', () => {
  test.each<[string, Constraint, string]>([
    ['more than the range', { type: 'payment.amount_range', currency: 'CNY', max: 4999 }, 'requested /body/amount'],
    ['less than the range', { type: 'payment.amount_range', currency: 'CNY', min: 5001, max: 9000 }, 'requested /body/amount'],
    ['another currency', { type: 'payment.amount_range', currency: 'USD', max: 9000 }, 'requested /body/amount'],
    ['more than the budget', { type: 'payment.budget', currency: 'CNY', max: 4999 }, 'requested /body/amount'],
    [
      'a budget in another currency',
      { type: 'payment.budget', currency: 'USD', max: 9000, window: 'P1D' },
      'requested /body/amount',
    ],
    ['another payee', { type: 'payment.allowed_payees', allowed: ['did:example:other'] }, 'requested /body/payee'],
    ['a denied category', { type: 'payment.denied_mcc', denied: ['5814'] }, 'requested /body/payee'],
    ['another instrument', { type: 'payment.allowed_payment_instruments', allowed: ['card-1'] }, 'requested /body/instrument'],
    ['too late a date', { type: 'payment.execution_date', notAfter: '2026-03-01T00:00:00.000Z' }, 'requested /at'],
    ['too early a date', { type: 'payment.execution_date', notBefore: '2026-03-03T00:00:00.000Z' }, 'requested /at'],
    ['another merchant', { type: 'checkout.allowed_merchants', allowed: ['did:example:other'] }, 'order /body/payee'],
  ])('%s', (_, constraint, place) => {
    expect(faults(constrained(constraint))).toEqual([`E_CONSTRAINT ${place}`]);
  });

  test.each<[string, (wants: JsonObject[]) => JsonValue[], string]>([
    ['a line that nobody wants', ([first]) => [first as JsonObject], '/body/lines/1'],
    ['more than is wanted', (all) => all.map((want) => ({ ...want, quantity: 1 })), '/body/lines/0'],
    [
      'less than is demanded',
      (all) => all.map((want) => (want['hard'] === true ? { ...want, quantity: 3 } : want)),
      '/body/lines',
    ],
    [
      'another attribute',
      (all) => all.map((want) => (want['hard'] === true ? { ...want, attributes: { hot: false } } : want)),
      '/body/lines/0',
    ],
    [
      'another name',
      (all) => all.map((want) => (want['hard'] === true ? { ...want, acceptable: [{ sku: 'oat-latte', name: 'x' }] } : want)),
      '/body/lines/0',
    ],
  ])('line items: %s', (_, edit, pointer) => {
    expect(faults(wants(edit))).toEqual([`E_CONSTRAINT order ${pointer}`]);
  });

  test('a terminal that is not allowed; an act that names none leaves it open', () => {
    const { mandate } = constrained({ type: 'terminal.allowed', kinds: ['app'] });
    const at =
      (kind: 'app' | 'tap') =>
      (_: JsonObject, draft: EntryDraft): EntryDraft => ({ ...draft, terminal: { kind } });
    const all = { query: at('app'), refined: at('app'), selected: at('app'), order: at('app') };
    expect(faults({ mandate, ...all })).toEqual([]);
    expect(faults({ mandate, ...all, refined: at('tap') })).toEqual(['E_CONSTRAINT refined /terminal/kind']);
    expect(faults({ mandate, ...all, refined: (_, draft) => draft })).toEqual(['I_MANDATE_INCOMPLETE refined ']);
  });

  test('outside the times of the mandate', () => {
    const acts = ['order', 'query', 'refined', 'selected'].map((name) => `E_CONSTRAINT ${name} /at`);
    expect(faults({ mandate: (body) => ({ ...body, notBefore: '2026-03-02T05:00:00.000Z' }) })).toEqual(acts);
    expect(faults({ mandate: (body) => ({ ...body, expires: '2026-03-02T01:00:00.500Z' }) })).toEqual(acts);
  });

  test('after the mandate was revoked', () => {
    const orders = faults({ revocation: (body) => ({ ...body, effectiveAt: '2026-03-02T01:00:01.500Z' }) });
    expect(orders).toEqual(['order', 'query', 'refined', 'selected'].map((name) => `E_CONSTRAINT ${name} /at`));
  });
});

test('E_CONSTRAINT_UNKNOWN on the mandate; its acts fail with it as cause', () => {
  const edit = (body: JsonObject) => ({
    ...body,
    constraints: [...(body['constraints'] as JsonValue[]), { type: 'payment.moon_phase', full: true }],
  });
  expect(faults({ mandate: edit })).toEqual([
    'E_CONSTRAINT_UNKNOWN mandate /body/constraints/5',
    ...['order', 'query', 'refined', 'selected'].map(
      (name) =>
        `E_CONSTRAINT_UNKNOWN ${name} /refs/${name === 'query' || name === 'refined' ? 0 : 1} < E_CONSTRAINT_UNKNOWN mandate`,
    ),
  ]);
});

test('E_MANDATE_NONE: an order without a mandate', () => {
  const bare = (_: JsonObject, draft: EntryDraft): EntryDraft => ({
    ...draft,
    refs: (draft.refs ?? []).filter(({ rel }) => rel !== 'under'),
  });
  expect(faults({ order: bare })).toEqual(['E_MANDATE_NONE order /refs']);
});

test('E_MANDATE_CNF: the holder has another key', () => {
  expect(faults({ mandate: (body) => ({ ...body, holderKid: 'A'.repeat(43) }) })).toEqual(
    ['order', 'query', 'refined', 'selected'].map((name) => `E_MANDATE_CNF ${name} /actor/kid`),
  );
});

describe('E_INSTRUCTION on the capture', () => {
  test.each<[string, (body: JsonObject) => JsonObject, string]>([
    ['another amount', (body) => ({ ...body, amount: money('CNY', 5001) }), '/body/amount'],
    ['another currency', (body) => ({ ...body, amount: money('USD', 5000) }), '/body/amount'],
    ['another payee', (body) => ({ ...body, payee: 'did:example:other' }), '/body/payee'],
    ['another account', (body) => ({ ...body, account: { scheme: 'alipay.user', ref: '2088' } }), '/body/account'],
    ['another payment', (body) => ({ ...body, paymentId: 'pay-2' }), '/body/instruction'],
    [
      'an instruction that is nothing here',
      (body) => ({ ...body, instruction: `sha256:${'0'.repeat(64)}` }),
      '/body/instruction',
    ],
    ['a part that is too large', (body) => ({ ...body, amount: money('CNY', 5001), part: { n: 1, of: 2 } }), '/body/amount'],
    [
      'parts that do not come to the amount',
      (body) => ({ ...body, amount: money('CNY', 4999), part: { n: 1, of: 1 } }),
      '/body/amount',
    ],
  ])('%s', (_, edit, pointer) => {
    expect(faults({ captured: edit })).toEqual([`E_INSTRUCTION captured ${pointer}`]);
  });

  test('something that is no request', () => {
    const order = coffeeOrder('faults');
    const built = order.builder.build();
    expect(faults({ captured: (body) => ({ ...body, instruction: built.digest(order.entries.authorized) }) })).toEqual([
      'E_INSTRUCTION captured /body/instruction',
    ]);
  });

  test('a part of a tender, and an exchange, are no faults', () => {
    expect(faults({ captured: (body) => ({ ...body, amount: money('CNY', 2000), part: { n: 1, of: 2 } }) })).toEqual([]);
    const fx = { from: 'CNY', to: 'USD', rate: '0.14', quotedAt: '2026-03-02T01:00:00.000Z' };
    expect(faults({ captured: (body) => ({ ...body, amount: money('USD', 700), fx }) })).toEqual([]);
  });
});

describe('E_STEP_UP', () => {
  const other = (_: JsonObject, draft: EntryDraft): EntryDraft => ({
    ...draft,
    type: 'intent.captured',
    refs: [],
    body: { mode: 'instant', wants: [] },
  });

  test('above the amount, and nobody asked the user', () => {
    expect(faults({ confirmed: other, confirmedOrder: other })).toEqual(['E_STEP_UP requested /body/amount']);
  });

  test('a confirmation of the quote or of the order is enough; an amount up to the limit needs none', () => {
    expect(faults({ confirmed: other })).toEqual([]);
    expect(faults({ confirmedOrder: other })).toEqual([]);
    const mandate = (body: JsonObject) => ({ ...body, stepUp: { above: money('CNY', 5000) } });
    expect(faults({ mandate, confirmed: other, confirmedOrder: other })).toEqual([]);
  });

  test('an amount in another currency leaves it open', () => {
    expect(faults({ mandate: (body) => ({ ...body, stepUp: { above: money('USD', 1) } }) })).toEqual([
      'I_MANDATE_INCOMPLETE requested /body/amount',
    ]);
  });
});

function withoutQuorum(body: JsonObject): JsonObject {
  return { ...body, quorum: undefined };
}

describe('settlement', () => {
  test('E_SETTLE_SUM', () => {
    const edit = (body: JsonObject) => ({
      ...body,
      postings: (body['postings'] as JsonObject[]).map((p, index) => (index === 0 ? { ...p, minor: -1 } : p)),
    });
    expect(faults({ proposed: edit })).toEqual(['E_SETTLE_SUM proposed /body/postings']);
  });

  test('E_SETTLE_QUORUM: a confirmation too few', () => {
    expect(faults({ final: (body) => ({ ...body, confirmations: (body['confirmations'] as string[]).slice(1) }) })).toEqual([
      'E_SETTLE_QUORUM final /body/confirmations',
    ]);
  });

  test('E_SETTLE_QUORUM: what is no confirmation of it fills no place', () => {
    const order = coffeeOrder('faults');
    const built = order.builder.build();
    const swapped = (body: JsonObject) => ({
      ...body,
      confirmations: [built.digest(order.entries.receipt), ...(body['confirmations'] as string[]).slice(1)].sort(),
    });
    expect(faults({ final: swapped })).toEqual(['E_SETTLE_QUORUM final /body/confirmations']);
  });

  test('E_SETTLE_QUORUM on the proposal: not the quorum of the mandate, or none', () => {
    expect(faults({ proposed: (body) => ({ ...body, quorum: { allOf: ['merchant'], atLeast: [] } }) })).toEqual([
      'E_SETTLE_QUORUM proposed /body/quorum',
    ]);
    expect(faults({ proposed: withoutQuorum })).toEqual(['E_SETTLE_QUORUM proposed /body']);
  });

  test('a quorum that was weakened, and is not met, is one fault', () => {
    const findings = faults({
      proposed: (body) => ({ ...body, quorum: { allOf: ['merchant'], atLeast: [] } }),
      final: (body) => ({ ...body, confirmations: (body['confirmations'] as string[]).slice(0, 1) }),
    });
    expect(findings).toEqual([
      'E_SETTLE_QUORUM final /body/confirmations < E_SETTLE_QUORUM proposed',
      'E_SETTLE_QUORUM proposed /body/quorum',
    ]);
  });

  test('a confirmation that is not here leaves the quorum open', () => {
    const absent = `sha256:${'0'.repeat(64)}`;
    const edit = (body: JsonObject) => ({
      ...body,
      confirmations: [absent, ...(body['confirmations'] as string[]).slice(1)].sort(),
    });
    const order = coffeeOrder('faults');
    const built = order.builder.build({
      draft: (place, draft) => (place === order.entries.final ? { ...draft, body: edit(draft.body) } : draft),
    });
    const evidence = verifyBundle(built.files, built.policy);
    expect(namedFindings(evidence, built, order.entries, ['authority', 'completeness'])).toEqual([
      'I_REF_MISSING final /body/confirmations/0',
    ]);
    const tooFew = (body: JsonObject) => ({
      ...body,
      confirmations: [absent, (body['confirmations'] as string[])[0] as string].sort(),
    });
    expect(faults({ final: tooFew })).toEqual(['E_SETTLE_QUORUM final /body/confirmations']);
  });

  test('no quorum anywhere, none is asked', () => {
    expect(
      faults({ mandate: withoutQuorum, proposed: withoutQuorum, final: (body) => ({ ...body, confirmations: [] }) }),
    ).toEqual([]);
  });
});

describe('E_REPLAY_NONCE, on the later', () => {
  const again =
    (changes: (order: CoffeeOrder) => JsonObject, options: { txn?: string; mandate?: boolean; byUser?: boolean } = {}) =>
    (order: CoffeeOrder) => {
      const { builder, parties, entries } = order;
      const quoteRef = { rel: 'responds-to' as const, to: entries.quote };
      const body = {
        orderId: 'order-1',
        quoteId: 'q1',
        payee: parties.merchant.id,
        lines: [],
        total: money('CNY', 0),
        idempotencyKey: 'idem-1',
        ...changes(order),
      };
      const author = options.byUser === true ? parties.user : parties.agent;
      const refs =
        options.mandate === false || options.byUser === true
          ? [quoteRef]
          : [quoteRef, { rel: 'under' as const, to: entries.mandate }];
      return { second: builder.entry(author, 'order.created', { txn: options.txn ?? 'txn-coffee-0001', body, refs }) };
    };
  const lenient = {
    mandate: (body: JsonObject) => ({ ...body, singleUse: false, constraints: [] }),
    revocation: (body: JsonObject) => ({ ...body, effectiveAt: '2027-01-01T00:00:00.000Z' }),
  };

  test('one key and payee in two orders', () => {
    expect(
      faults(
        lenient,
        again(() => ({ orderId: 'order-2' })),
      ),
    ).toEqual(['E_REPLAY_NONCE second /body/idempotencyKey']);
    expect(
      faults(
        lenient,
        again(() => ({})),
      ),
    ).toEqual(['E_REPLAY_NONCE second /body/idempotencyKey']);
  });

  test('another payee, or another key, is no repetition; nor is one order that two parties record', () => {
    expect(
      faults(
        lenient,
        again(() => ({ orderId: 'order-2', payee: 'did:example:other' })),
      ),
    ).toEqual([]);
    expect(
      faults(
        lenient,
        again(() => ({ orderId: 'order-2', idempotencyKey: 'idem-2' })),
      ),
    ).toEqual([]);
    expect(
      faults(
        lenient,
        again(() => ({}), { byUser: true }),
      ),
    ).toEqual([]);
  });

  test('a mandate for a single use, used again: once, on the first entry of the second use', () => {
    const once = { ...lenient, mandate: (body: JsonObject) => ({ ...body, constraints: [] }) };
    expect(
      faults(
        once,
        again(() => ({ orderId: 'order-2', idempotencyKey: 'idem-2' })),
      ),
    ).toEqual(['E_REPLAY_NONCE second /refs/1']);
    expect(
      faults(
        once,
        again(() => ({ orderId: 'order-2' })),
      ),
    ).toEqual(['E_REPLAY_NONCE second /body/idempotencyKey']);
  });
});
