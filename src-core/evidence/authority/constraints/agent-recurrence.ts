import type { ConstraintOf, ConstraintRule } from './constraint-rule.ts';

/**
 * `payment.agent_recurrence`: how many payments there may be under a mandate, over its whole life. `frequency` is a word of
 * AP2 whose exact periods are not published; it is not judged, and a delegation repeats it as it is.
 */
export const agentRecurrence: ConstraintRule<ConstraintOf<'payment.agent_recurrence'>> = {
  binds: 'payment.requested',
  isNarrower: (child, parent) => child.frequency === parent.frequency && child.maxOccurrences <= parent.maxOccurrences,
};
