import { AssizeError } from '../errors.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { canonicalize } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import { combinePacks, decidesClaim, type PackSet, type Setting } from './combine-packs.ts';
import { decideCase, type CaseDecision } from './decide-case.ts';
import type { Claim } from './claim.ts';
import type { Derivation } from './derivation.ts';
import type { Fact, FactTable } from './fact.ts';
import type { Pack } from './pack.ts';
import { readsOf } from './rule.ts';
import type { ClaimOutcome, RuleOutcome } from './rule-outcome.ts';
import { equalTypes, parseValue, type Money, type Value } from './value.ts';
import { vocabulary } from './vocabulary.ts';

/** A fact as somebody supposes it: a value, none (it is shown that there is nothing), or not known. */
export type Supposition = { readonly value: Value } | 'none' | 'unknown';

/** What a claim would come to. */
export interface SupposedOutcome {
  readonly outcome: ClaimOutcome;
  /** Of all heads of loss; absent where no money is awarded. */
  readonly total?: Money;
  /** Rules that come out otherwise than in the case as it stands, by id. */
  readonly changed: readonly { readonly rule: string; readonly from: RuleOutcome; readonly to: RuleOutcome }[];
}

/** One or two facts that, supposed otherwise, give the claim another outcome. */
export interface Flip {
  readonly facts: readonly { readonly fact: string; readonly supposed: Supposition }[];
  readonly outcome: ClaimOutcome;
  readonly total?: Money;
}

/** A decided case, and what it was decided with. */
export interface DecidedCase {
  readonly claim: Claim;
  readonly packs: readonly Pack[];
  readonly settings: readonly Setting[];
  readonly decision: CaseDecision;
}

/**
 * Reads a supposition: `none`, `unknown`, or a JSON value of the fact's type.
 *
 * @throws AssizeError `E_WHAT_IF` for a fact that the vocabulary does not have, or a value that is not of its type.
 */
export function parseSupposition(fact: string, json: JsonValue): Supposition {
  const definition = vocabulary.get(fact);
  if (definition === undefined) throw new AssizeError('E_WHAT_IF', `no fact ${fact}`, {}, 'docs/facts.md lists them.');
  if (json === 'none' || json === 'unknown') return json;
  try {
    return { value: parseValue(definition.type, json, '') };
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    throw new AssizeError('E_WHAT_IF', `${fact}: ${error.message}`, error.place);
  }
}

function supposedFact(id: string, supposed: Supposition): Fact {
  if (supposed === 'unknown') return { id, state: 'unknown', inputs: [], assumptions: [] };
  return { id, state: 'known', ...(supposed === 'none' ? {} : { value: supposed.value }), inputs: [], assumptions: [] };
}

function withFacts(derivation: Derivation, facts: ReadonlyMap<string, Supposition>): Derivation {
  const table: FactTable = new Map([
    ...derivation.facts,
    ...[...facts].map(([id, supposed]) => [id, supposedFact(id, supposed)] as const),
  ]);
  const settled = table.get('pay.T');
  const { currency: _currency, ...rest } = derivation;
  const money = settled?.state === 'known' ? (settled.value as Money | undefined) : undefined;
  return { ...rest, facts: table, forks: [], ...(money === undefined ? {} : { currency: money.currency }) };
}

function totalOf({ pass }: CaseDecision): { total?: Money } {
  const [first] = pass.money.heads;
  if (first === undefined) return {};
  return {
    total: { currency: first.money.currency, minor: pass.money.heads.reduce((sum, { money }) => sum + money.minor, 0) },
  };
}

/**
 * The case with facts and parameters edited by hand. It is no ruling: what is supposed has no evidence, and nothing made of it can be
 * exported. The copies of forked entries stay as they were decided.
 */
