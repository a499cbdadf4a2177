import type { Digest } from '../../crypto/sha256.ts';
import type { ChainState, Evidence } from '../../evidence/state.ts';
import type { Claim } from '../claim.ts';
import type { Derivation, Exchange, HeldCopies } from '../derivation.ts';
import { unionIds } from '../fact-inputs.ts';
import type { Fact, FactTable } from '../fact.ts';
import type { EffectiveParams } from '../parameter.ts';
import { readTimeParameters } from '../parameter.ts';
import type { Role } from '../role.ts';
import { allRoles } from '../role.ts';
import { includes, type Semantics } from '../semantics.ts';
import { factIdsOf } from '../vocabulary.ts';
import { chainsOfRoles } from './absence.ts';
import { CaseView } from './case-view.ts';
import { claimFacts } from './claim.ts';
import { evidenceFacts } from './evd.ts';
import { EvidenceView } from './evidence-view.ts';
import { factOf } from './fact-reading.ts';
import { copiesNotHeld, forksOf } from './forks.ts';
import { identityFacts } from './idn.ts';
import { mandateFacts } from './mnd.ts';
import { orderFacts } from './ord.ts';
import { partiesOf } from './parties.ts';
import { paymentFacts } from './pay.ts';
import { performanceFacts } from './prf.ts';
import { authenticationFacts } from './authentication.ts';
import { exchangeFacts } from './exchange.ts';
import { historyFacts } from './history.ts';
import { instructionFacts } from './instruction.ts';
import { mandateUseFacts } from './mandate-use.ts';
import { orderChangeFacts } from './order-change.ts';
import { qualityFacts } from './quality.ts';
import { readOptionalObject } from './read-member.ts';
import { andThen } from './reading.ts';
import { partyOfActor } from './registrations.ts';
import { rolesOf } from './roles.ts';
import { settlementFacts } from './set.ts';

const families = [
  claimFacts,
  evidenceFacts,
  identityFacts,
  mandateFacts,
  orderFacts,
  paymentFacts,
  performanceFacts,
  settlementFacts,
];

/** What `assize/1.1` adds. */
const laterFamilies = [
  authenticationFacts,
  exchangeFacts,
  historyFacts,
  instructionFacts,
  mandateUseFacts,
  orderChangeFacts,
  qualityFacts,
];

/** How facts are derived, where it is not as plainly as can be. */
export interface DerivationOptions {
  /** Which copy of each forked entry is read; without a choice the smallest digest. */
  readonly held?: HeldCopies;
  /** Further entries that are treated as if they were not there; findings on them stand all the same. */
  readonly leftOut?: ReadonlySet<Digest>;
  /** The version whose vocabulary is derived: the first unless given. */
  readonly semantics?: Semantics;
}

/**
 * Derives all facts of the vocabulary for the payment of a claim, and what deciding needs besides them. It reads nothing but what the
 * verification found and what admissible entries state; docs/facts.md gives each derivation.
 *
 * @param params - `time.claimSkew` and `time.assumeAt` are read
 * @throws AssizeError `E_CLAIM` where the claim names no payment of its transaction, or none and there are several
 */
export function deriveFacts(
  evidence: Evidence,
  claim: Claim,
  params: EffectiveParams,
  { held = new Map(), leftOut = new Set(), semantics = 'assize/1' }: DerivationOptions = {},
): Derivation {
  const time = readTimeParameters(params);
  const forks = forksOf(new EvidenceView(evidence, claim, time, new Set()));
  const view = new EvidenceView(evidence, claim, time, new Set([...copiesNotHeld(forks, held), ...leftOut]));
  const facts = new CaseView(view);
  const table = tableOf(facts, semantics);
  const exchange = exchangeOf(facts);
  const mandatePack = mandatePackOf(facts);
  return {
    facts: table,
    parties: partiesOf(facts),
    ...(facts.settled.state === 'known' ? { currency: facts.settled.value.currency } : {}),
    ...(exchange === undefined ? {} : { exchange }),
    forks,
    ...chainsByRole(facts),
    authorOf: authorsOf(view, table),
    ...(mandatePack === undefined ? {} : { mandatePack }),
  };
}

