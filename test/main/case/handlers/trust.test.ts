import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { trustHandlers } from '../../../../src-main/case/handlers/trust.ts';
import { policyFileHandlers } from '../../../../src-main/case/trust/open-policy.ts';
import { coffeeCase } from '../../../fixtures/case-fixture.ts';
import { sampleCase, sampleFile } from '../../../fixtures/sample-cases.ts';

const signal = new AbortController().signal;
const caseId = `case-${'0'.repeat(32)}`;
const textOf = (sample: string): string => readFileSync(sampleFile(sample, 'policy.json'), 'utf8');

describe('keys and trust of a case', () => {
  it('names the policy, and every key with whose it is and who vouches for it', async () => {
    const { session } = await coffeeCase();
    const trust = await trustHandlers['trust.read'](session, { caseId }, signal);
    expect(trust.mode.mode).toBe('pinned');
    expect(trust.policy?.digest).toBe(trust.mode.mode === 'pinned' ? trust.mode.digest : '');
    expect(trust.counts.keys).toBe(trust.keys.length);
    const entries = session.read.query<{ n: number }>('SELECT count(*) AS n FROM line WHERE kid IS NOT NULL').get()?.n;
    expect(trust.keys.reduce((sum, key) => sum + key.entries, 0)).toBe(entries);
    for (const key of trust.keys) expect(key.trusted).toBe(key.source !== 'bundle');
  });

  it('links a revoked key to the entry that cut it', async () => {
    const { session } = await sampleCase('07-revoked-key');
    const { keys } = await trustHandlers['trust.read'](session, { caseId }, signal);
    // What needs a look comes first.
    const [cut] = keys;
    expect(cut?.cut).toMatch(/^\d{4}-.*Z$/);
    const line = session.read.query<{ type: string }>('SELECT type FROM line WHERE id = ?').get(cut?.revokedBy?.lineId ?? 0);
    expect(line?.type).toBe('key.revoked');
    expect(keys.filter(({ cut: at }) => at !== undefined)).toHaveLength(1);
  });

  it('shows mandates as a tree, with their limits and the acts under each', async () => {
    const { session } = await sampleCase('06-mandate-overspent');
    const { grants } = await trustHandlers['trust.read'](session, { caseId }, signal);
    const mandate = grants.find(({ type }) => type === 'intent.mandate');
    expect(mandate).toMatchObject({ depth: 0, holder: expect.any(String), expires: expect.stringMatching(/Z$/) });
    expect(mandate?.limits.map(({ type }) => type)).toContain('payment.budget');
    expect(mandate?.acts).toBeGreaterThan(0);
    expect(grants.reduce((sum, { failing }) => sum + failing, 0)).toBeGreaterThan(0);
    for (const grant of grants) {
      const above = grants.findIndex(({ digest }) => digest === grant.under);
      if (above >= 0) expect(grants[above]?.depth).toBe(grant.depth - 1);
    }
  });

  it('without a policy trusts nobody: keys are claims', async () => {
    const { session } = await sampleCase('07-revoked-key', ['evidence.atb'], null);
    const trust = await trustHandlers['trust.read'](session, { caseId }, signal);
    expect(trust.mode).toEqual({ mode: 'claimed' });
    expect(trust.policy).toBeUndefined();
    expect(trust.keys.length).toBeGreaterThan(0);
    for (const key of trust.keys) expect(key).toMatchObject({ trusted: false, source: 'bundle' });
  });

  it('says which notes count as checkpoints', async () => {
    const { session } = await sampleCase('01-coffee-order');
    const { checkpoints, counts } = await trustHandlers['trust.read'](session, { caseId }, signal);
    expect(checkpoints).toHaveLength(counts.checkpoints);
    for (const { counts: stands, cosignatures } of checkpoints) if (stands) expect(cosignatures.length).toBeGreaterThan(0);
  });
});

describe('another policy', () => {
  it('is compared key by key before anything is judged', async () => {
    const { session } = await sampleCase('07-revoked-key');
    const same = await trustHandlers['trust.preview'](session, { caseId, text: textOf('07-revoked-key') }, signal);
    expect(same).toMatchObject({ same: true, added: [], removed: [], changed: [] });

    const document = JSON.parse(textOf('07-revoked-key')) as { keys: unknown[]; registries: unknown[]; clockSkewMs?: number };
    const bare = { ...document, keys: [], registries: [], clockSkewMs: 1 };
    const other = await trustHandlers['trust.preview'](session, { caseId, text: JSON.stringify(bare) }, signal);
    expect(other.same).toBe(false);
    expect(other.removed).toHaveLength(document.keys.length + document.registries.length);
    expect(other.added).toEqual([]);
    expect(other.changed).toContain('clockSkew');
  });

  it('adds all its keys where there was none', async () => {
    const { session } = await sampleCase('07-revoked-key', ['evidence.atb'], null);
    const preview = await trustHandlers['trust.preview'](session, { caseId, text: textOf('07-revoked-key') }, signal);
    expect(preview.added).toHaveLength(preview.keys + preview.registries);
    expect(preview.removed).toEqual([]);
    expect(preview.added.some(({ entries }) => entries > 0)).toBe(true);
  });

  it('that is none is refused, and so is the file of anything else', async () => {
    const { session } = await coffeeCase();
    expect(() => trustHandlers['trust.preview'](session, { caseId, text: '{"v":1}' }, signal)).toThrow(
      expect.objectContaining({ code: 'E_POLICY' }),
    );
    const open = (path: string) =>
      policyFileHandlers['trust.openPolicy']({ policy: `file-${'0'.repeat(32)}` }, {
        files: { get: () => ({ path, name: 'chosen' }) },
      } as never);
    expect((await open(sampleFile('07-revoked-key', 'policy.json'))).text).toBe(textOf('07-revoked-key'));
    await expect(open(sampleFile('07-revoked-key', 'claim.json'))).rejects.toMatchObject({ code: 'E_POLICY' });
    await expect(open(sampleFile('07-revoked-key', 'evidence.atb'))).rejects.toMatchObject({
      code: expect.stringMatching(/^E_/),
    });
  });
});
