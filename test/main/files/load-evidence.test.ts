import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { buildReport } from '../../../src-core/evidence/report.ts';
import { memberOf } from '../../../src-core/import/member.ts';
import { loadEvidence } from '../../../src-main/files/load-evidence.ts';
import { packContainer } from '../../../src-main/files/write-container.ts';
import { dropLine, editLines, flipBit } from '../../fixtures/bundle-builder.ts';
import { coffeeOrder } from '../../fixtures/coffee-order.ts';
import { shortFindings } from '../../fixtures/verify-bundle.ts';
import { writeFolder } from '../../fixtures/write-folder.ts';

const story = coffeeOrder();
const built = story.builder.build();
const folder = mkdtempSync(join(tmpdir(), 'assize-load-'));
const policy = join(folder, 'policy.json');
writeFileSync(policy, built.policyBytes);
const sealed = built.sealed();
const merchant = built.line(story.entries.quote).path;

async function pack(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, await packContainer([...files].map(([member, bytes]) => memberOf(member, bytes))));
  return path;
}

const load = async (paths: readonly string[], request = {}) => (await loadEvidence(paths, { policy, ...request })).evidence;
const failure = (paths: readonly string[], request = {}) =>
  loadEvidence(paths, { policy, ...request }).then(
    () => undefined,
    (error: unknown) => (error as { code?: string }).code,
  );
const findings = async (path: string) => shortFindings(await load([path])).map((text) => text.replaceAll(`${folder}/`, ''));

describe('inputs', () => {
  it('reads a folder of what came apart from the chains beside them, and not alone', async () => {
    const isLog = (path: string) => path.startsWith('log/');
    const part = (keep: (path: string) => boolean) => writeFolder(new Map([...built.files].filter(([path]) => keep(path))));
    const [chains, log] = [part((path) => !isLog(path)), part(isLog)];
    expect((await load([chains])).axes.completeness).toBe('indeterminate');
    expect((await load([log, chains])).verdict).toBe('pass');
    expect(await failure([log])).toBe('E_FORMAT');
    expect(await failure([chains, writeFolder(new Map([['notes/a.txt', Uint8Array.of(1)]]))])).toBe('E_FORMAT');
  });

  it('reads a bundle, a folder, a chain file and standard input, with the same verdicts on lines', async () => {
    const bundle = await load([await pack('honest.atb', sealed)]);
    expect([bundle.verdict, bundle.inputs[0]?.format, bundle.counts]).toEqual([
      'pass',
      'atb',
      { entries: 30, chains: 6, transactions: 1, artifacts: 3 },
    ]);
    const plain = await load([writeFolder(built.files)]);
    expect([plain.verdict, plain.inputs[0]?.format, plain.counts.entries]).toEqual(['pass', 'folder', 30]);
    const chain = join(folder, 'merchant.ndjson');
    writeFileSync(chain, built.files.get(merchant) as Uint8Array);
    const single = await load([chain]);
    expect([single.inputs[0]?.format, single.counts.entries, [...single.chains.keys()]]).toEqual([
      'ndjson',
      9,
      [story.parties.merchant.chain],
    ]);
    const bytes = readFileSync(join(folder, 'honest.atb'));
    const piped = await load(['-'], {
      stdin: (async function* () {
        yield bytes;
      })(),
    });
    expect([piped.verdict, piped.inputs[0]?.sha256]).toEqual(['pass', bundle.inputs[0]?.sha256]);
  });

  it('says what a file is not', async () => {
    expect(await failure([join(folder, 'absent.atb')])).toBe('E_NO_FILE');
    writeFileSync(join(folder, 'picture.atb'), Uint8Array.of(0x89, 0x50, 0x4e, 0x47));
    writeFileSync(join(folder, 'empty.ndjson'), '');
    for (const name of ['picture.atb', 'empty.ndjson']) expect(await failure([join(folder, name)])).toBe('E_FORMAT');
    expect(await failure([mkdtempSync(join(tmpdir(), 'assize-empty-'))])).toBe('E_FORMAT');
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await failure([pipe])).toBe('E_FORMAT');
    expect(await failure([join(folder, 'honest.atb')], { policy: join(folder, 'picture.atb') })).toBe('E_PARSE');
    expect(await failure([join(folder, 'honest.atb')], { policy: join(folder, 'no.json') })).toBe('E_NO_FILE');
    expect(await failure([join(folder, 'honest.atb')], { keys: policy })).toBe('E_USAGE');
  });

  it('does not hold a line of any length', async () => {
    const path = join(folder, 'long.ndjson');
    writeFileSync(
      path,
      Buffer.concat([
        Buffer.from('{"payload":"'),
        Buffer.alloc(40 * 1024 * 1024, 'A'),
        Buffer.from('\n'),
        built.files.get(merchant) as Uint8Array,
      ]),
    );
    const evidence = await load([path]);
    expect(evidence.findings.filter(({ severity }) => severity === 'error').map(({ code, line }) => [code, line])).toEqual([
      ['E_LIMIT', 1],
    ]);
  });
});

