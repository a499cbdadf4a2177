import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import type { SourceComparison } from '../../../../src-core/host/groups/compare.ts';
import { compareHandlers } from '../../../../src-main/case/handlers/compare.ts';
import { runCheck } from '../../../../src-main/cli/check.ts';
import { coffeeCase, emptyCase } from '../../../fixtures/case-fixture.ts';
import { coffeeOrder } from '../../../fixtures/coffee-order.ts';
import { sampleCase } from '../../../fixtures/sample-cases.ts';
import { writeFolder } from '../../../fixtures/write-folder.ts';

const signal = new AbortController().signal;
const caseId = `case-${'0'.repeat(32)}`;
const two = { caseId, a: '1', b: '2' };

describe('comparing two sources', () => {
  it('verifies each by itself and finds that one writer signed two histories', async () => {
    const { session } = await sampleCase('04-forked-chain', ['merchant.atb', 'user.atb']);
    const sources = await compareHandlers['compare.sources'](session, { caseId }, signal);
    expect(sources.map(({ name }) => name)).toEqual(['merchant.atb', 'user.atb']);
    for (const source of sources) expect(source.entries).toBeGreaterThan(0);

    const found = await compareHandlers['compare.run'](session, two, signal);
    expect(found.verdict).toBe('fail');
    // Each side alone shows one history only, so that neither has a fork in itself.
    expect([found.a.axes.order, found.b.axes.order]).not.toContain('fail');
    expect(found.counts.forks).toBe(found.forks.length);
    const [fork] = found.forks;
    expect(fork?.a.digest).not.toBe(fork?.b.digest);
    expect(fork?.a.lineId).toBeGreaterThan(0);
    expect(fork?.b.lineId).not.toBe(fork?.a.lineId);
    expect(fork?.fields.length).toBeGreaterThan(0);
    for (const { a, b } of fork?.fields ?? []) expect(a).not.toEqual(b);
    expect(fork?.fields.map(({ pointer }) => pointer)).not.toContain('/seq');
    expect(sumOf(found, 'onlyA')).toBe(found.counts.onlyA);
    expect(found.shared + found.counts.onlyA + found.counts.forks).toBe(found.a.entries);
    expect(found.shared + found.counts.onlyB + found.counts.forks).toBe(found.b.entries);
  });

  it('tells the same whichever side is first', async () => {
    const { session } = await sampleCase('04-forked-chain', ['merchant.atb', 'user.atb']);
    const there = await compareHandlers['compare.run'](session, two, signal);
    const back = await compareHandlers['compare.run'](session, { caseId, a: '2', b: '1' }, signal);
    expect(back.verdict).toBe(there.verdict);
    expect(back.onlyA).toEqual(there.onlyB);
    expect(back.forks.map(({ a, b }) => [b.digest, a.digest])).toEqual(there.forks.map(({ a, b }) => [a.digest, b.digest]));
  });

  it('exports a proof that the command line checks without the case', async () => {
    const { session } = await sampleCase('04-forked-chain', ['merchant.atb', 'user.atb']);
    let path = '';
    const spool = session.spool.bind(session);
    session.spool = async (name) => {
      const file = await spool(name);
      ({ path } = file);
      return file;
    };
    const { forks } = await compareHandlers['compare.exportProof'](session, two, signal);
    const { proof } = JSON.parse(readFileSync(path, 'utf8')) as {
      proof: { seq: number; chain: string; jwk: object; envelopes: { payload: string }[] }[];
    };
    expect(proof).toHaveLength(forks);
    const cases = proof.flatMap(({ jwk, envelopes }) => envelopes.map((envelope) => ({ kind: 'dsse', envelope, jwk })));
    const answers: string[] = [];
    await runCheck(lines(cases), (text) => void answers.push(text));
    expect(answers.map((text) => (JSON.parse(text) as { verdict: string }).verdict)).toEqual(cases.map(() => 'valid'));
    for (const { chain, seq, envelopes } of proof)
      for (const { payload } of envelopes)
        expect(JSON.parse(Buffer.from(payload, 'base64').toString('utf8'))).toMatchObject({ chain, seq });
  });

  it('groups what only one side shows by chain, with places in the ledger', async () => {
    const fixture = await emptyCase();
    const { files, policyBytes } = coffeeOrder().builder.build();
    const [left] = [...files.keys()].filter((path) => path.startsWith('entries/'));
    const fewer = new Map([...files].filter(([path]) => path !== left));
    await fixture.take([writeFolder(files), writeFolder(fewer)], policyBytes);
    const found = await compareHandlers['compare.run'](fixture.session, two, signal);
    expect(found.onlyB).toEqual([]);
    expect(found.onlyA).toHaveLength(1);
    const [group] = found.onlyA;
    expect(group).toMatchObject({ whole: true, count: found.counts.onlyA, first: 0, last: found.counts.onlyA - 1 });
    expect(group?.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: found.counts.onlyA }, (_, seq) => seq));
    for (const { lineId } of group?.entries ?? []) expect(lineId).toBeGreaterThan(0);
    // What is not there contradicts nothing.
    expect(found.disagreements).toEqual([]);
    await expect(compareHandlers['compare.exportProof'](fixture.session, two, signal)).rejects.toMatchObject({
      code: 'E_NO_PROOF',
    });
  });

  it('tells how far it is, and ends at once when it is taken back, leaving no evidence behind', async () => {
    const fixture = await sampleCase('04-forked-chain', ['merchant.atb', 'user.atb']);
    const { session, events, dataFolder } = fixture;
    const controller = new AbortController();
    const host = events.push.bind(events);
    events.push = (...told) => {
      if (told.some((event) => event.topic === 'comparison' && event.step.phase === 'verify-b')) controller.abort();
      return host(...told);
    };
    const running = compareHandlers['compare.run'](session, two, controller.signal);
    await expect(running).rejects.toMatchObject({ code: 'E_CANCELLED' });
    expect(events.flatMap((event) => (event.topic === 'comparison' ? [event.step.phase] : []))).toContain('verify-a');
    expect(readdirSync(join(dataFolder, 'spool'))).toEqual([]);

    // It goes on to its end when it is asked for again.
    events.push = host;
    const found = await compareHandlers['compare.run'](session, two, signal);
    expect(found.verdict).toBe('fail');
    expect(new Set(events.flatMap((event) => (event.topic === 'comparison' ? [event.step.phase] : [])))).toEqual(
      new Set(['verify-a', 'verify-b', 'compare']),
    );
  });

  it('refuses a source that is none, and the same one twice', async () => {
    const { session } = await coffeeCase();
    await expect(compareHandlers['compare.run'](session, { caseId, a: '1', b: '1' }, signal)).rejects.toMatchObject({
      code: 'E_SOURCE',
    });
    await expect(compareHandlers['compare.run'](session, two, signal)).rejects.toMatchObject({ code: 'E_SOURCE' });
  });
});

const sumOf = (found: SourceComparison, side: 'onlyA' | 'onlyB'): number =>
  found[side].reduce((sum, { count }) => sum + count, 0);

async function* lines(cases: readonly object[]): AsyncGenerator<Uint8Array> {
  for (const item of cases) yield await Promise.resolve(encodeUtf8(`${JSON.stringify(item)}\n`));
}
