import { breach, isSubset, MET, undetermined, type ConstraintOf, type ConstraintRule } from './constraint-rule.ts';

/** `terminal.allowed`: at what kind of terminal any act may be done. An act that names no terminal leaves this open. */
export const terminalAllowed: ConstraintRule<ConstraintOf<'terminal.allowed'>> = {
  binds: 'every act',
  judge({ kinds }, act) {
    const kind = act.entry.terminal?.kind;
    if (kind === undefined) return undetermined('', 'the act does not say at which terminal it was done');
    return kinds.includes(kind) ? MET : breach('/terminal/kind', `is ${kind}, which the mandate does not allow`);
  },
  isNarrower: (child, parent) => isSubset(child.kinds, parent.kinds),
};
