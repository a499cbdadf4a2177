import type { Evidence } from '../../../src-core/evidence/state.ts';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import { isJsonObject, type JsonObject } from '../../../src-core/json/json-value.ts';
import { decodeHex } from '../../../src-core/encoding/hex.ts';
import type { StoryArrow, TransactionRow, TransactionStory } from '../../../src-core/host/groups/transactions.ts';
import type { MoneyValue, Status } from '../../../src-core/host/shapes.ts';
import { replayTransaction } from '../../../src-core/replay/replay.ts';
import type { Story } from '../../../src-core/replay/story.ts';
import type { CaseSession } from '../case-session.ts';
import type { CaseHandlers } from './handlers.ts';

interface TxnRow {
  readonly txn: string;
  readonly entries: number;
  readonly first_at: number | null;
  readonly status: Status;
  readonly what: string | null;
  readonly merchant: string | null;
  readonly merchant_name: string | null;
  readonly intended_currency: string | null;
  readonly intended_minor: number | null;
  readonly ordered_currency: string | null;
  readonly ordered_minor: number | null;
  readonly charged_currency: string | null;
  readonly charged_minor: number | null;
  readonly differs: number;
}

const ONLY = { all: '1', failing: "status <> 'pass'", differing: 'differs = 1' } as const;
const SEARCHED = ['txn', 'what', 'merchant', 'merchant_name', 'agent'];

const money = (name: 'intended' | 'ordered' | 'charged', row: TxnRow): Partial<Record<typeof name, MoneyValue>> => {
  const currency = row[`${name}_currency`];
  const minor = row[`${name}_minor`];
  return currency === null || minor === null ? {} : { [name]: { currency, minor } };
};

function rowOf(row: TxnRow): TransactionRow {
  return {
    txn: row.txn,
    ...(row.first_at === null ? {} : { at: formatInstant(row.first_at) }),
    ...(row.what === null ? {} : { what: row.what }),
    ...(row.merchant === null ? {} : { merchant: row.merchant }),
    ...(row.merchant_name === null ? {} : { merchantName: row.merchant_name }),
    ...money('intended', row),
    ...money('ordered', row),
    ...money('charged', row),
    entries: row.entries,
    status: row.status,
    differs: row.differs === 1,
  };
}

/** Refs between entries of the story, from the earlier to the later. */
function arrowsOf(evidence: Evidence, story: Story): StoryArrow[] {
  const steps = new Map(story.steps.map((step) => [step.entry.digest, step]));
  return story.steps.flatMap((step) => {
    const { refs } = entryOf(evidence, step.entry.digest);
    return refs.flatMap(({ rel, digest }): StoryArrow[] => {
      const from = steps.get(digest);
      return from === undefined || from === step ? [] : [{ from: from.index, to: step.index, rel, broken: !from.applied }];
    });
  });
}

interface Told {
  readonly refs: readonly { readonly rel: string; readonly digest: Story['steps'][number]['entry']['digest'] }[];
  readonly body: JsonObject;
}

/** What a told line says; the story tells only lines whose payload fits the schema. */
function entryOf(evidence: Evidence, digest: Story['steps'][number]['entry']['digest']): Told {
  const line = evidence.byDigest.get(digest);
  const payload = line?.payload as unknown as { refs: Told['refs']; body: JsonObject } | undefined;
  return { refs: payload?.refs ?? [], body: line?.body ?? payload?.body ?? {} };
}

/** The sum that an act names, whichever member of its body holds it. */
function amountIn(body: JsonObject): MoneyValue | undefined {
  for (const name of ['amount', 'total', 'limit']) {
    const value = body[name];
    if (isJsonObject(value) && typeof value['currency'] === 'string' && typeof value['minor'] === 'number') {
      return { currency: value['currency'], minor: value['minor'] };
    }
  }
  return undefined;
}

async function readStory(session: CaseSession, txn: string, signal: AbortSignal): Promise<TransactionStory> {
  const evidence = await session.evidence(signal);
  const story = replayTransaction(evidence, txn);
  const amounts: Record<number, MoneyValue> = {};
  const lineIds: Record<number, number> = {};
  for (const { index, entry } of story.steps) {
    const amount = amountIn(entryOf(evidence, entry.digest).body);
    if (amount !== undefined) amounts[index] = amount;
    const bytes = decodeHex(entry.digest.slice('sha256:'.length));
    const id = session.read.query<{ id: number }>('SELECT min(id) AS id FROM line WHERE digest = ?').get(bytes ?? null)?.id;
    if (typeof id === 'number') lineIds[index] = id;
  }
  const row = session.read.query<TxnRow>('SELECT * FROM txn WHERE txn = ?').get(txn);
  const payments = story.state['payments'];
  return {
    story,
    arrows: arrowsOf(evidence, story),
    amounts,
    lineIds,
    ...(typeof row?.what === 'string' ? { what: row.what } : {}),
    ...(typeof row?.merchant_name === 'string' ? { merchant: row.merchant_name } : {}),
    payments: isJsonObject(payments) ? Object.keys(payments).sort() : [],
  };
}

export const transactionsHandlers: CaseHandlers<'transactions.list' | 'transactions.read'> = {
  'transactions.list': ({ read }, { search, only, offset, count }) => {
    const words = search?.trim() ?? '';
    const where =
      words === ''
        ? ONLY[only]
        : `${ONLY[only]} AND (${SEARCHED.map((name) => `instr(lower(${name}), lower(?)) > 0`).join(' OR ')})`;
    const values = words === '' ? [] : SEARCHED.map(() => words);
    const total = read.query<{ n: number }>(`SELECT count(*) AS n FROM txn WHERE ${where}`).get(...values)?.n ?? 0;
    const rows = read
      .query<TxnRow>(`SELECT * FROM txn WHERE ${where} ORDER BY first_at IS NULL, first_at, txn LIMIT ? OFFSET ?`)
      .all(...values, count, offset)
      .map(rowOf);
    return { total, rows };
  },
  'transactions.read': (session, { txn }, signal) => readStory(session, txn, signal),
};
