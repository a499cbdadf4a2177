import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Core } from '../../../src-core/arbitration/core.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { canonicalize } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { parseSetting, runArbitrate, type ArbitrateOptions } from '../../../src-main/cli/arbitrate.ts';
import { runPack, type PackOptions } from '../../../src-main/cli/pack.ts';
import { runRulingVerify } from '../../../src-main/cli/ruling.ts';
import { createKeyFile } from '../../../src-main/recording/key-file.ts';
import { ap2Key, ap2Part } from '../../fixtures/ap2-token.ts';
import { flipBit } from '../../fixtures/bundle-builder.ts';
import { testIo } from '../../fixtures/cli-io.ts';
import { coffeeOrder, COFFEE_TXN } from '../../fixtures/coffee-order.ts';
import { corePackDocument, smallPackDocument, smallRemedy, smallRule } from '../../fixtures/core-pack.ts';
import { writeFolder } from '../../fixtures/write-folder.ts';

const home = writeFolder(new Map([['.keep', new Uint8Array()]]));
const at = (name: string): string => join(home, name);
const write = (name: string, value: JsonValue): string => {
  writeFileSync(at(name), encodeUtf8(canonicalize(value)));
  return at(name);
};

// The acquirer captures CNY 60.00 where 50.00 was agreed, asked for and authorised.
const story = coffeeOrder();
const { entries } = story;
const overcharge = (draft: JsonObject): JsonObject => ({
  ...draft,
  body: { ...(draft['body'] as JsonObject), amount: { currency: 'CNY', minor: 6000 } },
});
const built = story.builder.build({
  payload: (place, payload) => (place === entries.captured ? overcharge(payload as JsonObject) : payload),
});
const folder = writeFolder(built.files);
const honest = writeFolder(coffeeOrder().builder.build().files);
const tampered = writeFolder(flipBit(built.files, built.line(entries.quote).path, 5000));

const signer = await createKeyFile(at('key.jwk'), { secret: new Uint8Array(32).fill(7) });
const stranger = await createKeyFile(at('stranger.jwk'), { secret: new Uint8Array(32).fill(8) });
const author = await createKeyFile(at('author.jwk'), { secret: new Uint8Array(32).fill(9) });
const policy = write('policy.json', {
  ...(built.policy as JsonObject),
  people: [{ id: 'p1', name: 'An Analyst', jwk: { ...signer.jwk }, roles: ['analyst'] }],
  packSigners: [{ jwk: { ...author.jwk }, name: 'An Author' }],
});
const claimDocument: JsonObject = {
  v: 1,
  id: 'claim-1',
  txn: COFFEE_TXN,
  claimant: 'did:example:user',
  respondents: [],
  grounds: ['ORD'],
  amount: { currency: 'CNY', minor: 6000 },
  noticeAt: '2026-03-03T00:00:00.000Z',
  filedAt: '2026-03-10T00:00:00.000Z',
  jurisdiction: 'CN',
};
const claim = write('claim.json', claimDocument);

interface Answer {
  readonly core: Core;
  readonly coreDigest: string;
  readonly outcome: string;
  readonly awards: readonly { from: string; to: string; currency: string; minor: number }[];
  readonly allocation: readonly { party: string; bps: number }[];
  readonly rules: readonly { id: string; outcome: string; why: string }[];
  readonly undetermined: readonly unknown[];
}

async function run(options: Partial<ArbitrateOptions> = {}, lang?: 'en' | 'zh-CN') {
  const io = { ...testIo({ lang }), cwd: home, now: () => Date.UTC(2026, 2, 10) };
  const given = { paths: [folder], claim, all: false, packs: [], settings: [], json: true, evidence: { policy }, ...options };
  const code = await runArbitrate(given, io);
  return { code, text: io.out.join(''), err: io.err.join('') };
}

async function answer(options: Partial<ArbitrateOptions> = {}): Promise<Answer> {
  return JSON.parse((await run(options)).text) as Answer;
}

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
  return 'accepted';
}

async function verify(file: string, evidencePaths: readonly string[] = [], given: { policy?: string; at?: number } = { policy }) {
  const io = { ...testIo(), cwd: home };
  const code = await runRulingVerify({ file, evidencePaths, json: true, evidence: given }, io);
  const report = JSON.parse(io.out.join('')) as {
    verdict: string;
    checks: { name: string; result: string; code?: string }[];
    coreDigest: string;
    derivedDigest?: string;
  };
  return {
    code,
    report,
    failed: report.checks.filter((check) => check.result === 'fail').map(({ name, code: why }) => `${name} ${why}`),
  };
}

