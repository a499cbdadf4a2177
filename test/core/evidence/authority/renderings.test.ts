import { expect, test } from 'vitest';
import { parseSdJwt } from '../../../../src-core/crypto/jose/sd-jwt.ts';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { renderPart } from '../../../../src-core/evidence/authority/ap2-rendering.ts';
import { checkAuthority } from '../../../../src-core/evidence/authority/check-authority.ts';
import { ap2Key, ap2Part } from '../../../fixtures/ap2-token.ts';
import { BundleBuilder } from '../../../fixtures/bundle-builder.ts';
import { handContext } from '../../../fixtures/hand-context.ts';

const token = ap2Part({ vct: 'mandate.payment.1', payment_amount: { amount: 19_900, currency: 'USD' } }, ap2Key(1));
const faithful = JSON.stringify(renderPart(parseSdJwt(token)));

/** The findings on an entry that carries the token and this text beside it. */
function told(copy: string): (string | undefined)[][] {
  const builder = new BundleBuilder('rendered', '2026-03-02T01:00:00.000Z', { trust: 'keys' });
  const user = builder.party('user', { role: 'user' });
  builder.entry(user, 'intent.captured', {
    txn: 't',
    body: { mode: 'instant', wants: [] },
    artifacts: [
      { name: 'a', profile: 'ap2.mandate', media: 'application/sd-jwt', bytes: encodeUtf8(token) },
      { name: 'b', profile: 'document', media: 'application/json', bytes: encodeUtf8(copy) },
    ],
  });
  const context = handContext(builder.build().files);
  checkAuthority(context);
  return context.drafts.map(({ code, pointer, message }) => [code, pointer, message]);
}

test('W_RENDERED on the entry whose readable copy of a token says something else', () => {
  expect(told(faithful)).toEqual([]);
  expect(told(faithful.replace('19900', '199'))).toEqual([
    [
      'W_RENDERED',
      '/artifacts/1',
      'in this copy of a, /disclosures/0/decoded/1/payment_amount/amount is shown as 199; what was signed says 19900',
    ],
  ]);
});

test('a copy that leaves something out, adds something, or changes the order', () => {
  expect(told(faithful.replace('"currency":"USD"', '"unit":"USD"')).map(([, , message]) => message)).toEqual([
    'in this copy of a, /disclosures/0/decoded/1/payment_amount/currency is left out; what was signed says "USD"',
    'in this copy of a, /disclosures/0/decoded/1/payment_amount/unit is shown as "USD"; nothing like it was signed',
  ]);
});

test('other documents beside a token are no copies of it', () => {
  for (const other of ['{}', '{"issuer_signed_jwt":1}', '{"issuer_signed_jwt":{}', 'x', '{"issuer_signed_jwt":{}}'])
    expect(told(other)).toEqual([]);
});
