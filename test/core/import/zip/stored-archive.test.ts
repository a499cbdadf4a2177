import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { packStored, unpackStored } from '../../../../src-core/import/zip/stored-archive.ts';
import { flipBit } from '../../../fixtures/flip-bit.ts';
import { noise } from '../../../fixtures/hostile-zips.ts';

const members = new Map<string, Uint8Array>([
  ['ruling.json', Buffer.from('{"v":1}')],
  ['evidence/证据.atb', noise(3000)],
  ['empty', new Uint8Array(0)],
]);

async function byYazl(): Promise<Uint8Array> {
  const zip = new yazl.ZipFile();
  for (const name of [...members.keys()].sort())
    zip.addBuffer(Buffer.from(members.get(name) ?? []), name, {
      mtime: new Date(1980, 0, 1),
      mode: 0o100644,
      forceDosTimestamp: true,
      compress: false,
    });
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
}

describe('an archive of stored members', () => {
  it('is the bytes that yazl gives, whatever the order of its members', async () => {
    const packed = packStored(members);
    expect(Buffer.from(packed).equals(await byYazl())).toBe(true);
    expect(Buffer.from(packStored(new Map([...members].reverse()))).equals(packed)).toBe(true);
    expect([...unpackStored(packed)].map(([name, bytes]) => [name, Buffer.from(bytes)]).sort()).toEqual(
      [...members].map(([name, bytes]) => [name, Buffer.from(bytes)]).sort(),
    );
  });

  it('is refused where the format would need its extension', () => {
    const many = new Map(Array.from({ length: 0xffff }, (_, index) => [String(index), new Uint8Array(0)] as const));
    expect(() => packStored(many)).toThrow(expect.objectContaining({ code: 'E_ZIP_LIMIT' }) as Error);
  });

  it('is refused with any one bit of its headers flipped, cut, or with a byte behind', () => {
    const small = packStored(
      new Map([
        ['a', Buffer.from('x')],
        ['b', Buffer.from('y')],
      ]),
    );
    let kept = 0;
    for (let bit = 0; bit < small.length * 8; bit++) {
      const flipped = Uint8Array.from(small);
      flipBit(flipped, bit);
      try {
        unpackStored(flipped);
        kept++;
      } catch (error) {
        expect(error).toMatchObject({ code: 'E_ZIP_FORMAT' });
      }
    }
    expect(kept).toBe(0);
    for (let length = 0; length < small.length; length++)
      if (length > 0)
        expect(() => unpackStored(small.subarray(0, length))).toThrow(expect.objectContaining({ code: 'E_ZIP_FORMAT' }));
    expect(() => unpackStored(Buffer.concat([small, Buffer.of(0)]))).toThrow(expect.objectContaining({ code: 'E_ZIP_FORMAT' }));
  });
});
