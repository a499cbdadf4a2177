import { isReferral, type Rule } from '../../../src-core/arbitration/rule.ts';

/** True for a rule that can decide a claim by itself: it has a remedy and refers to nobody. */
export const decidesAlone = (rule: Rule): boolean => rule.remedy !== undefined && !isReferral(rule);
