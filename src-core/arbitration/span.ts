import { addBusinessDays } from './calendar.ts';
import type { Calendar } from './calendar.ts';
import type { Truth } from './kleene.ts';
import type { Span } from './operand.ts';

const dayMs = 86_400_000;

function isCrossed(span: Span): boolean {
  return span.from !== undefined && span.to !== undefined && span.from > span.to;
}

/**
 * Whether one bracket lies wholly before another: true if it ends before the other begins, false if it begins when the other ends or
 * later, else unknown. An open bound is infinite; a bracket whose bounds are crossed compares with nothing.
 */
export function isBefore(a: Span, b: Span): Truth {
  if (isCrossed(a) || isCrossed(b)) return undefined;
  if (a.to !== undefined && b.from !== undefined && a.to < b.from) return true;
  if (a.from !== undefined && b.to !== undefined && a.from >= b.to) return false;
  return undefined;
}

/**
 * The whole days of 24 hours from one bracket to another, 0 where the second is not later; undefined where the brackets leave it open.
 */
export function wholeDays(a: Span, b: Span): bigint | undefined {
  if (isCrossed(a) || isCrossed(b)) return undefined;
  const least = a.to === undefined || b.from === undefined ? -Infinity : b.from - a.to;
  const most = a.from === undefined || b.to === undefined ? Infinity : b.to - a.from;
  const [few, many] = [least, most].map((gap) => Math.max(0, Math.floor(gap / dayMs))) as [number, number];
  return few === many ? BigInt(few) : undefined;
}

/** Why a bracket could not be moved. */
export type ShiftFailure = 'calendar' | 'overflow';

/** Moves both bounds by whole days of 24 hours, or by business days of a calendar; open bounds stay open. */
export function shiftSpan(span: Span, days: bigint, calendar?: Calendar): Span | ShiftFailure {
  const count = Number(days);
  const shifted: { from?: number; to?: number } = {};
  for (const bound of ['from', 'to'] as const) {
    const instant = span[bound];
    if (instant === undefined) continue;
    const moved = calendar === undefined ? instant + count * dayMs : addBusinessDays(instant, count, calendar);
    if (moved === undefined) return 'calendar';
    if (!Number.isSafeInteger(moved)) return 'overflow';
    shifted[bound] = moved;
  }
  return shifted;
}
