import { useTranslation } from 'react-i18next';

export interface Formats {
  readonly number: (value: number) => string;
  /** `16 Nov 2026`. */
  readonly date: (instant: string | number) => string;
  /** `2026-11-12 01:31:06.377`, always UTC. */
  readonly utc: (instant: string | number) => string;
  /** `01:31:06.377`, always UTC. */
  readonly utcTime: (instant: string | number) => string;
  readonly bytes: (value: number) => string;
  readonly duration: (seconds: number) => string;
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function makeFormats(language: string): Formats {
  const number = new Intl.NumberFormat(language);
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const iso = (instant: string | number): string => new Date(instant).toISOString();
  return {
    number: (value) => number.format(value),
    date: (instant) => day.format(new Date(instant)),
    utc: (instant) => iso(instant).replace('T', ' ').replace('Z', ''),
    utcTime: (instant) => iso(instant).slice(11, 23),
    bytes: (value) => {
      const step = Math.min(UNITS.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
      const unit = UNITS[step] ?? 'byte';
      return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: step === 0 ? 0 : 1 }).format(
        value / 1000 ** step,
      );
    },
    duration: (seconds) => {
      const [value, unit] =
        seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
      return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 }).format(
        Math.max(0, Math.ceil(value)),
      );
    },
  };
}

const made = new Map<string, Formats>();

/** Numbers, times and sizes as the page's language writes them. */
export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const known = made.get(i18n.language);
  if (known !== undefined) return known;
  const formats = makeFormats(i18n.language);
  made.set(i18n.language, formats);
  return formats;
}