describe('arbitrate', () => {
  it('decides a claim, and exits 0 when it is decided', async () => {
    const { code, text } = await run({ txn: COFFEE_TXN });
    expect(code).toBe(0);
    expect(text.endsWith('}\n') && !text.slice(0, -1).includes('\n')).toBe(true);
    const { core, outcome, rules, ...others } = JSON.parse(text) as Answer;
    expect(Object.keys(others)).toEqual(['coreDigest', 'awards', 'allocation', 'undetermined']);
    expect(outcome).toBe('established');
    const established = rules.filter((rule) => rule.outcome === 'established').map((rule) => rule.id);
    expect(established).toEqual(expect.arrayContaining(['AR-ORD-02', 'AR-PAY-02', 'AR-SET-02']));
    expect(core.heads.map(({ head, rule, money }) => [head, rule, money.minor])).toEqual([['excess', 'AR-ORD-02', 1000]]);
    expect(others.allocation.reduce((sum, { bps }) => sum + bps, 0)).toBe(10_000);
    expect(others.awards.map(({ to, currency, minor }) => [to, currency, minor])).toEqual([['did:example:user', 'CNY', 1000]]);
    expect(rules.every(({ why }) => /^[A-Z].*\.$/.test(why))).toBe(true);
  });

  it('gives the same bytes each time, in either language, whatever the order of paths', async () => {
    const first = await run();
    expect((await run()).text).toBe(first.text);
    expect((await run({}, 'zh-CN')).text).toBe(first.text);
    const two = await answer({ paths: [folder, honest] });
    expect((await answer({ paths: [honest, folder] })).coreDigest).toBe(two.coreDigest);
  });

  it('explains itself to a person in both languages', async () => {
    const english = await run({ json: false });
    expect(english.text).toMatch(/Outcome: established \(advisory\)/);
    expect(english.text).toContain(
      'AR-ORD-02  Price changed after the quote: established. The condition holds: CNY 10.00 (excess).',
    );
    const chinese = await run({ json: false }, 'zh-CN');
    expect(chinese.text).toContain('结论：成立');
    expect(chinese.text).toContain('报价后变价');
  });

  it('exits 1 where the evidence itself is unsound, but for no lost claim', async () => {
    expect((await run({ paths: [tampered] })).code).toBe(1);
    expect((await run({ paths: [folder] })).code).toBe(0);
  });

  it('applies parameters, and keeps them in the core', async () => {
    const set = await answer({ settings: ['ord02.d=0.5', 'core/prf01.days=9', 'time.assumeAt=false'] });
    expect(set.core.packs[0]?.params).toMatchObject({ 'ord02.d': '0.5', 'prf01.days': 9, 'time.assumeAt': false });
    expect(set.rules.find((rule) => rule.id === 'AR-ORD-02')?.outcome).toBe('not-established');
    expect([
      parseSetting('a=b').value,
      parseSetting('p/a={"currency":"CNY","minor":1}').value,
      parseSetting('a=1=2').text,
    ]).toEqual(['b', { currency: 'CNY', minor: 1 }, '1=2']);
  });

  it.each<[string, Partial<ArbitrateOptions>, string]>([
    ['a claim about another transaction than asked', { txn: 'other' }, 'E_CLAIM'],
    ['neither claim nor --all', { claim: undefined }, 'E_USAGE'],
    ['both', { all: true }, 'E_USAGE'],
    ['--sign without --out', { sign: 'key.jwk' }, 'E_USAGE'],
    ['no such claim', { claim: 'nowhere.json' }, 'E_NO_FILE'],
    [
      'a claim in another currency',
      { claim: write('usd.json', { ...claimDocument, amount: { currency: 'USD', minor: 1 } }) },
      'E_CLAIM',
    ],
    ['a claim about no payment', { claim: write('none.json', { ...claimDocument, paymentId: 'pay-9' }) }, 'E_CLAIM'],
    [
      'a pack for elsewhere',
      { packs: ['core', write('us.json', smallPackDocument('us', [], { jurisdiction: 'US' }))] },
      'E_PACK_SIGNER',
    ],
    ['a pack that nobody signed', { packs: [write('bare.json', smallPackDocument('bare', []))] }, 'E_PACK_SIGNER'],
    ['a setting that is none', { settings: ['x'] }, 'E_USAGE'],
    ['a parameter that does not exist', { settings: ['x=1'] }, 'E_PACK_PARAM'],
    ['a key that is none', { sign: 'claim.json', out: 'r.json' }, 'E_KEY'],
  ])('refuses %s', async (_, options, code) => {
    expect(await codeOf(() => run(options))).toBe(code);
  });

  it('--all: a line for every payment, by transaction, and the worst exit code', async () => {
    const { code, text } = await run({ all: true, claim: undefined });
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer & { txn: string; paymentId: string; claim: { amount: JsonValue } });
    expect(lines.map(({ txn, paymentId, outcome }) => [txn, paymentId, outcome])).toEqual([[COFFEE_TXN, 'pay-1', 'established']]);
    expect(lines[0]?.claim.amount).toEqual({ currency: 'CNY', minor: 6000 });
    expect(code).toBe(0);
    expect((await run({ all: true, claim: undefined })).text).toBe(text);
  });
});

