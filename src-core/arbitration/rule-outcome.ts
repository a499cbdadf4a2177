/** What can become of a rule. */
export const ruleOutcomes = [
  'established',
  'not-established',
  'undetermined',
  'contested',
  'defeated',
  'excluded',
  'not-in-force',
  'referred',
] as const;
export type RuleOutcome = (typeof ruleOutcomes)[number];

/** What can become of a claim. */
const claimOutcomes = ['established', 'not-established', 'undetermined', 'contested', 'referred'] as const;
export type ClaimOutcome = (typeof claimOutcomes)[number];

/** True where more evidence could still establish the rule or take it away. */
export function isOpen(outcome: RuleOutcome): boolean {
  return outcome === 'undetermined' || outcome === 'contested' || outcome === 'excluded';
}
