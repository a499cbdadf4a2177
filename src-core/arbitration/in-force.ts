import { kleeneAnd, kleeneNot, kleeneOr } from './kleene.ts';
import type { Truth } from './kleene.ts';
import type { Span } from './operand.ts';
import type { Pack } from './pack.ts';
import type { Rule } from './rule.ts';
import { isBefore } from './span.ts';

function isWithin(time: Span, from: number | undefined, to: number | undefined): Truth {
  const begun = from === undefined ? true : kleeneNot(isBefore(time, { from, to: from }));
  const notEnded = to === undefined ? true : isBefore(time, { from: to, to });
  return kleeneAnd([begun, notEnded]);
}

/**
 * Whether a rule was in force at a time: its pack's dates and, where all its sources have dates, those of one of them. Dates are half
 * open; a bracket that straddles one leaves it unknown.
 */
export function isInForce(rule: Rule, pack: Pack, time: Span): Truth {
  const packInForce = isWithin(time, pack.effectiveFrom, pack.effectiveTo);
  const dated = rule.sources.length > 0 && rule.sources.every((source) => source.from !== undefined || source.to !== undefined);
  if (!dated) return packInForce;
  return kleeneAnd([packInForce, kleeneOr(rule.sources.map((source) => isWithin(time, source.from, source.to)))]);
}
