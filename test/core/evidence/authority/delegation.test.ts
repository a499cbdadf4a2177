import { describe, expect, test } from 'vitest';
import { handContext, shortFindings } from '../../../fixtures/hand-context.ts';
import { checkAuthority } from '../../../../src-core/evidence/authority/check-authority.ts';
import { checkDisclosures } from '../../../../src-core/evidence/disclosure/check-disclosures.ts';
import type { EntryDraft } from '../../../../src-core/evidence/write/write-entry.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { BundleBuilder, type EntryHandle, type Tamper } from '../../../fixtures/bundle-builder.ts';
import { item, money, totalOf } from '../../../fixtures/coffee-order.ts';
import { namedFindings } from '../../../fixtures/named-findings.ts';
import { verifyBundle } from '../../../fixtures/verify-bundle.ts';

type Names = 'mandate' | 'granted' | 'again' | 'quote' | 'order' | 'accepted' | 'requested' | 'query';

/** A mandate, a sub-agent and its own sub-agent, who orders and asks for payment. */
function story(rotate = false) {
  const builder = new BundleBuilder('delegation', '2026-03-02T01:00:00.000Z', { trust: rotate ? 'registry' : 'keys' });
  const user = builder.party('user', { role: 'user' });
  const agent = builder.party('agent', { role: 'user_agent' });
  const helper = builder.party('helper', { role: 'user_agent' });
  const runner = builder.party('runner', { role: 'user_agent' });
  const shop = builder.party('shop', { role: 'merchant' });
  const txn = 't1';
  const range = (max: number) => [{ type: 'payment.amount_range', currency: 'CNY', max }];
  const until = (hours: number) => builder.instant(hours * 3_600_000);
  const lines = [item('l1', 'Tea', 1, money('CNY', 500))];
  const total = totalOf(lines);
  const mandate = builder.entry(user, 'intent.mandate', {
    txn,
    body: {
      mandateId: 'm',
      principal: user.id,
      holder: agent.id,
      holderKid: builder.signerOf(agent).kid,
      mode: 'delegated',
      notBefore: builder.instant(-1000),
      expires: until(9),
      singleUse: false,
      maxDepth: 2,
      constraints: range(900),
    },
  });
  if (rotate) builder.rotate(agent);
  const granted = builder.entry(agent, 'delegation.granted', {
    txn,
    body: {
      delegationId: 'd1',
      holder: helper.id,
      holderKid: builder.signerOf(helper).kid,
      expires: until(8),
      maxDepth: 1,
      constraints: range(800),
    },
    refs: [{ rel: 'under', to: mandate }],
  });
  const again = builder.entry(helper, 'delegation.granted', {
    txn,
    body: {
      delegationId: 'd2',
      holder: runner.id,
      holderKid: builder.signerOf(runner).kid,
      expires: until(7),
      maxDepth: 0,
      constraints: range(700),
    },
    refs: [{ rel: 'under', to: granted }],
  });
  const query = builder.entry(runner, 'service.queried', { txn, body: { query: 'tea' }, refs: [{ rel: 'under', to: again }] });
  const offers = builder.entry(runner, 'service.discovered', {
    txn,
    body: { offers: [] },
    refs: [{ rel: 'responds-to', to: query }],
  });
  const selected = builder.entry(runner, 'service.selected', {
    txn,
    body: { offerId: 'o', payee: shop.id },
    refs: [{ rel: 'responds-to', to: offers }],
  });
  const quote = builder.entry(shop, 'order.quoted', {
    txn,
    body: { quoteId: 'q', payee: shop.id, lines, total, validUntil: until(1) },
    refs: [{ rel: 'responds-to', to: selected }],
  });
  const order = builder.entry(runner, 'order.created', {
    txn,
    body: { orderId: 'o1', quoteId: 'q', payee: shop.id, lines, total, idempotencyKey: 'k' },
    refs: [
      { rel: 'responds-to', to: quote },
      { rel: 'under', to: again },
    ],
  });
  const accepted = builder.entry(shop, 'order.accepted', {
    txn,
    body: { orderId: 'o1', total },
    refs: [{ rel: 'accepts', to: order }],
  });
  const requested = builder.entry(runner, 'payment.requested', {
    txn,
    body: {
      paymentId: 'p1',
      orderId: 'o1',
      payee: shop.id,
      account: { scheme: 's', ref: 'r' },
      amount: total,
      instrument: 'card',
      idempotencyKey: 'k',
    },
    refs: [
      { rel: 'responds-to', to: accepted },
      { rel: 'under', to: again },
    ],
  });
  builder.checkpointAll();
  const entries: Record<Names, EntryHandle> = { mandate, granted, again, quote, order, accepted, requested, query };
  return { builder, entries, parties: { user, agent, helper, runner, shop } };
}