describe('a ruling’s file', () => {
  it('stands on its evidence and policy', async () => {
    expect((await run({ sign: 'key.jwk', out: 'ruling.json' })).code).toBe(0);
    const { code, report, failed } = await verify('ruling.json', [folder]);
    expect([code, report.verdict, failed]).toEqual([0, 'pass', []]);
    expect(report.derivedDigest).toBe(report.coreDigest);
    expect(report.coreDigest).toBe((await answer()).coreDigest);
    expect((await verify('ruling.json')).code).toBe(0);
    expect((await verify('ruling.json', [], {})).code).toBe(2);
  });

  it('rests on no instant but the claim’s, whatever --at says', async () => {
    const [issuer, agent] = [ap2Key(1), ap2Key(2)];
    const mandate = {
      vct: 'mandate.payment.open.1',
      constraints: [],
      cnf: { jwk: agent.jwk },
      iat: 1_772_000_000,
      exp: 1_772_003_600,
    };
    writeFileSync(at('mandate.txt'), ap2Part(mandate, issuer, { kid: 'provider' }));
    const paths = [folder, at('mandate.txt')];
    const late = Date.UTC(2030, 0, 1);
    const core = async (instant?: number): Promise<Core> =>
      (await answer({ paths, at: instant, evidence: { policy, at: instant } })).core;
    expect(await core(late)).toEqual(await core());
    await run({ paths, sign: 'key.jwk', out: 'with-mandate.json', at: late, evidence: { policy, at: late } });
    expect((await verify('with-mandate.json', paths)).failed).toEqual([]);
    expect((await verify('with-mandate.json', paths, { policy, at: late })).failed).toEqual([]);
  });

  it('is not overwritten unasked', async () => {
    expect(await codeOf(() => run({ sign: 'key.jwk', out: 'ruling.json' }))).toBe('E_EXISTS');
    const before = readFileSync(at('ruling.json'));
    await run({ sign: 'key.jwk', out: 'ruling.json', force: true });
    expect(readFileSync(at('ruling.json'))).toEqual(before);
  });

  it('does not stand on other evidence, another policy, or once touched', async () => {
    expect((await verify('ruling.json', [honest])).failed).toEqual(['evidence E_EVIDENCE', 'report E_REPORT', 'core E_CORE']);
    const other = write('other-policy.json', {
      ...(built.policy as JsonObject),
      people: [{ id: 'p1', name: 'An Analyst', jwk: { ...signer.jwk }, roles: ['analyst'] }],
    });
    expect((await verify('ruling.json', [folder], { policy: other })).failed).toEqual(['policy E_POLICY', 'core E_CORE']);
    const bytes = readFileSync(at('ruling.json'));
    const text = bytes.toString('utf8').replace('"minor":1000', '"minor":9999');
    writeFileSync(at('touched.json'), text);
    const { code, failed } = await verify('touched.json', [folder]);
    expect([code, failed]).toEqual([1, ['container E_MANIFEST']]);
  });

  it('is not settled where nobody, or a stranger, signed it', async () => {
    await run({ out: 'unsigned.json' });
    expect((await verify('unsigned.json', [folder])).code).toBe(2);
    await run({ sign: 'stranger.jwk', out: 'strange.json' });
    const { code, report } = await verify('strange.json', [folder]);
    expect([code, report.checks.find((check) => check.name === 'signature')?.code]).toEqual([2, 'I_KEY_UNTRUSTED']);
    expect(stranger.kid).not.toBe(signer.kid);
  });

  it('is no ruling: a failed check, not an error', async () => {
    expect((await verify('claim.json')).code).toBe(1);
    expect(await codeOf(() => verify('nowhere.json'))).toBe('E_NO_FILE');
  });
});

