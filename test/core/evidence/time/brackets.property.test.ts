import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorNotes } from '../../../../src-core/evidence/time/anchors.ts';
import { computeBrackets } from '../../../../src-core/evidence/time/brackets.ts';
import { causalGraph, numberOf } from '../../../../src-core/evidence/time/causal-graph.ts';
import { drawContext, drawnDigest, type Drawing, type DrawnEntry, type DrawnNote } from '../../../fixtures/hand-graph.ts';

const CHAINS = ['A', 'B', 'C', 'D'];

interface Scene extends Drawing {
  readonly notes: { readonly [name: string]: DrawnNote };
}

/** Random chains whose entries refer to earlier ones of any chain, and notes over and seen by them. */
const scenes: fc.Arbitrary<Scene> = fc
  .record({
    steps: fc.array(
      fc.record({ chain: fc.nat(3), refs: fc.array(fc.nat(), { maxLength: 3 }), seen: fc.array(fc.nat(), { maxLength: 2 }) }),
      { minLength: 1, maxLength: 25 },
    ),
    notes: fc.array(
      fc.record({
        chain: fc.nat(3),
        size: fc.nat(8),
        seconds: fc.array(fc.nat(60), { maxLength: 2 }),
        stamps: fc.array(fc.nat(60_000), { maxLength: 2 }),
        lost: fc.boolean(),
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ steps, notes }) => {
    const drawnNotes: Record<string, DrawnNote> = {};
    for (const [index, { chain, size, seconds, stamps, lost }] of notes.entries()) {
      drawnNotes[`note ${index}`] = { chain: CHAINS[chain] as string, size, cosigned: seconds, stamped: stamps, lost };
    }
    const noteNames = Object.keys(drawnNotes);
    const entries: Record<string, DrawnEntry> = {};
    const sizes = [0, 0, 0, 0];
    for (const { chain, refs, seen } of steps) {
      const known = Object.keys(entries);
      const pick = (from: readonly string[], indices: readonly number[]) => [
        ...new Set(from.length === 0 ? [] : indices.map((index) => from[index % from.length] as string)),
      ];
      entries[`${CHAINS[chain]}${sizes[chain]}`] = { refs: pick(known, refs), seen: pick(noteNames, seen) };
      sizes[chain] = (sizes[chain] as number) + 1;
    }
    return { entries, notes: drawnNotes };
  });

function bounds(drawing: Drawing): Map<string, readonly [number, number]> {
  const context = drawContext(drawing);
  const graph = causalGraph(context);
  const { bounds: computed } = computeBrackets(context, graph, anchorNotes(context));
  const found = new Map<string, readonly [number, number]>();
  for (const name of Object.keys(drawing.entries)) {
    const entry = numberOf(graph, drawnDigest(name)) as number;
    found.set(name, [computed.notBefore(entry), computed.notAfter(entry)]);
  }
  return found;
}

/** Straight from the definition, in as much time as it takes. */
function boundsByDefinition({ entries, notes }: Scene): Map<string, readonly [number, number]> {
  const parents = (name: string): string[] => {
    const seq = Number(name.slice(1));
    return [...(seq > 0 ? [`${name.slice(0, 1)}${seq - 1}`] : []), ...(entries[name]?.refs ?? [])].filter(
      (parent) => parent in entries,
    );
  };
  const ancestors = (name: string): Set<string> => {
    const found = new Set([name]);
    for (const next of found) for (const parent of parents(next)) found.add(parent);
    return found;
  };
  const names = Object.keys(entries);
  const after = (name: string): number => {
    const [chain, seq] = [name.slice(0, 1), Number(name.slice(1))];
    const covering = Object.values(notes).filter((note) => note.lost !== true && note.chain === chain && note.size > seq);
    return Math.min(
      ...covering.flatMap(({ cosigned = [], stamped = [] }) => [
        ...cosigned.map((second) => (second + 1) * 1000),
        ...stamped.map((time) => time + 1000),
      ]),
    );
  };
  const before = (name: string): number =>
    Math.max(...(entries[name]?.seen ?? []).flatMap((note) => (notes[note]?.cosigned ?? []).map((second) => second * 1000)));
  const found = new Map<string, readonly [number, number]>();
  for (const name of names) {
    const descendants = names.filter((other) => ancestors(other).has(name));
    found.set(name, [Math.max(...[...ancestors(name)].map(before)), Math.min(...descendants.map(after))]);
  }
  return found;
}

describe('brackets of random graphs', () => {
  it('are what the definition says', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        expect(bounds(scene)).toEqual(boundsByDefinition(scene));
      }),
    );
  });

  it('never widen by one more anchor', () => {
    fc.assert(
      fc.property(scenes, fc.nat(3), fc.nat(8), fc.nat(60), (scene, chain, size, second) => {
        const more = {
          ...scene,
          notes: { ...scene.notes, more: { chain: CHAINS[chain] as string, size, cosigned: [second], stamped: [second * 500] } },
        };
        const wide = bounds(scene);
        for (const [name, [from, to]] of bounds(more)) {
          const [wideFrom, wideTo] = wide.get(name) as readonly [number, number];
          expect(from).toBeGreaterThanOrEqual(wideFrom);
          expect(to).toBeLessThanOrEqual(wideTo);
        }
      }),
    );
  });

  it('do not depend on the order of lines or notes', () => {
    const reversed = <T>(items: { readonly [name: string]: T }): { [name: string]: T } =>
      Object.fromEntries(Object.entries(items).reverse());
    fc.assert(
      fc.property(scenes, (scene) => {
        const turned = bounds({ entries: reversed(scene.entries), notes: reversed(scene.notes) });
        for (const [name, bound] of bounds(scene)) expect(turned.get(name)).toEqual(bound);
      }),
    );
  });
});
