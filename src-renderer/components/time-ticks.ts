interface Tick {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly label: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  SECOND,
  5 * SECOND,
  15 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  30 * DAY,
  90 * DAY,
  365 * DAY,
];
const MOST = 9;

/** Round instants of UTC between two, at most nine, labelled by day where they are days, else by time of day. */
export function timeTicks(from: number, to: number): Tick[] {
  const span = Math.max(1, to - from);
  const step = STEPS.find((candidate) => span / candidate <= MOST) ?? Math.ceil(span / MOST);
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const iso = new Date(at).toISOString();
    const time = step >= MINUTE ? iso.slice(11, 16) : iso.slice(11, 19);
    // The day stands where it begins, and once at the start.
    const day = ticks.length === 0 || time.startsWith('00:00') ? `${iso.slice(5, 10)} ` : '';
    ticks.push({ at, label: step >= DAY ? iso.slice(0, 10) : `${day}${time}` });
  }
  return ticks;
}
