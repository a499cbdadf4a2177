import { bodyOf, readText } from '../read-body.ts';
import { breach, isSubset, MET, undetermined, type ConstraintOf, type ConstraintRule } from './constraint-rule.ts';

const POINTER = '/body/instrument';

/** `payment.allowed_payment_instruments`: with what may be paid. The instrument is usually withheld; then this stays open. */
export const allowedInstruments: ConstraintRule<ConstraintOf<'payment.allowed_payment_instruments'>> = {
  binds: 'payment.requested',
  judge({ allowed }, act) {
    const instrument = readText(bodyOf(act), 'instrument');
    if (instrument === undefined) return undetermined(POINTER, 'the instrument is withheld');
    return allowed.includes(instrument) ? MET : breach(POINTER, 'is none of the instruments that the mandate allows');
  },
  isNarrower: (child, parent) => isSubset(child.allowed, parent.allowed),
};
