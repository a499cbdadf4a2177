import { EvidenceView } from '../arbitration/facts/evidence-view.ts';
import { indexEntries, type EntryView } from '../arbitration/facts/entry-view.ts';
import { groupOf } from '../arbitration/facts/payment-group.ts';
import { readTimeParameters } from '../arbitration/parameter.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { formatInstant } from '../encoding/instant.ts';
import type { Evidence } from '../evidence/state.ts';
import { isJsonObject } from '../json/json-value.ts';
import { auditClaim, type AuditTerms } from './audit-claim.ts';

/** A unit of the population, before rules are applied. */
export interface AuditUnit {
  readonly txn: string;
  /** Sorted; empty for a transaction without payments. */
  readonly payments: readonly string[];
  /** The actor that the transaction's user entries name, the least of several. */
  readonly user?: string;
  /** Kind of terminal, `mixed` where entries name several, `none` where none does. */
  readonly terminal: string;
  /** UTC date, `-` where no clock can be read. */
  readonly day: string;
}

function least(texts: Iterable<string>): string | undefined {
  return [...texts].sort(compareUtf16)[0];
}

function idsIn(entries: readonly EntryView[]): string[] {
  const ids = entries.map((entry) => entry.body['paymentId']).filter((id): id is string => typeof id === 'string');
  return [...new Set(ids)].sort(compareUtf16);
}

/** Payments that pay for the same thing stand together, as arbitration joins them. */
function groupsOf(evidence: Evidence, txn: string, payments: readonly string[], terms: AuditTerms): string[][] {
  if (payments.length < 2) return [[...payments]];
  const view = new EvidenceView(evidence, auditClaim({ txn }, terms), readTimeParameters(terms.set.params), new Set());
  const groups: string[][] = [];
  const placed = new Set<string>();
  for (const paymentId of payments) {
    if (placed.has(paymentId)) continue;
    const group = [...groupOf(view, paymentId).paymentIds].filter((id) => payments.includes(id)).sort(compareUtf16);
    for (const id of group) placed.add(id);
    groups.push(group);
  }
  return groups;
}

/** Terminal and day are those of the first of these types that a unit has an entry of. */
const placeTypes = ['order.created', 'payment.requested', 'payment.captured', 'intent.captured', 'service.queried'];
const dayTypes = ['payment.captured', 'payment.requested', 'order.created'];

function terminalOf(entries: readonly EntryView[]): string {
  for (const type of placeTypes) {
    const kinds = new Set(
      entries.flatMap((entry) => {
        const terminal = entry.type === type ? entry.line.payload?.['terminal'] : undefined;
        const kind = isJsonObject(terminal) ? terminal['kind'] : undefined;
        return typeof kind === 'string' ? [kind] : [];
      }),
    );
    if (kinds.size > 0) return kinds.size > 1 ? 'mixed' : ([...kinds][0] as string);
  }
  return 'none';
}

/** The UTC date of an author's clock, `-` where there is none. */
export function dayOf(at: number | undefined): string {
  return at === undefined ? '-' : formatInstant(at).slice(0, 10);
}

function firstDay(entries: readonly EntryView[]): string {
  for (const type of [...dayTypes, undefined]) {
    const clocks = entries.flatMap((entry) => (type === undefined || entry.type === type ? (entry.at ?? []) : []));
    if (clocks.length > 0) return dayOf(clocks.reduce((a, b) => Math.min(a, b)));
  }
  return '-';
}

/** Entries that name one of the payments or none at all: the latter stand for the whole transaction. */
function entriesOf(all: readonly EntryView[], payments: readonly string[], isOnly: boolean): readonly EntryView[] {
  if (isOnly) return all;
  const orders = new Set(
    all.flatMap(({ body }) => (payments.includes(String(body['paymentId'])) ? (body['orderId'] ?? []) : [])),
  );
  return all.filter(({ body }) => {
    const { paymentId, orderId } = body;
    if (typeof paymentId === 'string') return payments.includes(paymentId);
    return typeof orderId === 'string' ? orders.has(orderId) : false;
  });
}

/** The entries of a transaction that count: the admissible ones, all where none is. */
export function countedEntries(evidence: Evidence, txn: string): readonly EntryView[] {
  const index = indexEntries(evidence);
  const all = index.byTxn(txn).flatMap((digest) => index.entry(digest) ?? []);
  const admissible = all.filter((entry) => entry.admissible);
  return admissible.length > 0 ? admissible : all;
}

/** The units of a transaction, by their first payments. */
export function unitsOf(evidence: Evidence, txn: string, terms: AuditTerms): AuditUnit[] {
  const entries = countedEntries(evidence, txn);
  const user = least(entries.flatMap((entry) => (entry.role === 'user' ? [entry.actorId] : [])));
  const groups = groupsOf(evidence, txn, idsIn(entries), terms);
  return groups
    .map((payments): AuditUnit => {
      const own = entriesOf(entries, payments, groups.length < 2);
      return { txn, payments, ...(user === undefined ? {} : { user }), terminal: terminalOf(own), day: firstDay(own) };
    })
    .sort((a, b) => compareUtf16(a.payments[0] ?? '', b.payments[0] ?? ''));
}
