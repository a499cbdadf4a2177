import { describe, expect, test } from 'vitest';
import type { EntryHandle } from '../../../fixtures/bundle-builder.ts';
import { cny, known, set, unknown } from './expect-fact.ts';
import { MiniPurchase } from './mini-purchase.ts';

const range = (max: number): { type: string; currency: string; max: number } => ({
  type: 'payment.amount_range',
  currency: 'CNY',
  max,
});
const budget = (max: number): { type: string; currency: string; max: number } => ({
  type: 'payment.budget',
  currency: 'CNY',
  max,
});

describe('a mandate with a delegation', () => {
  function story(): MiniPurchase {
    const purchase = new MiniPurchase('hops');
    const helper = purchase.party('helper', { role: 'user_agent' });
    purchase.mandate([range(9000), budget(5000)]);
    purchase.delegation('delegation', purchase.agent, 'mandate', helper, [range(2000), budget(5000)]);
    purchase.order('delegation', 1000, helper);
    purchase.accept(1000);
    purchase.pay(1000, purchase.party('psp', { role: 'psp' }));
    purchase.builder.checkpointAll();
    return purchase;
  }
  const way = ['requested/body/orderId', 'order/body/orderId', 'order/refs/1', 'delegation/refs/0', 'mandate'];

  test('is read from the order up', () => {
    const { fact } = story().derive();
    expect(fact('mnd.cap')).toEqual(known(cny(2000), ...way, 'delegation/body/constraints', 'mandate/body/constraints'));
    expect(fact('mnd.exp').inputs).toEqual([...way, 'delegation/body/expires', 'mandate/body/expires'].sort());
    expect(fact('mnd.found')).toEqual(known(true, ...way));
    // Both budgets leave 5,000: the nearer one binds, and its holder's chain is looked at.
    expect(fact('mnd.sumProven').inputs).toContain('delegation/body/holder');
  });

  test('who stands where: the order’s author is the agent, the principal the user, a psp both sides', () => {
    const { derivation } = story().derive();
    expect(Object.fromEntries(derivation.parties.partyOf)).toEqual({
      U: 'user-operator',
      UA: 'helper-operator',
      M: 'merchant-operator',
      MA: 'merchant-operator',
      P: 'psp-operator',
      S1: 'issuer-operator',
      S2: 'psp-operator',
    });
    expect([...derivation.parties.present].sort()).toEqual(['M', 'S1', 'S2', 'U', 'UA']);
  });

  test('two delegations named by one order contradict each other', () => {
    const purchase = new MiniPurchase('two');
    purchase.mandate([range(9000)]);
    purchase.step('second', purchase.user, 'intent.mandate', {
      mandateId: 'm2',
      principal: purchase.user.id,
      holder: purchase.agent.id,
      holderKid: purchase.builder.signerOf(purchase.agent).kid,
      mode: 'delegated',
      notBefore: purchase.builder.instant(-60_000),
      expires: purchase.builder.instant(86_400_000),
      singleUse: false,
      maxDepth: 1,
      constraints: [],
    });
    purchase.order('mandate', 1000);
    const terms = { payee: purchase.merchant.id, lines: [], total: cny(0) };
    purchase.step('order', purchase.agent, 'order.created', { orderId: 'o2', quoteId: 'q', ...terms, idempotencyKey: 'k2' }, [
      ['responds-to', 'quote'],
      ['under', 'mandate'],
      ['under', 'second'],
    ]);
    purchase.step('accepted', purchase.merchant, 'order.accepted', { orderId: 'o2', total: cny(0) }, [['accepts', 'order']]);
    purchase.step(
      'requested',
      purchase.merchant,
      'payment.requested',
      {
        paymentId: 'p2',
        orderId: 'o2',
        payee: purchase.merchant.id,
        account: { scheme: 's', ref: 'r' },
        amount: cny(0),
        instrument: 'c',
        idempotencyKey: 'k2',
      },
      [['responds-to', 'accepted']],
    );
    const { fact } = purchase.derive();
    expect(fact('mnd.cap')).toEqual(unknown('order/refs/1', 'order/refs/2'));
  });

  test('names its pack', () => {
    const purchase = new MiniPurchase('pack');
    const digest = `sha256:${'a'.repeat(64)}`;
    purchase.mandate([], purchase.agent, { pack: { id: 'core', digest } });
    purchase.order('mandate', 1000);
    purchase.accept(1000);
    purchase.pay(1000, purchase.party('psp', { role: 'psp' }));
    expect(purchase.derive().derivation.mandatePack).toBe(digest);
  });
});

