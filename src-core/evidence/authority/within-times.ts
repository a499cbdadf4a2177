import type { VerificationContext } from '../verify/context.ts';
import { clockOf, type EntryLine } from './authority-view.ts';

/** A half-open span [from, to) of epoch milliseconds; an absent end is open. */
export interface Times {
  readonly from?: number;
  readonly to?: number;
}

/**
 * True where an act lies outside a span. Its bracket decides where it lies wholly on one side of each end; where it straddles
 * an end, or there is none, the author's clock decides, which the time axis holds to the bracket.
 */
export function isOutside(context: VerificationContext, act: EntryLine, times: Times): boolean {
  const { notBefore, notAfter } = context.brackets.get(act.digest) ?? {};
  const { from, to } = times;
  if (from !== undefined && notAfter !== undefined && notAfter < from) return true;
  if (to !== undefined && notBefore !== undefined && notBefore >= to) return true;
  const at = clockOf(act);
  const isEarly = from !== undefined && at < from && !(notBefore !== undefined && notBefore >= from);
  const isLate = to !== undefined && at >= to && !(notAfter !== undefined && notAfter < to);
  return isEarly || isLate;
}
