import { bodyOf, readText } from '../read-body.ts';
import { breach, isSubset, MET, undetermined, type ConstraintOf, type ConstraintRule } from './constraint-rule.ts';

/** `payment.allowed_payees`: who may be paid. */
export const allowedPayees: ConstraintRule<ConstraintOf<'payment.allowed_payees'>> = {
  binds: 'payment.requested',
  judge({ allowed }, act) {
    const payee = readText(bodyOf(act), 'payee');
    if (payee === undefined) return undetermined('/body/payee', 'the payee is withheld');
    return allowed.includes(payee) ? MET : breach('/body/payee', 'is none of the payees that the mandate allows');
  },
  isNarrower: (child, parent) => isSubset(child.allowed, parent.allowed),
};

/** `checkout.allowed_merchants`: from whom may be bought. */
export const allowedMerchants: ConstraintRule<ConstraintOf<'checkout.allowed_merchants'>> = {
  binds: 'order.created',
  judge({ allowed }, act) {
    const payee = readText(bodyOf(act), 'payee');
    if (payee === undefined) return undetermined('/body/payee', 'the merchant is withheld');
    return allowed.includes(payee) ? MET : breach('/body/payee', 'is none of the merchants that the mandate allows');
  },
  isNarrower: (child, parent) => isSubset(child.allowed, parent.allowed),
};
