import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFUSAL_CODES } from '../../../src-core/import/container-rules.ts';
import { readWhole } from '../../../src-core/import/member.ts';
import { checkContainer, openContainer } from '../../../src-main/files/read-container.ts';
import { containerOf, hostileZips, noise, soundZips } from '../../fixtures/hostile-zips.ts';
import { hasVectors, vectorRoot } from '../../vectors/vector-root.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assize-zip-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const codes = async (input: string | Uint8Array): Promise<string[]> =>
  (await checkContainer(input)).map((refusal) => refusal.code);

describe('hostile containers', () => {
  it.each(hostileZips)('$code: $name', async ({ code, bytes }) => {
    const zip = bytes();
    const start = performance.now();
    expect((await codes(zip))[0]).toBe(code);
    const path = join(folder, 'hostile.atb');
    writeFileSync(path, zip);
    expect((await codes(path))[0]).toBe(code);
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(readdirSync(folder)).toEqual(['hostile.atb']);
    rmSync(path);
  });

  it('has each code at least once', () => {
    const tested = new Set(hostileZips.map((zip) => zip.code));
    expect(REFUSAL_CODES.filter((code) => !tested.has(code))).toEqual([]);
    console.log(`hostile containers: ${hostileZips.length}`);
  });

  it('finds all that is wrong, the gravest first', async () => {
    const zip = containerOf([
      { name: '../a', data: 'x' },
      { name: 'b', data: 'x', external: (0o120777 << 16) >>> 0 },
      { name: 'c', data: 'x', method: 12 },
      { name: 'B', data: 'x', local: { crc32: 1 } },
    ]);
    expect(await codes(zip)).toEqual(['E_ZIP_NAME', 'E_ZIP_DUP', 'E_ZIP_LINK', 'E_ZIP_METHOD', 'E_ZIP_HEADER']);
  });
});

describe('sound containers', () => {
  it.each(soundZips)('$name', async ({ bytes }) => {
    expect(await checkContainer(bytes())).toEqual([]);
    const path = join(folder, 'sound.atb');
    writeFileSync(path, bytes());
    expect(await checkContainer(path)).toEqual([]);
    rmSync(path);
  });

  it('gives members as often as asked, whole or begun', async () => {
    const data = noise(1_500_000);
    const opened = await openContainer(
      containerOf([{ name: 'large', data, method: 8 }, { name: 'f/' }, { name: 'small', data: 'x', method: 8 }]),
    );
    if (opened.outcome !== 'opened') throw new Error('refused');
    const { members } = opened.container;
    expect(members.map(({ name, size }) => [name, size])).toEqual([
      ['mimetype', 30],
      ['manifest.json', 2],
      ['large', 1_500_000],
      ['small', 1],
    ]);
    const [, , large, small] = members;
    if (large === undefined || small === undefined) throw new Error('missing');
    for await (const piece of large.read()) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(Buffer.from(await readWhole(large)).equals(data)).toBe(true);
    expect(Buffer.from(await readWhole(large)).equals(data)).toBe(true);
    expect(Buffer.from(await readWhole(small)).toString()).toBe('x');
    await opened.container.close();
  });

  it('lets limits be set', async () => {
    const zip = containerOf([{ name: 'a', data: noise(5000), method: 8 }]);
    expect(await checkContainer(zip, { totalBytes: 5032 })).toEqual([]);
    expect((await checkContainer(zip, { totalBytes: 5031 })).map(({ code }) => code)).toEqual(['E_ZIP_LIMIT']);
    expect((await checkContainer(zip, { members: 2 })).map(({ code }) => code)).toEqual(['E_ZIP_LIMIT']);
  });

  it('names the member whose bytes are damaged only when it is read', async () => {
    const opened = await openContainer(containerOf([{ name: 'a', data: 'x', central: { crc32: 1 }, local: { crc32: 1 } }]));
    if (opened.outcome !== 'opened') throw new Error('refused');
    await expect(readWhole(opened.container.members[2] as never)).rejects.toMatchObject({
      code: 'E_ZIP_CRC',
      place: { path: 'a' },
    });
  });
});

describe('damage anywhere', () => {
  const small = containerOf([
    { name: 'entries/a.ndjson', data: 'line\n'.repeat(20), method: 8 },
    { name: 'b', data: 'x' },
  ]);

  it('refuses a container that is cut at any byte', async () => {
    for (let length = 0; length < small.length; length += 1) {
      const refusals = await checkContainer(small.subarray(0, length));
      if (refusals.length === 0) expect.fail(`cut at ${length}`);
    }
  });

  it('answers, and gives no other bytes, where any one bit is flipped', async () => {
    let refused = 0;
    for (let bit = 0; bit < small.length * 8; bit += 1) {
      const flipped = Uint8Array.from(small);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      const refusals = await checkContainer(flipped);
      if (refusals.length > 0) refused += 1;
      else expect(await contents(flipped)).toEqual(await contents(small));
    }
    console.log(`one bit flipped: ${refused} of ${small.length * 8} refused, the others say the same`);
  });
});

async function contents(zip: Uint8Array): Promise<[string, string][]> {
  const opened = await openContainer(zip);
  if (opened.outcome !== 'opened') throw new Error('refused');
  return Promise.all(
    opened.container.members.map(async (member): Promise<[string, string]> => [
      member.name,
      Buffer.from(await readWhole(member)).toString('latin1'),
    ]),
  );
}

describe.skipIf(!hasVectors('peac'))('published dispute bundles of PEAC', () => {
  // They are ZIPs of another format, so that each is refused for its mimetype at least; what they expect of a ZIP comes before that.
  const expected: Record<string, string[]> = {
    'path_traversal_unix.zip': ['E_ZIP_NAME', 'E_ZIP_MIMETYPE'],
    'duplicate_receipt.zip': ['E_ZIP_MIMETYPE'],
    'invalid_signature.zip': ['E_ZIP_MIMETYPE'],
    'valid_minimal.zip': ['E_ZIP_MIMETYPE'],
  };
  it('gives each the expected code', async () => {
    const files = readdirSync(join(vectorRoot, 'peac')).filter((name) => name.endsWith('.zip'));
    for (const file of files)
      expect([file, await codes(readFileSync(join(vectorRoot, 'peac', file)))]).toEqual([file, expected[file]]);
    console.log(`PEAC bundles: ${files.length}/${files.length}`);
  });
});
