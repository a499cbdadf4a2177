import { parseInstant } from '../../../encoding/instant.ts';
import { isOutside } from '../within-times.ts';
import { breach, MET, type ConstraintOf, type ConstraintRule } from './constraint-rule.ts';

const instantOf = (text: string | undefined) => (text === undefined ? undefined : parseInstant(text));

/** `payment.execution_date`: when may be paid, both ends included. */
export const executionDate: ConstraintRule<ConstraintOf<'payment.execution_date'>> = {
  binds: 'payment.requested',
  judge({ notBefore, notAfter }, act, view) {
    const last = instantOf(notAfter);
    const times = { from: instantOf(notBefore), to: last === undefined ? undefined : last + 1 };
    return isOutside(view.context, act, times) ? breach('/at', 'is outside the dates at which the mandate allows payment') : MET;
  },
  isNarrower(child, parent) {
    const startsLater = parent.notBefore === undefined || (child.notBefore !== undefined && child.notBefore >= parent.notBefore);
    const endsEarlier = parent.notAfter === undefined || (child.notAfter !== undefined && child.notAfter <= parent.notAfter);
    return startsLater && endsEarlier;
  },
};
