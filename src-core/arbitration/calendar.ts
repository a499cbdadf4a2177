import { parseInstant } from '../encoding/instant.ts';

/** The business days of a pack's calendar, as day numbers since 1970-01-01, and the days for which it speaks (both included). */
export interface Calendar {
  readonly id: string;
  /** Ascending. */
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
}

const dayMs = 86_400_000;

/** Milliseconds since the epoch of 00:00:00.000Z of a real date `YYYY-MM-DD`; undefined for other text. */
export function parseDate(text: string): number | undefined {
  return parseInstant(`${text}T00:00:00.000Z`);
}

/**
 * Moves an instant by business days: from its UTC date, `count` steps to the next (or, below 0, the previous) date in the calendar; the
 * time of day is kept. Undefined where the date or a step lies outside what the calendar covers.
 */
export function addBusinessDays(instant: number, count: number, calendar: Calendar): number | undefined {
  const day = Math.floor(instant / dayMs);
  if (day < calendar.from || day > calendar.to) return undefined;
  if (count === 0) return instant;
  const { days } = calendar;
  // The number of business days at or before (forward) or before (backward) the date is the index where the steps start.
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = days[middle] as number;
    if (count > 0 ? value <= day : value < day) low = middle + 1;
    else high = middle;
  }
  const target = days[count > 0 ? low + count - 1 : low + count];
  return target === undefined ? undefined : target * dayMs + (instant - day * dayMs);
}