type Edits = Partial<Record<Names, (body: JsonObject, draft: EntryDraft) => JsonObject | EntryDraft>>;

function faults(
  edits: Edits,
  options: { rotate?: boolean; tamper?: (entries: Record<Names, EntryHandle>, builder: BundleBuilder) => Tamper } = {},
): string[] {
  const { builder, entries } = story(options.rotate);
  const built = builder.build({
    draft(place, draft) {
      const name = (Object.keys(edits) as Names[]).find((key) => entries[key] === place);
      const edited = name === undefined ? draft : (edits[name]?.(draft.body, draft) ?? draft);
      return edited === draft || ('body' in edited && 'refs' in edited)
        ? (edited as EntryDraft)
        : { ...draft, body: edited as JsonObject };
    },
    ...options.tamper?.(entries, builder),
  });
  return namedFindings(verifyBundle(built.files, built.policy), built, entries);
}

const constraints =
  (...list: JsonValue[]) =>
  (body: JsonObject): JsonObject => ({ ...body, constraints: list });
const set =
  (members: JsonObject) =>
  (body: JsonObject): JsonObject => ({ ...body, ...members });
const below = ['order', 'query', 'requested'];

describe('delegation', () => {
  test('two honest steps down, also after the holder changed its key', () => {
    expect(faults({})).toEqual([]);
    expect(faults({}, { rotate: true })).toEqual([]);
  });

  test.each<[string, (body: JsonObject) => JsonObject, string]>([
    ['wider', constraints({ type: 'payment.amount_range', currency: 'CNY', max: 901 }), '/body/constraints/0'],
    ['without the constraint', constraints(), '/body/constraints'],
    ['as deep', set({ maxDepth: 2 }), '/body/maxDepth'],
    ['longer', set({ expires: '2026-03-03T00:00:00.000Z' }), '/body/expires'],
  ])('E_DELEGATION on a delegation that is %s; what is under it has no authority', (_, edit, pointer) => {
    expect(faults({ granted: edit })).toEqual([
      `E_DELEGATION granted ${pointer}`,
      'E_MANDATE_NONE again /refs/0 < E_DELEGATION granted',
      'E_MANDATE_NONE order /refs/1 < E_MANDATE_NONE again',
      'E_MANDATE_NONE query /refs/0 < E_MANDATE_NONE again',
      'E_MANDATE_NONE requested /refs/1 < E_MANDATE_NONE again',
    ]);
  });

  test('the second step is held to the first, not to the mandate', () => {
    expect(faults({ again: constraints({ type: 'payment.amount_range', currency: 'CNY', max: 850 }) })).toEqual([
      'E_DELEGATION again /body/constraints/0',
      ...below.map((name) => `E_MANDATE_NONE ${name} /refs/${name === 'query' ? 0 : 1} < E_DELEGATION again`),
    ]);
  });

  test('a narrower grant on the way binds the act', () => {
    expect(faults({ again: constraints({ type: 'payment.amount_range', currency: 'CNY', max: 499 }) })).toEqual([
      'E_CONSTRAINT requested /body/amount',
    ]);
    expect(
      faults({
        again: constraints(
          { type: 'payment.amount_range', currency: 'CNY', max: 700 },
          { type: 'checkout.allowed_merchants', allowed: ['x'] },
        ),
      }),
    ).toEqual(['E_CONSTRAINT order /body/payee']);
  });

  test('a delegation by somebody who does not hold the parent', () => {
    const findings = faults({ mandate: set({ holderKid: 'B'.repeat(43) }) });
    expect(findings[0]).toBe('E_MANDATE_CNF granted /actor/kid');
    expect(findings.slice(1).every((finding) => finding.includes(' < '))).toBe(true);
    expect(findings).toHaveLength(5);
  });

  test('a key that the holder came by in a rotation that failed: the rotation is the cause', () => {
    const findings = faults(
      {},
      {
        rotate: true,
        tamper: () => ({
          draft: (place, draft) =>
            place.type === 'key.rotated' ? { ...draft, body: { ...draft.body, pop: `${'A'.repeat(86)}==` } } : draft,
        }),
      },
    );
    expect(findings).toContainEqual(expect.stringMatching(/^E_MANDATE_CNF granted \/actor\/kid < E_POP /));
    expect(findings.filter((finding) => !finding.includes(' < '))).toEqual([expect.stringMatching(/^E_POP \S+ \/body\/pop$/)]);
  });

  test('a delegation may add a constraint that nobody can judge: it and the acts under it fail', () => {
    const odd = { type: 'x.odd' };
    expect(faults({ again: (body) => ({ ...body, constraints: [...(body['constraints'] as JsonValue[]), odd] }) })).toEqual([
      'E_CONSTRAINT_UNKNOWN again /body/constraints/1',
      ...below.map((name) => `E_CONSTRAINT_UNKNOWN ${name} /refs/${name === 'query' ? 0 : 1} < E_CONSTRAINT_UNKNOWN again`),
    ]);
  });

  test('one of the mandate is the root of those that repeat it; one that is left out is E_DELEGATION too', () => {
    const odd = { type: 'x.odd' };
    const add = (body: JsonObject): JsonObject => ({ ...body, constraints: [...(body['constraints'] as JsonValue[]), odd] });
    const roots = (findings: readonly string[]) => findings.filter((finding) => !finding.includes(' < '));
    expect(roots(faults({ mandate: add, granted: add, again: add }))).toEqual([
      'E_CONSTRAINT_UNKNOWN mandate /body/constraints/1',
    ]);
    expect(roots(faults({ mandate: add, again: add })).filter((finding) => finding.startsWith('E_DELEGATION'))).toEqual([]);
  });

  test('a delegation that has ended carries no act', () => {
    expect(faults({ again: set({ expires: '2026-03-02T01:00:02.500Z' }) })).toEqual(
      below.map((name) => `E_CONSTRAINT ${name} /at`),
    );
  });

  test('a mandate whose signature fails gives no authority, with that as cause', () => {
    const wrongKey = faults(
      {},
      {
        tamper: ({ mandate }, builder) => ({
          signer: (place, signer) =>
            place === mandate ? { ...signer, sign: (message) => builder.random.bytes(message.length > 0 ? 64 : 64) } : signer,
        }),
      },
    );
    expect(wrongKey.filter((finding) => !finding.includes(' < '))).toEqual(['E_SIG mandate ']);
    expect(wrongKey).toContain('E_MANDATE_NONE granted /refs/0 < E_SIG mandate');
  });

  test('a mandate that is not here leaves all open, with its absence as cause', () => {
    const { builder, entries, parties } = story();
    const built = builder.build();
    const files = new Map(built.files);
    files.delete(parties.user.path);
    const evidence = verifyBundle(files, built.policy);
    const findings = namedFindings(evidence, built, entries);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every((finding) => finding.startsWith('I_MANDATE_INCOMPLETE') && finding.includes(' < I_REF_MISSING'))).toBe(
      true,
    );
  });
});

