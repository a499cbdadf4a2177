import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortFindings, verifyBundle } from '../../../fixtures/verify-bundle.ts';
import { randomBundle } from '../../../fixtures/random-bundle.ts';

describe('honest bundles under a policy that pins them', () => {
  it('raise nothing above info', () => {
    let entries = 0;
    let bundles = 0;
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { built } = randomBundle(seed);
        const evidence = verifyBundle(built.files, built.policy);
        bundles++;
        entries += evidence.counts.entries;
        expect(shortFindings(evidence, ['error', 'warning'])).toEqual([]);
      }),
    );
    console.log(`honest bundles: ${bundles}, ${entries} entries, no false alarm`);
  }, 600_000);

  it('read the same on both signature paths', () => {
    const { built } = randomBundle('paths');
    expect(verifyBundle(built.files, built.policy, { path: 'reference' }).findings).toEqual(
      verifyBundle(built.files, built.policy).findings,
    );
  });

  it('give the same findings in whatever order their files come', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, shuffle) => {
        const { built } = randomBundle(seed);
        const { findings, chains, keys } = verifyBundle(built.files, built.policy);
        const files = [...built.files];
        for (let i = files.length - 1, x = shuffle + 1; i > 0; i--, x = (x * 48271) % 2147483647) {
          const j = x % (i + 1);
          [files[i], files[j]] = [files[j] as (typeof files)[0], files[i] as (typeof files)[0]];
        }
        const again = verifyBundle(new Map(files), built.policy);
        expect(again.findings).toEqual(findings);
        expect([...again.chains.keys()]).toEqual([...chains.keys()]);
        expect([...again.keys.keys()]).toEqual([...keys.keys()]);
      }),
      { numRuns: 15 },
    );
  }, 600_000);
});
