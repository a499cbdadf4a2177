import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REPORT_TABLES } from '../../../../src-core/host/groups/reports.ts';
import { reportsHandlers } from '../../../../src-main/case/handlers/reports.ts';
import { bucketWidth } from '../../../../src-main/case/reports/read-reports.ts';
import { emptyCase, spoiltCase } from '../../../fixtures/case-fixture.ts';
import { sampleCase } from '../../../fixtures/sample-cases.ts';

const signal = new AbortController().signal;
const caseId = `case-${'0'.repeat(32)}`;
const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);

describe('reports of a case', () => {
  it.each([10, 11, 100, 2000])('counts every entry and finding with a time in at most %i buckets', async (buckets) => {
    const { session } = await spoiltCase();
    const { series } = await reportsHandlers['reports.read'](session, { caseId, buckets }, signal);
    expect(series.at.length).toBeLessThanOrEqual(buckets);
    expect(series.at.length).toBeGreaterThan(1);
    const counted = (sql: string): number => session.read.query<{ n: number }>(sql).get()?.n ?? 0;
    expect(sum(series.entries)).toBe(counted('SELECT count(*) AS n FROM line WHERE at IS NOT NULL'));
    const placed = "FROM finding f JOIN line l ON l.id = f.line_id WHERE l.at IS NOT NULL AND f.severity = 'error'";
    expect(sum(series.errors)).toBe(counted(`SELECT count(*) AS n ${placed}`));
    for (const at of series.at) expect(at % series.step).toBe(0);
  });

  it('adds amounts up exactly, by currency, and says what stands in transactions that fail', async () => {
    const { session } = await sampleCase('10-terminals');
    const { amounts, unpriced, statuses } = await reportsHandlers['reports.read'](session, { caseId, buckets: 100 }, signal);
    const rows = session.read
      .query<{ status: string; charged_currency: string | null; charged_minor: number | null; refunded_minor: number | null }>(
        'SELECT * FROM txn',
      )
      .all();
    expect(sum(Object.values(statuses))).toBe(rows.length);
    expect(sum(amounts.map(({ transactions }) => transactions)) + unpriced).toBe(rows.length);
    expect(amounts.length).toBeGreaterThan(0);
    for (const amount of amounts) {
      const own = rows.filter(({ charged_currency }) => charged_currency === amount.currency);
      expect(amount.captured).toBe(sum(own.map(({ charged_minor }) => charged_minor ?? 0)));
      expect(amount.exposed).toBe(
        sum(own.filter(({ status }) => status === 'fail').map(({ charged_minor }) => charged_minor ?? 0)),
      );
    }
  });

  it('counts each transaction under one terminal, so that terminals add up', async () => {
    const { session } = await sampleCase('10-terminals');
    const { terminals, amounts } = await reportsHandlers['reports.read'](session, { caseId, buckets: 100 }, signal);
    expect(terminals.length).toBeGreaterThan(2);
    const charged = terminals.flatMap((row) => row.charged).filter(({ currency }) => currency === amounts[0]?.currency);
    expect(sum(charged.map(({ minor }) => minor))).toBeLessThanOrEqual(amounts[0]?.captured ?? 0);
    const transactions = session.read
      .query<{ n: number }>('SELECT count(DISTINCT txn) AS n FROM line WHERE terminal IS NOT NULL AND txn IS NOT NULL')
      .get()?.n;
    expect(sum(terminals.map((row) => row.transactions))).toBe(transactions);
  });

  it('leaves out a sum that a number does not hold exactly', async () => {
    const { session } = await sampleCase('10-terminals');
    const [first, second] = session.read
      .query<{ id: number }>('SELECT id FROM txn WHERE charged_minor IS NOT NULL LIMIT 2')
      .all();
    session.write((database) => {
      for (const row of [first, second])
        database.change('UPDATE txn SET charged_minor = ? WHERE id = ?').run(Number.MAX_SAFE_INTEGER, row?.id ?? 0);
    });
    const { amounts } = await reportsHandlers['reports.read'](session, { caseId, buckets: 100 }, signal);
    expect(amounts[0]?.captured).toBeUndefined();
    expect(amounts[0]?.transactions).toBeGreaterThan(1);
  });

  it('has nothing to show of an empty case, and says so without numbers of its own', async () => {
    const { session } = await emptyCase();
    const reports = await reportsHandlers['reports.read'](session, { caseId, buckets: 100 }, signal);
    expect(reports.series.at).toEqual([]);
    expect(reports.amounts).toEqual([]);
  });

  it.each(REPORT_TABLES)('writes the whole table of %s', async (table) => {
    const { session } = await sampleCase('10-terminals');
    let path = '';
    const spool = session.spool.bind(session);
    session.spool = async (name) => {
      const file = await spool(name);
      ({ path } = file);
      return file;
    };
    const { rows } = await reportsHandlers['reports.export'](session, { caseId, table, buckets: 50 }, signal);
    const lines = readFileSync(path, 'utf8').split('\r\n');
    expect(lines).toHaveLength(rows + 2);
    expect(rows).toBeGreaterThan(0);
    const width = lines[0]?.split(',').length;
    if (!lines.some((line) => line.includes('"')))
      for (const line of lines.slice(0, -1)) expect(line.split(',').length).toBeLessThanOrEqual(width ?? 0);
  });
});

describe('the width of a bucket', () => {
  it.each([
    [1, 100, 1],
    [99_000, 100, 1000],
    [3_600_000, 100, 60_000],
    [7 * 86_400_000, 1000, 15 * 60_000],
    [40 * 365 * 86_400_000, 1000, 15 * 86_400_000],
  ])('of %i ms in %i buckets is %i', (span, most, width) => expect(bucketWidth(span, most)).toBe(width));
});
