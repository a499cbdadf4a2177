import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AssizeError } from '../../../src-core/errors.ts';
import { channels, contract } from '../../../src-core/host/contract.ts';
import type { Sender } from '../../../src-main/application/sender.ts';
import { sampleRequest } from '../../fixtures/sample-request.ts';
import { spiedApplication, type SpiedApplication } from '../../fixtures/spied-application.ts';

const PAGE = 'app://bundle';
const page: Sender = { page: 'page-1', origin: PAGE, mainFrame: true };
const wrongSenders: readonly (readonly [name: string, sender: Sender | undefined])[] = [
  ['nobody', undefined],
  ['another origin', { ...page, origin: 'https://example.com' }],
  ['another host of our scheme', { ...page, origin: 'app://other' }],
  ['an origin that begins alike', { ...page, origin: 'app://bundle.example.com' }],
  ['an opaque origin', { ...page, origin: 'null' }],
  ['a frame inside the page', { ...page, mainFrame: false }],
];
let spied: SpiedApplication;
beforeAll(async () => {
  spied = await spiedApplication(PAGE);
});
afterAll(() => spied.close());
beforeEach(() => {
  spied.reached.length = 0;
  spied.answerWith(() => ({}));
});

describe.each(channels)('%s', (channel) => {
  const good = JSON.stringify(sampleRequest(channel));

  test('a good request of the page gets through as it is', async () => {
    expect(await spied.application.call(channel, good, page)).toEqual({ ok: true, value: {} });
    expect(spied.reached).toHaveLength(1);
    expect(JSON.stringify(spied.reached[0]?.request)).toBe(good);
  });

  test.each(wrongSenders)('refused from %s', async (_name, sender) => {
    expect(await spied.application.call(channel, good, sender)).toMatchObject({ ok: false, error: { code: 'E_SENDER' } });
    expect(spied.reached).toEqual([]);
  });

  test('refused when too large, unread', async () => {
    const long = `${good.slice(0, -1)}${' '.repeat(contract[channel].mostLength)}}`;
    expect(await spied.application.call(channel, long, page)).toMatchObject({ ok: false, error: { code: 'E_TOO_LARGE' } });
    expect(spied.reached).toEqual([]);
  });

  const members = good === '{}' ? '' : `,${good.slice(1, -1)}`;
  test.each([
    ['no JSON', `${good}}`],
    ['empty', ''],
    ['null', 'null'],
    ['a list', `[${good}]`],
    ['a text', JSON.stringify(good)],
    ['a number', '7'],
    ['an extra key', `{"extra":1${members}}`],
    ['__proto__', `{"__proto__":{"caseId":"x"}${members}}`],
    ['__proto__, spelled otherwise', `{"\\u005f_proto__":{"isAdmin":true}${members}}`],
    ['constructor', `{"constructor":{"prototype":{"a":1}}${members}}`],
    ['a key twice', `{"caseId":"a","caseId":"b"}`],
    ['depth', `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`],
    ['a number that no double holds', '{"offset":90071992547409931}'],
  ])('refused: %s', async (_name, json) => {
    expect(await spied.application.call(channel, json, page)).toMatchObject({ ok: false, error: { code: 'E_REQUEST' } });
    expect(spied.reached).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test.each(Object.keys(sampleRequest(channel)))('refused: %s of another type, or missing', async (member) => {
    const request = sampleRequest(channel);
    for (const wrong of [null, { a: 1 }, [[]], undefined]) {
      const json = JSON.stringify({ ...request, [member]: wrong });
      expect(await spied.application.call(channel, json, page)).toMatchObject({ ok: false, error: { code: 'E_REQUEST' } });
    }
    expect(spied.reached).toEqual([]);
  });
});

test.each(['', 'toString', '__proto__', 'constructor', 'hasOwnProperty', 'app.read ', 'APP.READ', 'app', 'app.write'])(
  'there is no call %j',
  async (channel) => {
    expect(await spied.application.call(channel, '{}', page)).toMatchObject({ ok: false, error: { code: 'E_CHANNEL' } });
    expect(spied.reached).toEqual([]);
  },
);

test('after all of that it answers', async () => {
  expect(await spied.application.call('app.read', '{}', page)).toEqual({ ok: true, value: {} });
});

test('an expected failure keeps its code, place and advice, and loses the path behind a handle', async () => {
  const held = await spied.services.files.spool('offer.atb');
  spied.answerWith(() => {
    throw new AssizeError('E_ZIP', `${held.path} is no archive`, { path: held.path, byte: 7 }, `Look at ${held.path}.`);
  });
  expect(await spied.application.call('app.read', '{}', page)).toEqual({
    ok: false,
    error: {
      code: 'E_ZIP',
      message: 'offer.atb is no archive',
      details: { advice: 'Look at offer.atb.', place: { path: 'offer.atb', byte: 7 } },
    },
  });
});

test('a fault is answered with a number under which the log names the place in the program, and nothing of the evidence', async () => {
  spied.answerWith(() => {
    throw new TypeError('cannot read «Zhang Wei paid 12.00» of undefined');
  });
  const answer = await spied.application.call('cases.recent', '{}', page);
  expect(answer).toMatchObject({ ok: false, error: { code: 'E_INTERNAL' } });
  if (answer.ok) throw new Error('unreachable');
  const number = /[0-9a-f]{12}/.exec(answer.error.message)?.[0] ?? 'none';
  const log = await readFile(join(spied.dataFolder, 'logs', 'faults.log'), 'utf8');
  const line = log.split('\n').find((text) => text.includes(number)) ?? '';
  expect(JSON.parse(line)).toMatchObject({ id: number, during: 'cases.recent', class: 'TypeError' });
  expect(line).toContain('dispatch.test.ts');
  expect(JSON.stringify(answer) + log).not.toMatch(/Zhang|12\.00|undefined/);
});

test('a call that is taken back is answered at once, and its handler is told', async () => {
  spied.answerWith(() => new Promise(() => undefined));
  const takenBack = new AbortController();
  const answer = spied.application.call('cases.recent', '{}', page, takenBack.signal);
  takenBack.abort();
  expect(await answer).toMatchObject({ ok: false, error: { code: 'E_CANCELLED' } });
  expect(spied.reached[0]?.context.signal.aborted).toBe(true);
});

test('a page that is gone takes its own calls with it, and no others', async () => {
  spied.answerWith((channel) =>
    channel === 'cases.recent' ? new Promise(() => undefined) : new Promise((done) => setTimeout(done, 50, 1)),
  );
  const ours = spied.application.call('cases.recent', '{}', page);
  const others = spied.application.call('settings.read', '{}', { ...page, page: 'page-2' });
  spied.application.dropPage('page-1');
  expect(await ours).toMatchObject({ ok: false, error: { code: 'E_CANCELLED' } });
  expect(await others).toEqual({ ok: true, value: 1 });
});
