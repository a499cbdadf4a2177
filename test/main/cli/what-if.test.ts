import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { canonicalize } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { runArbitrate, type ArbitrateOptions } from '../../../src-main/cli/arbitrate.ts';
import { runPack } from '../../../src-main/cli/pack.ts';
import { testIo } from '../../fixtures/cli-io.ts';
import { coffeeOrder, COFFEE_TXN } from '../../fixtures/coffee-order.ts';
import { smallPackDocument, smallRemedy, smallRule } from '../../fixtures/core-pack.ts';
import { writeFolder } from '../../fixtures/write-folder.ts';

const built = coffeeOrder().builder.build();
const folder = writeFolder(built.files);
const home = writeFolder(new Map([['.keep', new Uint8Array()]]));
const write = (name: string, value: JsonValue): string => {
  writeFileSync(join(home, name), encodeUtf8(canonicalize(value)));
  return join(home, name);
};
const policy = write('policy.json', built.policy);
const claim = write('claim.json', {
  v: 1,
  id: 'claim-1',
  txn: COFFEE_TXN,
  claimant: 'did:example:user',
  respondents: [],
  grounds: [],
  amount: { currency: 'CNY', minor: 5000 },
  noticeAt: '2026-03-02T01:10:00.000Z',
  filedAt: '2026-03-02T01:20:00.000Z',
  jurisdiction: '*',
});

async function run(options: Partial<ArbitrateOptions>, lang: 'en' | 'zh-CN' = 'en') {
  const io = { ...testIo({ lang }), cwd: home, now: () => Date.UTC(2026, 2, 10) };
  const given = { paths: [folder], claim, all: false, packs: [], settings: [], json: true, evidence: { policy }, ...options };
  const code = await runArbitrate(given, io);
  return { code, text: io.out.join('') };
}

async function codeOf(options: Partial<ArbitrateOptions>): Promise<string> {
  try {
    await run(options);
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
  return 'accepted';
}

interface Answer {
  readonly outcome: string;
  readonly coreDigest: string;
  readonly whatIf?: {
    readonly watermark: string;
    readonly result?: { outcome: string; total?: JsonObject; changed: { rule: string }[] };
    readonly flips?: { facts: { fact: string }[]; outcome: string }[];
  };
}

const supposing = (...assume: string[]): Partial<ArbitrateOptions> => ({ whatIf: { assume, flips: false } });

describe('what if', () => {
  it('stands beside the ruling, watermarked, and leaves the ruling as it is', async () => {
    const plain = JSON.parse((await run({})).text) as Answer;
    const asked = JSON.parse((await run(supposing('pay.A={"currency":"CNY","minor":4000}'))).text) as Answer;
    expect(plain.whatIf).toBeUndefined();
    expect([asked.outcome, asked.coreDigest]).toEqual([plain.outcome, plain.coreDigest]);
    expect(asked.whatIf?.watermark).toMatch(/no ruling/);
    expect(asked.whatIf?.result).toMatchObject({ outcome: 'established', total: { currency: 'CNY', minor: 1000 } });
    expect(asked.whatIf?.result?.changed).toMatchObject([{ rule: 'AR-PAY-02' }]);
  });

  it('finds what would change the outcome', async () => {
    const { text } = await run({ whatIf: { assume: [], flips: true } });
    const flips = (JSON.parse(text) as Answer).whatIf?.flips ?? [];
    expect(flips.some(({ facts }) => facts.some(({ fact }) => fact === 'mnd.found'))).toBe(true);
  });

  it('says so in either language', async () => {
    const options = { ...supposing('mnd.found=false'), json: false };
    expect((await run(options)).text).toMatch(/WHAT IF - no ruling[^]*AR-MND-01: not established -> established/);
    expect((await run(options, 'zh-CN')).text).toMatch(/并非裁决[^]*AR-MND-01: 不成立 → 成立/);
  });

  it('is never written to a file, nor asked of all claims', async () => {
    expect(await codeOf({ ...supposing('mnd.found=false'), out: 'r.json' })).toBe('E_USAGE');
    expect(await codeOf({ ...supposing('mnd.found=false'), all: true, claim: undefined })).toBe('E_USAGE');
    expect(await codeOf(supposing('mnd.found'))).toBe('E_USAGE');
    expect(await codeOf(supposing('mnd.found=3'))).toBe('E_WHAT_IF');
  });
});

describe('pack', () => {
  async function pack(action: 'show' | 'diff', path: string, other?: string, json = false, lang: 'en' | 'zh-CN' = 'en') {
    const io = { ...testIo({ lang }), cwd: home, now: () => 0 };
    await runPack({ action, path, other, json }, io);
    return io.out.join('');
  }

  it('show reads every rule out, with its sources and their tags', async () => {
    expect(await pack('show', 'cn-payments')).toMatch(/AR-REG-02[^]*Holds where: [^]*CNY 5000\.00[^]*\[V\] PBoC Notice 43/);
    expect(await pack('show', 'us-reg-e', undefined, false, 'zh-CN')).toMatch(
      /AR-RGE-01[^]*成立条件：[^]*\[S\] Whether an agent/,
    );
  });

  it('diff names what another version has otherwise', async () => {
    const [before, after] = [1000, 2000].map((minor) =>
      write(`p-${minor}.json`, smallPackDocument('p', [smallRule('A', smallRemedy(minor))])),
    ) as [string, string];
    expect(JSON.parse(await pack('diff', before, after, true))).toMatchObject({
      changes: [{ kind: 'rule', id: 'A', change: 'changed', members: ['amount'] }],
    });
    expect(await pack('diff', before, after)).toBe('rule A: changed amount\n');
    expect(await pack('diff', before, before)).toBe('');
  });

  it('diff decides the claims of evidence under both', async () => {
    const rule = { ...smallRule('A', smallRemedy()), when: { fact: 'prf.delivered' } };
    const [before, after] = [1000, 2000].map((minor) =>
      write(`q-${minor}.json`, smallPackDocument('q', [{ ...rule, ...smallRemedy(minor) }])),
    ) as [string, string];
    const io = { ...testIo(), cwd: home, now: () => Date.UTC(2026, 2, 10) };
    await runPack({ action: 'diff', path: before, other: after, evidencePaths: [folder], policy, json: true }, io);
    const { replay } = JSON.parse(io.out.join('')) as { replay: JsonObject };
    expect(replay).toMatchObject({
      decided: 1,
      changes: [{ txn: COFFEE_TXN, paymentId: 'pay-1', before: { outcome: 'established', total: 1000 }, after: { total: 2000 } }],
    });
    const text = { ...testIo({ lang: 'zh-CN' }), cwd: home, now: () => Date.UTC(2026, 2, 10) };
    await runPack({ action: 'diff', path: before, other: after, evidencePaths: [folder], policy, json: false }, text);
    expect(text.out.join('')).toMatch(/1 项主张中有 1 项结果不同/);
  });
});
