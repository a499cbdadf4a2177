import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingsHandlers } from '../../../../src-main/case/handlers/findings.ts';
import { spoiltCase } from '../../../fixtures/case-fixture.ts';

const signal = new AbortController().signal;
const caseId = `case-${'0'.repeat(32)}`;

describe('findings of a case', () => {
  it('tells the cause once, with what follows from it, and where it stands', async () => {
    const { session } = await spoiltCase();
    const page = await findingsHandlers['findings.list'](session, { caseId }, signal);
    const [cause] = page.causes;
    expect(cause).toMatchObject({
      number: 1,
      severity: 'error',
      same: 1,
      place: { chain: expect.stringMatching(/^urn:uuid:/), line: expect.any(Number) },
    });
    expect(page.causes.reduce((sum, { same, effects }) => sum + same + effects, 0)).toBe(page.findings);
    const detail = await findingsHandlers['findings.read'](session, { caseId, id: cause?.id ?? '' }, signal);
    expect(detail.effects.reduce((sum, { count }) => sum + count, 0)).toBe((cause?.same ?? 0) + (cause?.effects ?? 0));
    expect(detail.exitCode).toBe(1);
    expect(detail.command).toContain(`--require ${cause?.axis ?? ''}`);
    const effects = await findingsHandlers['findings.effects'](
      session,
      { caseId, id: cause?.id ?? '', offset: 0, count: 500 },
      signal,
    );
    expect(effects.length).toBe((cause?.same ?? 0) + (cause?.effects ?? 0));
  });

  it('narrows by what is asked for, and counts everything all the same', async () => {
    const { session } = await spoiltCase();
    const all = await findingsHandlers['findings.list'](session, { caseId }, signal);
    const [first] = all.causes;
    const list = (request: object) => findingsHandlers['findings.list'](session, { caseId, ...request }, signal);
    expect((await list({ search: first?.code.toLowerCase() })).causes.map(({ code }) => code)).toContain(first?.code);
    expect((await list({ search: 'no such words' })).causes).toEqual([]);
    expect((await list({ axes: [first?.axis] })).causes.every(({ axis }) => axis === first?.axis)).toBe(true);
    expect((await list({ triage: ['confirmed'] })).causes).toEqual([]);
    expect((await list({ search: 'no such words' })).facets).toEqual(all.facets);
  });

  it('keeps what people decide, takes it back and does it again, and signs each act into custody', async () => {
    const { session, reopen } = await spoiltCase();
    session.analyst = 'Ann';
    const { causes } = await findingsHandlers['findings.list'](session, { caseId }, signal);
    const id = causes[0]?.id ?? '';
    const stateOf = async () => (await findingsHandlers['findings.list'](session, { caseId }, signal)).causes[0]?.triage?.state;
    await findingsHandlers['findings.triage'](session, { caseId, ids: [id], state: 'confirmed', reason: '' }, signal);
    expect(await stateOf()).toBe('confirmed');
    expect(() =>
      findingsHandlers['findings.triage'](session, { caseId, ids: [id], state: 'dismissed', reason: ' ' }, signal),
    ).toThrow(expect.objectContaining({ code: 'E_REASON' }));
    await findingsHandlers['findings.triage'](session, { caseId, ids: [id], state: 'dismissed', reason: 'known' }, signal);
    await findingsHandlers['findings.note'](session, { caseId, id, text: 'asked the merchant' }, signal);
    for (const [act, state] of [
      ['note', 'dismissed'],
      ['triage', 'confirmed'],
      ['triage', undefined],
      [undefined, undefined],
    ] as const) {
      expect(await findingsHandlers['findings.undo'](session, { caseId }, signal)).toEqual(act === undefined ? {} : { act });
      expect(await stateOf()).toBe(state);
    }
    expect(await findingsHandlers['findings.redo'](session, { caseId }, signal)).toEqual({ act: 'triage' });
    expect(await stateOf()).toBe('confirmed');
    // A new act leaves nothing that could be done again.
    await findingsHandlers['findings.triage'](session, { caseId, ids: [id], state: 'open', reason: '' }, signal);
    expect(await findingsHandlers['findings.redo'](session, { caseId }, signal)).toEqual({});
    const again = await reopen();
    expect((await findingsHandlers['findings.list'](again, { caseId }, signal)).causes[0]?.triage?.state).toBe('open');
    const acts = again.read.query<{ n: number }>('SELECT count(*) AS n FROM custody_line').get()?.n ?? 0;
    expect(acts).toBeGreaterThanOrEqual(10);
  });

  it('refuses a cause that is not there', async () => {
    const { session } = await spoiltCase();
    expect(() => findingsHandlers['findings.read'](session, { caseId, id: 'sha256:none' }, signal)).toThrow(
      expect.objectContaining({ code: 'E_CAUSE' }),
    );
  });

  it.each(['csv', 'ndjson'] as const)('exports every finding as %s', async (format) => {
    const { session, dataFolder } = await spoiltCase();
    const { findings } = await findingsHandlers['findings.list'](session, { caseId }, signal);
    const { rows, sha256 } = await findingsHandlers['findings.export'](session, { caseId, format }, signal);
    const written = readFileSync(join(dataFolder, 'spool-1'), 'utf8').trimEnd().split('\n');
    expect(rows).toBe(findings);
    expect(written.length).toBe(format === 'csv' ? findings + 1 : findings);
    const custody = session.read.query<{ line: Uint8Array }>('SELECT line FROM custody_line ORDER BY id DESC LIMIT 1').get();
    const envelope = JSON.parse(Buffer.from(custody?.line ?? []).toString()) as { payload: string };
    expect(JSON.parse(Buffer.from(envelope.payload, 'base64').toString())).toMatchObject({
      act: 'case.exported',
      details: { what: 'findings', format, rows: findings, sha256 },
    });
  });

  it('leaves nothing of an export that is taken back, in the file or in the custody', async () => {
    const { session, dataFolder } = await spoiltCase();
    const acts = (): unknown => session.read.query('SELECT count(*) AS n FROM custody_line').get();
    const before = acts();
    const running = findingsHandlers['findings.export'](session, { caseId, format: 'ndjson' }, AbortSignal.abort());
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(readFileSync(join(dataFolder, 'spool-1'), 'utf8')).toBe('');
    expect(acts()).toEqual(before);
  });
});
