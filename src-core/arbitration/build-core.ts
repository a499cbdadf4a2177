import type { Digest } from '../crypto/sha256.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { claimDigest, type Claim } from './claim.ts';
import { decidesClaim, semanticsOf, type PackSet } from './combine-packs.ts';
import type {
  Core,
  CoreAssumption,
  CoreCounterfactual,
  CoreFact,
  CorePack,
  CoreRule,
  CoreUndetermined,
  LegalEffect,
} from './core.ts';
import { holdersOf } from './custody.ts';
import type { CaseDecision } from './decide-case.ts';
import type { RuleResult } from './decide-rules.ts';
import { isOpen } from './rule-outcome.ts';
import type { Value } from './value.ts';
import { factIdsOf } from './vocabulary.ts';
import type { Semantics } from './semantics.ts';

/** What a core says of the evidence that it rests on. */
export interface CoreSources {
  readonly evidence: readonly Digest[];
  readonly knownHeads?: Digest;
  readonly verificationDigest: Digest;
  readonly policyDigest?: Digest;
}

/** The packs of a run as a core states them, with the parameters in effect. */
export function corePacks(set: PackSet): CorePack[] {
  return set.packs.map(({ pack, params }) => {
    const values: Record<string, Value> = Object.create(null) as Record<string, Value>;
    for (const [id, param] of params) values[id] = param.value;
    return { id: pack.id, version: pack.version, digest: pack.digest, params: values };
  });
}

function coreFacts({ derivation }: CaseDecision, semantics: Semantics): CoreFact[] {
  return factIdsOf(semantics)
    .sort(compareUtf16)
    .map((id) => {
      const fact = derivation.facts.get(id);
      if (fact === undefined) return { id, state: 'unknown', inputs: [] };
      const value = fact.state === 'known' && fact.value !== undefined ? { value: fact.value } : {};
      return { id, state: fact.state, ...value, inputs: fact.inputs };
    });
}

function coreRules(results: Iterable<RuleResult>): CoreRule[] {
  return [...results].map(({ bound, outcome, inputs, missing, defeatedBy, assumed }) => ({
    id: bound.rule.id,
    pack: bound.home.pack.id,
    outcome,
    inputs,
    missing,
    defeatedBy,
    ...(assumed.length === 0 ? {} : { assumed }),
  }));
}

/** Everything that is missing from a rule with a head, or from a defeater that is still open, with the rules that it would decide. */
function coreUndetermined(claim: Claim, decision: CaseDecision): CoreUndetermined[] {
  const { results } = decision.pass;
  const decides = new Map<string, Set<string>>();
  for (const result of results.values()) {
    if (!decidesClaim(result.bound) || !(isOpen(result.outcome) || result.outcome === 'established')) continue;
    const openDefeaters = result.bound.defeaters
      .map((id) => results.get(id) as RuleResult)
      .filter((defeater) => isOpen(defeater.outcome));
    for (const what of [result, ...openDefeaters].flatMap((rule) => rule.missing)) {
      decides.set(what, (decides.get(what) ?? new Set()).add(result.bound.rule.id));
    }
  }
  return [...decides]
    .sort(([a], [b]) => compareUtf16(a, b))
    .map(([what, rules]) => ({
      what,
      heldBy: holdersOf(what, claim, decision.derivation),
      wouldDecide: [...rules].sort(compareUtf16),
    }));
}

function coreAssumptions({ derivation, assumed }: CaseDecision): CoreAssumption[] {
  const facts = [...derivation.facts.values()];
  const own = facts.flatMap((fact) => fact.assumptions.map(({ what, inputs }) => ({ fact: fact.id, what, inputs })));
  const burdens = [...assumed.keys()].map((fact) => ({
    fact,
    what: 'burden' as const,
    inputs: derivation.facts.get(fact)?.inputs ?? [],
  }));
  return [...own, ...burdens].sort((a, b) => compareUtf16(a.fact, b.fact) || compareUtf16(a.what, b.what));
}

function legalEffect(set: PackSet, decision: CaseDecision): LegalEffect {
  if (decision.pass.outcome !== 'established') return 'not-determined';
  const agreed = set.packs.some(({ pack }) => pack.digest === decision.derivation.mandatePack);
  return agreed ? 'binding-by-agreement' : 'advisory';
}

/** Puts a decided case into the form of a ruling's core. */
export function buildCore(
  set: PackSet,
  claim: Claim,
  decision: CaseDecision,
  sources: CoreSources,
  counterfactuals: readonly CoreCounterfactual[],
): Core {
  const { outcome, money, results } = decision.pass;
  const semantics = semanticsOf(set);
  return {
    v: 1,
    semantics,
    claim: claimDigest(claim),
    asOf: claim.filedAt,
    evidence: [...new Set(sources.evidence)].sort(compareUtf16),
    ...(sources.knownHeads === undefined ? {} : { knownHeads: sources.knownHeads }),
    verificationDigest: sources.verificationDigest,
    ...(sources.policyDigest === undefined ? {} : { policyDigest: sources.policyDigest }),
    packs: corePacks(set),
    facts: coreFacts(decision, semantics),
    rules: coreRules(results.values()),
    outcome,
    ...money,
    undetermined: coreUndetermined(claim, decision),
    counterfactuals,
    assumptions: coreAssumptions(decision),
    legalEffect: legalEffect(set, decision),
  };
}