describe('pack', () => {
  const pack = async (options: Partial<PackOptions>) => {
    const io = { ...testIo(), cwd: home };
    const code = await runPack({ action: 'check', path: 'core', json: true, ...options }, io);
    return { code, text: io.out.join('') };
  };
  const tests = [
    ['established', { value: false }],
    ['not-established', { value: true }],
    ['undetermined', { state: 'unknown' }],
  ].map(([outcome, delivered]) => ({
    name: outcome,
    rule: 'HOUSE-1',
    facts: { 'prf.delivered': delivered },
    expect: { outcome },
  })) as JsonValue[];
  const house = smallPackDocument('house', [smallRule('HOUSE-1', smallRemedy(50, 'M', 'fee'))], { tests });

  it('checks the built-in pack', async () => {
    const { code, text } = await pack({});
    const report = JSON.parse(text) as {
      verdict: string;
      tests: unknown[];
      analysis: { severity: string }[];
      standing: JsonValue;
    };
    expect([code, report.verdict, report.standing]).toEqual([0, 'pass', { kind: 'built-in' }]);
    expect(report.tests.length).toBeGreaterThan(3 * 29);
    expect(report.analysis.every((observation) => observation.severity === 'note')).toBe(true);
  });

  it('fails a pack whose tests fail or are missing, and refuses what is none', async () => {
    const wrong = (house['tests'] as JsonObject[]).map((test) => ({ ...test, expect: { outcome: 'established' } }));
    expect((await pack({ path: write('wrong.json', { ...house, tests: wrong }) })).code).toBe(1);
    expect((await pack({ path: write('untested.json', { ...house, tests: [] }) })).code).toBe(1);
    const none = await pack({ path: write('none.json', { v: 1 }) });
    expect([none.code, JSON.parse(none.text)]).toMatchObject([1, { verdict: 'fail', analysis: [{ code: 'E_PACK_SCHEMA' }] }]);
    expect(await codeOf(() => pack({ action: 'show', path: 'none.json' }))).toBe('E_PACK_SCHEMA');
  });

  it('shows rules, sources with their tags, and parameters', async () => {
    const { code, text } = await pack({ action: 'show', json: false });
    expect(code).toBe(0);
    expect(text).toContain('AR-MND-01  No mandate');
    expect(text).toContain('[V] PSD2 Art. 73');
    expect(text).toContain('time.assumeAt = true');
  });

  it('signs a pack, which is then used beside others', async () => {
    write('house.json', house);
    expect((await pack({ action: 'sign', path: 'house.json', key: 'author.jwk', out: 'house.dsse.json' })).code).toBe(0);
    const { core } = await answer({ packs: ['core', 'house.dsse.json'] });
    expect(core.packs.map(({ id }) => id)).toEqual(['core', 'house']);
    expect((await answer({ packs: ['house.dsse.json', 'core'] })).core).toEqual(core);
    await pack({ action: 'sign', path: 'house.json', key: 'stranger.jwk', out: 'strange.dsse.json' });
    expect(await codeOf(() => run({ packs: ['strange.dsse.json'] }))).toBe('E_PACK_SIGNER');
    await run({ packs: ['core', 'house.dsse.json'], sign: 'key.jwk', out: 'with-house.json' });
    expect((await verify('with-house.json', [folder])).report.verdict).toBe('pass');
  });

  it('does not take a changed copy for the built-in pack', async () => {
    const changed = write('core.json', { ...corePackDocument(), version: '1.0.1' });
    const report = JSON.parse((await pack({ path: changed })).text) as { standing: JsonValue };
    expect(report.standing).toEqual({ kind: 'unsigned' });
    expect(await codeOf(() => run({ packs: [changed] }))).toBe('E_PACK_SIGNER');
  });
});
