import type { EntryIndex, EntryView } from './entry-view.ts';
import type { EvidenceView } from './evidence-view.ts';

/** Of all parties, whichever entries are left out; read once for all cases. */
const ofAll = new WeakMap<EntryIndex, ReadonlyMap<string, readonly EntryView[]>>();

function allRegistrations({ evidence, index }: EvidenceView): ReadonlyMap<string, readonly EntryView[]> {
  const present = ofAll.get(index);
  if (present !== undefined) return present;
  const rank = new Map((evidence.policy?.registries ?? []).map((registry, place) => [registry.chain, place] as const).reverse());
  const counted = index
    .byType('party.registered')
    .flatMap((digest) => index.entry(digest) ?? [])
    .filter((entry) => entry.admissible && rank.has(entry.chain))
    .sort(
      (a, b) => (rank.get(a.chain) as number) - (rank.get(b.chain) as number) || a.seq - b.seq || (a.digest < b.digest ? -1 : 1),
    );
  const parties = new Map<string, EntryView[]>();
  for (const entry of counted) {
    const { party } = entry.body;
    if (typeof party === 'string') parties.set(party, [...(parties.get(party) ?? []), entry]);
  }
  ofAll.set(index, parties);
  return parties;
}

/**
 * The admissible registrations of a party in the chains of the policy's registries: by the order in which the policy names them, then
 * by `seq`, the last to count most. Other chains register nothing.
 */
export function registrationsOf(view: EvidenceView, party: string): readonly EntryView[] {
  return (allRegistrations(view).get(party) ?? []).filter((entry) => view.entry(entry.digest) !== undefined);
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
