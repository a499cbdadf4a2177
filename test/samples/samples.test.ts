import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleStories } from '../../samples/builder/stories.ts';
import { sampleFiles } from '../../samples/builder/write-samples.ts';
import { parseClaim } from '../../src-core/arbitration/claim.ts';
import { arbitrateEvidence } from '../../src-core/arbitration/arbitrate-evidence.ts';
import { loadEvidence } from '../../src-main/files/load-evidence.ts';
import { loadPacks } from '../../src-main/files/load-packs.ts';
import { nodeSignatures } from '../../src-main/crypto/node-signatures.ts';
import { createSignatureVerifier } from '../../src-core/crypto/signature.ts';
import { projectRoot } from '../../scripts/project-root.ts';

test('the committed samples are what the builder makes', async () => {
  for (const [path, bytes] of await sampleFiles()) {
    const file = join(projectRoot, 'samples', path);
    expect(existsSync(file), path).toBe(true);
    expect(Buffer.from(bytes).equals(readFileSync(file)), path).toBe(true);
  }
});

test.each(sampleStories())('$folder shows what its README promises', async ({ folder, bundles, claim, expected }) => {
  const at = (name: string): string => join(projectRoot, 'samples', folder, name);
  const { evidence } = await loadEvidence(
    [...bundles.keys()].map((name) => at(`${name}.atb`)),
    { policy: at('policy.json') },
  );
  const roots = evidence.findings
    .filter((finding) => finding.cause === undefined && finding.severity !== 'warning')
    .map(({ code }) => code);
  expect(evidence.axes).toEqual(expected.axes);
  expect([...new Set(roots)].sort()).toEqual([...expected.roots].sort());
  const packs = await loadPacks([], projectRoot, [], createSignatureVerifier('fast', nodeSignatures));
  const { core } = arbitrateEvidence({ evidence, claim: parseClaim(claim), packs: packs.map(({ pack }) => pack) });
  expect(core.outcome).toBe(expected.outcome);
  expect(core.awards.map(({ from, money }) => `${from} ${money.currency} ${money.minor}`)).toEqual(expected.awards);
});
