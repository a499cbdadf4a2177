import { describe, expect, it } from 'vitest';
import { transactionsHandlers } from '../../../../src-main/case/handlers/transactions.ts';
import { coffeeCase, spoiltCase } from '../../../fixtures/case-fixture.ts';

const signal = new AbortController().signal;
const caseId = `case-${'0'.repeat(32)}`;
const all = { caseId, only: 'all', offset: 0, count: 100 } as const;

describe('transactions of a case', () => {
  it('lists each with what was said, ordered and charged', async () => {
    const { session } = await coffeeCase();
    const { total, rows } = await transactionsHandlers['transactions.list'](session, all, signal);
    expect(total).toBe(1);
    expect(rows[0]).toMatchObject({
      ordered: { currency: 'CNY', minor: 5000 },
      charged: { currency: 'CNY', minor: 5000 },
      status: 'pass',
      differs: false,
    });
    const list = (request: object) => transactionsHandlers['transactions.list'](session, { ...all, ...request }, signal);
    expect((await list({ search: rows[0]?.txn.slice(0, 5) })).total).toBe(1);
    expect((await list({ search: "'; DROP TABLE txn; --" })).total).toBe(0);
    expect((await list({ only: 'failing' })).total).toBe(0);
  });

  it('tells the story with an arrow for each ref between its steps', async () => {
    const { session } = await coffeeCase();
    const txn = (await transactionsHandlers['transactions.list'](session, all, signal)).rows[0]?.txn ?? '';
    const told = await transactionsHandlers['transactions.read'](session, { caseId, txn }, signal);
    expect(told.arrows.length).toBeGreaterThan(5);
    for (const { from, to, broken } of told.arrows) {
      expect(from).toBeLessThan(to);
      expect(broken).toBe(false);
    }
    expect(Object.keys(told.lineIds)).toHaveLength(told.story.steps.length);
    expect(told.payments).toHaveLength(1);
    const captured = told.story.steps.find(({ what }) => what === 'payment.captured');
    expect(told.amounts[captured?.index ?? 0]).toEqual({ currency: 'CNY', minor: 5000 });
  });

  it('shows what rests on an entry that is not proven', async () => {
    const { session } = await spoiltCase();
    const txn = (await transactionsHandlers['transactions.list'](session, all, signal)).rows[0]?.txn ?? '';
    const told = await transactionsHandlers['transactions.read'](session, { caseId, txn }, signal);
    const unproven = told.story.steps.filter(({ applied }) => !applied).map(({ index }) => index);
    for (const arrow of told.arrows) expect(arrow.broken).toBe(unproven.includes(arrow.from));
  });

  it('refuses a transaction that the evidence does not tell of', async () => {
    const { session } = await coffeeCase();
    await expect(transactionsHandlers['transactions.read'](session, { caseId, txn: 'none' }, signal)).rejects.toMatchObject({
      code: 'E_TXN',
    });
  });
});