describe('what is withheld leaves checks open', () => {
  const budget = { type: 'payment.budget', currency: 'CNY', max: 600 };
  const run = (
    mandateMembers: JsonObject,
    withheld: readonly string[],
    end: (actor: string) => 'open' | 'proven' = () => 'proven',
    of: 'mandate' | 'requested' = 'mandate',
  ) => {
    const builder = new BundleBuilder('withheld', '2026-03-02T01:00:00.000Z', { trust: 'keys' });
    const user = builder.party('user', { role: 'user' });
    const agent = builder.party('agent', { role: 'user_agent' });
    const withhold = (name: string) => (of === name ? { withhold: { members: withheld } } : {});
    const mandate = builder.entry(user, 'intent.mandate', {
      txn: 't',
      body: {
        mandateId: 'm',
        principal: user.id,
        holder: agent.id,
        holderKid: builder.signerOf(agent).kid,
        mode: 'delegated',
        notBefore: builder.instant(-1000),
        expires: builder.instant(90_000),
        singleUse: false,
        maxDepth: 0,
        constraints: [],
        ...mandateMembers,
      },
      ...withhold('mandate'),
    });
    builder.entry(agent, 'payment.requested', {
      txn: 't',
      body: {
        paymentId: 'p1',
        orderId: 'o1',
        payee: 'shop',
        account: { scheme: 's', ref: 'r' },
        amount: money('CNY', 500),
        instrument: 'card',
        idempotencyKey: 'k',
      },
      refs: [
        { rel: 'responds-to', to: `sha256:${'1'.repeat(64)}` },
        { rel: 'under', to: mandate },
      ],
      ...withhold('requested'),
    });
    const context = handContext(builder.build().files, { end });
    checkDisclosures(context);
    checkAuthority(context);
    return shortFindings(context);
  };
  const ofMandate = (pointer: string) => `I_MANDATE_INCOMPLETE user/0 intent.mandate ${pointer}`;
  const ofPayment = (pointer: string) => `I_MANDATE_INCOMPLETE user_agent/0 payment.requested ${pointer}`;

  test('a cumulative constraint while the holder may have paid more', () => {
    expect(run({ constraints: [budget] }, [])).toEqual([]);
    expect(run({ constraints: [budget] }, [], (actor) => (actor.includes('agent') ? 'open' : 'proven'))).toEqual([
      ofMandate('/body/constraints/0'),
    ]);
    expect(run({ constraints: [budget] }, [], (actor) => (actor.includes('user') ? 'open' : 'proven'))).toEqual([]);
  });

  test('a step-up while the user may have confirmed elsewhere', () => {
    expect(run({ stepUp: { above: money('CNY', 100) } }, [])).toEqual([ofPayment('/body/amount')]);
    expect(run({ stepUp: { above: money('CNY', 500) } }, [])).toEqual([]);
  });

  test.each<[string, JsonObject, string[], 'mandate' | 'requested', string[]]>([
    ['the holder', {}, ['/body/holderKid'], 'mandate', [ofPayment('/refs/1')]],
    ['all constraints', { constraints: [budget] }, ['/body/constraints'], 'mandate', [ofPayment('/refs/1')]],
    [
      'one constraint',
      { constraints: [{ type: 'payment.amount_range', currency: 'CNY', max: 1 }] },
      ['/body/constraints/0'],
      'mandate',
      [ofPayment('/refs/1')],
    ],
    [
      'a part of a constraint',
      { constraints: [{ type: 'payment.amount_range', currency: 'CNY', max: 1 }] },
      ['/body/constraints/0/max'],
      'mandate',
      [ofPayment('/refs/1')],
    ],
    ['the expiry', { expires: '2026-03-02T00:00:00.000Z' }, ['/body/expires'], 'mandate', [ofPayment('/refs/1')]],
    [
      'the amount',
      { constraints: [budget, { type: 'payment.amount_range', currency: 'CNY', max: 1 }] },
      ['/body/amount/minor'],
      'requested',
      [ofMandate('/body/constraints/0'), ofPayment('/body/amount')],
    ],
    [
      'the payee',
      { constraints: [{ type: 'payment.allowed_payees', allowed: ['x'] }] },
      ['/body/payee'],
      'requested',
      [ofPayment('/body/payee')],
    ],
    [
      'the instrument',
      { constraints: [{ type: 'payment.allowed_payment_instruments', allowed: ['x'] }] },
      ['/body/instrument'],
      'requested',
      [ofPayment('/body/instrument')],
    ],
  ])('%s', (_, members, withheld, of, expected) => {
    expect(run(members, withheld, undefined, of)).toEqual(expected);
  });
});
