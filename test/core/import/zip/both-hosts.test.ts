import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type ContainerLimits } from '../../../../src-core/import/container-rules.ts';
import { memorySource } from '../../../../src-core/import/zip/byte-source.ts';
import { openContainer, readThroughContainer } from '../../../../src-core/import/zip/open-container.ts';
import { checkContainer } from '../../../../src-main/files/read-container.ts';
import { browserZip } from '../../../../src-renderer/standalone/browser-zip.ts';
import { containerOf, hostileZips, soundZips } from '../../../fixtures/hostile-zips.ts';
import { flipBit } from '../../../fixtures/flip-bit.ts';
import { noise } from '../../../fixtures/hostile-zips.ts';

/** What the host of a browser refuses; Node has the browser's streams too. */
const inBrowser = async (bytes: Uint8Array, limits: ContainerLimits = DEFAULT_LIMITS) =>
  readThroughContainer(await openContainer(memorySource(bytes), browserZip, limits));

async function expectSame(bytes: Uint8Array, what: string): Promise<boolean> {
  const [node, browser] = [await checkContainer(bytes), await inBrowser(bytes)];
  const codes = (refusals: typeof node) => refusals.map(({ code, member }) => ({ code, member }));
  expect(codes(browser), what).toEqual(codes(node));
  return node.length > 0;
}

describe('a container is refused alike with yauzl and zlib, and with what a browser has', () => {
  it.each(hostileZips.filter(({ isHeavy }) => isHeavy !== true))('$code: $name', async ({ bytes, name }) => {
    expect(await expectSame(bytes(), name)).toBe(true);
  });

  it.each(soundZips)('$name', async ({ bytes, name }) => {
    expect(await expectSame(bytes(), name)).toBe(false);
  });

  const small = containerOf([
    { name: 'entries/a.ndjson', data: 'line\n'.repeat(20), method: 8 },
    { name: 'b', data: 'x' },
    { name: 'c', data: noise(300), method: 8 },
  ]);

  it('with any one bit flipped', async () => {
    let refused = 0;
    for (let bit = 0; bit < small.length * 8; bit++) {
      const flipped = Uint8Array.from(small);
      flipBit(flipped, bit);
      if (await expectSame(flipped, `bit ${bit}`)) refused++;
    }
    console.log(`containers with one bit flipped: ${small.length * 8} judged alike, ${refused} refused`);
  });

  it('cut at any byte', async () => {
    for (let length = 0; length < small.length; length++)
      expect(await expectSame(small.subarray(0, length), `${length}`)).toBe(true);
  });
});
