import type { EntryView } from './entry-view.ts';
import type { EvidenceView } from './evidence-view.ts';

/**
 * The admissible registrations of a party in the chains of the policy's registries: by the order in which the policy names them, then
 * by `seq`, the last to count most. Other chains register nothing.
 */
export function registrationsOf(view: EvidenceView, party: string): readonly EntryView[] {
  const rank = new Map(
    (view.evidence.policy?.registries ?? []).map((registry, index) => [registry.chain, index] as const).reverse(),
  );
  return view
    .allOfType('party.registered')
    .filter((entry) => entry.admissible && rank.has(entry.chain) && entry.body['party'] === party)
    .sort(
      (a, b) => (rank.get(a.chain) as number) - (rank.get(b.chain) as number) || a.seq - b.seq || (a.digest < b.digest ? -1 : 1),
    );
}

/** The last of them. */
export function lastRegistration(view: EvidenceView, party: string): EntryView | undefined {
  return registrationsOf(view, party).at(-1);
}

/** The party that an actor belongs to: the operator of its last registration, else itself. */
export function partyOfActor(view: EvidenceView, actorId: string): string {
  const operator = lastRegistration(view, actorId)?.body['operator'];
  return typeof operator === 'string' ? operator : actorId;
}
