import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberOf, readWhole, type Member } from '../../../src-core/import/member.ts';
import { checkContainer, openContainer } from '../../../src-main/files/read-container.ts';
import { packContainer, writeContainer } from '../../../src-main/files/write-container.ts';
import { noise } from '../../fixtures/hostile-zips.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assize-write-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const large = noise(1_500_000);
/** A member that comes in pieces of a length. */
const inPieces = (name: string, bytes: Uint8Array, length: number): Member => ({
  name,
  size: bytes.length,
  async *read() {
    for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
  },
});
const members = [
  memberOf('entries/b.ndjson', Buffer.from('line\n'.repeat(100))),
  memberOf('artifacts/\u5496\u5561', Buffer.from('x')),
  memberOf('empty', new Uint8Array(0)),
  inPieces('large', large, 65_536),
  inPieces('zeros', Buffer.alloc(3_000_000), 65_536),
  memberOf('manifest.json', Buffer.from('{}')),
];

describe('a container', () => {
  it.each([0, 6, 9])('holds what was put in, by name, at level %i', async (level) => {
    const path = join(folder, `level-${level}.atb`);
    const written = await writeContainer(path, members, { level });
    const bytes = readFileSync(path);
    expect(written).toEqual({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    expect(await checkContainer(path)).toEqual([]);
    const opened = await openContainer(path);
    if (opened.outcome !== 'opened') throw new Error('refused');
    const names = opened.container.members.map(({ name }) => name);
    expect(names).toEqual(['mimetype', ...members.map(({ name }) => name).sort()]);
    for (const member of opened.container.members.slice(1)) {
      const original = members.find(({ name }) => name === member.name) as Member;
      expect(Buffer.from(await readWhole(member)).equals(await readWhole(original))).toBe(true);
    }
    await opened.container.close();
    expect(bytes.subarray(30, 38).toString()).toBe('mimetype');
    expect(bytes.subarray(38, 68).toString()).toBe('application/vnd.assize.atb+zip');
  });

  it('is the same bytes whatever the order and the pieces of its members', async () => {
    const one = await packContainer(members);
    const repieced = members.map((member) => (member.name === 'large' ? inPieces('large', large, 1_234) : member));
    const two = await packContainer([...repieced].reverse());
    expect(Buffer.from(one).equals(two)).toBe(true);
  });

  it('is the same bytes in another time zone', async () => {
    const script = `import { packContainer } from ${JSON.stringify(fileURLToPath(new URL('../../../src-main/files/write-container.ts', import.meta.url)))};
      import { memberOf } from ${JSON.stringify(fileURLToPath(new URL('../../../src-core/import/member.ts', import.meta.url)))};
      process.stdout.write(Buffer.from(await packContainer([memberOf('a', Buffer.from('x'))])).toString('hex'));`;
    const hex = (TZ: string): string =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TZ }, encoding: 'utf8' });
    expect(hex('Pacific/Kiritimati')).toBe(hex('America/Los_Angeles'));
    expect(hex('UTC')).toBe(Buffer.from(await packContainer([memberOf('a', Buffer.from('x'))])).toString('hex'));
  });

  it('leaves nothing half-written, and the old one where the new one fails', async () => {
    const place = join(folder, 'half');
    mkdirSync(place);
    const path = join(place, 'a.atb');
    writeFileSync(path, 'old');
    const failing: Member = {
      name: 'b',
      size: 3_000_000,
      async *read() {
        yield Buffer.alloc(100_000);
        throw new Error('the disk is gone');
      },
    };
    await expect(writeContainer(path, [memberOf('a', Buffer.from('x')), failing])).rejects.toThrow('the disk is gone');
    expect(readFileSync(path, 'utf8')).toBe('old');
    const lying: Member = { ...inPieces('b', large, 65_536), size: 2_000_000 };
    await expect(writeContainer(path, [lying], { level: 0 })).rejects.toThrow();
    expect(readdirSync(place)).toEqual(['a.atb']);
    await writeContainer(path, [memberOf('a', Buffer.from('x'))]);
    expect(await checkContainer(path)).toEqual([]);
    await expect(writeContainer(join(place, 'no/such/a.atb'), [])).rejects.toMatchObject({ code: 'E_WRITE' });
    expect(readdirSync(place)).toEqual(['a.atb']);
  });

  it.each<[string, string, string[]]>([
    ['E_ZIP_NAME', 'a name that climbs', ['../a']],
    ['E_ZIP_NAME', 'an empty name', ['']],
    ['E_ZIP_LIMIT', 'a name that is too long', ['a'.repeat(513)]],
    ['E_ZIP_DUP', 'twins', ['a', 'A']],
    ['E_ZIP_DUP', 'a second mimetype', ['mimetype']],
  ])('%s: %s is not written', async (code, _, names) => {
    await expect(packContainer(names.map((name) => memberOf(name, new Uint8Array(0))))).rejects.toMatchObject({ code });
  });

  it('keeps an existing file if asked to', async () => {
    const path = join(folder, 'kept.atb');
    writeFileSync(path, 'old');
    await expect(writeContainer(path, [], { overwrite: false })).rejects.toMatchObject({ code: 'E_EXISTS' });
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  // yazl looks at all members whenever one is done: half a minute at this number.
  it.runIf(process.env['SLOW'] === '1')(
    'can have 70,000 members, by ZIP64',
    async () => {
      const many = Array.from({ length: 70_000 }, (_, i) => memberOf(`a/${String(i).padStart(6, '0')}`, Buffer.from('x')));
      const zip = await packContainer(many, { level: 0 });
      const opened = await openContainer(zip);
      expect(opened.outcome === 'opened' && opened.container.members.length).toBe(70_001);
    },
    600_000,
  );
});
