import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import type { CaseView } from './case-view.ts';
import type { EntryView } from './entry-view.ts';
import type { EvidenceView } from './evidence-view.ts';
import { pathOf } from './mandate-path.ts';
import { orderOf } from './orders.ts';
import { orderIdOf } from './payment-group.ts';
import { readText } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, citing, known } from './reading.ts';
import type { Recorded } from './tenders.ts';
import { groupRecorded } from './tenders.ts';

/** True for an admissible capture that is not of the claim's group of payments. */
export function isElsewhere({ view, group }: CaseView, capture: EntryView): boolean {
  const { paymentId } = capture.body;
  const isOfGroup = capture.txn === view.txn && typeof paymentId === 'string' && group.paymentIds.has(paymentId);
  return capture.admissible && typeof paymentId === 'string' && !isOfGroup;
}

/** Those of any transaction. */
export function capturesElsewhere(facts: CaseView): EntryView[] {
  return facts.view.allOfType('payment.captured').filter((entry) => isElsewhere(facts, entry));
}

/** The order that a capture was made for, derived in the capture's own transaction. */
export function orderOfCapture(view: EvidenceView, capture: EntryView): Reading<EntryView> {
  return orderOf(view, capture.txn, orderIdOf(view, capture.txn, String(capture.body['paymentId'])));
}

/** Captures told apart by transaction and `captureId`, each with the entry of least digest; by transaction, then id. */
export function distinctCaptures(entries: readonly EntryView[]): Reading<Recorded>[] {
  const byTxn = new Map<string, Map<unknown, EntryView[]>>();
  for (const entry of entries) {
    const ids = byTxn.get(entry.txn) ?? new Map<unknown, EntryView[]>();
    const id = entry.body['captureId'] ?? entry.digest;
    byTxn.set(
      entry.txn,
      ids.set(
        id,
        [...(ids.get(id) ?? []), entry].sort((a, b) => compareUtf16(a.digest, b.digest)),
      ),
    );
  }
  const groups = [...byTxn].sort(([a], [b]) => compareUtf16(a, b)).flatMap(([, ids]) => [...ids.values()]);
  return groups.map((group) => andThen(groupRecorded(group, 'captureId'), ([recorded]) => known(recorded as Recorded)));
}

/** Who pays for an order: the principal of the mandate that it was placed under, or the user who placed it without one. */
export function payerOf(view: EvidenceView, order: Reading<EntryView>): Reading<string> {
  return andThen(order, (created) =>
    andThen(pathOf(view, order), (path) => {
      const mandate = path.at(-1);
      if (mandate !== undefined) return readText(mandate, 'principal');
      return citing(known(created.actorId), [{ digest: created.digest, pointer: '/actor/id' }]);
    }),
  );
}
