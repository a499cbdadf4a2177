import { describe, expect, it } from 'vitest';
import { auditAtOnce, type AuditCore } from '../../../src-core/audit/audit-evidence.ts';
import type { AuditRequest } from '../../../src-core/audit/audit-request.ts';
import type { Sum } from '../../../src-core/audit/money-sums.ts';
import type { Evidence } from '../../../src-core/evidence/state.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import type { BuiltBundle } from '../../fixtures/bundle-builder.ts';
import { coffeeOrder, COFFEE_TXN } from '../../fixtures/coffee-order.ts';
import { corePack } from '../../fixtures/core-pack.ts';
import { randomBundle } from '../../fixtures/random-bundle.ts';
import { verifyBundle } from '../../fixtures/verify-bundle.ts';

const request: AuditRequest = { v: 1, asOf: '2026-03-10T00:00:00.000Z', jurisdiction: '*', settings: [] };
const audit = (evidence: Evidence): AuditCore => auditAtOnce({ evidence, request, packs: [corePack] }).core;

/** The coffee order of CNY 50.00, of which the acquirer captures another amount. */
function captured(minor: number): BuiltBundle {
  const { builder, entries } = coffeeOrder();
  return builder.build({
    payload: (place, payload) =>
      place === entries.captured
        ? {
            ...(payload as JsonObject),
            body: { ...((payload as JsonObject)['body'] as JsonObject), amount: { currency: 'CNY', minor } },
          }
        : payload,
  });
}

describe('an audit of one purchase', () => {
  it('finds nothing on an honest one, and says what its chains prove', () => {
    const built = coffeeOrder().builder.build();
    const core = audit(verifyBundle(built.files, built.policy));
    expect(core.exceptions).toEqual([]);
    expect(core.population).toMatchObject({ transactions: 1, withoutPayment: 0, withoutAmount: 0, unquantified: 0 });
    expect(core.population.all.settled).toEqual([{ currency: 'CNY', minor: '5000' }]);
    expect(core.reconciliation.isWhole).toBe(true);
    expect(core.reconciliation.ends).toEqual([{ end: 'proven', chains: 6, entries: 30 }]);
    expect(core.reconciliation.chains.every(({ proof }) => proof?.kind === 'checkpoint' && proof.at !== undefined)).toBe(true);
    const flow = core.reconciliation.flows.find(({ type }) => type === 'payment.captured');
    expect(flow).toMatchObject({ day: '2026-03-02', entries: 1, sums: [{ currency: 'CNY', minor: '5000' }] });
  });

  it('counts a loss once, however many rules it breaks', () => {
    const built = captured(6000);
    const core = audit(verifyBundle(built.files, built.policy));
    expect(core.exceptions).toHaveLength(1);
    const [exception] = core.exceptions;
    expect(exception).toMatchObject({ txn: COFFEE_TXN, exposure: { currency: 'CNY', minor: 1000 } });
    const counted = exception?.rules.filter(({ amount }) => (amount?.minor ?? 0) === 1000).map(({ rule }) => rule) ?? [];
    expect(counted).toEqual(expect.arrayContaining(['AR-ORD-02', 'AR-PAY-02', 'AR-SET-02']));
    expect(core.population.all.exposure).toEqual([{ currency: 'CNY', minor: '1000' }]);
    expect(core.rules.filter(({ decides }) => decides.length > 0).map(({ rule }) => rule)).toEqual(['AR-ORD-02']);
    expect(core.verdict).toBe('fail');
  });

  it('does not hide a loss behind the time that a claim would have', () => {
    const built = captured(6000);
    const late: AuditRequest = { ...request, asOf: '2027-03-10T00:00:00.000Z' };
    const { core } = auditAtOnce({ evidence: verifyBundle(built.files, built.policy), request: late, packs: [corePack] });
    expect(core.rules.find(({ rule }) => rule === 'AR-EVD-07')?.outcomes).toEqual({ established: 1 });
    expect(core.population.all.exposure[0]?.minor).not.toBe('0');
    expect(core.exceptions[0]?.rules.map(({ rule }) => rule)).not.toContain('AR-EVD-07');
  });

  it('says that chains are not whole where one is open', () => {
    const { builder, ends } = coffeeOrder();
    const built = builder.build();
    const files = new Map([...built.files].filter(([path]) => !path.startsWith('log/checkpoints/')));
    expect(ends.length).toBeGreaterThan(0);
    const core = audit(verifyBundle(files, built.policy));
    expect(core.reconciliation.isWhole).toBe(false);
    expect(core.reconciliation.ends).toEqual([{ end: 'open', chains: 6, entries: 30 }]);
    expect(core.verdict).not.toBe('pass');
  });
});

const totalOf = (lists: readonly (readonly Sum[])[]): Map<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const { currency, minor } of lists.flat()) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(minor));
  return sums;
};

describe.each([1, 2, 3, 4, 5, 6])('on random evidence %i', (seed) => {
  const { files, policy } = randomBundle(seed).built;
  const core = audit(verifyBundle(files, policy));
  const { population } = core;

  it('exposure adds up by rule, by party, by terminal and by day, and never beyond what was settled and not refunded', () => {
    const all = totalOf([population.all.exposure]);
    for (const parts of [
      core.rules.map(({ decides }) => decides),
      core.parties.map(({ exposure }) => exposure),
      core.terminals.map(({ exposure }) => exposure),
      core.days.map(({ exposure }) => exposure),
      core.exceptions.map(({ exposure }) =>
        exposure === undefined || exposure.minor === 0 ? [] : [{ ...exposure, minor: String(exposure.minor) }],
      ),
    ]) {
      expect(totalOf(parts)).toEqual(all);
    }
    const settled = totalOf([population.all.settled]);
    for (const [currency, minor] of totalOf([population.all.exposure, population.all.open]))
      expect(minor <= (settled.get(currency) ?? 0n)).toBe(true);
  });

  it('every unit is counted once in every table', () => {
    const { units } = population.all;
    for (const rule of core.rules) expect(Object.values(rule.outcomes).reduce((sum, count) => sum + count, 0)).toBe(units);
    for (const parts of [core.terminals, core.days]) expect(parts.reduce((sum, part) => sum + part.units, 0)).toBe(units);
    expect(population.all.exceptions).toBe(core.exceptions.length);
  });

  it('order of files has no effect', () => {
    const turned = new Map([...files].reverse());
    expect(audit(verifyBundle(turned, policy))).toEqual(core);
  });
});
