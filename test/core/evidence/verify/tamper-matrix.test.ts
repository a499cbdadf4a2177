import { describe, expect, it } from 'vitest';
import { createSignatureVerifier } from '../../../../src-core/crypto/signature.ts';
import { parseTrustPolicy } from '../../../../src-core/evidence/policy.ts';
import type { Evidence } from '../../../../src-core/evidence/state.ts';
import type { LineReading } from '../../../../src-core/evidence/verify/line-reading.ts';
import { nodeSignatures } from '../../../../src-main/crypto/node-signatures.ts';
import { flipBit } from '../../../fixtures/bundle-builder.ts';
import { coffeeOrder } from '../../../fixtures/coffee-order.ts';
import { rememberedSignatures } from '../../../fixtures/remembered-signatures.ts';
import { SeededRandom } from '../../../fixtures/seeded-random.ts';
import { splitLines, verifyBundle } from '../../../fixtures/verify-bundle.ts';

/** Of the bits of a line, every n-th is flipped; SLOW=1 flips them all (tens of minutes). */
const STRIDE = process.env['SLOW'] === '1' ? 1 : 199;
/** Of the flips, one in so many is verified again with nothing remembered, on both paths. */
const AGAIN = 100;

const LF = 0x0a;

describe('the tamper matrix over thirty entries of six parties', () => {
  const { builder } = coffeeOrder();
  const built = builder.build();
  const trust = parseTrustPolicy(built.policy);
  // Lines and signatures that were not touched are read and decided once for all mutants.
  const lines = new Map<string, LineReading>();
  const signatures = rememberedSignatures(createSignatureVerifier('fast', nodeSignatures));
  const honest = verifyBundle(built.files, undefined, { trust, cache: lines, verifier: signatures.verifier });
  signatures.stop();
  const chains = [...built.files].filter(([path]) => path.startsWith('entries/'));

  it('starts from an honest bundle', () => {
    expect(honest.verdict).toBe('pass');
    expect([chains.length, honest.counts.entries]).toEqual([6, 30]);
  });

  it.each(chains)(
    'finds every flipped bit of %s, at its line',
    (path, bytes) => {
      const random = new SeededRandom(`again ${path}`);
      const starts = [0];
      for (const { line } of splitLines(bytes)) starts.push((starts.at(-1) as number) + line.length + 1);
      const missed: string[] = [];
      let [flipped, again] = [0, 0];
      for (let bit = random.integer(0, STRIDE - 1); bit < bytes.length * 8; bit += STRIDE) {
        flipped++;
        const files = flipBit(built.files, path, bit);
        const evidence = verifyBundle(files, undefined, { trust, cache: new Map(lines), verifier: signatures.verifier });
        const line = starts.findLastIndex((start) => start <= bit >> 3) + 1;
        const roots = rootsOf(evidence);
        const atLine = roots.filter((finding) => finding.path === path && finding.line === line).length;
        // A bit that makes or unmakes an LF damages two lines, or hides the last.
        const byte = bytes[bit >> 3] as number;
        const isBreak = byte === LF || (byte ^ (1 << (bit & 7))) === LF;
        if (evidence.verdict !== 'fail' || atLine !== 1 || (roots.length !== 1 && !isBreak)) {
          missed.push(`line ${line} bit ${bit - (starts[line - 1] as number) * 8}: ${JSON.stringify(roots)}`);
        }
        if (random.integer(1, AGAIN) > 1) continue;
        again++;
        for (const way of ['fast', 'reference'] as const)
          expect(verifyBundle(files, built.policy, { path: way }).findings).toEqual(evidence.findings);
      }
      console.log(
        `tamper matrix: ${flipped} bits flipped, ${missed.length} missed, ${again} verified again from nothing on both paths`,
      );
      expect(missed).toEqual([]);
    },
    7_200_000,
  );
});

function rootsOf({ findings }: Evidence): { code: string; path?: string; line?: number }[] {
  return findings
    .filter(({ severity, cause }) => severity === 'error' && cause === undefined)
    .map(({ code, path, line }) => ({ code, path, line }));
}
