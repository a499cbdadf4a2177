import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDING_CODES } from '../../../src-core/evidence/finding.ts';
import { MESSAGES } from '../../../src-core/evidence/messages.ts';
import { runInspect } from '../../../src-main/cli/inspect.ts';
import { parseAxes, runVerify } from '../../../src-main/cli/verify.ts';
import { flipBit } from '../../fixtures/bundle-builder.ts';
import { testIo } from '../../fixtures/cli-io.ts';
import { coffeeOrder } from '../../fixtures/coffee-order.ts';
import { writeFolder } from '../../fixtures/write-folder.ts';

const story = coffeeOrder();
const built = story.builder.build();
const folder = writeFolder(built.files);
const policy = join(folder, '..', `${folder.split('/').at(-1)}-policy.json`);
writeFileSync(policy, built.policyBytes);
const broken = writeFolder(flipBit(built.files, built.line(story.entries.quote).path, 5000));

async function verify(
  path: string,
  options: {
    json?: boolean;
    require?: string;
    policy?: string | undefined;
    lang?: 'en' | 'zh-CN';
    color?: boolean;
    at?: number;
  } = {},
) {
  const io = testIo({ lang: options.lang, color: options.color });
  const given = 'policy' in options ? options.policy : policy;
  const code = await runVerify(
    {
      paths: [path],
      json: options.json ?? true,
      require: parseAxes(options.require),
      at: options.at,
      evidence: { policy: given },
    },
    io,
  );
  return { code, text: io.out.join('') };
}

describe('verify', () => {
  it('answers with exactly one JSON document of the contract', async () => {
    const { code, text } = await verify(folder, { at: Date.UTC(2026, 5, 1) });
    const report = JSON.parse(text) as Record<string, unknown>;
    expect(code).toBe(0);
    expect(Object.keys(report)).toEqual([
      'tool',
      'at',
      'inputs',
      'policy',
      'verdict',
      'axes',
      'counts',
      'chains',
      'findings',
      'reportDigest',
    ]);
    expect(report['at']).toBe('2026-06-01T00:00:00.000Z');
    expect(Object.keys(report['axes'] as object)).toEqual([
      'integrity',
      'authenticity',
      'authority',
      'order',
      'time',
      'completeness',
    ]);
    expect(text.endsWith('}\n') && !text.slice(0, -1).includes('\n')).toBe(true);
    expect((await verify(folder)).text).not.toContain('"at":"2');
  });

  it('has exit codes for pass, fail and indeterminate, narrowed by --require', async () => {
    expect((await verify(broken)).code).toBe(1);
    expect((await verify(folder, { policy: undefined })).code).toBe(2);
    expect((await verify(folder, { policy: undefined, require: 'integrity,order' })).code).toBe(0);
    expect((await verify(broken, { require: 'authority' })).code).not.toBe(1);
    expect(() => parseAxes('integrity,truth')).toThrow(/truth/);
  });

  it('tells a person each axis, the root causes and what follows, in both languages', async () => {
    const english = await verify(broken, { json: false });
    expect(english.text).toMatch(/integrity\s+FAIL|authenticity\s+FAIL/);
    expect(english.text).toContain('->');
    const chinese = await verify(broken, { json: false, lang: 'zh-CN' });
    expect(chinese.text).toContain('不通过');
    expect(english.text).not.toContain('\u001b');
    expect((await verify(broken, { json: false, color: true })).text).toContain('\u001b[31m');
  });

  it('has words and advice for every code', () => {
    for (const code of FINDING_CODES) {
      const { en, zh, advice } = MESSAGES[code];
      expect([en, zh, advice.en, advice.zh].every((text) => text.length > 3)).toBe(true);
    }
  });
});

describe('inspect', () => {
  it('lists entries, and shows one in full', async () => {
    const io = testIo();
    expect(await runInspect({ path: folder, json: true, evidence: {} }, io)).toBe(0);
    const { entries, chains, inputs } = JSON.parse(io.out.join('')) as {
      entries: Record<string, unknown>[];
      chains: unknown[];
      inputs: unknown[];
    };
    expect([entries.length, chains.length, inputs.length]).toEqual([30, 6, 1]);
    expect(
      entries.every((entry) => ['chain', 'seq', 'digest', 'type', 'at', 'actor', 'txn'].every((name) => name in entry)),
    ).toBe(true);
    const quote = built.line(story.entries.quote);
    const one = testIo();
    await runInspect({ path: folder, entry: quote.digest, json: true, evidence: {} }, one);
    const shown = JSON.parse(one.out.join('')) as { entries: { decoded: unknown; raw: string }[] };
    expect(shown.entries[0]?.decoded).toEqual(quote.entry);
    expect(JSON.parse(shown.entries[0]?.raw ?? '')).toEqual(quote.entry);
    await expect(runInspect({ path: folder, entry: '31', json: true, evidence: {} }, testIo())).rejects.toThrow(/no entry 31/);
  });
});
