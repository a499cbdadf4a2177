import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import type { Disclosed } from '../../../src-core/ruling/court/disclosures.ts';
import { serializeRuling } from '../../../src-core/ruling/ruling-document.ts';
import { renderPlainText } from '../../../src-core/ruling/text/plain-text.ts';
import { noEntries, tellRuling } from '../../../src-core/ruling/text/tell-ruling.ts';
import { runExport } from '../../../src-main/cli/export.ts';
import { runImport } from '../../../src-main/cli/import.ts';
import { runRulingExport } from '../../../src-main/cli/ruling-export.ts';
import { runRulingVerify } from '../../../src-main/cli/ruling.ts';
import { buildCourtFile, serializeCourtManifest } from '../../../src-main/ruling-files/court-file.ts';
import { readCourtFile } from '../../../src-main/ruling-files/read-court-file.ts';
import { renderForm } from '../../../src-main/ruling-files/render-members.ts';
import { packStored, unpackStored, type StoredMembers } from '../../../src-core/import/zip/stored-archive.ts';
import { testIo } from '../../fixtures/cli-io.ts';
import { sampleFile } from '../../fixtures/sample-cases.ts';
import { sampleRuling } from '../../fixtures/sample-ruling.ts';
import { SeededRandom } from '../../fixtures/seeded-random.ts';

const SLOW = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'assize-court-test-'));
const nobody = (): Promise<undefined> => Promise.resolve(undefined);
const hasTool = (name: string): boolean => spawnSync(name, ['-v']).error === undefined;
// Of poppler-utils; the test that needs them says that it was skipped where they are not installed.
const tools = hasTool('pdftotext') && hasTool('pdfdetach');

const sealed = await sampleRuling('09-sealed-case', {}, ['disclosed.atb']);
const price = await sampleRuling('02-price-changed');
const file = serializeRuling(price.ruling);
const textOf = (members: StoredMembers, name: string): string => Buffer.from(members.get(name) ?? []).toString('utf8');
const build = (chosen: readonly Disclosed[], sample = price): Promise<Uint8Array> =>
  buildCourtFile({ ruling: serializeRuling(sample.ruling), evidence: sample.evidence, chosen: new Set(chosen) });

let custody: Uint8Array;
let court: Uint8Array;
let members: StoredMembers;
beforeAll(async () => {
  const casePath = join(folder, 'c.assize');
  const policy = sampleFile('02-price-changed', 'policy.json');
  const common = { casePath, dataFolder: folder, json: true };
  await runImport({ ...common, paths: price.paths, policy, title: 'T', reference: 'HC-1', by: 'A. Clerk' }, testIo());
  const out = join(folder, 'custody.ndjson');
  await runExport({ ...common, custody: out, force: true }, testIo());
  custody = new Uint8Array(readFileSync(out));
  court = await buildCourtFile({ ruling: file, evidence: price.evidence, custody, chosen: new Set() });
  members = unpackStored(court);
}, SLOW);

describe('a PDF of a ruling', () => {
  let pdf: Uint8Array;
  beforeAll(async () => void (pdf = await renderForm({ ruling: price.ruling, entries: noEntries }, 'pdf')), SLOW);

  it(
    'is the same bytes in three builds, and says that it is PDF/A-3a, tagged',
    async () => {
      for (let build = 0; build < 2; build += 1)
        expect(Buffer.compare(await renderForm({ ruling: price.ruling, entries: noEntries }, 'pdf'), pdf)).toBe(0);
      const bytes = Buffer.from(pdf).toString('latin1');
      expect(bytes).toContain('<pdfaid:part>3</pdfaid:part>');
      expect(bytes).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
      expect(bytes).toMatch(/\/Marked true/);
      expect(bytes).toContain('/AFRelationship /Source');
      expect(bytes).not.toMatch(/\/JavaScript|\/Launch|\/URI/);
    },
    SLOW,
  );

  it.skipIf(!tools)('gives its Chinese text intact, and its core in the same bytes', () => {
    const path = join(folder, 'ruling.pdf');
    writeFileSync(path, pdf);
    const squeeze = (text: string): string => text.replaceAll(/\s+/g, '');
    // Feet and numbers of pages stand between lines of the text.
    const pages = execFileSync('pdftotext', ['-raw', path, '-'], { maxBuffer: 1 << 26 })
      .toString('utf8')
      .split('\f');
    const printed = squeeze(pages.map((page) => page.replace(/core sha256:[0-9a-f]{64}\s*\d+ \/ \d+\s*$/, '')).join(''));
    const told = tellRuling(price.ruling, 'zh-CN');
    const paragraphs = told.sections.flatMap(({ heading, blocks }) => [
      heading,
      ...blocks.flatMap((block) => {
        if (block.kind === 'paragraph' || block.kind === 'heading') return [block.text];
        return block.kind === 'list' ? block.items.map(({ text }) => text) : [];
      }),
    ]);
    expect(paragraphs.length).toBeGreaterThan(60);
    for (const paragraph of paragraphs) expect(printed).toContain(squeeze(paragraph));
    execFileSync('pdfdetach', ['-saveall', '-o', folder, path]);
    const core = canonicalizeBytes(price.ruling.parts.core);
    expect(Buffer.compare(readFileSync(join(folder, 'ruling.core.json')), core)).toBe(0);
    expect(Buffer.compare(readFileSync(join(folder, 'ruling.json')), file)).toBe(0);
  });
});

