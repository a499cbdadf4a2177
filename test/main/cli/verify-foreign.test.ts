import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInspect } from '../../../src-main/cli/inspect.ts';
import { runVerify } from '../../../src-main/cli/verify.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { ap2Key, ap2Part } from '../../fixtures/ap2-token.ts';
import { testIo } from '../../fixtures/cli-io.ts';
import { writeFolder } from '../../fixtures/write-folder.ts';
import { hasVectors, vectorRoot } from '../../vectors/vector-root.ts';
import { vectorJson } from '../../vectors/read-vector.ts';

const issuer = ap2Key(1);
const agent = ap2Key(2);
const granted = Date.parse('2026-04-28T02:00:00Z') / 1000;
const open = ap2Part(
  {
    vct: 'mandate.payment.open.1',
    constraints: [{ type: 'payment.amount_range', currency: 'USD', max: 20_000 }],
    cnf: { jwk: agent.jwk },
    iat: granted,
    exp: granted + 3600,
  },
  issuer,
  { kid: 'provider' },
);
const pay = (amount: number): string =>
  ap2Part(
    {
      vct: 'mandate.payment.1',
      transaction_id: 't',
      payee: { id: 'm', name: 'M' },
      payment_amount: { amount, currency: 'USD' },
      payment_instrument: { id: 'i', type: 'card' },
    },
    agent,
    { after: open, claims: { iat: granted + 1 } },
  );
const folder = writeFolder(
  new Map(
    Object.entries({
      'mandate.txt': `${open}~${pay(19_900)}\n`,
      'beyond.txt': `${open}~${pay(20_001)}`,
      'keys.json': JSON.stringify({ keys: [{ ...issuer.jwk, kid: 'provider' }] }),
    }).map(([name, text]) => [name, encodeUtf8(text)]),
  ),
);

interface Report {
  verdict: string;
  inputs: { format: string }[];
  axes: Record<string, string>;
  counts: Record<string, number>;
  findings: { code: string; axis: string; pointer?: string; path: string; message: string; chain?: string }[];
}

async function verify(paths: string[], options: { keys?: string; at?: number } = {}) {
  const io = testIo();
  const { at, keys } = options;
  const code = await runVerify({ paths, json: true, at, evidence: { keys, at } }, io);
  return { code, report: JSON.parse(io.out.join('')) as Report };
}

describe('verify of AP2 tokens', () => {
  it('reports on the axes that they ask something of', async () => {
    const { code, report } = await verify([join(folder, 'mandate.txt')], { keys: join(folder, 'keys.json') });
    expect(code).toBe(2);
    expect(report.inputs.map(({ format }) => format)).toEqual(['ap2']);
    expect(report.axes).toEqual({
      integrity: 'pass',
      authenticity: 'pass',
      authority: 'pass',
      order: 'not-applicable',
      time: 'indeterminate',
      completeness: 'indeterminate',
    });
    expect(report.counts).toMatchObject({ entries: 2, chains: 0, transactions: 1 });
  });

  it('fails what its mandate does not allow, and names the claim', async () => {
    const { code, report } = await verify([join(folder, 'beyond.txt')], { keys: join(folder, 'keys.json') });
    expect(code).toBe(1);
    expect(report.verdict).toBe('fail');
    expect(report.findings.filter(({ code: it }) => it.startsWith('E_'))).toMatchObject([
      { code: 'E_CONSTRAINT', axis: 'authority', pointer: '/parts/1/claims/payment_amount' },
    ]);
  });

  it('never passes without a key for the issuer', async () => {
    const { code, report } = await verify([join(folder, 'mandate.txt')]);
    expect(code).toBe(2);
    expect(report.axes['authenticity']).toBe('indeterminate');
  });

  it('shows each part decoded from its signed bytes', async () => {
    const io = testIo();
    await runInspect({ path: join(folder, 'mandate.txt'), entry: '2', json: true, evidence: {} }, io);
    const { entries } = JSON.parse(io.out.join('')) as {
      entries: { type: string; raw: string; decoded: JsonObject; findings: { code: string; pointer: string }[] }[];
    };
    expect(entries).toHaveLength(1);
    expect(entries[0]?.findings.every(({ pointer }) => pointer.startsWith('/parts/1/'))).toBe(true);
    expect(entries[0]?.findings.map(({ code }) => code)).toContain('I_KEY_UNTRUSTED');
    expect(entries[0]?.type).toBe('payment');
    expect(entries[0]?.raw).toBe(pay(19_900));
    expect(JSON.stringify(entries[0]?.decoded)).toContain('"payment_amount":{"amount":19900');
  });

  it.skipIf(!hasVectors('ap2'))('published: a copy beside a token is told, field by field', async () => {
    const at = (name: string): string => join(vectorRoot, 'ap2', name);
    const { code, report } = await verify([at('tokens/payment_mandate-3.txt'), at('doc-json/payment_mandate-11.json.txt')]);
    expect(code).toBe(2);
    expect(report.axes['integrity']).toBe('pass');
    const told = report.findings.filter(({ code: it }) => it === 'W_RENDERED');
    expect(told.map(({ pointer }) => pointer)).toContain('/0/disclosures/1/decoded/1/cnf/jwk/x');
    expect(told.find(({ pointer }) => pointer?.endsWith('/jwk/x'))?.message).toMatch(/xckypDr54.*xckyvDr54/);
  });
});

