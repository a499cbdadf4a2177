import { describe, expect, it } from 'vitest';
import { coffeeOrder, COFFEE_TXN, money } from '../../fixtures/coffee-order.ts';
import { verifyBundle } from '../../fixtures/verify-bundle.ts';

type Story = ReturnType<typeof coffeeOrder>;

function errors(add: (story: Story) => void): string[] {
  const story = coffeeOrder();
  add(story);
  const built = story.builder.build();
  return verifyBundle(built.files, built.policy)
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ code, path, pointer }) => `${code} ${String(path)} ${pointer ?? ''}`);
}

const accept =
  (by: 'agent' | 'user' | 'merchant') =>
  ({ builder, parties, entries }: Story): void => {
    builder.entry(parties[by], 'order.accepted', {
      txn: COFFEE_TXN,
      body: { orderId: 'order-1', total: { ...money('CNY', 1) } },
      refs: [{ rel: 'accepts', to: entries.order }],
    });
  };

describe('who accepts an order', () => {
  it('is the other side', () => {
    expect(errors(accept('merchant'))).toEqual([]);
  });

  it.each(['agent', 'user'] as const)('is not its own side: E_SCHEMA for the %s', (by) => {
    const { parties } = coffeeOrder();
    expect(errors(accept(by))).toEqual([`E_SCHEMA ${parties[by].path} /actor/role`]);
  });
});

describe('the receipt of a revocation', () => {
  const confirm =
    (...targets: ('revocation' | 'captured')[]) =>
    ({ builder, parties, entries }: Story): void => {
      builder.entry(parties.merchant, 'confirmation.sent', {
        txn: COFFEE_TXN,
        body: { orderId: 'o', paymentId: 'p', receiptNo: 'r' },
        refs: targets.map((name) => ({ rel: 'confirms' as const, to: entries[name] })),
      });
    };

  it('stands besides what a type confirms', () => {
    expect(errors(confirm('captured', 'revocation'))).toEqual([]);
  });

  it('does not stand for it: E_REF_TYPE', () => {
    const { parties } = coffeeOrder();
    expect(errors(confirm('revocation'))).toEqual([`E_REF_TYPE ${parties.merchant.path} /refs/0`]);
  });
});
