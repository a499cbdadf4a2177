import { bodyOf, readMoney } from '../read-body.ts';
import { breach, MET, undetermined, type ConstraintOf, type ConstraintRule } from './constraint-rule.ts';

const POINTER = '/body/amount';

/**
 * `payment.amount_range`: the amount of a payment lies in [min, max], both included, in the constraint's currency and no
 * other.
 */
export const amountRange: ConstraintRule<ConstraintOf<'payment.amount_range'>> = {
  binds: 'payment.requested',
  judge({ currency, min = 0, max }, act) {
    const amount = readMoney(bodyOf(act), 'amount');
    if (amount === undefined) return undetermined(POINTER, 'the amount is withheld');
    if (amount.currency !== currency)
      return breach(POINTER, `is in ${amount.currency}; the mandate allows payments in ${currency}`);
    if (amount.minor > max) return breach(POINTER, `is ${amount.minor}; the mandate allows at most ${max}`);
    return amount.minor < min ? breach(POINTER, `is ${amount.minor}; the mandate allows no less than ${min}`) : MET;
  },
  isNarrower: (child, parent) =>
    child.currency === parent.currency && child.max <= parent.max && (child.min ?? 0) >= (parent.min ?? 0),
};
