import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../../src-core/crypto/sha256.ts';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { checkAuthority } from '../../../../src-core/evidence/authority/check-authority.ts';
import { checkDisclosures } from '../../../../src-core/evidence/disclosure/check-disclosures.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { ap2Key, ap2Part } from '../../../fixtures/ap2-token.ts';
import { BundleBuilder } from '../../../fixtures/bundle-builder.ts';
import { coffeeOrder } from '../../../fixtures/coffee-order.ts';
import { handContext, shortFindings } from '../../../fixtures/hand-context.ts';
import { readCase } from '../../arbitration/facts/read-case.ts';
import { namedFindings } from '../../../fixtures/named-findings.ts';
import { verifyBundle } from '../../../fixtures/verify-bundle.ts';

const issuer = ap2Key(1);
const agent = ap2Key(2);
const token = (mandate: JsonObject): string => ap2Part(mandate, issuer, { kid: 'provider' });

describe('E_MANDATE_COPY', () => {
  const payees = {
    type: 'payment.allowed_payees',
    allowed: [
      { id: 'm2', name: 'Two' },
      { id: 'm1', name: 'One' },
    ],
  };
  const signed: JsonObject = {
    vct: 'mandate.payment.open.1',
    cnf: { jwk: agent.jwk },
    exp: 1_777_345_957,
    constraints: [
      { type: 'payment.amount_range', currency: 'USD', max: 20_000, min: 0 },
      payees,
      { type: 'payment.reference', conditional_transaction_id: 'x' },
    ],
  };
  const range = (max: number): JsonObject => ({ type: 'payment.amount_range', currency: 'USD', max });
  const allowed = (...ids: string[]): JsonObject => ({ type: 'payment.allowed_payees', allowed: ids });
  const honest: JsonObject = {
    mandateId: 'm',
    principal: 'u',
    holder: 'a',
    holderKid: agent.thumbprint,
    mode: 'delegated',
    notBefore: '2026-03-02T00:00:00.000Z',
    expires: '2026-04-28T03:12:37.000Z',
    singleUse: false,
    maxDepth: 0,
    artifact: 'token',
    constraints: [range(20_000), allowed('m1', 'm2'), { type: 'payment.denied_mcc', denied: ['1'] }],
  };
  const copy = (members: JsonObject, text = token(signed), shut: string[] = []) => {
    const builder = new BundleBuilder('copy', '2026-03-02T01:00:00.000Z', { trust: 'keys' });
    const user = builder.party('user', { role: 'user' });
    builder.entry(user, 'intent.mandate', {
      txn: 't',
      body: { ...honest, ...members },
      ...(shut.length === 0 ? {} : { withhold: { members: shut } }),
      artifacts: [{ name: 'token', profile: 'ap2.mandate', media: 'application/sd-jwt', bytes: encodeUtf8(text) }],
    });
    const context = handContext(builder.build().files);
    checkDisclosures(context);
    checkAuthority(context);
    return shortFindings(context).map((finding) => finding.replace('user/0 intent.mandate ', ''));
  };

  test('an honest copy', () => {
    expect(copy({})).toEqual([]);
    expect(copy({ expires: '2026-04-28T03:12:37.999Z' })).toEqual([]);
  });

  test.each<[string, JsonObject, string]>([
    ['another holder', { holderKid: 'A'.repeat(43) }, '/body/holderKid'],
    ['another end', { expires: '2026-04-28T03:12:38.000Z' }, '/body/expires'],
    ['another amount', { constraints: [range(20_001), allowed('m1', 'm2')] }, '/body/constraints/0'],
    ['another payee', { constraints: [range(20_000), allowed('m1', 'm3')] }, '/body/constraints/1'],
    ['a limit left out', { constraints: [range(20_000)] }, '/body/constraints'],
  ])('%s', (_, members, pointer) => {
    expect(copy(members)).toEqual([`E_MANDATE_COPY ${pointer}`]);
  });

  test('what the mandate alone states, or nobody understands, is not compared', () => {
    expect(copy({ holderKid: 'A'.repeat(43) }, 'nonsense')).toEqual([]);
    expect(copy({ holderKid: 'A'.repeat(43), artifact: 'other' })).toEqual([]);
    expect(copy({}, token({ ...signed, constraints: [] }))).toEqual([]);
  });

  test('a list that is withheld in part is not compared', () => {
    const partly = { ...payees, allowed: [{ id: 'm2' }, { '...': 'A'.repeat(43) }] };
    const constraints = [{ type: 'payment.amount_range', currency: 'USD', max: 20_000 }, partly];
    expect(copy({}, token({ ...signed, constraints }))).toEqual([]);
    expect(copy({ constraints: [range(1), allowed('m1')] }, token({ ...signed, constraints }))).toEqual([
      'E_MANDATE_COPY /body/constraints/0',
    ]);
  });

  test('what the mandate withholds is not compared, and what it shows is', () => {
    expect(copy({ holderKid: 'A'.repeat(43) }, token(signed), ['/body/holderKid'])).toEqual([]);
    const constraints = [range(1), allowed('m1', 'm2')];
    expect(copy({ constraints }, token(signed), ['/body/constraints'])).toEqual([]);
    expect(copy({ constraints }, token(signed), ['/body/constraints/0'])).toEqual([]);
    expect(copy({ constraints }, token(signed), ['/body/constraints/0/max'])).toEqual([]);
    expect(copy({ constraints }, token(signed), ['/body/constraints/1'])).toEqual(['E_MANDATE_COPY /body/constraints/0']);
  });

  test('a constraint of the token that nobody can judge fails the mandate', () => {
    const constraints = [...(signed['constraints'] as JsonValue[]), { type: 'payment.moon_phase' }];
    expect(copy({}, token({ ...signed, constraints }))).toEqual(['E_CONSTRAINT_UNKNOWN /body/artifact']);
  });
});

