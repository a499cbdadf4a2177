import { expect, test, vi } from 'vitest';
import { createLaunchCodes } from '../../../src-main/local-host/launch-codes.ts';
import { createSessions } from '../../../src-main/local-host/sessions.ts';

test('a code is good once and for half a minute', () => {
  let now = 0;
  const codes = createLaunchCodes(() => now);
  const [first, second, late] = [codes.mint(), codes.mint(), codes.mint()];
  expect(new Set([first, second, late]).size).toBe(3);
  expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect([codes.spend(first), codes.spend(first)]).toEqual(['good', 'bad']);
  now = 29_999;
  expect(codes.spend(second)).toBe('good');
  now = 30_000;
  expect(codes.spend(late)).toBe('bad');
});

test('after ten wrong codes within a minute no code counts, until the minute is over', () => {
  let now = 0;
  const codes = createLaunchCodes(() => now);
  for (let wrong = 0; wrong < 10; wrong += 1) expect(codes.spend('x')).toBe('bad');
  const good = codes.mint();
  expect(codes.spend(good)).toBe('too-many');
  now = 60_000;
  expect(codes.spend(codes.mint())).toBe('good');
});

test('a token speaks for its own session and for no other', () => {
  const sessions = createSessions(vi.fn());
  const [a, b] = [sessions.begin(), sessions.begin()];
  expect(sessions.find(`Bearer ${a}`)?.page).not.toBe(sessions.find(`Bearer ${b}`)?.page);
  for (const header of [undefined, '', a, `bearer ${a}`, `Bearer  ${a}`, `Bearer ${a}x`, `Bearer ${a?.slice(1)}`]) {
    expect(sessions.find(header)).toBeUndefined();
  }
});

test('a page that has not listened for half a minute is gone, with its calls; one that listens stays', () => {
  let now = 0;
  const ended = vi.fn<(page: string) => void>();
  const sessions = createSessions(ended, () => now);
  const [quiet, listening] = [sessions.begin(), sessions.begin()];
  const quietPage = sessions.find(`Bearer ${quiet}`)?.page;
  const session = sessions.find(`Bearer ${listening}`);
  if (session === undefined) throw new Error('no session');
  const stop = sessions.listening(session);
  now = 30_001;
  sessions.begin();
  expect(ended.mock.calls).toEqual([[quietPage]]);
  expect(sessions.find(`Bearer ${quiet}`)).toBeUndefined();
  expect(sessions.find(`Bearer ${listening}`)).toBeDefined();
  stop();
  now = 60_002;
  sessions.begin();
  expect(sessions.find(`Bearer ${listening}`)).toBeUndefined();
});
