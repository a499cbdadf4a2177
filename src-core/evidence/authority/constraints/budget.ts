import { civilFromDays, daysFromCivil, daysInMonth } from '../../../encoding/civil-date.ts';
import type { ConstraintOf, ConstraintRule } from './constraint-rule.ts';

type Budget = ConstraintOf<'payment.budget'>;
const DAY = 86_400_000;

/** Windows from the shortest; none at all is the longest: all payments there are. */
const BY_LENGTH: readonly (Budget['window'] | undefined)[] = ['P1D', 'P7D', 'P1M', undefined];

/**
 * `payment.budget`: what all payments under a mandate come to within a window that rolls back from each of them. The same sum
 * over a longer window is narrower.
 */
export const budget: ConstraintRule<Budget> = {
  binds: 'payment.requested',
  isNarrower: (child, parent) =>
    child.currency === parent.currency &&
    child.max <= parent.max &&
    BY_LENGTH.indexOf(child.window) >= BY_LENGTH.indexOf(parent.window),
};

/**
 * The instant after which a payment counts towards a budget as of `at`: a day of 24 hours, seven such days, or the same day
 * and time a month earlier, the month's last day where it has no such day. Negative infinity without a window.
 */
export function windowStart(at: number, window: Budget['window']): number {
  switch (window) {
    case 'P1D':
      return at - DAY;
    case 'P7D':
      return at - 7 * DAY;
    case 'P1M': {
      const days = Math.floor(at / DAY);
      const { year, month, day } = civilFromDays(days);
      const [toYear, toMonth] = month === 1 ? [year - 1, 12] : [year, month - 1];
      return daysFromCivil(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth))) * DAY + (at - days * DAY);
    }
    default:
      return Number.NEGATIVE_INFINITY;
  }
}
