import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_LINE_BYTES } from '../../../src-core/evidence/model/entry.ts';
import { LineCutter } from '../../../src-main/case-import/line-cutter.ts';

function cut(pieces: readonly Uint8Array[]): { places: [number, number, number][]; raws: (Uint8Array | null)[] } {
  const places: [number, number, number][] = [];
  const raws: (Uint8Array | null)[] = [];
  const cutter = new LineCutter((line, byte, length, raw) => {
    places.push([line, byte, length]);
    raws.push(raw === null ? null : Uint8Array.from(raw));
  });
  for (const piece of pieces) cutter.push(piece);
  cutter.close();
  return { places, raws };
}

const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => array.map((byte) => (byte % 5 === 0 ? 0x0a : byte)));

it('cuts the same lines however the bytes come in pieces, and loses none of them', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 6 }), (pieces) => {
      const whole = Buffer.concat(pieces);
      const { places, raws } = cut(pieces);
      expect(Buffer.concat(raws.map((raw) => raw ?? new Uint8Array(0))).equals(whole)).toBe(true);
      expect({ places, raws }).toEqual(cut([whole]));
      expect(
        places.every(
          ([line, byte, length], index) =>
            line === index + 1 &&
            whole.subarray(byte, byte + length).indexOf(0x0a) === (whole[byte + length - 1] === 0x0a ? length - 1 : -1),
        ),
      ).toBe(true);
    }),
  );
});

it('lets go of the bytes of a line beyond the limit, but not of its place', () => {
  const long = new Uint8Array(MAX_LINE_BYTES + 2).fill(0x61);
  const { places, raws } = cut([Buffer.from('a\n'), long, Buffer.from('\nb')]);
  expect(places).toEqual([
    [1, 0, 2],
    [2, 2, MAX_LINE_BYTES + 3],
    [3, MAX_LINE_BYTES + 5, 1],
  ]);
  expect(raws.map((raw) => raw?.length)).toEqual([2, undefined, 1]);
});
