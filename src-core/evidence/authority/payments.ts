import type { AuthorityView, EntryLine } from './authority-view.ts';
import type { MandatePaths } from './mandate-paths.ts';
import { bodyOf, readText } from './read-body.ts';

/**
 * The requested payments under a grant, each `paymentId` once, by its first request; those that were declined and never
 * authorised are not among them.
 */
export function paymentsUnder(view: AuthorityView, paths: MandatePaths): Map<EntryLine, EntryLine[]> {
  const declined = declinedPayments(view);
  const byGrant = new Map<EntryLine, EntryLine[]>();
  const met = new Set<string>();
  for (const line of view.judged('payment.requested')) {
    const payment = paymentKey(line);
    if (declined.has(payment)) continue;
    const grants = paths.binding(line).flatMap((path) => (path.kind === 'path' ? path.grants : []));
    for (const grant of new Set(grants)) {
      const once = `${grant.line.digest} ${payment}`;
      if (met.has(once)) continue;
      met.add(once);
      const known = byGrant.get(grant.line);
      if (known === undefined) byGrant.set(grant.line, [line]);
      else known.push(line);
    }
  }
  return byGrant;
}

/** A payment's name; one whose `paymentId` is withheld is a payment of its own. */
export function paymentKey(line: EntryLine): string {
  return `${line.entry.txn}\n${readText(bodyOf(line), 'paymentId') ?? line.digest}`;
}

function declinedPayments(view: AuthorityView): Set<string> {
  const declined = new Set(view.sound('payment.declined').map(paymentKey));
  for (const line of [...view.sound('payment.authorized'), ...view.sound('payment.captured')]) declined.delete(paymentKey(line));
  return declined;
}
