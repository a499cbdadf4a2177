import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInPacks } from '../../../../src-core/arbitration/built-in-packs.ts';
import { createSignatureVerifier } from '../../../../src-core/crypto/signature.ts';
import { auditAtOnce } from '../../../../src-core/audit/audit-evidence.ts';
import { verifyAudit } from '../../../../src-core/audit/verify-audit.ts';
import { AssizeError } from '../../../../src-core/errors.ts';
import type { CaseChannel, Value } from '../../../../src-core/host/contract.ts';
import type { AuditView, SampleOrder } from '../../../../src-core/host/groups/audit.ts';
import { canonicalizeBytes } from '../../../../src-core/json/canonicalize.ts';
import type { Checked } from '../../../../src-main/application/handlers.ts';
import { caseHandlers } from '../../../../src-main/case/handlers/index.ts';
import type { CaseSession } from '../../../../src-main/case/case-session.ts';
import { createSigner } from '../../../../src-main/case/rulings/signers.ts';
import { nodeSignatures } from '../../../../src-main/crypto/node-signatures.ts';
import { emptyCase } from '../../../fixtures/case-fixture.ts';
import { coffeeOrder, COFFEE_TXN } from '../../../fixtures/coffee-order.ts';
import { writeFolder } from '../../../fixtures/write-folder.ts';
import type { JsonObject } from '../../../../src-core/json/json-value.ts';

const pack = builtInPacks.get('core') as string;
const order = { packs: [pack], asOf: '2026-03-10T00:00:00.000Z', jurisdiction: '*' };
const sample: SampleOrder = { method: 'random', seed: 'mine', confidence: '95', tolerable: '5', expected: 0 };

const ask = async <C extends CaseChannel>(
  session: CaseSession,
  channel: C,
  request: Omit<Checked<C>, 'caseId'>,
): Promise<Value<C>> => {
  const handler = caseHandlers[channel] as (session: CaseSession, request: unknown, signal: AbortSignal) => Promise<Value<C>>;
  return handler(session, { caseId: session.caseId, ...request }, new AbortController().signal);
};

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
  return 'accepted';
}

async function ended(session: CaseSession): Promise<Value<'audit.read'>> {
  for (;;) {
    const state = await ask(session, 'audit.read', {});
    if (state.running === undefined) return state;
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** A case with the coffee order, of which the acquirer captures CNY 10.00 too much. */
async function overcharged() {
  const { builder, entries } = coffeeOrder();
  const built = builder.build({
    payload: (place, payload) =>
      place === entries.captured
        ? {
            ...(payload as JsonObject),
            body: { ...((payload as JsonObject)['body'] as JsonObject), amount: { currency: 'CNY', minor: 6000 } },
          }
        : payload,
  });
  const fixture = await emptyCase();
  await fixture.take([writeFolder(built.files)], canonicalizeBytes(built.policy));
  return fixture;
}

describe('an audit of a case', () => {
  it('runs beside other requests, and finds what the rules find', async () => {
    const { session } = await overcharged();
    expect(await codeOf(() => ask(session, 'audit.sample', { sample, review: [] }))).toBe('E_NO_AUDIT');
    const begun = await ask(session, 'audit.start', order);
    expect(begun.running).toBeDefined();
    const { audit, error } = await ended(session);
    expect(error).toBeUndefined();
    const view = audit as AuditView;
    expect(view.exceptions.map(({ txn }) => txn)).toEqual([COFFEE_TXN]);
    expect(view.population.all.exposure).toEqual([{ currency: 'CNY', minor: '1000' }]);
    expect(view.isWhole).toBe(true);
    expect(view.isStale).toBe(false);
    expect(view.stated.find(({ type }) => type === 'payment.captured')?.sums).toEqual([{ currency: 'CNY', minor: '6000' }]);
    const custody = await ask(session, 'custody.list', { offset: 0, count: 50 });
    expect(custody.rows.map(({ act }) => act)).toContain('audit.made');
  });

  it('stops when it is told to, and says so when it cannot be made', async () => {
    const { session } = await overcharged();
    await ask(session, 'audit.start', order);
    expect(await ask(session, 'audit.cancel', {})).toEqual({});
    await new Promise((done) => setTimeout(done, 300));
    expect(await ask(session, 'audit.read', {})).toEqual({});
    await ask(session, 'audit.start', { ...order, asOf: 'yesterday' });
    expect((await ended(session)).error?.code).toBe('E_AUDIT');
  });

  it('signs a report that stands by itself and is made again from the evidence; a change of evidence makes it stale', async () => {
    const fixture = await overcharged();
    const { session, dataFolder } = fixture;
    await ask(session, 'audit.start', order);
    await ended(session);
    const [paymentId] = (await ask(session, 'audit.sample', { sample, review: [] })).audit?.sample?.units[0]?.payments ?? [];
    const review = [
      { txn: COFFEE_TXN, ...(paymentId === undefined ? {} : { paymentId }), result: 'exception' as const, minor: 1000 },
    ];
    const sampled = await ask(session, 'audit.sample', { sample, review });
    expect(sampled.audit?.sample?.review).toMatchObject({ reviewed: 1, exceptions: 1 });
    const signer = await createSigner(dataFolder, 'Ann', 'a long passphrase', Date.UTC(2026, 2, 10));
    const written = await ask(session, 'audit.export', { signer: signer.id, passphrase: 'a long passphrase' });
    expect(written.report.checks.filter(({ result }) => result === 'fail')).toEqual([]);
    const evidence = await session.evidence();
    const bytes = readFileSync(`${dataFolder}/spool-1`);
    const report = verifyAudit(bytes, {
      verifier: createSignatureVerifier('reference', nodeSignatures),
      evidence,
      ...(evidence.policy === undefined ? {} : { policy: evidence.policy }),
      derive: auditAtOnce,
    });
    expect(report.checks.find(({ name }) => name === 'core')?.result).toBe('pass');
    expect(report.derivedDigest).toBe(sampled.audit?.coreDigest);
    session.forgetEvidence();
    expect((await ask(session, 'audit.read', {})).audit?.isStale).toBe(true);
    expect(await codeOf(() => ask(session, 'audit.export', { signer: signer.id, passphrase: 'a long passphrase' }))).toBe(
      'E_AUDIT_STALE',
    );
  });
});
