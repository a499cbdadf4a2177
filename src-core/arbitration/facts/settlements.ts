import type { EntryView } from './entry-view.ts';
import type { EvidenceView, Found, Match } from './evidence-view.ts';
import { refersTo } from './evidence-view.ts';
import { readMember } from './read-member.ts';

/** Tells a settlement.proposed that holds one of the payments. */
function holdsPayment(paymentIds: ReadonlySet<string>): (entry: EntryView) => Match {
  return (entry) => {
    const list = entry.body['paymentIds'];
    if (Array.isArray(list) && list.some((id) => typeof id === 'string' && paymentIds.has(id))) return true;
    if (!entry.admissible) return false;
    const member = readMember(entry, 'paymentIds');
    return member.state === 'known' ? false : member;
  };
}

/** The settlements proposed for one of the payments. */
export function settlementsOf(view: EvidenceView, paymentIds: ReadonlySet<string>): Found {
  return view.find({ type: 'settlement.proposed', txn: view.txn, matches: holdsPayment(paymentIds) });
}

/** The entries of a type that refer, in a certain way, to a settlement proposed for one of the payments. */
export function answersOf(view: EvidenceView, paymentIds: ReadonlySet<string>, type: string, rel: string): Found {
  const proposals = settlementsOf(view, paymentIds).entries;
  return view.find({
    type,
    txn: view.txn,
    matches: (entry) => proposals.some((proposed) => refersTo(entry, rel, proposed.digest)),
  });
}