export function supposeFacts(
  { claim, packs, settings, decision }: DecidedCase,
  facts: ReadonlyMap<string, Supposition>,
  changes: readonly Setting[] = [],
): SupposedOutcome {
  const set = combinePacks(packs, [...settings, ...changes]);
  const supposed = decideCase(set, claim, () => withFacts(decision.derivation, facts));
  const changed = [...supposed.pass.results].flatMap(([rule, { outcome: to }]) => {
    const from = decision.pass.results.get(rule)?.outcome;
    return from === undefined || from === to ? [] : [{ rule, from, to }];
  });
  return { outcome: supposed.pass.outcome, ...totalOf(supposed), changed };
}

/** The facts that a rule with a head, or one that could defeat it or bar its money, reads. */
function decisiveFacts(set: PackSet): string[] {
  const deciding = set.rules.filter((bound) => decidesClaim(bound) || bound.rule.bars !== undefined);
  const ids = new Set(deciding.flatMap(({ rule, defeaters }) => [rule.id, ...defeaters]));
  const read = set.rules.filter(({ rule }) => ids.has(rule.id)).flatMap(({ rule }) => readsOf(rule, 'all'));
  return [...new Set(read)].filter((id) => !id.startsWith('claim.')).sort(compareUtf16);
}

/** What a fact could be instead: the other truth value, nothing, not known, and what facts of its type are in this case. */
function alternatives(id: string, facts: FactTable): Supposition[] {
  const type = vocabulary.get(id)?.type;
  const now = facts.get(id);
  if (type === undefined) return [];
  const others: Supposition[] = [...facts.values()].flatMap((other): Supposition[] => {
    const otherType = vocabulary.get(other.id)?.type;
    const fits = other.id !== id && otherType !== undefined && equalTypes(otherType, type) && !other.id.startsWith('claim.');
    return fits && other.state === 'known' && other.value !== undefined ? [{ value: other.value }] : [];
  });
  const empty: Supposition[] = typeof type === 'object' && 'set' in type ? [{ value: { complete: true, items: [] } }] : [];
  const truths: Supposition[] = type === 'boolean' ? [{ value: true }, { value: false }] : [];
  const all: Supposition[] = [...truths, ...empty, ...(type === 'boolean' ? [] : others), 'none', 'unknown'];
  const form = (supposed: Supposition): string => canonicalize(supposed as unknown as JsonValue);
  const present: Supposition = now?.state !== 'known' ? 'unknown' : now.value === undefined ? 'none' : { value: now.value };
  const distinct = new Map(all.map((supposed) => [form(supposed), supposed]));
  distinct.delete(form(present));
  return [...distinct.values()];
}

/** How many pairs of facts are tried before the search gives up; single facts are all tried. */
const mostPairs = 4000;

/**
 * The smallest changes of facts that give the claim another outcome: all single ones; where there is none, pairs. A fact is tried with
 * what it could be, not with every value there is, so that no flip found does not mean that there is none.
 */
export function findFlips(decided: DecidedCase): Flip[] {
  const set = combinePacks(decided.packs, decided.settings);
  const { derivation, pass } = decided.decision;
  const moves = decisiveFacts(set).flatMap((fact) =>
    alternatives(fact, derivation.facts).map((supposed) => ({ fact, supposed })),
  );
  const tryOut = (facts: Flip['facts']): Flip[] => {
    const edited = withFacts(derivation, new Map(facts.map(({ fact, supposed }) => [fact, supposed])));
    const decision = decideCase(set, decided.claim, () => edited);
    return decision.pass.outcome === pass.outcome ? [] : [{ facts, outcome: decision.pass.outcome, ...totalOf(decision) }];
  };
  const single = moves.flatMap((move) => tryOut([move]));
  if (single.length > 0) return single;
  const pairs: Flip[] = [];
  let tried = 0;
  for (const [index, first] of moves.entries()) {
    for (const second of moves.slice(index + 1)) {
      if (second.fact === first.fact) continue;
      if (tried++ >= mostPairs) return pairs;
      pairs.push(...tryOut([first, second]));
    }
  }
  return pairs;
}
