import { describe, expect, it } from 'vitest';
import type { LineReading } from '../../../../src-core/evidence/verify/line-reading.ts';
import { flipBit } from '../../../fixtures/bundle-builder.ts';
import { coffeeOrder } from '../../../fixtures/coffee-order.ts';
import { splitLines, verifyBundle } from '../../../fixtures/verify-bundle.ts';

/** Of the bits of a line, every n-th is flipped; SLOW=1 flips them all. */
const STRIDE = process.env['SLOW'] === '1' ? 1 : 199;

const LF = 0x0a;

describe('the tamper matrix over thirty entries of six parties', () => {
  it('finds every flipped bit, at its line', () => {
    const { builder } = coffeeOrder();
    const built = builder.build();
    // Lines that were not touched are read once for all mutants.
    const cache = new Map<string, LineReading>();
    expect(verifyBundle(built.files, built.policy, { cache }).verdict).toBe('pass');
    const missed: string[] = [];
    let flipped = 0;
    for (const [path, bytes] of built.files) {
      if (!path.startsWith('entries/')) continue;
      const starts = [0];
      for (const { line } of splitLines(bytes)) starts.push((starts.at(-1) as number) + line.length + 1);
      for (let bit = flipped % STRIDE; bit < bytes.length * 8; bit += STRIDE) {
        flipped++;
        const line = starts.findLastIndex((start) => start <= bit >> 3) + 1;
        const kept = new Map(cache);
        const { verdict, findings } = verifyBundle(flipBit(built.files, path, bit), built.policy, { cache: kept });
        const roots = findings.filter(({ severity, cause }) => severity === 'error' && cause === undefined);
        const atLine = roots.filter((finding) => finding.path === path && finding.line === line).length;
        // A bit that makes or unmakes an LF damages two lines, or hides the last.
        const byte = bytes[bit >> 3] as number;
        const isBreak = byte === LF || (byte ^ (1 << (bit & 7))) === LF;
        if (verdict !== 'fail' || atLine !== 1 || (roots.length !== 1 && !isBreak)) {
          missed.push(
            `${path} line ${line} bit ${bit - (starts[line - 1] as number) * 8}: ${JSON.stringify(roots.map(({ code, line: at }) => [code, at]))}`,
          );
        }
      }
    }
    console.log(`tamper matrix: ${flipped} bits flipped, ${missed.length} missed`);
    expect(missed).toEqual([]);
  }, 3_600_000);
});
