import { describe, expect, test } from 'vitest';
import { checkAuthority } from '../../../../src-core/evidence/authority/check-authority.ts';
import { canonicalize } from '../../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import type { EntryHandle, Tamper } from '../../../fixtures/bundle-builder.ts';
import { coffeeOrder, type CoffeeEntry } from '../../../fixtures/coffee-order.ts';
import { handContext, shortFindings } from '../../../fixtures/hand-context.ts';
import { namedFindings } from '../../../fixtures/named-findings.ts';
import { randomBuilder } from '../../../fixtures/random-bundle.ts';
import { verifyBundle } from '../../../fixtures/verify-bundle.ts';

/** What is wrong in all axes when one thing is spoilt, errors only but for authority. */
function spoilt(tamper: (entries: Readonly<Record<CoffeeEntry, EntryHandle>>) => Tamper): string[] {
  const order = coffeeOrder('causes');
  const built = order.builder.build(tamper(order.entries));
  return namedFindings(verifyBundle(built.files, built.policy), built, order.entries);
}

const badSignature = (name: CoffeeEntry) =>
  spoilt((entries) => ({
    signer: (place, signer) => (place === entries[name] ? { ...signer, sign: () => new Uint8Array(64) } : signer),
  }));

describe('what follows from a failed line has it as cause, and is no root', () => {
  test.each<[CoffeeEntry, string[]]>([
    [
      'mandate',
      ['order', 'query', 'refined', 'selected'].map(
        (name) => `E_MANDATE_NONE ${name} /refs/${name === 'order' || name === 'selected' ? 1 : 0} < E_SIG mandate`,
      ),
    ],
    ['userPosting', ['E_SETTLE_QUORUM final /body/confirmations < E_SIG userPosting']],
    ['requested', []],
    ['proposed', []],
  ])('%s', (name, consequences) => {
    expect(badSignature(name)).toEqual([...consequences, `E_SIG ${name} `].sort());
  });

  test('both confirmations of the user', () => {
    const findings = spoilt((entries) => ({
      signer: (place, signer) =>
        place === entries.confirmed || place === entries.confirmedOrder ? { ...signer, sign: () => new Uint8Array(64) } : signer,
    }));
    expect(findings).toContain('E_STEP_UP requested /body/amount < E_SIG confirmed');
  });

  test('a line that went unread: its consequences are caused by it, or by the reference that is missing', () => {
    const findings = spoilt((entries) => ({ line: (place, line) => (place === entries.userPosting ? line.with(20, 0) : line) }));
    const roots = findings.filter((finding) => !finding.includes(' < '));
    expect(roots).toHaveLength(1);
  });
});

test('what an open chain leaves undone follows from it', () => {
  const { builder, entries, ends, parties } = coffeeOrder('open');
  const built = builder.build();
  const files = new Map(built.files);
  for (const end of ends) if (end.party === parties.agent) files.delete(end.path);
  const findings = namedFindings(verifyBundle(files, built.policy), built, entries, ['authority', 'completeness']);
  expect(findings).toContain('I_MANDATE_INCOMPLETE mandate /body/constraints/1 < I_OPEN_CHAIN ' + parties.agent.chain);
});

test('one operator behind two confirmations fills one place', () => {
  const { builder, parties } = coffeeOrder('operators');
  const shared = new Set([parties.merchant.id, parties.acquirer.id]);
  const context = handContext(builder.build().files, { operator: (actor) => (shared.has(actor) ? 'one company' : actor) });
  checkAuthority(context);
  expect(shortFindings(context)).toEqual(['E_SETTLE_QUORUM platform/4 settlement.final /body/confirmations']);
});

test('the order of files, and a second pass over the same evidence, change nothing', () => {
  for (let seed = 0; seed < 15; seed++) {
    const built = randomBuilder(`order-${seed}`).build({
      draft: (place, draft) => (place.type === 'intent.mandate' ? { ...draft, body: stricter(draft.body) } : draft),
    });
    const honest = verifyBundle(built.files, built.policy);
    const turned = verifyBundle(new Map([...built.files].reverse()), built.policy);
    expect(canonicalize(turned.findings as unknown as JsonValue)).toBe(canonicalize(honest.findings as unknown as JsonValue));
  }
});

function stricter(body: JsonObject): JsonObject {
  return {
    ...body,
    constraints: [
      { type: 'payment.amount_range', currency: 'CNY', max: 1 },
      { type: 'checkout.allowed_merchants', allowed: [] },
    ],
  };
}
