import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CaseChannel, Value } from '../../../../src-core/host/contract.ts';
import type { Checked } from '../../../../src-main/application/handlers.ts';
import type { CaseSession } from '../../../../src-main/case/case-session.ts';
import { ledgerHandlers } from '../../../../src-main/case/handlers/ledger.ts';
import { coffeeCase, emptyCase, spoiltCase } from '../../../fixtures/case-fixture.ts';

type LedgerChannel = Extract<CaseChannel, `ledger.${string}`>;

/** Asks as the page does, until the store has looked at everything. */
const asker =
  (session: CaseSession) =>
  async <C extends LedgerChannel>(channel: C, request: Omit<Checked<C>, 'caseId'>): Promise<Value<C>> => {
    const handler = ledgerHandlers[channel] as (s: CaseSession, r: unknown, signal: AbortSignal) => Promise<Value<C>> | Value<C>;
    for (;;) {
      const value = await handler(session, { caseId: session.caseId, ...request }, new AbortController().signal);
      if (channel !== 'ledger.page' || (value as Value<'ledger.page'>).whole) return value;
    }
  };

const ALL = { filter: '', sort: 'at' };

describe('pages of the ledger', () => {
  it('give the rows from an offset, in the order of time, with what people know of each', async () => {
    const { session } = await coffeeCase();
    const ask = asker(session);
    const whole = await ask('ledger.page', { ...ALL, offset: 0, count: 500 });
    expect(whole).toMatchObject({ total: 30, all: 30, whole: true });
    expect(whole.rows.map(({ id }) => id)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    expect((await ask('ledger.page', { ...ALL, offset: 28, count: 500 })).rows).toEqual(whole.rows.slice(28));
    expect((await ask('ledger.page', { ...ALL, sort: '-at', offset: 0, count: 3 })).rows).toEqual(whole.rows.slice(27).reverse());
    const quote = whole.rows.find(({ type }) => type === 'order.quoted');
    expect(quote).toMatchObject({
      status: 'pass',
      flagged: false,
      role: 'merchant',
      amount: { currency: 'CNY', minor: 5000 },
    });
    expect(quote?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it.each(['seq', 'type', 'actor', 'txn', 'amount', 'status'])(
    'are in the order of %s, either way, what is absent last',
    async (sort) => {
      const { session } = await spoiltCase();
      const ask = asker(session);
      const up = (await ask('ledger.page', { filter: '', sort, offset: 0, count: 500 })).rows;
      const down = (await ask('ledger.page', { filter: '', sort: `-${sort}`, offset: 0, count: 500 })).rows;
      expect(up.length).toBeGreaterThan(25);
      expect(new Set(down.map(({ id }) => id))).toEqual(new Set(up.map(({ id }) => id)));
      const rank = ['fail', 'indeterminate', 'not-checked', 'pass'];
      const keyOf = (row: (typeof up)[number]): string | number | undefined => {
        if (sort === 'amount') return row.amount?.minor;
        if (sort === 'status') return rank.indexOf(row.status);
        if (sort === 'actor') return row.actorName ?? row.actor;
        return row[sort as 'seq' | 'type' | 'txn'];
      };
      for (const [rows, way] of [
        [up, 1],
        [down, -1],
      ] as const) {
        const keys = rows.map(keyOf);
        const known = keys.filter((key) => key !== undefined);
        expect(keys.slice(0, known.length)).toEqual(known);
        for (let at = 1; at < known.length; at++) {
          const [before, after] = [known[at - 1] ?? 0, known[at] ?? 0];
          expect(before === after || before < after === (way === 1)).toBe(true);
          if (before === after) expect(Math.sign((rows[at]?.id ?? 0) - (rows[at - 1]?.id ?? 0))).toBe(way);
        }
      }
    },
  );

  it('answer a filter, and refuse one that is not whole', async () => {
    const { session } = await spoiltCase();
    const ask = asker(session);
    const page = await ask('ledger.page', { filter: 'status == fail', sort: 'at', offset: 0, count: 500 });
    expect(page.total).toBeGreaterThan(0);
    expect(page.total).toBeLessThan(page.all);
    expect(page.rows.every(({ status }) => status === 'fail')).toBe(true);
    await expect(ask('ledger.page', { filter: 'status == ', sort: 'at', offset: 0, count: 1 })).rejects.toMatchObject({
      code: 'E_FILTER',
    });
  });

  it('show the rows on which a cause or its effects stand', async () => {
    const { session } = await spoiltCase();
    const ask = asker(session);
    const [cause] = session.read.query<{ id: number; same: number; effects: number }>('SELECT * FROM cause ORDER BY id').all();
    const lines = session.read
      .query<{ id: number }>('SELECT DISTINCT line_id AS id FROM finding WHERE cause = ? AND line_id IS NOT NULL ORDER BY 1')
      .all(cause?.id ?? 0);
    const page = await ask('ledger.page', { filter: `cause == ${cause?.id}`, sort: 'at', offset: 0, count: 500 });
    expect(page.rows.map(({ id }) => id)).toEqual(lines.map(({ id }) => id));
    expect(lines.length).toBeGreaterThan(1);
  });

  it('are empty in an empty case', async () => {
    const { session } = await emptyCase();
    const ask = asker(session);
    expect(await ask('ledger.page', { ...ALL, offset: 0, count: 10 })).toMatchObject({ total: 0, all: 0, rows: [], whole: true });
    expect(await ask('ledger.marks', { ...ALL, buckets: 10 })).toEqual([]);
    expect(await ask('ledger.locate', { ...ALL, target: '3' })).toEqual({ reads: 'seq' });
  });
});

describe('places in the ledger', () => {
  it('are found by number, digest and time, and where they stand under a filter', async () => {
    const { session } = await coffeeCase();
    const ask = asker(session);
    const { rows } = await ask('ledger.page', { ...ALL, offset: 0, count: 500 });
    const last = rows[29];
    const digest = last?.digest?.replace('sha256:', '') ?? '';
    for (const target of [digest, `sha256:${digest}`, digest.slice(0, 9), digest.slice(0, 12).toUpperCase()])
      expect(await ask('ledger.locate', { ...ALL, target })).toEqual({ reads: 'digest', id: 30, offset: 29 });
    expect(await ask('ledger.locate', { ...ALL, sort: '-at', target: digest })).toMatchObject({ offset: 0 });
    expect(await ask('ledger.locate', { ...ALL, target: last?.at ?? '' })).toMatchObject({
      reads: 'time',
      id: rows.findIndex(({ at }) => at === last?.at) + 1,
    });
    expect(await ask('ledger.locate', { ...ALL, target: '1999-01-01' })).toMatchObject({ reads: 'time', id: 1 });
    const second = rows.find(({ seq, chain }) => seq === 1 && chain === last?.chain);
    expect(await ask('ledger.locate', { ...ALL, target: '1', near: 30 })).toMatchObject({ reads: 'seq', id: second?.id });
    expect(await ask('ledger.locate', { ...ALL, target: '999' })).toEqual({ reads: 'seq' });
    expect(await ask('ledger.locate', { ...ALL, target: 'who knows' })).toEqual({});
    const filter = `digest == ${digest}`;
    expect(await ask('ledger.offsetOf', { filter, sort: 'at', id: 30 })).toEqual({ offset: 0 });
    expect(await ask('ledger.offsetOf', { filter, sort: 'at', id: 29 })).toEqual({});
  });

  it('step from finding to finding, either way, and end', async () => {
    const { session } = await spoiltCase();
    const ask = asker(session);
    const marked = session.read
      .query<{ id: number }>('SELECT id FROM line WHERE code IS NOT NULL ORDER BY id')
      .all()
      .map(({ id }) => id);
    const seen: number[] = [];
    for (let after = 0; ;) {
      const place = await ask('ledger.nextFinding', { ...ALL, after, way: 'next' });
      if (place.offset === undefined) break;
      expect(place.id).toBe(place.offset + 1);
      seen.push(place.id ?? 0);
      after = place.offset;
    }
    expect(seen).toEqual(marked.filter((id) => id > 1));
    const before = await ask('ledger.nextFinding', { ...ALL, after: (seen[1] ?? 0) - 1, way: 'previous' });
    expect(before.id).toBe(seen[0]);
    expect(await ask('ledger.nextFinding', { ...ALL, after: 0, way: 'previous' })).toEqual({});
  });

  it('are marked with the worst of each part', async () => {
    const { session } = await spoiltCase();
    const ask = asker(session);
    const { rows } = await ask('ledger.page', { ...ALL, offset: 0, count: 500 });
    expect(await ask('ledger.marks', { ...ALL, buckets: 1000 })).toEqual(rows.map(({ status }) => status));
    expect(await ask('ledger.marks', { ...ALL, sort: '-at', buckets: 1000 })).toEqual(rows.map(({ status }) => status).reverse());
    const one = await ask('ledger.marks', { ...ALL, buckets: 1 });
    expect(one).toEqual(['fail']);
    const bySeq = await ask('ledger.page', { filter: '', sort: 'seq', offset: 0, count: 500 });
    expect(await ask('ledger.marks', { filter: '', sort: 'seq', buckets: 1000 })).toEqual(bySeq.rows.map(({ status }) => status));
  });
});

describe('a line taken apart', () => {
  it('has its members where its bytes say, and its neighbours', async () => {
    const { session } = await coffeeCase();
    const ask = asker(session);
    const { rows } = await ask('ledger.page', { ...ALL, offset: 0, count: 500 });
    const named = session.read
      .query<{ line: number }>('SELECT ref.line FROM ref JOIN line l ON l.id = ref.line WHERE l.seq > 0 ORDER BY ref.line')
      .get();
    const row = rows.find(({ id }) => id === named?.line);
    const detail = await ask('ledger.read', { id: row?.id ?? 0 });
    const payload = Buffer.from(detail.payload ?? '', 'base64');
    const raw = Buffer.from(detail.raw, 'base64');
    expect(raw.at(-1)).toBe(10);
    expect(raw.length).toBe(detail.length);
    expect(detail).toMatchObject({ canonical: true, signature: 'valid', row: { id: row?.id } });
    for (const node of detail.tree) {
      const spelt = payload.subarray(node.from, node.to).toString();
      if (node.kind === 'string') expect(JSON.parse(spelt)).toBe(node.value);
      else if (node.value !== undefined) expect(spelt).toBe(node.value);
    }
    const at = detail.tree.find(({ pointer }) => pointer === '/at');
    expect(at?.value).toBe(row?.at);
    const signed = detail.envelope.find(({ pointer }) => pointer === '/payload');
    expect(raw.subarray((signed?.from ?? 0) + 1, (signed?.to ?? 0) - 1).toString()).toBe(detail.payload);
    const { previous, next, refs } = detail.links;
    expect(previous?.seq).toBe((row?.seq ?? 0) - 1);
    expect(previous?.stated).toBe(previous?.computed);
    expect(next?.computed).toBe(row?.digest);
    expect(refs.every(({ lineId }) => lineId !== undefined)).toBe(true);
    const [ref] = refs;
    const target = await ask('ledger.read', { id: ref?.lineId ?? 0 });
    expect(target.links.named.map(({ lineId }) => lineId)).toContain(row?.id);
  });

  it('shows a digest that the next entry states otherwise, and what fails', async () => {
    const { session } = await spoiltCase();
    const ask = asker(session);
    const broken = session.read
      .query<{ line_id: number }>("SELECT line_id FROM finding WHERE code IN ('E_SIG', 'E_CANON', 'E_PARSE') LIMIT 1")
      .get();
    const detail = await ask('ledger.read', { id: broken?.line_id ?? 0 });
    expect(detail.signature).not.toBe('valid');
    expect(detail.findings.map(({ severity }) => severity)).toContain('error');
    const { next } = detail.links;
    if (next?.computed !== undefined) expect(next.stated).not.toBe(next.computed);
    await expect(ask('ledger.read', { id: 9999 })).rejects.toMatchObject({ code: 'E_LINE' });
  });

  it('tells what became of members that were not signed in clear', async () => {
    const { session } = await coffeeCase();
    const fields = await asker(session)('ledger.fields', { id: 1 });
    expect(fields).toEqual({ known: true, states: [], undisclosed: 0 });
  });
});

describe('completion', () => {
  it('counts the values among the rows that the rest of the filter leaves', async () => {
    const { session } = await spoiltCase();
    const ask = asker(session);
    const filter = 'role == merchant_agent and status == ';
    const answer = await ask('ledger.complete', { filter, at: filter.length });
    const counts = session.read
      .query<{ status: string; n: number }>(
        "SELECT status, count(*) AS n FROM line WHERE role = 'merchant_agent' GROUP BY status",
      )
      .all();
    expect(answer).toMatchObject({ expects: 'value', field: 'status', from: filter.length });
    expect(answer.among).toBe(counts.reduce((sum, { n }) => sum + n, 0));
    expect(answer.items.map(({ value, count }) => [value, count])).toEqual(
      ['pass', 'fail', 'indeterminate', 'not-checked'].map((value) => [
        value,
        counts.find(({ status }) => status === value)?.n ?? 0,
      ]),
    );
  });

  it('offers fields, operators, and values spelt so that they can be read back', async () => {
    const { session } = await coffeeCase();
    const ask = asker(session);
    const insertsAt = async (filter: string): Promise<string[]> =>
      (await ask('ledger.complete', { filter, at: filter.length })).items.map(({ insert }) => insert);
    expect(await insertsAt('sta')).toEqual(['status ']);
    expect(await insertsAt('status ')).toEqual(['== ', '!= ', 'in ']);
    expect(await insertsAt('status')).toEqual(['status ']);
    for (const value of await insertsAt('actor == '))
      expect(await ask('ledger.check', { filter: `actor == ${value}` }), value).toEqual({ state: 'valid' });
    expect((await ask('ledger.complete', { filter: 'nonsense == ', at: 12 })).items).toEqual([]);
  });
});

describe('what people keep of the ledger', () => {
  it('flags lines by their place, which a filter finds', async () => {
    const { session } = await coffeeCase();
    const ask = asker(session);
    const flagged = (): Promise<Value<'ledger.page'>> =>
      ask('ledger.page', { filter: 'flagged', sort: 'at', offset: 0, count: 10 });
    expect((await flagged()).total).toBe(0);
    expect(await ask('ledger.flag', { id: 7, flagged: true })).toMatchObject({ id: 7, flagged: true });
    expect((await flagged()).rows.map(({ id }) => id)).toEqual([7]);
    await ask('ledger.flag', { id: 7, flagged: false });
    expect((await flagged()).total).toBe(0);
  });

  it('saves views under a name, replaces and removes them', async () => {
    const { session, events } = await coffeeCase();
    const ask = asker(session);
    const view = { name: ' 早上 ', filter: 'status == fail', columns: ['seq', 'at:200'], sort: '-at' };
    expect(await ask('ledger.saveView', view)).toMatchObject([
      { name: '早上', filter: 'status == fail', columns: ['seq', 'at:200'] },
    ]);
    const [saved] = await ask('ledger.saveView', { ...view, filter: 'flagged' });
    expect(await ask('ledger.views', {})).toMatchObject([{ filter: 'flagged' }]);
    expect(events).toContainEqual({ topic: 'case', caseId: session.caseId, part: 'views' });
    expect(await ask('ledger.removeView', { id: saved?.id ?? '' })).toEqual([]);
  });

  it.each(['csv', 'ndjson'] as const)('exports every row of a filter as %s and says so in the custody', async (format) => {
    const { session, dataFolder } = await spoiltCase();
    const ask = asker(session);
    const { total } = await ask('ledger.page', { filter: 'status != pass', sort: 'at', offset: 0, count: 1 });
    const answer = await ask('ledger.export', { filter: 'status != pass', sort: 'at', format });
    expect(answer.rows).toBe(total);
    const lines = readFileSync(`${dataFolder}/spool-1`, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(format === 'csv' ? total + 1 : total);
    const custody = session.read.query<{ line: Uint8Array }>('SELECT line FROM custody_line ORDER BY id DESC LIMIT 1').get();
    const envelope = JSON.parse(Buffer.from(custody?.line ?? []).toString()) as { payload: string };
    expect(JSON.parse(Buffer.from(envelope.payload, 'base64').toString())).toMatchObject({
      act: 'case.exported',
      details: { what: 'ledger', rows: total, filter: 'status != pass', sha256: answer.sha256 },
    });
  });
});
