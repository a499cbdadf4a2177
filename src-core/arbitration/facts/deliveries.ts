import { unionInputs } from '../fact-inputs.ts';
import type { CaseView } from './case-view.ts';
import type { EntryView } from './entry-view.ts';
import type { Match } from './evidence-view.ts';
import { matchText } from './evidence-view.ts';
import { bodyInput, readOptionalText } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, known, lacking, mapValue } from './reading.ts';

/** Tells evidence of an order's fulfilment of one kind. */
export function evidenceOf(orderId: string, kind: string): (entry: EntryView) => Match {
  return (entry) => {
    const isOfOrder = matchText(entry, 'orderId', (id) => id === orderId);
    return isOfOrder === true ? matchText(entry, 'kind', (text) => text === kind) : isOfOrder;
  };
}

/**
 * The entries that show that the order was delivered: a user's, or a merchant's with its proof. An empty list where it is shown that
 * there are none; unknown where a user says that the delivery failed.
 */
export function deliveries(facts: CaseView): Reading<EntryView[]> {
  const { view } = facts;
  return andThen(facts.orderId, (orderId) => {
    const find = (kind: string, role: string): readonly EntryView[] =>
      view.find({ type: 'fulfillment.evidence', txn: view.txn, roles: [role], matches: evidenceOf(orderId, kind) }).entries;
    const kindInputs = (entries: readonly EntryView[]): ReturnType<typeof unionInputs> =>
      unionInputs(entries.map((entry) => bodyInput(entry, 'kind')));
    const received = find('delivered', 'user');
    const proven = find('delivered', 'merchant').filter((entry) => hasProof(facts, entry));
    const failed = find('failed', 'user');
    const shown = [...received, ...proven];
    if (shown.length > 0) {
      if (failed.length > 0) return lacking('unknown', kindInputs([...shown, ...failed]));
      const proofs = proven.map((entry) => bodyInput(entry, 'proof'));
      return known(shown, unionInputs(kindInputs(shown), proofs));
    }
    const absence = facts.absence({
      type: 'fulfillment.evidence',
      txn: view.txn,
      roles: ['merchant', 'user'],
      matches: evidenceOf(orderId, 'delivered'),
    });
    return mapValue(absence, () => []);
  });
}

/** True if the entry names, as its proof, an artifact of its own whose bytes are in the bundle. */
export function hasProof(facts: CaseView, entry: EntryView): boolean {
  const proof = readOptionalText(entry, 'proof');
  if (proof.state !== 'known' || proof.value === undefined) return false;
  const named = (entry.line.entry?.artifacts ?? []).filter(({ name, digest }) => name === proof.value || digest === proof.value);
  return named.some(({ digest }) => facts.view.index.artifacts.has(digest));
}
