import { expect, it } from 'vitest';
import { buildReport } from '../../../../src-core/evidence/report.ts';
import { coffeeOrder } from '../../../fixtures/coffee-order.ts';
import { randomBundle } from '../../../fixtures/random-bundle.ts';
import { TightStore } from '../../../fixtures/tight-store.ts';
import { verifyBundle } from '../../../fixtures/verify-bundle.ts';

/** Two pages: no two tables can be in memory with the lines. */
const verifyTightly = (...[files, policy]: Parameters<typeof verifyBundle>) => {
  const pages = new TightStore(2);
  const report = buildReport(verifyBundle(files, policy, { pages }), 'x');
  return { report, written: pages.written };
};

it('finds the same with next to no memory: honest and spoilt bundles', () => {
  const honest = ['a', 'b', 'c'].map((seed) => randomBundle(seed).built);
  const { builder, entries } = coffeeOrder('spoilt', { trust: 'registry' });
  const spoilt = builder.build({
    payload: (place, payload) =>
      place === entries.quote || place === entries.captured ? { ...payload, at: '2020-01-01T00:00:00.000Z' } : payload,
    line: (place, line) => (place === entries.accepted ? [] : line),
  });
  for (const { files, policy } of [...honest, spoilt]) {
    const { report, written } = verifyTightly(files, policy);
    expect(report).toEqual(buildReport(verifyBundle(files, policy), 'x'));
    expect(written).toBeGreaterThan(0);
  }
});