describe.skipIf(!hasVectors('agent-receipts'))('verify of Agent Receipts', () => {
  interface Published {
    keys: { publicKey: string };
    idempotencyKeyReceipt: { receipt: JsonObject };
    duplicateIdempotencyChain: { receipts: JsonObject[] };
  }
  const published = hasVectors('agent-receipts') ? vectorJson<Published>('agent-receipts/v040_vectors.json') : undefined;
  const { receipts } = published?.duplicateIdempotencyChain ?? { receipts: [] };
  const file = (name: string, value: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(value));
    return path;
  };
  const x = Buffer.from(published?.keys.publicKey.split('\n')[1] ?? '', 'base64')
    .subarray(-32)
    .toString('base64url');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x };
  const policy = (window: { nbf?: string; exp?: string }): string =>
    file(`policy-${window.nbf ?? ''}-${window.exp ?? ''}.json`, {
      v: 1,
      name: 'test',
      issued: '2026-01-01T00:00:00.000Z',
      registries: [],
      keys: [{ jwk, sub: 'did:agent:test', role: 'user_agent', operator: 'test', ...window }],
    });
  const codes = async (path: string, options: { policy: string; at?: number }): Promise<string[]> => {
    const io = testIo();
    const { at } = options;
    await runVerify({ paths: [path], json: true, at, evidence: { policy: options.policy, at } }, io);
    return (JSON.parse(io.out.join('')) as Report).findings.map(({ code }) => code);
  };

  it('shows warnings: an idempotency key that stands twice', async () => {
    const path = file('chain.json', receipts);
    expect(await codes(path, { policy: policy({}) })).toEqual(['I_OPEN_CHAIN', 'I_TIME_UNANCHORED', 'W_IDEMPOTENCY']);
    const io = testIo();
    await runInspect({ path, entry: '2', json: true, evidence: { policy: policy({}) } }, io);
    const { entries } = JSON.parse(io.out.join('')) as { entries: { findings: { code: string; pointer: string }[] }[] };
    expect(entries[0]?.findings).toContainEqual(expect.objectContaining({ code: 'W_IDEMPOTENCY', pointer: '/1' }));
  });

  it('holds proofs to the window of their key, by the time that they state', async () => {
    const path = file('one.json', published?.idempotencyKeyReceipt.receipt);
    const signed = '2026-05-23T00:00:00.000Z';
    const inside = await codes(path, { policy: policy({ nbf: signed, exp: '2026-05-23T00:00:00.001Z' }) });
    expect(inside).toEqual(['I_OPEN_CHAIN', 'I_TIME_ASSUMED', 'I_TIME_UNANCHORED']);
    expect(await codes(path, { policy: policy({ nbf: '2026-05-23T00:00:00.001Z' }) })).toContain('E_KEY_EARLY');
    expect(await codes(path, { policy: policy({ exp: signed }) })).toContain('E_KEY_EXPIRED');
  });

  it('tells of what is signed after the instant asked about, and of a clock that runs back', async () => {
    const path = file('one.json', published?.idempotencyKeyReceipt.receipt);
    expect(await codes(path, { policy: policy({}), at: Date.parse('2026-05-22T00:00:00Z') })).toContain('E_TIME_CLAIM');
    expect(await codes(path, { policy: policy({}), at: Date.parse('2026-05-23T00:00:00Z') })).not.toContain('E_TIME_CLAIM');
    const [first, second] = receipts as [JsonObject, JsonObject];
    const back = file('back.json', [first, { ...second, issuanceDate: '2020-01-01T00:00:00Z' }]);
    expect(await codes(back, { policy: policy({}) })).toEqual(expect.arrayContaining(['E_TIME_REGRESS', 'E_SIG']));
  });

  it('names what an altered copy shows otherwise than the receipt that was signed', async () => {
    const good = published?.idempotencyKeyReceipt.receipt as JsonObject;
    const paths = [file('good.json', good), file('altered.json', { ...good, issuanceDate: '2026-05-24T00:00:00Z' })];
    const io = testIo();
    const code = await runVerify({ paths, json: true, evidence: { policy: policy({}) } }, io);
    expect(code).toBe(1);
    const { findings } = JSON.parse(io.out.join('')) as Report;
    const told = findings.filter(({ code: it }) => it === 'W_RENDERED');
    expect(told).toMatchObject([{ pointer: '/issuanceDate', path: paths[1] }]);
    expect(told[0]?.message).toBe('is shown as "2026-05-24T00:00:00Z"; what was signed says "2026-05-23T00:00:00Z"');
    expect(findings.some(({ code: it, path }) => it === 'E_SIG' && path === paths[1])).toBe(true);
  });
});
