import type { Digest } from '../../src-core/crypto/sha256.ts';
import { parseInstant } from '../../src-core/encoding/instant.ts';
import type { Evidence, EvidenceLine } from '../../src-core/evidence/state.ts';
import type { MoneyValue, Status } from '../../src-core/host/shapes.ts';
import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';
import { compareFields } from '../../src-core/replay/compare-fields.ts';
import { orderEntries, type ToldLine } from '../../src-core/replay/order-entries.ts';
import { applyEntry, emptyState, type TransactionState } from '../../src-core/replay/state.ts';
import type { Cell } from '../store/database.ts';

export interface TransactionParts {
  readonly id: number;
  readonly txn: string;
  /** In the ledger's order. */
  readonly lines: readonly EvidenceLine[];
  readonly status: Status;
  readonly isDoubted: (line: EvidenceLine) => boolean;
  readonly nameOf: (party: string) => string | undefined;
}

/** What lists show of a transaction: by the same transitions and comparison as its replay. */
export function transactionRow(evidence: Evidence, parts: TransactionParts): Cell[] {
  const told = toldLines(evidence, parts.lines);
  let state: TransactionState = emptyState;
  for (const { line, entry } of orderEntries(told)) {
    if (!parts.isDoubted(line)) state = applyEntry(state, entry, line.body ?? entry.body);
  }
  const comparison = compareFields(state);
  const totals = comparison.filter(({ field }) => field === 'total' || field.endsWith('/total'));
  const intended = sumOf(totals.slice(0, 1).map((row) => row.intended));
  const ordered = sumOf(totals.map((row) => row.ordered));
  const charged = sumOf(totals.slice(0, 1).map((row) => row.charged));
  const order = Object.values(memberOf(state, 'orders')).find(isJsonObject);
  const merchant = textOf(order?.['payee']) ?? textOf(memberOf(memberOf(state, 'discovery'), 'selected')['payee']);
  const times = parts.lines.flatMap((line) => {
    const at = line.payload?.['at'];
    return typeof at === 'string' ? (parseInstant(at) ?? []) : [];
  });
  return [
    parts.id,
    parts.txn,
    parts.lines.length,
    times.length === 0 ? null : times.reduce((least, at) => Math.min(least, at)),
    times.length === 0 ? null : times.reduce((most, at) => Math.max(most, at)),
    parts.status,
    firstItem(order) ?? null,
    merchant ?? null,
    merchant === undefined ? null : (parts.nameOf(merchant) ?? null),
    told.find(({ entry }) => entry.actor.role === 'user_agent')?.entry.actor.id ?? null,
    ...moneyCells(intended),
    ...moneyCells(ordered),
    ...moneyCells(charged),
    ...moneyCells(refunded(told, parts.isDoubted)),
    Number(comparison.some(({ result }) => result === 'differs')),
  ];
}

/** The entries of the transaction, each once, and the mandates and delegations that they stand under. */
function toldLines(evidence: Evidence, lines: readonly EvidenceLine[]): ToldLine[] {
  const told = new Map<Digest, ToldLine>();
  const take = (line: EvidenceLine | undefined): void => {
    if (line?.entry === undefined || line.digest === undefined || told.has(line.digest)) return;
    told.set(line.digest, { line, entry: line.entry, digest: line.digest });
    for (const { rel, digest } of line.entry.refs) if (rel === 'under') take(evidence.byDigest.get(digest));
  };
  for (const line of lines) take(line);
  return [...told.values()];
}

function refunded(told: readonly ToldLine[], isDoubted: (line: EvidenceLine) => boolean): MoneyValue | undefined {
  // Several parties may record one refund; it is counted once.
  const byId = new Map<string, JsonValue | undefined>();
  for (const { line, entry } of told) {
    const body = line.body ?? entry.body;
    if (entry.type === 'refund.issued' && !isDoubted(line)) byId.set(String(body['refundId']), body['amount']);
  }
  return sumOf([...byId.values()]);
}

/** Absent where nothing is shown or currencies differ: no number would be true. */
function sumOf(values: readonly (JsonValue | undefined)[]): MoneyValue | undefined {
  let sum: MoneyValue | undefined;
  for (const value of values) {
    if (value === undefined || !isJsonObject(value)) continue;
    const { currency, minor } = value;
    if (typeof currency !== 'string' || typeof minor !== 'number') return undefined;
    if (sum !== undefined && sum.currency !== currency) return undefined;
    sum = { currency, minor: (sum?.minor ?? 0) + minor };
  }
  return sum !== undefined && Number.isSafeInteger(sum.minor) ? sum : undefined;
}

const moneyCells = (money: MoneyValue | undefined): [string | null, number | null] => [
  money?.currency ?? null,
  money?.minor ?? null,
];

function firstItem(order: JsonObject | undefined): string | undefined {
  const lines = order?.['lines'];
  const first = Array.isArray(lines) ? lines.find(isJsonObject) : undefined;
  return textOf(first?.['name']);
}

const textOf = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

function memberOf(value: JsonObject, name: string): JsonObject {
  const member = value[name];
  return isJsonObject(member) ? member : {};
}
