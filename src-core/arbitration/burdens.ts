import type { BurdenRow } from './burden-row.ts';
import { hasCustody } from './custody.ts';
import { missingEvidenceRule, type RuleResult } from './decide-rules.ts';
import type { Derivation } from './derivation.ts';
import { isOpen } from './rule-outcome.ts';
import { equalValues, type SetValue, type Value } from './value.ts';

/** The rows that apply after a first pass, and the values that they give. */
export interface AppliedBurdens {
  readonly assumed: ReadonlyMap<string, Value>;
  readonly rows: readonly BurdenRow[];
}

function applies(row: BurdenRow, derivation: Derivation, results: ReadonlyMap<string, RuleResult>): boolean {
  const { facts, parties } = derivation;
  const fact = facts.get(row.fact);
  if (!hasCustody(row.role, row.fact, derivation) || !parties.present.has(row.role)) return false;
  if (row.on === 'broken') {
    const broken = derivation.afterBreak.get(row.role);
    return broken !== undefined && (fact?.inputs ?? []).some((input) => broken.has(input.digest));
  }
  if (row.on === 'gap') {
    const gaps = (facts.get('evd.gaps')?.value as SetValue | undefined)?.items ?? [];
    const chains = derivation.chainsOfRole.get(row.role) ?? [];
    return (fact?.state ?? 'unknown') === 'unknown' && chains.some((chain) => gaps.includes(chain));
  }
  const closed = results.get(missingEvidenceRule);
  if (closed?.when !== true || closed.inForce !== true || fact?.state === 'known') return false;
  return [...results.values()].some((result) => isOpen(result.outcome) && result.missing.includes(row.fact));
}

/**
 * Which burdens of proof apply once every rule was decided without them. Where two rows would give one fact different values, neither
 * applies. The values hold for one second pass; there is never a third.
 */
export function applyBurdens(
  rows: readonly BurdenRow[],
  derivation: Derivation,
  results: ReadonlyMap<string, RuleResult>,
): AppliedBurdens {
  const byFact = new Map<string, BurdenRow[]>();
  for (const row of rows) {
    if (applies(row, derivation, results)) byFact.set(row.fact, [...(byFact.get(row.fact) ?? []), row]);
  }
  const assumed = new Map<string, Value>();
  const applied: BurdenRow[] = [];
  for (const [fact, candidates] of byFact) {
    const [first] = candidates as [BurdenRow, ...BurdenRow[]];
    if (candidates.some((row) => !equalValues(row.assume, first.assume))) continue;
    assumed.set(fact, first.assume);
    applied.push(...candidates);
  }
  return { assumed, rows: applied };
}