describe('who knew that a key was revoked', () => {
  /** The agent's key is revoked before it orders; the merchant, before it accepts, shows in some way that it knew, or not. */
  function story(how: 'seen' | 'confirms' | 'smaller' | 'not'): MiniPurchase {
    const purchase = new MiniPurchase(`revoked ${how}`);
    const { builder, agent } = purchase;
    const collector = purchase.party('psp', { role: 'psp' });
    purchase.mandate();
    const before = builder.checkpoint(builder.registry);
    purchase.places.set('agentKey', builder.keyRecordOf(agent));
    purchase.step(
      'cut',
      builder.registry,
      'key.revoked',
      { kid: builder.signerOf(agent).kid, reason: 'compromised', effectiveAt: builder.instant() },
      [['revokes', 'agentKey']],
    );
    builder.wait(60_000);
    const after = builder.checkpoint(builder.registry);
    purchase.order('mandate', 1000, agent, { seen: [after] });
    const shown = {
      seen: { seen: [after] },
      smaller: { seen: [before] },
      confirms: { refs: [['confirms', 'cut'] as [string, string]] },
      not: {},
    };
    purchase.accept(1000, shown[how]);
    purchase.pay(1000, collector);
    builder.checkpointAll();
    return purchase;
  }
  const order = (purchase: MiniPurchase): string => purchase.derive().built.digest(purchase.places.get('order') as EntryHandle);

  test('the order is one that was signed after the revocation', () => {
    const purchase = story('not');
    expect(purchase.derive().fact('idn.revoked')).toEqual(known(set(true, order(purchase)), 'order'));
  });

  test('the merchant had seen a checkpoint of the registry that covers it', () => {
    expect(story('seen').derive().fact('idn.notice')).toEqual(known(set(true, 'M'), 'accepted/refs/0', 'accepted/seen/0', 'cut'));
  });

  test('the merchant had confirmed it', () => {
    const { fact } = story('confirms').derive();
    expect(fact('idn.notice')).toEqual(known(set(true, 'M'), 'accepted/refs/0', 'accepted/refs/1', 'cut'));
  });

  test.each(['smaller', 'not'] as const)('nobody, as far as entries show: %s', (how) => {
    expect(story(how).derive().fact('idn.notice')).toEqual(known(set(true)));
  });
});

describe('absence', () => {
  function story(): MiniPurchase {
    const purchase = new MiniPurchase('seen');
    const platform = purchase.party('platform', { role: 'platform' });
    purchase.mandate();
    purchase.step('hello', purchase.agent, 'service.queried', { query: 'tea' }, [['under', 'mandate']]);
    purchase.step('hi', platform, 'service.discovered', { offers: [] }, [['responds-to', 'hello']]);
    const seen = purchase.builder.checkpoint(platform);
    purchase.order('mandate', 1000, purchase.agent, { seen: [seen] });
    purchase.accept(1000);
    purchase.pay(1000, purchase.party('psp', { role: 'psp' }));
    purchase.builder.checkpointAll();
    return purchase;
  }

  test('of a promise by the merchant, whose chain is whole', () => {
    expect(story().derive().fact('prf.promiseDue')).toEqual(known(undefined, 'requested'));
  });

  test('is not shown while a chain is missing that an entry had seen a checkpoint of', () => {
    const purchase = story();
    const hidden = purchase.party('platform', { role: 'platform' }).path;
    expect(purchase.derive({}, (path) => path !== hidden).fact('prf.promiseDue')).toEqual(unknown());
  });

  test('is not shown of a role that has no chain', () => {
    const purchase = story();
    const hidden = purchase.merchant.path;
    const { fact } = purchase.derive({}, (path) => path !== hidden);
    expect(fact('prf.promiseDue')).toEqual(unknown());
    expect(fact('prf.delivered')).toEqual(unknown());
  });
});
