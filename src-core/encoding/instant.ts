import { civilFromDays, daysFromCivil, daysInMonth, epochMilliseconds } from './civil-date.ts';

const exact = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})\.(\d{3})Z$/;
const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** Milliseconds since 1970-01-01T00:00:00Z of the one spelling `YYYY-MM-DDTHH:MM:SS.mmmZ` of a real date, no second 60. */
export function parseInstant(text: string): number | undefined {
  const match = exact.exec(text);
  return match === null ? undefined : epochOf(match, Number(match[7]));
}

/**
 * Milliseconds since the epoch of any RFC 3339 date-time (an offset, lowercase letters, any fraction), rounded down to a
 * millisecond; `undefined` for anything else and for second 60. For what people type, never for evidence.
 */
export function parseRfc3339(text: string): number | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const local = epochOf(match, Number((match[7] ?? '').slice(0, 3).padEnd(3, '0')));
  if (local === undefined || match[8] === undefined) return local;
  const hours = Number(match[9]);
  const minutes = Number(match[10]);
  if (hours > 23 || minutes > 59) return undefined;
  const offset = (hours * 60 + minutes) * 60_000;
  return match[8] === '-' ? local + offset : local - offset;
}

/** The one spelling of an instant of the years 0000 to 9999; the inverse of `parseInstant`. */
export function formatInstant(milliseconds: number): string {
  const days = Math.floor(milliseconds / 86_400_000);
  const { year, month, day } = civilFromDays(days);
  if (!Number.isSafeInteger(milliseconds) || year < 0 || year > 9999) throw new Error(`no instant: ${milliseconds}`);
  const rest = milliseconds - days * 86_400_000;
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  const time = `${pad(Math.floor(rest / 3_600_000), 2)}:${pad(Math.floor(rest / 60_000) % 60, 2)}:${pad(Math.floor(rest / 1000) % 60, 2)}`;
  return `${date}T${time}.${pad(rest % 1000, 3)}Z`;
}

function epochOf(fields: RegExpExecArray, millisecond: number): number | undefined {
  const [year, month, day, hour, minute, second] = fields.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return epochMilliseconds(daysFromCivil(year, month, day), hour, minute, second, millisecond);
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