describe('the manifest', () => {
  it('is held against files and chains', async () => {
    const artifact = [...sealed.keys()].find((name) => name.startsWith('artifacts/')) as string;
    const without = (name: string) => new Map([...sealed].filter(([member]) => member !== name));
    expect(await findings(await pack('m1.atb', without('manifest.json')))).toEqual(['E_MANIFEST m1.atb!manifest.json']);
    expect(await findings(await pack('m2.atb', new Map(sealed).set('rulings/x.json', encodeUtf8('{}'))))).toEqual([
      'E_ZIP_UNLISTED m2.atb!rulings/x.json',
    ]);
    expect((await findings(await pack('m3.atb', without(artifact)))).filter((text) => !text.includes('<'))).toEqual([
      `E_ZIP_MISSING m3.atb!${artifact}`,
    ]);
    expect(
      (await findings(await pack('m4.atb', flipBit(sealed, artifact, 9)))).filter((text) => !text.includes('<')),
    ).toHaveLength(1);
    const dropped = dropLine(sealed, merchant, 4);
    expect((await findings(await pack('m5.atb', dropped))).filter((text) => !text.includes('<'))).toEqual([
      `E_SEQ_GAP m5.atb!${merchant}:4 /seq`,
    ]);
    const restated = encodeUtf8(
      JSON.stringify(JSON.parse(new TextDecoder().decode(sealed.get('manifest.json')))).replace(/"count":9/, '"count":8'),
    );
    expect(await findings(await pack('m6.atb', new Map(sealed).set('manifest.json', restated)))).toEqual([
      `E_MANIFEST ${story.parties.merchant.chain}`,
    ]);
  });

  it('of a container that is damaged is not even read', async () => {
    const bytes = readFileSync(await pack('crc.atb', sealed));
    bytes[3000] = (bytes[3000] as number) ^ 1;
    writeFileSync(join(folder, 'crc.atb'), bytes);
    const evidence = await load([join(folder, 'crc.atb')]);
    expect(evidence.findings.map(({ code, cause }) => [code.slice(0, 6), cause])).toEqual([['E_ZIP_', undefined]]);
    expect([evidence.axes.integrity, evidence.axes.order, evidence.verdict]).toEqual(['fail', 'not-applicable', 'fail']);
  });
});

describe('several inputs', () => {
  it('give the same report in whatever order, and count copies once', async () => {
    const half = (keep: (path: string) => boolean) =>
      writeFolder(new Map([...built.files].filter(([path]) => keep(path) || !path.startsWith('entries/'))));
    const [a, b] = [half((path) => path < 'entries/8'), half((path) => path >= 'entries/7')];
    const [ab, ba] = [await load([a, b]), await load([b, a])];
    expect([ab.verdict, ab.counts]).toEqual(['pass', { entries: 30, chains: 6, transactions: 1, artifacts: 3 }]);
    expect(buildReport(ab, '1').reportDigest).toBe(buildReport(ba, '1').reportDigest);
    const bundle = join(folder, 'honest.atb');
    const twice = await load([bundle, writeFolder(built.files)]);
    expect([twice.verdict, twice.counts]).toEqual(['pass', { entries: 30, chains: 6, transactions: 1, artifacts: 3 }]);
  });

  it('join slices of one chain, and show a fork between them', async () => {
    const part = (from: number, to: number) => writeFolder(editLines(built.files, merchant, (lines) => lines.slice(from, to)));
    const whole = await load([part(0, 5), part(3, 9)]);
    expect([whole.verdict, whole.counts.entries]).toEqual(['pass', 30]);
    const other = story.builder.build({
      draft: (place, draft) =>
        place === story.entries.promised ? { ...draft, body: { ...draft.body, dueBy: '2026-04-01T00:00:00.000Z' } } : draft,
    });
    const forked = await load([writeFolder(built.files), writeFolder(other.files)]);
    const roots = forked.findings.filter(({ severity, cause }) => severity === 'error' && cause === undefined);
    expect(roots.filter(({ code }) => code === 'E_FORK').map(({ seq }) => seq)).toContain(7);
    expect(buildReport(forked, '1').reportDigest).toBe(
      buildReport(await load([writeFolder(other.files), writeFolder(built.files)]), '1').reportDigest,
    );
  });
});
