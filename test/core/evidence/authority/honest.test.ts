import { expect, test } from 'vitest';
import { coffeeOrder } from '../../../fixtures/coffee-order.ts';
import { randomBundle } from '../../../fixtures/random-bundle.ts';
import { verifyBundle, shortFindings } from '../../../fixtures/verify-bundle.ts';

test.each(['keys', 'registry'] as const)('an honest order yields nothing above info (trust: %s)', (trust) => {
  const built = coffeeOrder('honest', { trust }).builder.build();
  const evidence = verifyBundle(built.files, built.policy);
  expect(shortFindings(evidence, ['error', 'warning'])).toEqual([]);
  expect(evidence.findings.filter(({ axis }) => axis === 'authority')).toEqual([]);
  expect(evidence.axes.authority).toBe('pass');
});

test('random honest bundles yield nothing above info', () => {
  for (let seed = 0; seed < 30; seed++) {
    const { built } = randomBundle(`authority-${seed}`);
    const evidence = verifyBundle(built.files, built.policy);
    expect({ seed, findings: shortFindings(evidence, ['error', 'warning']) }).toEqual({ seed, findings: [] });
  }
});
