import { describe, expect, it } from 'vitest';
import { coffeeOrder } from '../../../fixtures/coffee-order.ts';
import { linesOf } from '../../../fixtures/bundle-builder.ts';

describe('the bundle builder', () => {
  it('makes thirty entries on six chains, the same bytes each time', () => {
    const first = coffeeOrder().builder.build();
    const second = coffeeOrder().builder.build();
    expect(first.lines.length).toBe(30);
    expect([...first.files.keys()].filter((path) => path.startsWith('entries/')).length).toBe(6);
    expect([...first.files]).toEqual([...second.files]);
    expect(first.sealed().get('manifest.json')).toEqual(second.sealed().get('manifest.json'));
  });

  it('issues keys on a registry chain', () => {
    const { builder } = coffeeOrder('coffee', { trust: 'registry' });
    const built = builder.build();
    expect(linesOf(built.files.get(builder.registry.path) as Uint8Array).length).toBe(12);
    expect(built.policy['registries']).toHaveLength(1);
  });

  it('lets an entry be spoilt before it is signed, and everything after follows', () => {
    const { builder, entries } = coffeeOrder();
    const honest = builder.build();
    const spoilt = builder.build({
      payload: (place, payload) => (place === entries.quote ? { ...payload, txn: 'other' } : payload),
    });
    expect(spoilt.line(entries.quote).digest).not.toBe(honest.line(entries.quote).digest);
    expect(spoilt.line(entries.accepted).entry.prev).toBe(spoilt.line(entries.quote).digest);
  });
});
