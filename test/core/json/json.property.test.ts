import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { canonicalize, canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import { JsonError } from '../../../src-core/json/json-error.ts';
import type { JsonValue } from '../../../src-core/json/json-value.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';

const runs = process.env['SLOW'] === '1' ? 100_000 : 1500;

/** JSON values whose numbers are safe where they are integers and whose strings are well-formed. */
const value = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((n) => !Number.isInteger(n) || Math.abs(n) >= 1e21 || Number.isSafeInteger(n)),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: 'binary', maxLength: 8 }), tie('value'), { maxKeys: 5, noNullPrototype: false }),
  ) as fc.Arbitrary<JsonValue>,
})).value;

test('what JSON.stringify writes is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 1, '\t'), (tree, space) => {
      const text = JSON.stringify(tree, null, space);
      expect(canonicalize(parseJson(encodeUtf8(text)))).toBe(canonicalize(JSON.parse(text) as JsonValue));
    }),
    { numRuns: runs },
  );
});

test('the canonical form is a fixed point, and blind to the order of members', () => {
  const shuffled = (tree: JsonValue): JsonValue => {
    if (Array.isArray(tree)) return tree.map(shuffled);
    if (typeof tree !== 'object' || tree === null) return tree;
    return Object.fromEntries(
      Object.entries(tree)
        .reverse()
        .map(([name, member]) => [name, shuffled(member as JsonValue)]),
    );
  };
  fc.assert(
    fc.property(value, (tree) => {
      const canonical = canonicalizeBytes(tree);
      expect(canonicalizeBytes(parseJson(canonical))).toEqual(canonical);
      expect(canonicalizeBytes(shuffled(tree))).toEqual(canonical);
    }),
    { numRuns: runs },
  );
});

/** Reasons for which a text that JSON.parse takes may be refused here. */
const stricter = /stands twice|lone surrogate|beyond 2\^53|too large|would make zero|byte order mark|deeper/;

test('broken texts: never more lenient than the host, stricter only for the reasons named, and the place is exact', () => {
  const edit = fc.record({ at: fc.nat(300), drop: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) });
  const bytesNear = fc.constantFrom(
    ...[...'[]{}",:\\u0019.eE-+tfnx \n'].map((c) => c.charCodeAt(0)),
    0x80,
    0xc3,
    0xed,
    0xa0,
    0xff,
  );
  const put = fc.array(bytesNear, { maxLength: 3 }).map((codes) => Uint8Array.from(codes));
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  fc.assert(
    fc.property(
      value,
      fc.array(fc.oneof(edit, fc.record({ at: fc.nat(60), drop: fc.nat(2), put })), { maxLength: 3 }),
      (tree, edits) => {
        let bytes = Buffer.from(JSON.stringify(tree));
        for (const { at, drop, put: more } of edits) {
          const from = at % (bytes.length + 1);
          bytes = Buffer.concat([bytes.subarray(0, from), more, bytes.subarray(from + drop)]);
        }
        let host: JsonValue | undefined;
        try {
          host = JSON.parse(decoder.decode(bytes)) as JsonValue;
        } catch {
          host = undefined;
        }
        let error: JsonError | undefined;
        try {
          const ours = parseJson(bytes);
          expect(host).not.toBeUndefined();
          expect(canonicalize(ours)).toBe(canonicalize(host as JsonValue));
          return;
        } catch (thrown) {
          if (!(thrown instanceof JsonError)) throw thrown;
          error = thrown;
        }
        if (host !== undefined) expect(error.message).toMatch(stricter);
        // Cut before the byte at fault, the text is a beginning that could go on: nothing before it is at fault.
        const byte = error.place.byte as number;
        try {
          parseJson(bytes.subarray(0, byte));
        } catch (cut) {
          expect((cut as JsonError).place.byte).toBe(byte);
          expect((cut as JsonError).message).toMatch(/ends too early/);
        }
      },
    ),
    { numRuns: runs * 4 },
  );
});