describe('the signed token wins over the copy', () => {
  /** The findings when the mandate of the coffee order (50.00 CNY to the merchant) copies this token falsely. */
  function faults(constraints: (merchant: string) => JsonObject[], members: JsonObject = {}): string[] {
    const order = coffeeOrder('copy');
    const { builder, entries, parties } = order;
    const text = encodeUtf8(token({ vct: 'mandate.payment.open.1', constraints: constraints(parties.merchant.id), ...members }));
    const digest = digestOf(text);
    builder.file(`artifacts/${digest.slice(7)}`, text);
    const built = builder.build({
      draft: (place, draft) =>
        place !== entries.mandate
          ? draft
          : {
              ...draft,
              body: { ...draft.body, artifact: 'token' },
              artifacts: [{ name: 'token', profile: 'ap2.mandate', media: 'application/sd-jwt', digest, size: text.length }],
            },
    });
    return namedFindings(verifyBundle(built.files, built.policy), built, entries);
  }
  const range = (max: number): JsonObject => ({ type: 'payment.amount_range', currency: 'CNY', max, min: 0 });

  test('an honest copy says nothing', () => {
    expect(faults((id) => [range(6000), { type: 'payment.allowed_payees', allowed: [{ id, name: 'x' }] }])).toEqual([]);
  });

  test('a payment within the copy and beyond the token breaks the mandate', () => {
    expect(faults(() => [range(4999)])).toEqual([
      'E_CONSTRAINT requested /body/amount < E_MANDATE_COPY mandate',
      'E_MANDATE_COPY mandate /body/constraints/0',
    ]);
  });

  test('a limit that the copy leaves out holds', () => {
    expect(faults(() => [{ type: 'payment.allowed_payment_instruments', allowed: [{ id: 'card-1', type: 'card' }] }])).toEqual([
      'E_CONSTRAINT requested /body/instrument < E_MANDATE_COPY mandate',
      'E_MANDATE_COPY mandate /body/constraints',
    ]);
  });

  test('acts after the end that the token states have no authority', () => {
    const late = faults(() => [], { exp: Math.floor(Date.parse('2026-01-01T00:00:00Z') / 1000) });
    expect(late).toContain('E_MANDATE_COPY mandate /body/expires');
    expect(late).toContain('E_CONSTRAINT order /at < E_MANDATE_COPY mandate');
  });

  test('acts by another key than that of the token have no authority', () => {
    const other = faults(() => [], { cnf: { jwk: agent.jwk } });
    expect(other).toContain('E_MANDATE_COPY mandate /body/holderKid');
    expect(other).toContain('E_MANDATE_CNF order /actor/kid < E_MANDATE_COPY mandate');
  });
});

test('a mandate that copies its token falsely is no fact of a case', () => {
  const fact = (max: number) => {
    const text = encodeUtf8(
      token({
        vct: 'mandate.payment.open.1',
        constraints: [{ type: 'payment.amount_range', currency: 'CNY', max, min: 0 }],
      }),
    );
    const digest = digestOf(text);
    const artifact = { name: 'token', profile: 'ap2.mandate', media: 'application/sd-jwt', digest, size: text.length };
    return readCase({
      bodies: { mandate: { artifact: 'token' } },
      drafts: { mandate: (draft) => ({ ...draft, artifacts: [artifact] }) },
      files: (files) => new Map([...files, [`artifacts/${digest.slice(7)}`, text]]),
    }).fact('mnd.cap');
  };
  expect(fact(6000)).toMatchObject({ state: 'known', value: { currency: 'CNY', minor: 6000 } });
  expect(fact(4999)).toMatchObject({ state: 'excluded' });
});
