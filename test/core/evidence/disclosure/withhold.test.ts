import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDisclosure } from '../../../../src-core/evidence/disclosure/disclosure.ts';
import { openBody } from '../../../../src-core/evidence/disclosure/open-body.ts';
import { withhold } from '../../../../src-core/evidence/disclosure/withhold.ts';
import type { Disclosure } from '../../../../src-core/evidence/disclosure/disclosure.ts';
import { canonicalize } from '../../../../src-core/json/canonicalize.ts';
import { joinPointer } from '../../../../src-core/json/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';

let counter = 0;
const salt = () => {
  counter += 1;
  return Uint8Array.from({ length: 16 }, (_, i) => (counter * 31 + i * 7) & 255)
    .with(0, counter & 255)
    .with(1, counter >> 8);
};
const read = (texts: readonly string[]) => texts.map((text) => readDisclosure(text) as Disclosure);
const body = (): JsonObject => ({
  mode: 'instant',
  utterance: 'two lattes',
  wants: [{ id: 'w1' }, { id: 'w2' }],
  limit: { currency: 'CNY', minor: 500 },
});

describe('withhold', () => {
  test('members, elements and members within members come back when all is disclosed', () => {
    const pointers = ['/body/utterance', '/body/wants/1', '/body/wants/1/id', '/body/limit', '/body/limit/minor'];
    const { body: signed, disclosures } = withhold(body(), pointers, salt, { decoys: 2 });
    expect(disclosures).toHaveLength(5);
    expect(signed['_sd_alg']).toBe('sha-256');
    expect(Object.keys(signed).sort()).toEqual(['_sd', '_sd_alg', 'mode', 'wants']);
    const opened = openBody(signed, read(disclosures));
    expect(opened.problems).toEqual([]);
    expect(opened.unused).toEqual([]);
    expect(canonicalize(opened.clear)).toBe(canonicalize(body()));
    expect([...opened.disclosed].sort()).toEqual([...pointers].sort());
  });

  test('what is given is not changed, and the order of pointers does not matter', () => {
    const given = body();
    const fixed = () => new Uint8Array(16).fill(7);
    const a = withhold(given, ['/body/utterance', '/body/limit/minor'], fixed);
    const b = withhold(given, ['/body/limit/minor', '/body/utterance', '/body/utterance'], fixed);
    expect(canonicalize(a.body)).toBe(canonicalize(b.body));
    expect(a.disclosures).toEqual(b.disclosures);
    expect(canonicalize(given)).toBe(canonicalize(body()));
    expect(withhold(given, [], fixed).body).toBe(given);
  });

  test.each(['/body', '/at', 'body/utterance', '/body/nothing', '/body/wants/2', '/body/wants/01', '/body/_sd', '/body/mode/x'])(
    '%s is refused',
    (pointer) => {
      const signed = withhold(body(), ['/body/utterance'], salt).body;
      expect(() => withhold(signed, [pointer], salt)).toThrow(expect.objectContaining({ code: 'E_WITHHOLD' }));
    },
  );

  test('a salt below 16 bytes is refused', () => {
    expect(() => withhold(body(), ['/body/mode'], () => new Uint8Array(15))).toThrow(/16 bytes/);
  });

  test('any choice of parts of any body comes back whole', () => {
    const tree = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.integer(),
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        fc.array(tie('value'), { maxLength: 3 }),
        tie('object'),
      ),
      object: fc.dictionary(
        fc.string({ unit: 'grapheme', maxLength: 4 }).filter((name) => !['_sd', '...', '_sd_alg'].includes(name)),
        tie('value'),
        { maxKeys: 4, noNullPrototype: false },
      ) as fc.Arbitrary<JsonObject>,
    })).object;
    fc.assert(
      fc.property(tree, fc.infiniteStream(fc.boolean()), (given, choice) => {
        const pointers = pointersOf(given, '/body').filter(() => choice.next().value === true);
        const { body: signed, disclosures } = withhold(given, pointers, salt);
        const opened = openBody(signed, read(disclosures.toReversed()));
        expect(opened.problems).toEqual([]);
        expect(canonicalize(opened.clear)).toBe(canonicalize(given));
      }),
    );
  });
});

function pointersOf(value: JsonValue | undefined, pointer: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    pointer + joinPointer(name),
    ...pointersOf(member, pointer + joinPointer(name)),
  ]);
}