function tableOf(facts: CaseView, semantics: Semantics): FactTable {
  const asked = includes(semantics, 'assize/1.1') ? [...families, ...laterFamilies] : families;
  const derived = new Map(asked.flatMap((family) => family(facts)).map(([id, reading]) => [id, factOf(id, reading)]));
  const table = new Map<string, Fact>();
  for (const id of factIdsOf(semantics)) {
    const fact = derived.get(id);
    if (fact === undefined) throw new Error(`no derivation of ${id}`);
    table.set(id, fact);
  }
  return table;
}

function exchangeOf(facts: CaseView): Exchange | undefined {
  if (facts.accepted.state !== 'known') return undefined;
  const fx = andThen(facts.quote, (quote) => readOptionalObject(quote, 'fx'));
  if (fx.state !== 'known' || fx.value === undefined) return undefined;
  const { from, to, rate } = fx.value;
  return typeof from === 'string' && typeof to === 'string' && typeof rate === 'string' ? { from, to, rate } : undefined;
}

function mandatePackOf(facts: CaseView): Digest | undefined {
  const mandate = facts.path.state === 'known' ? facts.path.value.at(-1) : undefined;
  const pack = mandate === undefined ? undefined : readOptionalObject(mandate, 'pack');
  return pack?.state === 'known' && typeof pack.value?.['digest'] === 'string' ? (pack.value['digest'] as Digest) : undefined;
}

function chainsByRole(facts: CaseView): Pick<Derivation, 'chainsOfRole' | 'afterBreak'> {
  const chainsOfRole = new Map<Role, readonly string[]>();
  const afterBreak = new Map<Role, ReadonlySet<string>>();
  for (const role of allRoles) {
    const chains = chainsOfRoles(facts.view, rolesOf(facts, role), facts.scope);
    chainsOfRole.set(role, unionIds(chains.map((chain) => chain.id)));
    const [broken, ...others] = chains.map((chain) => entriesAfterBreak(facts.view, chain)).filter((one) => one.size > 0);
    afterBreak.set(
      role,
      others.length === 0 ? (broken ?? none) : new Set([broken, ...others].flatMap((one) => [...(one ?? [])])),
    );
  }
  return { chainsOfRole, afterBreak };
}

const none: ReadonlySet<string> = new Set();

/** By chain: the entries at or after its first broken link; worked out once for all cases. */
const brokenChains = new WeakMap<ChainState, ReadonlySet<string>>();

function entriesAfterBreak(view: EvidenceView, chain: ChainState): ReadonlySet<string> {
  const present = brokenChains.get(chain);
  if (present !== undefined) return present;
  const broken = new Set(tornEntries(view, chain.lines));
  brokenChains.set(chain, broken);
  return broken;
}

function tornEntries(view: EvidenceView, lines: ChainState['lines']): string[] {
  const { book } = lines;
  let first = Infinity;
  for (const number of lines.numbers()) {
    if (view.index.codesOf.get(number)?.has('E_PREV') === true && book.seq(number) < first) first = book.seq(number);
  }
  return [...lines.numbers()].flatMap((number) => (book.seq(number) >= first ? (book.digest(number) ?? []) : []));
}

function authorsOf(view: EvidenceView, table: FactTable): ReadonlyMap<string, string> {
  const authors = new Map<string, string>();
  for (const { inputs } of table.values()) {
    for (const { digest } of inputs) {
      const actor = authors.has(digest) ? undefined : view.index.entry(digest)?.actorId;
      if (actor !== undefined) authors.set(digest, partyOfActor(view, actor));
    }
  }
  return authors;
}
