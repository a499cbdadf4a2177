import { describe, expect, it } from 'vitest';
import { overviewHandlers } from '../../../../src-main/case/handlers/overview.ts';
import { coffeeCase, emptyCase, spoiltCase } from '../../../fixtures/case-fixture.ts';

const signal = new AbortController().signal;
const request = { caseId: `case-${'0'.repeat(32)}`, buckets: 200 };

describe('the overview of a case', () => {
  it('says nothing of a case that holds nothing', async () => {
    const { session } = await emptyCase();
    expect(await overviewHandlers['overview.read'](session, request, signal)).toMatchObject({
      verdict: { verdict: 'not-checked', entries: 0 },
      axes: [],
      sources: [],
      causes: [],
      ribbon: { rows: [], tags: [] },
    });
  });

  it('counts on every axis all that there is', async () => {
    const { session } = await coffeeCase();
    const overview = await overviewHandlers['overview.read'](session, request, signal);
    expect(overview.verdict).toMatchObject({ verdict: 'pass', entries: 30, holding: 30, chains: 6, trust: { mode: 'pinned' } });
    expect(
      overview.axes.map(({ axis, state, holds, fails, indeterminate, unit }) => [axis, state, holds, fails, indeterminate, unit]),
    ).toEqual([
      ['integrity', 'pass', 30, 0, 0, 'lines'],
      ['authenticity', 'pass', 30, 0, 0, 'signatures'],
      ['authority', 'pass', 1, 0, 0, 'transactions'],
      ['order', 'pass', 30, 0, 0, 'links'],
      ['time', 'pass', 30, 0, 0, 'entries'],
      ['completeness', 'pass', 6, 0, 0, 'chains'],
    ]);
    expect(overview.notChecked).toEqual([]);
    expect(overview.chains.reduce((sum, { entries }) => sum + entries, 0)).toBe(30);
    expect(overview.ribbon.rows.length).toBe(6);
    expect(overview.ribbon.rows.every((row) => row.length > 0 && row.every(({ status }) => status === 'pass'))).toBe(true);
  });

  it('shows a failure on its axis, at its chain, with its cause first', async () => {
    const { session } = await spoiltCase();
    const overview = await overviewHandlers['overview.read'](session, request, signal);
    const [cause] = overview.causes;
    expect(overview.verdict.verdict).toBe('fail');
    expect(overview.axes.find(({ axis }) => axis === cause?.axis)).toMatchObject({ state: 'fail', fails: 1 });
    const row = overview.chains.findIndex(({ chain }) => chain === cause?.place.chain);
    expect(overview.ribbon.rows[row]?.some(({ status }) => status === 'fail')).toBe(true);
    expect(overview.ribbon.tags[0]).toMatchObject({ cause: 1, chain: row });
    for (const { axis, holds, fails, indeterminate } of overview.axes.filter(
      ({ unit }) => unit === 'lines' || unit === 'signatures' || unit === 'links',
    ))
      expect([axis, holds + fails + indeterminate]).toEqual([axis, 30]);
  });
});
