import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import type { ChainState } from '../../evidence/state.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { unionIds, unionInputs } from '../fact-inputs.ts';
import type { FactInput } from '../fact.ts';
import type { Span } from '../operand.ts';
import type { EntryIndex, EntryView } from './entry-view.ts';
import type { EvidenceView, Selection } from './evidence-view.ts';
import type { Reading } from './reading.ts';
import { known, unknown } from './reading.ts';

/** What absence is proven over: the entries of the transaction, or of the whole bundle where mandates are looked for. */
export interface Scope {
  /** Absent: the whole bundle. */
  readonly txn?: string;
  /** Entries that count as the transaction's besides: the mandates that its order rests on. */
  readonly besides: readonly EntryView[];
}

/** What absence asks of the entries of a scope. */
interface Summary {
  /** The chains that hold them. */
  readonly writing: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** What checkpoints they have seen are of. */
  readonly origins: ReadonlySet<string>;
}

/** The whole bundle is read once for all cases that leave out the same entries. */
const ofBundle = new WeakMap<EntryIndex, Map<string, Summary>>();
const ofScope = new WeakMap<EvidenceView, WeakMap<Scope, Summary>>();

function summaryOf(view: EvidenceView, scope: Scope): Summary {
  if (scope.txn === undefined) {
    const { leftOut } = view;
    const known = ofBundle.get(view.index) ?? new Map<string, Summary>();
    ofBundle.set(view.index, known);
    const present = known.get(leftOut) ?? summarize(bundleEntries(view));
    known.set(leftOut, present);
    return present;
  }
  const known = ofScope.get(view) ?? new WeakMap<Scope, Summary>();
  ofScope.set(view, known);
  const present = known.get(scope) ?? summarize([...view.admissibleOf(scope.txn), ...scope.besides]);
  known.set(scope, present);
  return present;
}

function* bundleEntries(view: EvidenceView): Generator<EntryView> {
  for (const txn of view.index.transactions()) {
    for (const digest of view.index.byTxn(txn)) {
      const entry = view.entry(digest);
      if (entry?.admissible === true) yield entry;
    }
  }
}

/** The names are the actors that entries name: who wrote them, principals, holders, payees, parties of postings. */
function summarize(entries: Iterable<EntryView>): Summary {
  const [writing, names, origins] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { chain, actorId, body, seen } of entries) {
    writing.add(chain);
    names.add(actorId);
    for (const { origin } of seen) origins.add(origin);
    const { principal, holder, payee, postings } = body;
    const parties = Array.isArray(postings)
      ? postings.map((posting) => (isJsonObject(posting) ? posting['party'] : undefined))
      : [];
    for (const name of [principal, holder, payee, ...parties]) if (typeof name === 'string') names.add(name);
  }
  return { writing, names, origins };
}

/** The chains of a role that belong to a scope: with an admissible entry in it, or of an actor that it names. By id. */
export function chainsOf(view: EvidenceView, role: string, scope: Scope): readonly ChainState[] {
  const { writing, names } = summaryOf(view, scope);
  const ofRole = view.index.chainsOfRole.get(role) ?? [];
  return ofRole.filter(({ id, actor }) => writing.has(id) || (actor !== undefined && names.has(actor.id)));
}

/**
 * True if nothing can be missing from a chain: its end is proven, and it has no gap, no line that cannot be read, and no fork. Up to an
 * instant, where one is given: by a closing entry, or by a counted checkpoint that a witness signed at that instant or later.
 */
export function isWhole(view: EvidenceView, chain: ChainState, until?: Span): boolean {
  if (chain.end !== 'proven' || chain.unreadable) return false;
  const { endProof } = chain;
  if (until !== undefined && endProof?.kind !== 'closes') {
    if (endProof?.at === undefined || until.to === undefined || endProof.at < until.to) return false;
  }
  return !(view.index.chainFindings.get(chain.id) ?? []).some(({ code }) => code === 'E_SEQ_GAP' || code === 'E_FORK');
}

/** The last entry of each chain, which its end is proven by. */
export function lastEntries(chains: readonly ChainState[]): FactInput[] {
  const digests = chains.map(({ last, bySeq }) => (last === undefined ? undefined : bySeq.get(last)?.digest));
  return unionInputs(digests.flatMap((digest) => (digest === undefined ? [] : [{ digest, pointer: '' }])));
}

/** True if roles have chains at all in a scope, and all of them are whole. */
export function areWhole(view: EvidenceView, roles: readonly string[], scope: Scope, until?: Span): boolean {
  const chains = chainsOfRoles(view, roles, scope);
  return chains.length > 0 && chains.every((chain) => isWhole(view, chain, until));
}

/** The chains of several roles, by id, each once. */
export function chainsOfRoles(view: EvidenceView, roles: readonly string[], scope: Scope): readonly ChainState[] {
  const chains = new Map(
    unionIds(roles).flatMap((role) => chainsOf(view, role, scope).map((chain) => [chain.id, chain] as const)),
  );
  return [...chains.values()].sort((a, b) => compareUtf16(a.id, b.id));
}

const chainUrn = /^urn:uuid:/;

/**
 * Whether it is shown that the roles wrote no such entry until an instant: their chains are there and whole, none of their entries
 * matches, not even an inadmissible one, and every chain that an entry of the scope has seen a checkpoint of is in the bundle. It says
 * nothing of chains that nothing names. Its inputs are the last entries of the chains.
 *
 * @param selection - `roles` are those that could have written it; `txn` is taken from the scope
 */
export function absenceOf(
  view: EvidenceView,
  selection: Selection & { readonly roles: readonly string[] },
  scope: Scope,
  until: Span,
): Reading<true> {
  const found = view.find({ ...selection, ...(scope.txn === undefined ? {} : { txn: scope.txn }) });
  if (found.entries.length > 0) return unknown;
  if (found.lack.state !== 'unknown') return found.lack;
  const chains = chainsOfRoles(view, selection.roles, scope);
  if (chains.length === 0 || !chains.every((chain) => isWhole(view, chain, until))) return unknown;
  const areHere = [...summaryOf(view, scope).origins].every(
    (origin) => !chainUrn.test(origin) || view.evidence.chains.has(origin),
  );
  return areHere ? known(true, lastEntries(chains)) : unknown;
}