describe('a table of findings', () => {
  it('runs nothing in a spreadsheet', async () => {
    const { ruling } = await sampleRuling('02-price-changed', { id: '=HYPERLINK("x")', claimant: 'did:example:user' });
    const csv = Buffer.from(await renderForm({ ruling, entries: noEntries }, 'csv')).toString('utf8');
    expect(csv).toContain(`outcome,"'=HYPERLINK(""x"")"`);
    for (const line of csv.split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=+@\t]/);
    expect(csv).toMatch(/award,,,,,did:example:user,merchant-operator,,CNY,900/);
  });
});

describe('a court file', () => {
  it(
    'holds the ruling byte for byte, is the same in two builds, and stands',
    async () => {
      const again = await buildCourtFile({ ruling: file, evidence: price.evidence, custody, chosen: new Set() });
      expect(Buffer.compare(again, court)).toBe(0);
      expect(Buffer.compare(members.get('ruling.json') ?? new Uint8Array(), file)).toBe(0);
      expect(textOf(members, 'ruling.txt')).toContain(renderPlainText(tellRuling(price.ruling, 'en')).slice(0, 900));
      const read = await readCourtFile(court, nobody);
      expect([read.container, read.renderings]).toEqual([{ result: 'pass' }, { result: 'pass' }]);
      expect(read.custody).toEqual({ result: 'indeterminate', code: 'I_KEY_UNKNOWN' });
    },
    SLOW,
  );

  it('is a certificate that nobody has signed, and a receipt for what was handed in', () => {
    const certificate = textOf(members, 'certificate.html');
    expect(certificate).toContain('TEMPLATE, NOT SIGNED BY ANYONE');
    expect(certificate).toContain('模板，未经任何人签署');
    expect(certificate).toContain(price.evidence.inputs[0]?.sha256);
    const receipt = textOf(members, 'receipt.html');
    expect(receipt).toContain('evidence.atb');
    expect(receipt).toContain('HC-1, T');
    expect(receipt).toContain('A. Clerk');
    expect(receipt).toContain(price.evidence.inputs[0]?.sha256);
  });

  it(
    'leaves out third parties’ fields and withheld fields unless they are chosen, and verifies either way',
    async () => {
      const lines = textOf(members, 'exhibits/entries.ndjson').split('\n').slice(0, -1);
      const payloads = lines.map((line) => {
        const { payload } = parseJson(encodeUtf8(line)) as { payload: string };
        return parseJson(Buffer.from(payload, 'base64')) as JsonObject;
      });
      const foreign = payloads.filter(
        ({ type, actor }) => type === 'order.created' && (actor as JsonObject)['id'] !== 'did:example:user',
      );
      expect(foreign).toEqual([]);
      expect(textOf(members, 'redactions.json')).toContain('"pointers":["/body/destination"],"reason":"third-party"');
      expect(textOf(members, 'ruling.txt')).toContain('left out of this copy');
      const whole = unpackStored(await build(['third-parties']));
      expect(textOf(whole, 'exhibits/entries.ndjson').split('\n').length).toBeGreaterThan(lines.length + 1);
      expect(textOf(whole, 'redactions.json')).toContain('"leftOut":[]');

      const shut = unpackStored(await build([], sealed));
      const opened = unpackStored(await build(['withheld'], sealed));
      const disclosed = [...opened.keys()].filter((name) => name.startsWith('exhibits/disclosures/'));
      expect(disclosed.length).toBeGreaterThan(0);
      expect([...shut.keys()].filter((name) => name.startsWith('exhibits/disclosures/'))).toEqual([]);
      const secrets = disclosed.flatMap((name) => textOf(opened, name).trim().split('\n'));
      for (const bytes of shut.values()) for (const secret of secrets) expect(Buffer.from(bytes).includes(secret)).toBe(false);
      for (const made of [shut, opened, whole]) {
        const { container, renderings } = await readCourtFile(packStored(made), nobody);
        expect([container, renderings]).toEqual([{ result: 'pass' }, { result: 'pass' }]);
      }
    },
    SLOW,
  );

  it(
    'shows each of 300 flipped bits',
    async () => {
      const random = new SeededRandom('court file');
      for (let flip = 0; flip < 300; flip += 1) {
        const changed = new Uint8Array(court);
        const [a = 0, b = 0, c = 0, bit = 0] = random.bytes(4);
        const at = ((a << 16) | (b << 8) | c) % changed.length;
        changed[at] = (changed[at] ?? 0) ^ (1 << (bit % 8));
        await expect(readCourtFile(changed, nobody), `bit of byte ${at}`).rejects.toMatchObject({
          code: expect.stringMatching(/^E_ZIP_/) as string,
        });
      }
    },
    SLOW,
  );

  async function forge(change: (copy: Map<string, Uint8Array>) => void) {
    const copy = new Map(members);
    copy.delete('manifest.json');
    change(copy);
    copy.set('manifest.json', serializeCourtManifest(copy));
    return readCourtFile(packStored(copy), nobody);
  }

  it(
    'shows what was put together anew with another text, another exhibit or another custody',
    async () => {
      const edit = (name: string, from: string, to: string) => (copy: Map<string, Uint8Array>) =>
        void copy.set(name, encodeUtf8(textOf(copy, name).replace(from, to)));
      expect((await forge(edit('ruling.html', 'CNY 9.00', 'CNY 0.09'))).renderings).toEqual({
        result: 'fail',
        code: 'E_RENDERING',
      });
      expect((await forge((copy) => void copy.set('note.txt', encodeUtf8('x')))).renderings.code).toBe('E_ZIP_UNLISTED');
      const lines = textOf(members, 'exhibits/entries.ndjson').split('\n');
      const without = await forge((copy) => void copy.set('exhibits/entries.ndjson', encodeUtf8(lines.slice(1).join('\n'))));
      expect(without.container).toEqual({ result: 'fail', code: 'E_EXHIBIT' });
      const cut = textOf(members, 'custody.ndjson').split('\n').slice(1).join('\n');
      expect((await forge((copy) => void copy.set('custody.ndjson', encodeUtf8(cut)))).custody.result).toBe('fail');
    },
    SLOW,
  );
});

