import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AuditCore } from '../../../src-core/audit/audit-evidence.ts';
import { digestOf } from '../../../src-core/crypto/sha256.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { canonicalize } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { COMMANDS } from '../../../src-main/cli/command-table.ts';
import { createKeyFile } from '../../../src-main/recording/key-file.ts';
import { writeBigBundle } from '../../bench/big-bundle.ts';
import { testIo } from '../../fixtures/cli-io.ts';

const home = mkdtempSync(join(tmpdir(), 'assize-audit-'));
afterAll(() => rmSync(home, { recursive: true }));
const at = (name: string): string => join(home, name);
const write = (name: string, value: JsonValue): string => {
  writeFileSync(at(name), encodeUtf8(canonicalize(value)));
  return at(name);
};

const bundle = writeBigBundle(at('big'), { entries: 1000, faultEvery: 10 });
const signer = await createKeyFile(at('key.jwk'), { secret: new Uint8Array(32).fill(7) });
const people = [{ id: 'p1', name: 'An Auditor', jwk: { ...signer.jwk }, roles: ['auditor'] }];
const policy = write('policy.json', { ...(JSON.parse(readFileSync(bundle.policy, 'utf8')) as JsonObject), people });

async function run(...args: string[]) {
  const command = COMMANDS.find(({ name }) => name === 'audit');
  if (command === undefined) throw new Error('there is no audit');
  const io = { ...testIo(), cwd: home, now: () => Date.UTC(2026, 5, 1) };
  const code = await command.run([...args, '--policy', policy], io);
  return { code, text: io.out.join(''), err: io.err.join('') };
}

