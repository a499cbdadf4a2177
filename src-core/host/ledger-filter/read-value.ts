import { currencyExponents } from '../../arbitration/currency-exponents.ts';
import { parseInstant } from '../../encoding/instant.ts';
import { FIELD_RULES, type FilterField, type FilterOperator, type FilterValue } from './expression.ts';

/** What a typed value is: read, or not one yet (more typing may make it one), or none. */
export type ReadValue = FilterValue | 'unfinished' | 'wrong';

const text = (value: string): FilterValue => ({ kind: 'text', text: value });

/**
 * A value of a field that is written as one word or string.
 *
 * @param quoted - it stood in quotes, and so is finished
 */
export function readValue(field: FilterField, operator: FilterOperator, word: string, quoted: boolean): ReadValue {
  const { kind, choices } = FIELD_RULES[field];
  switch (kind) {
    case 'number': {
      const number = Number(word);
      return /^\d{1,15}$/.test(word) ? { kind: 'number', number } : 'wrong';
    }
    case 'instant':
      return readSpan(word) ?? (isInstantBegun(word) ? 'unfinished' : 'wrong');
    case 'choice':
      if (choices?.includes(word) === true) return text(word);
      return choices?.some((choice) => choice.startsWith(word)) === true && !quoted ? 'unfinished' : 'wrong';
    case 'flag':
      if (/^(?:yes|true)$/.test(word)) return { kind: 'yes', yes: true };
      if (/^(?:no|false)$/.test(word)) return { kind: 'yes', yes: false };
      return ['yes', 'no', 'true', 'false'].some((choice) => choice.startsWith(word)) ? 'unfinished' : 'wrong';
    case 'digest':
      return readDigest(operator, word);
    case 'text':
    case 'search':
      // What compares text in the store ends it at NUL, and nobody types one.
      return (word === '' && operator === '~') || word.includes('\0') ? 'wrong' : text(word);
    case 'money':
      return 'wrong';
  }
}

function readDigest(operator: FilterOperator, word: string): ReadValue {
  const digits = word.replace(/^sha256:/, '').toLowerCase();
  if (!/^[0-9a-f]{0,64}$/.test(digits)) return 'sha256:'.startsWith(word) ? 'unfinished' : 'wrong';
  const isWhole = operator === '~' ? digits !== '' : digits.length === 64;
  return isWhole ? text(digits) : 'unfinished';
}

/** An amount: a currency's code and a decimal with at most the digits that the currency has. */
export function readMoney(currency: string, figures: string): ReadValue {
  const digits = currencyExponents.get(currency);
  const match = /^(\d{1,13})(?:\.(\d*))?$/.exec(figures);
  if (digits === undefined || match === null) return 'wrong';
  const part = match[2] ?? '';
  if (part.length > digits) return 'wrong';
  const minor = Number((match[1] ?? '') + part.padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) return 'wrong';
  return figures.endsWith('.') ? 'unfinished' : { kind: 'money', currency, minor };
}

export const isCurrency = (word: string): boolean => currencyExponents.has(word);
export const isCurrencyBegun = (word: string): boolean =>
  /^[A-Z]{0,2}$/.test(word) && [...currencyExponents.keys()].some((code) => code.startsWith(word));

const SHAPE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?Z)?)?)?$/;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** The time that a spelling of it covers: `2026-11` is the month, `2026-11-12T01:30Z` the minute. Always UTC. */
function readSpan(word: string): FilterValue | undefined {
  const match = SHAPE.exec(word);
  if (match === null) return undefined;
  const [, year = '', month, day, hour, minute, second, milli] = match;
  const from = instant(year, month, day, hour, minute, second, milli);
  if (from === undefined) return undefined;
  if (day !== undefined) {
    const length = milli !== undefined ? 1 : second !== undefined ? SECOND : minute !== undefined ? MINUTE : DAY;
    return { kind: 'span', from, to: from + length };
  }
  const next = Number(month ?? '12') + 1;
  const to = next > 12 ? instant(String(Number(year) + 1).padStart(4, '0')) : instant(year, String(next).padStart(2, '0'));
  return to === undefined ? undefined : { kind: 'span', from, to };
}

const instant = (year: string, month = '01', day = '01', hour = '00', minute = '00', second = '00', milli = '000') =>
  parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milli}Z`);

/** More typing can make it a time. */
function isInstantBegun(word: string): boolean {
  return ['2026-01-01T00:00:00.000Z', '2026-10-10T10:00:00.000Z'].some(
    (whole) => word.length < whole.length && parseInstant(word + whole.slice(word.length)) !== undefined,
  );
}