describe('ruling export and ruling verify', () => {
  it(
    'write and check a court file that holds its evidence',
    async () => {
      const io = { ...testIo(), cwd: folder, env: { ASSIZE_DATA: folder } };
      writeFileSync(join(folder, 'r.json'), file);
      const evidence = { policy: sampleFile('02-price-changed', 'policy.json') };
      const common = { file: 'r.json', custody: undefined, force: true, json: true, evidence, evidencePaths: price.paths };
      expect(await runRulingExport({ ...common, out: 'r.zip', disclose: ['evidence'] }, io)).toBe(0);
      const held = [...unpackStored(new Uint8Array(readFileSync(join(folder, 'r.zip')))).keys()];
      expect(held).toContain(`evidence/${basename(price.paths[0] ?? '')}`);
      const report = async (name: string) => {
        const own = { ...testIo(), cwd: folder, env: { ASSIZE_DATA: folder } };
        const code = await runRulingVerify({ file: name, evidencePaths: [], json: true, evidence }, own);
        const { checks } = JSON.parse(own.out.join('')) as { checks: { name: string; result: string; code?: string }[] };
        return { code, ...Object.fromEntries(checks.map((check) => [check.name, check.code ?? check.result])) };
      };
      // The signer is nobody whom the sample's policy names.
      expect(await report('r.zip')).toMatchObject({
        code: 2,
        container: 'pass',
        renderings: 'pass',
        evidence: 'pass',
        report: 'pass',
        core: 'pass',
        signature: 'I_KEY_UNTRUSTED',
        custody: 'not-applicable',
      });
      const bytes = readFileSync(join(folder, 'r.zip'));
      bytes[bytes.length - 1] = 1;
      writeFileSync(join(folder, 'bad.zip'), bytes);
      expect(await report('bad.zip')).toMatchObject({ code: 1, core: 'I_NOT_READ' });
    },
    SLOW,
  );

  it('says what it cannot do', async () => {
    const io = { ...testIo(), cwd: folder };
    const common = { file: 'r.json', custody: undefined, force: true, json: true, evidence: {}, evidencePaths: [], disclose: [] };
    const usage = { code: 'E_USAGE' };
    await expect(runRulingExport({ ...common, out: 'r.doc' }, io)).rejects.toMatchObject(usage);
    await expect(runRulingExport({ ...common, out: 'r.zip', disclose: ['all'] }, io)).rejects.toMatchObject(usage);
    await expect(runRulingExport({ ...common, out: 'r.zip', disclose: ['withheld'] }, io)).rejects.toMatchObject(usage);
    await expect(runRulingExport({ ...common, out: 'r.pdf', custody: 'c' }, io)).rejects.toMatchObject(usage);
  });
});
