import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ed25519Signer } from '../../../src-core/crypto/signer.ts';
import { readLine } from '../../../src-main/recording/chain-file.ts';
import { openAuditChain } from '../../../src-main/recording/audit-chain.ts';
import type { RecordingOptions } from '../../../src-main/recording/audit-chain.ts';
import { linesOf } from '../../fixtures/bundle-builder.ts';
import { secretOf } from '../../fixtures/seeded-random.ts';

const signer = ed25519Signer(secretOf('recording', 'agent'));
const actor = { id: 'did:example:agent', role: 'user_agent' as const };
const query = (text: string) => ({ txn: 't1', type: 'service.queried', body: { query: text } });

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'assize-recording-'));
}

function options(more: Partial<RecordingOptions> = {}): RecordingOptions {
  let clock = Date.UTC(2026, 2, 2);
  return { signer, actor, now: () => (clock += 1000), ...more };
}

function chainFile(dir: string): string {
  const [name] = readdirSync(join(dir, 'entries'));
  return join(dir, 'entries', name as string);
}

function entriesOf(path: string) {
  return linesOf(new Uint8Array(readFileSync(path))).map((line) => readLine(line.subarray(0, -1), path));
}

describe('a recorded chain', () => {
  it('starts, is linked, and goes on after it was closed and opened again', async () => {
    const dir = folder();
    const chain = await openAuditChain(dir, options());
    const first = await chain.record(query('coffee'));
    await chain.record(query('tea'));
    await chain.close();
    const again = await openAuditChain(dir, { signer, now: () => Date.UTC(2026, 2, 3) });
    const third = await again.record({ ...query('water'), closes: 'complete' });
    await expect(again.record(query('more'))).rejects.toMatchObject({ code: 'E_AFTER_CLOSE' });
    await again.close();
    const entries = entriesOf(chainFile(dir));
    expect(entries.map(({ entry }) => entry.seq)).toEqual([0, 1, 2]);
    expect(entries[1]?.entry.prev).toBe(first.digest);
    expect(entries[2]?.digest).toBe(third.digest);
    expect(existsSync(join(dir, '.lock'))).toBe(false);
  });

  it('finds references by place, in its own chain and in those of others', async () => {
    const [mine, theirs] = [folder(), folder()];
    const other = ed25519Signer(secretOf('recording', 'platform'));
    const chain = await openAuditChain(mine, options({ lookIn: [theirs] }));
    const asked = await chain.record(query('coffee'));
    const platform = await openAuditChain(
      theirs,
      options({ signer: other, actor: { id: 'did:example:platform', role: 'platform' }, lookIn: [mine] }),
    );
    const found = await platform.record({
      txn: 't1',
      type: 'service.discovered',
      refs: [{ rel: 'responds-to', chain: asked.chain, seq: 0 }],
      body: { offers: [] },
    });
    expect(found.entry.refs).toEqual([{ rel: 'responds-to', digest: asked.digest }]);
    const selected = { txn: 't1', type: 'service.selected', body: { offerId: 'o', payee: 'p' } };
    await chain.record({ ...selected, refs: [{ rel: 'responds-to', chain: found.chain, seq: 0 }] });
    await expect(chain.record({ ...selected, refs: [{ rel: 'responds-to', chain: found.chain, seq: 9 }] })).rejects.toMatchObject(
      { code: 'E_REF' },
    );
    await Promise.all([chain.close(), platform.close()]);
  });

  it('refuses what a reader would refuse and stays as it was', async () => {
    const dir = folder();
    const chain = await openAuditChain(dir, options());
    await chain.record(query('coffee'));
    const before = readFileSync(chainFile(dir));
    await expect(chain.record({ ...query('x'), body: { query: 1 } })).rejects.toMatchObject({
      code: 'E_SCHEMA',
      place: { pointer: '/body/query' },
    });
    await expect(chain.record({ ...query('x'), at: '2020-01-01T00:00:00.000Z' })).rejects.toMatchObject({
      code: 'E_TIME_REGRESS',
    });
    await expect(chain.record({ ...query('x'), body: { query: '\ud800' } })).rejects.toMatchObject({ code: 'E_PARSE' });
    await expect(
      chain.record({ ...query('x'), type: 'order.accepted', body: { orderId: 'o', total: { currency: 'CNY', minor: 1.5 } } }),
    ).rejects.toMatchObject({ code: 'E_CANON' });
    await expect(chain.record({ ...query('x'.repeat(2 ** 20)) })).rejects.toMatchObject({ code: 'E_LIMIT' });
    expect(readFileSync(chainFile(dir))).toEqual(before);
    await chain.record(query('tea'));
    await chain.close();
    await expect(openAuditChain(dir, options({ signer: ed25519Signer(secretOf('x', 'y')) }))).rejects.toMatchObject({
      code: 'E_KEY_BINDING',
    });
    await expect(openAuditChain(dir, options({ actor: { id: 'did:example:other', role: 'user' } }))).rejects.toMatchObject({
      code: 'E_ACTOR',
    });
    await expect(openAuditChain(folder(), { signer })).rejects.toMatchObject({ code: 'E_ACTOR' });
    expect(existsSync(join(dir, '.lock'))).toBe(false);
  });

  it('keeps artifacts by digest and disclosures beside the chain', async () => {
    const dir = folder();
    const base = folder();
    writeFileSync(join(base, 'menu.html'), '<h1>menu</h1>');
    const chain = await openAuditChain(dir, options({ base }));
    const recorded = await chain.record({
      ...query('secret wish'),
      withhold: ['/body/query'],
      artifacts: [{ name: 'menu.html', profile: 'document', media: 'text/html', path: 'menu.html' }],
    });
    await chain.close();
    expect(recorded.entry.body['query']).toBeUndefined();
    const digest = (recorded.entry.artifacts ?? [])[0]?.digest as string;
    expect(readFileSync(join(dir, 'artifacts', digest.slice(7)), 'utf8')).toBe('<h1>menu</h1>');
    const disclosures = join(dir, 'disclosures', `${recorded.digest.slice(7)}.txt`);
    expect(Buffer.from(readFileSync(disclosures, 'utf8').trim(), 'base64url').toString()).toContain('secret wish');
    expect(statSync(disclosures).mode & 0o777).toBe(0o600);
    const again = await openAuditChain(dir, options({ base }));
    await expect(
      again.record({ ...query('x'), artifacts: [{ name: 'a', profile: 'document', media: 'x', path: 'gone' }] }),
    ).rejects.toMatchObject({ code: 'E_NO_FILE' });
    await again.close();
  });

  it('rotates its key', async () => {
    const dir = folder();
    const next = ed25519Signer(secretOf('recording', 'agent-2'));
    const chain = await openAuditChain(dir, options());
    await chain.record(query('coffee'));
    const record = `sha256:${'0'.repeat(64)}` as const;
    await chain.rotate(next, { rel: 'rotates', digest: record });
    const after = await chain.record(query('tea'));
    expect(after.entry.actor.kid).toBe(next.kid);
    await chain.close();
    await expect(openAuditChain(dir, options())).rejects.toMatchObject({ code: 'E_KEY_BINDING' });
    const again = await openAuditChain(dir, options({ signer: next, now: () => Date.UTC(2026, 3, 1) }));
    await again.record(query('water'));
    await again.close();
  });

  it('refuses a half line that nobody explains, and cuts it when told to', async () => {
    const dir = folder();
    const chain = await openAuditChain(dir, options());
    await chain.record(query('coffee'));
    await chain.close();
    const whole = readFileSync(chainFile(dir));
    appendFileSync(chainFile(dir), whole.subarray(0, 100));
    await expect(openAuditChain(dir, options())).rejects.toMatchObject({ code: 'E_HALF_LINE', place: { byte: whole.length } });
    const notices: string[] = [];
    const mended = await openAuditChain(dir, options({ repair: true, onNotice: (notice) => notices.push(notice) }));
    await mended.close();
    expect(notices).toHaveLength(1);
    expect(readFileSync(chainFile(dir))).toEqual(whole);
  });

  it('has one writer at a time, also within a process', async () => {
    const dir = folder();
    const chain = await openAuditChain(dir, options());
    await expect(openAuditChain(dir, options())).rejects.toMatchObject({ code: 'E_LOCKED' });
    await Promise.all(['a', 'b', 'c'].map((text) => chain.record(query(text))));
    await chain.close();
    expect(entriesOf(chainFile(dir)).map(({ entry }) => entry.body['query'])).toEqual(['a', 'b', 'c']);
  });

  it('notices a foreign hand in its file', async () => {
    const dir = folder();
    const chain = await openAuditChain(dir, options());
    await chain.record(query('coffee'));
    appendFileSync(chainFile(dir), '{}\n');
    await expect(chain.record(query('tea'))).rejects.toMatchObject({ code: 'E_LOCKED' });
    await chain.close();
    await expect(openAuditChain(dir, options())).rejects.toMatchObject({ code: 'E_CHAIN' });
  });
});
