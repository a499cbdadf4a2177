import { decidesClaim } from './combine-packs.ts';
import type { RuleResult } from './decide-rules.ts';
import { isOpen, type ClaimOutcome } from './rule-outcome.ts';

/** How a bar to money (a claim out of time) stands. */
export type BarState = 'none' | 'open' | 'closed';

/** Whether a rule that bars money is established, or could still be. */
export function readBar(results: Iterable<RuleResult>): BarState {
  let bar: BarState = 'none';
  for (const { bound, outcome } of results) {
    if (bound.rule.bars !== 'money') continue;
    if (outcome === 'established') return 'closed';
    if (isOpen(outcome)) bar = 'open';
  }
  return bar;
}

/**
 * What becomes of the claim. Only rules with a head decide; one established rule with a known amount is enough, since no further
 * evidence could take it away.
 *
 * @param payable - False where the settled or the refunded amount is unknown: an established claim is then contested.
 */
export function decideClaim(results: readonly RuleResult[], bar: BarState, payable: boolean): ClaimOutcome {
  const deciding = results.filter((result) => decidesClaim(result.bound));
  const outcomes = new Set(deciding.map((result) => result.outcome));
  if (deciding.some((result) => result.outcome === 'established' && result.amount !== undefined)) {
    return bar === 'open' || !payable ? 'contested' : 'established';
  }
  if (outcomes.has('contested') || outcomes.has('established')) return 'contested';
  if (outcomes.has('undetermined') || outcomes.has('excluded')) return 'undetermined';
  return results.some((result) => result.outcome === 'referred') ? 'referred' : 'not-established';
}
