import { expect, it } from 'vitest';
import { partiesOf } from '../../../src-main/case-import/parties.ts';

it.each([
  ['', undefined],
  [' \u00a0\u3000', undefined],
  [' Paper Crane', ' Paper Crane'],
  ['\u200b', '\u200b'],
  [7, undefined],
])('a party that calls itself %j is named %j', (name, shown) => {
  const [party] = partiesOf(new Map([['did:example:shop', { role: 'merchant', name }]]), new Map()).values();
  expect(party?.name).toBe(shown);
});