async function codeOf(...args: string[]): Promise<string> {
  try {
    await run(...args);
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
  return 'accepted';
}

async function core(...args: string[]): Promise<{ core: AuditCore; coreDigest: string }> {
  return JSON.parse((await run(bundle.folder, '--json', ...args)).text) as { core: AuditCore; coreDigest: string };
}

async function verify(file: string, ...args: string[]): Promise<{ code: number; verdict: string; wrong: string[] }> {
  const { code, text } = await run('verify', file, '--json', ...args);
  const { verdict, checks } = JSON.parse(text) as { verdict: string; checks: { name: string; result: string; code?: string }[] };
  const wrong = checks.filter(({ result }) => result === 'fail' || result === 'indeterminate');
  return { code, verdict, wrong: wrong.map(({ name, code: why }) => `${name} ${why}`) };
}

const expected = { overcharge: 'AR-ORD-02', duplicate: 'AR-PAY-01', promise: 'AR-PRF-05' } as const;

describe('audit', () => {
  it('finds every planted fault and nothing else', async () => {
    const { core: found } = await core();
    const exceptions = found.exceptions.map(({ txn, rules }) => ({ txn, rules: rules.map(({ rule }) => rule) }));
    expect(bundle.planted.length).toBeGreaterThan(4);
    expect(exceptions.map(({ txn }) => txn)).toEqual(bundle.planted.map(({ txn }) => txn));
    for (const { txn, fault } of bundle.planted) {
      expect(exceptions.find((exception) => exception.txn === txn)?.rules).toContain(expected[fault]);
    }
    // An overcharge is CNY 1.00 each; nothing is counted for each of the rules that it breaks.
    const overcharges = bundle.planted.filter(({ fault }) => fault === 'overcharge').length;
    const decided = found.rules.find(({ rule }) => rule === 'AR-ORD-02')?.decides;
    expect(decided).toEqual([{ currency: 'CNY', minor: String(100 * overcharges) }]);
    expect(found.asOf).toBe('2026-06-01T00:00:00.000Z');
    expect(found.reconciliation.isWhole).toBe(true);
  });

  it('writes the population that its digest is of, and leaves a file alone', async () => {
    const { core: found } = await core('--population', 'population.ndjson');
    expect(digestOf(readFileSync(at('population.ndjson')))).toBe(found.population.digest);
    expect(await codeOf(bundle.folder, '--population', 'population.ndjson')).toBe('E_EXISTS');
  });

  it('exits 1 for exceptions, and speaks to people in both languages', async () => {
    const english = await run(bundle.folder);
    expect(english.code).toBe(1);
    expect(english.text).toContain('Exposure, each loss once');
    const io = { ...testIo({ lang: 'zh-CN' }), cwd: home };
    await COMMANDS.find(({ name }) => name === 'audit')?.run(
      [bundle.folder, '--policy', policy, '--at', '2026-06-01T00:00:00Z'],
      io,
    );
    expect(io.out.join('')).toContain('敞口（每项损失只计一次）');
  });

  it('refuses what does not belong together', async () => {
    expect(await codeOf(bundle.folder, '--sign', 'key.jwk')).toBe('E_USAGE');
    expect(await codeOf(bundle.folder, '--review', 'none.json')).toBe('E_USAGE');
    expect(await codeOf(bundle.folder, '--evidence', bundle.folder)).toBe('E_USAGE');
    expect(await codeOf(bundle.folder, '--sample', 'random')).toBe('E_SAMPLE');
    expect(await codeOf('verify')).toBe('E_USAGE');
  });
});

describe('a signed report', () => {
  const report = at('report.json');
  const sample = ['--sample', 'stratified,seed=20261116,by=day,size=8'];

  it('is verified, and made again from the evidence alone', async () => {
    const { code } = await run(bundle.folder, ...sample, '--at', '2026-05-01T00:00:00Z', '--sign', 'key.jwk', '--out', report);
    expect(code).toBe(1);
    expect(await verify(report)).toEqual({ code: 0, verdict: 'pass', wrong: [] });
    expect(await verify(report, '--evidence', bundle.folder)).toEqual({ code: 0, verdict: 'pass', wrong: [] });
  });

  it('does not stand on other evidence, nor unsigned, nor with any of its bits another', async () => {
    const other = writeBigBundle(at('other'), { entries: 200, seed: 'other' });
    const elsewhere = await verify(report, '--evidence', other.folder);
    expect(elsewhere.wrong).toEqual(['evidence E_EVIDENCE', 'report E_REPORT', 'core E_CORE']);
    const bytes = readFileSync(report);
    const passed: number[] = [];
    for (let place = 0; place < 150; place++) {
      const bit = Math.floor((place * bytes.length * 8) / 150) + (place % 8);
      const spoilt = Buffer.from(bytes);
      spoilt[bit >> 3] = (spoilt[bit >> 3] as number) ^ (1 << (bit & 7));
      writeFileSync(at('spoilt.json'), spoilt);
      if ((await verify(at('spoilt.json'))).verdict !== 'fail') passed.push(bit);
    }
    expect(passed).toEqual([]);
    const document = JSON.parse(bytes.toString()) as JsonObject;
    const { envelope: _envelope, keys: _keys, ...unsigned } = document;
    expect((await verify(write('unsigned.json', unsigned))).wrong).toEqual(['signature I_UNSIGNED']);
    // Made up from the ground: a core that says less, with a manifest of its own, unsigned. The evidence gives it away.
    const { core: _core, ...parts } = document['parts'] as JsonObject;
    const rest = { ...unsigned, parts: { ...parts, core: { ...(_core as JsonObject), exceptions: [] } } };
    expect((await verify(write('made-up.json', rest))).wrong[0]).toBe('container E_MANIFEST');
  });

  it('holds what people found on the sample, projected once all of it was looked at', async () => {
    const { core: drawn } = await core(...sample);
    const units = drawn.sample?.units ?? [];
    expect(units.length).toBe(8);
    const one = units[0] as { txn: string };
    write('part.json', [{ txn: one.txn, result: 'exception', minor: 250 }]);
    const { core: part } = await core(...sample, '--review', 'part.json');
    expect(part.sample?.review).toEqual({ reviewed: 1, exceptions: 1 });
    write(
      'all.json',
      units.map(({ txn }, place) => ({ txn, result: place === 0 ? 'exception' : 'agrees' })),
    );
    const { core: all } = await core(...sample, '--review', 'all.json');
    expect(all.sample?.review).toMatchObject({ reviewed: 8, exceptions: 1, projection: { exceptions: 1 } });
    write('stranger.json', [{ txn: 'txn-none', result: 'agrees' }]);
    expect(await codeOf(bundle.folder, ...sample, '--review', 'stranger.json')).toBe('E_REVIEW');
  });
});
