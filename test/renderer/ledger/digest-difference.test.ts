import { describe, expect, it } from 'vitest';
import { comparedGroups, firstDifference } from '../../../src-renderer/components/digest-difference.ts';

const a = `sha256:${'6b'}${'11'.repeat(30)}fb`;
const b = `sha256:${'4f'}${'11'.repeat(30)}fa`;

describe('two digests', () => {
  it('differ first at a byte with both of its values', () => {
    expect(firstDifference(a, b)).toEqual({ at: 0, a: '6b', b: '4f' });
    expect(firstDifference(a, a)).toBeUndefined();
    expect(firstDifference(a, `${a.slice(0, -2)}00`)).toEqual({ at: 31, a: 'fb', b: '00' });
  });

  it('are shown in eight groups of four bytes, each differing byte marked and the first apart', () => {
    const groups = comparedGroups(a, b);
    expect(groups.map((group) => group.length)).toEqual(Array.from({ length: 8 }, () => 4));
    const marked = groups.flat().flatMap(({ differs, isFirst }, at) => (differs ? [[at, isFirst]] : []));
    expect(marked).toEqual([
      [0, true],
      [31, false],
    ]);
  });
});
