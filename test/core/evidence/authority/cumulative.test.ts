import { describe, expect, test } from 'vitest';
import { checkAuthority } from '../../../../src-core/evidence/authority/check-authority.ts';
import { windowStart } from '../../../../src-core/evidence/authority/constraints/budget.ts';
import { formatInstant, parseInstant } from '../../../../src-core/encoding/instant.ts';
import type { JsonObject } from '../../../../src-core/json/json-value.ts';
import { BundleBuilder } from '../../../fixtures/bundle-builder.ts';
import { money } from '../../../fixtures/coffee-order.ts';
import { handContext, shortFindings } from '../../../fixtures/hand-context.ts';

test.each([
  ['2026-03-31T10:00:00.000Z', 'P1D', '2026-03-30T10:00:00.000Z'],
  ['2026-03-31T10:00:00.000Z', 'P7D', '2026-03-24T10:00:00.000Z'],
  ['2026-03-31T10:00:00.001Z', 'P1M', '2026-02-28T10:00:00.001Z'],
  ['2028-03-31T10:00:00.000Z', 'P1M', '2028-02-29T10:00:00.000Z'],
  ['2026-01-15T00:00:00.000Z', 'P1M', '2025-12-15T00:00:00.000Z'],
] as const)('a window of %s, %s, starts at %s', (at, window, start) => {
  expect(formatInstant(windowStart(parseInstant(at) as number, window))).toBe(start);
});

/** Payments under one mandate: hours after the start, amounts, and whether they were declined. */
function run(
  constraint: JsonObject,
  payments: readonly [hours: number, minor: number, more?: { paymentId?: string; declined?: boolean }][],
): string[] {
  const builder = new BundleBuilder('cumulative', '2026-03-02T00:00:00.000Z', { trust: 'keys' });
  const start = builder.now;
  const user = builder.party('user', { role: 'user' });
  const agent = builder.party('agent', { role: 'user_agent' });
  const bank = builder.party('bank', { role: 'issuer' });
  const mandate = builder.entry(user, 'intent.mandate', {
    txn: 't',
    body: {
      mandateId: 'm',
      principal: user.id,
      holder: agent.id,
      holderKid: builder.signerOf(agent).kid,
      mode: 'delegated',
      notBefore: formatInstant(start),
      expires: '2027-01-01T00:00:00.000Z',
      singleUse: false,
      maxDepth: 0,
      constraints: [constraint],
    },
  });
  for (const [index, [hours, minor, more]] of payments.entries()) {
    const paymentId = more?.paymentId ?? `p${index}`;
    const at = formatInstant(start + hours * 3_600_000 + 1000);
    const request = builder.entry(agent, 'payment.requested', {
      txn: `t${index}`,
      at,
      body: {
        paymentId,
        orderId: `o${index}`,
        payee: 'shop',
        account: { scheme: 's', ref: 'r' },
        amount: money('CNY', minor),
        instrument: 'card',
        idempotencyKey: `k${index}`,
      },
      refs: [
        { rel: 'responds-to', to: `sha256:${'1'.repeat(64)}` },
        { rel: 'under', to: mandate },
      ],
    });
    if (more?.declined === true)
      builder.entry(bank, 'payment.declined', {
        txn: `t${index}`,
        at,
        body: { paymentId, code: 'x' },
        refs: [{ rel: 'responds-to', to: request }],
      });
  }
  const context = handContext(builder.build().files);
  checkAuthority(context);
  return shortFindings(context);
}

const beyond = (...seqs: number[]) => seqs.map((seq) => `E_CONSTRAINT user_agent/${seq} payment.requested /body/amount`);

describe('payment.budget', () => {
  const budget = (max: number, window?: string) => ({
    type: 'payment.budget',
    currency: 'CNY',
    max,
    ...(window === undefined ? {} : { window }),
  });

  test('stands on the payments that go beyond, and on no other', () => {
    expect(
      run(budget(100), [
        [0, 60],
        [1, 40],
      ]),
    ).toEqual([]);
    expect(
      run(budget(100), [
        [0, 60],
        [1, 41],
        [2, 1],
      ]),
    ).toEqual(beyond(1, 2));
  });

  test('rolls back from each payment, over transactions', () => {
    expect(
      run(budget(100, 'P1D'), [
        [0, 60],
        [23.9, 41],
      ]),
    ).toEqual(beyond(1));
    expect(
      run(budget(100, 'P1D'), [
        [0, 60],
        [24, 41],
        [30, 59],
      ]),
    ).toEqual([]);
    expect(
      run(budget(100, 'P7D'), [
        [0, 60],
        [24, 40],
        [167, 1],
      ]),
    ).toEqual(beyond(2));
    expect(
      run(budget(100, 'P1M'), [
        [0, 60],
        [24 * 31, 100],
      ]),
    ).toEqual([]);
  });

  test('a payment that was declined does not count', () => {
    expect(
      run(budget(100), [
        [0, 60, { declined: true }],
        [1, 60],
      ]),
    ).toEqual([]);
  });
});

test('payment.agent_recurrence counts payments over the life of the mandate', () => {
  const recurrence = { type: 'payment.agent_recurrence', frequency: 'WEEKLY', maxOccurrences: 2 };
  expect(
    run(recurrence, [
      [0, 1],
      [1, 1],
    ]),
  ).toEqual([]);
  expect(
    run(recurrence, [
      [0, 1],
      [1, 1],
      [800, 1],
    ]),
  ).toEqual(['E_CONSTRAINT user_agent/2 payment.requested ']);
  expect(
    run(recurrence, [
      [0, 1],
      [1, 1, { declined: true }],
      [2, 1],
    ]),
  ).toEqual([]);
});
