import { describe, expect, test } from 'vitest';
import { formatInstant, parseInstant, parseRfc3339 } from '../../../src-core/encoding/instant.ts';

describe('instants of evidence', () => {
  test.each([
    ['1970-01-01T00:00:00.000Z', 0],
    ['1969-12-31T23:59:59.999Z', -1],
    ['2000-02-29T12:34:56.789Z', Date.UTC(2000, 1, 29, 12, 34, 56, 789)],
    ['9999-12-31T23:59:59.999Z', Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
  ])('%s', (text, ms) => {
    expect(parseInstant(text)).toBe(ms);
    expect(formatInstant(ms)).toBe(text);
  });

  test.each([
    '2026-02-29T00:00:00.000Z', // no leap year
    '1900-02-29T00:00:00.000Z',
    '2026-04-31T00:00:00.000Z',
    '2026-00-10T00:00:00.000Z',
    '2026-13-10T00:00:00.000Z',
    '2026-01-00T00:00:00.000Z',
    '2026-01-10T24:00:00.000Z',
    '2026-01-10T23:60:00.000Z',
    '2016-12-31T23:59:60.000Z', // a leap second
    '2026-01-10T10:00:00Z',
    '2026-01-10T10:00:00.00Z',
    '2026-01-10T10:00:00.0000Z',
    '2026-01-10T10:00:00.000+00:00',
    '2026-01-10t10:00:00.000z',
    ' 2026-01-10T10:00:00.000Z',
    '2026-01-10T10:00:00.000Z\n',
    '+02026-01-10T10:00:00.000Z',
    '２026-01-10T10:00:00.000Z',
    '',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test('formats only what it can parse', () => {
    expect(() => formatInstant(0.5)).toThrow();
    expect(() => formatInstant(Date.UTC(10_000, 0, 1))).toThrow();
  });
});

describe('instants that people type', () => {
  test.each([
    ['2026-11-24T08:00:00Z', Date.UTC(2026, 10, 24, 8)],
    ['2026-11-24t08:00:00z', Date.UTC(2026, 10, 24, 8)],
    ['2026-11-24T16:00:00+08:00', Date.UTC(2026, 10, 24, 8)],
    ['2026-11-24T00:30:00-07:30', Date.UTC(2026, 10, 24, 8)],
    ['2026-11-24T08:00:00.5Z', Date.UTC(2026, 10, 24, 8, 0, 0, 500)],
    ['2026-11-24T08:00:00.123999Z', Date.UTC(2026, 10, 24, 8, 0, 0, 123)],
    ['1985-04-12T23:20:50.52Z', Date.UTC(1985, 3, 12, 23, 20, 50, 520)], // RFC 3339 section 5.8
    ['1937-01-01T12:00:27.87+00:20', Date.UTC(1937, 0, 1, 11, 40, 27, 870)],
  ])('%s', (text, ms) => {
    expect(parseRfc3339(text)).toBe(ms);
  });

  test.each([
    '2026-11-24',
    '2026-11-24T08:00Z',
    '2026-11-24 08:00:00Z',
    '2026-11-24T08:00:00',
    '2026-11-24T08:00:00+24:00',
    'now',
  ])('refuses %s', (text) => expect(parseRfc3339(text)).toBeUndefined());
});
