import { describe, expect, it } from 'vitest';
import { ENTRY_TYPES } from '../../../../src-core/evidence/model/bodies.ts';
import { randomBundle } from '../../../fixtures/random-bundle.ts';

describe('random bundles', () => {
  it('say every entry type, with two to eight parties, over a few dozen runs', () => {
    const types = new Set<string>();
    const sizes = new Set<number>();
    let entries = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { built } = randomBundle(seed);
      entries += built.lines.length;
      for (const { entry } of built.lines) types.add(entry.type);
      sizes.add(new Set(built.lines.map(({ place }) => place.party.name).filter((name) => name !== 'registry')).size);
    }
    expect(Object.keys(ENTRY_TYPES).filter((type) => !types.has(type))).toEqual([]);
    expect(Math.min(...sizes)).toBe(2);
    expect(Math.max(...sizes)).toBe(8);
    expect(entries).toBeGreaterThan(1500);
  });

  it('are the same for the same seed', () => {
    expect([...randomBundle(7).built.files]).toEqual([...randomBundle(7).built.files]);
  });
});
