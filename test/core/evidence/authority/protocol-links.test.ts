import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../../../../src-core/encoding/base64url.ts';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { ap2Hash, readAp2Artifact } from '../../../../src-core/evidence/authority/ap2-tokens.ts';
import { checkAuthority } from '../../../../src-core/evidence/authority/check-authority.ts';
import { makeDisclosure } from '../../../../src-core/evidence/disclosure/disclosure.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { BundleBuilder } from '../../../fixtures/bundle-builder.ts';
import { handContext, shortFindings } from '../../../fixtures/hand-context.ts';
import { hasVectors, vectorRoot } from '../../../vectors/vector-root.ts';

const json = (value: JsonValue) => encodeBase64Url(encodeUtf8(JSON.stringify(value)));
const jws = (claims: JsonObject, typ = 'JWT') =>
  `${json({ alg: 'ES256', typ })}.${json(claims)}.${encodeBase64Url(new Uint8Array(64))}`;
let salts = 0;
/** A delegate SD-JWT that states one mandate; its signature is none, which is not judged here. */
function token(mandate: JsonObject, more: JsonObject = {}): string {
  const disclosure = makeDisclosure(new Uint8Array(16).fill((salts += 1)), undefined, mandate);
  return `${jws({ delegate_payload: [{ '...': disclosure.digest }], _sd_alg: 'sha-256', ...more }, 'kb+sd-jwt')}~${disclosure.text}~`;
}

const checkoutJwt = jws({ id: 'cart-1', total: 19900 });
const openCheckout = token({ vct: 'mandate.checkout.open.1', constraints: [], cnf: {} });
const openPayment = (reference = ap2Hash(openCheckout)) =>
  token({
    vct: 'mandate.payment.open.1',
    constraints: [{ type: 'payment.reference', conditional_transaction_id: reference }],
    cnf: {},
  });
const checkout = (members: JsonObject = {}) =>
  token(
    { vct: 'mandate.checkout.1', checkout_jwt: checkoutJwt, checkout_hash: ap2Hash(checkoutJwt), ...members },
    { sd_hash: ap2Hash(openCheckout) },
  );
const payment = (id = ap2Hash(checkoutJwt)) =>
  token({
    vct: 'mandate.payment.1',
    transaction_id: id,
    payee: { id: 'm' },
    payment_amount: { amount: 1, currency: 'USD' },
    payment_instrument: { id: 'i', type: 'card' },
  });
const receipt = (reference: string, members: JsonObject = { payment_id: 'p' }) =>
  jws({ status: 'Success', iss: 'psp', iat: 1, reference, ...members });

/** One entry an artifact, in order of time; the n-th entry is `user/n`. */
function run(...artifacts: (string | { text: string; txn?: string; profile?: string })[]): string[] {
  const builder = new BundleBuilder('ap2', '2026-03-02T01:00:00.000Z', { trust: 'keys' });
  const user = builder.party('user', { role: 'user' });
  for (const artifact of artifacts) {
    const { text, txn = 't', profile = 'ap2.v0.2' } = typeof artifact === 'string' ? { text: artifact } : artifact;
    builder.entry(user, 'intent.captured', {
      txn,
      body: { mode: 'instant', wants: [] },
      artifacts: [{ name: 'a', profile, media: 'application/sd-jwt', bytes: encodeUtf8(text) }],
    });
  }
  const context = handContext(builder.build().files);
  checkAuthority(context);
  return shortFindings(context);
}
const on = (code: string, seq: number) => [`${code} user/${seq} intent.captured /artifacts/0`];

describe('links between AP2 artifacts', () => {
  const pay = payment();

  test('that hold say nothing, in whatever order they come', () => {
    expect(run(openCheckout, openPayment(), checkout(), pay, receipt(ap2Hash(pay)))).toEqual([]);
    expect(run(receipt(ap2Hash(pay)), pay, checkout(), openPayment(), openCheckout)).toEqual([]);
    expect(run(`${openPayment()}~${pay}`, checkout(), receipt(ap2Hash(pay)))).toEqual([]);
    expect(run(`${openPayment()}\n`, `${pay}\n`)).toEqual([]);
  });

  test('E_CHECKOUT_HASH, of a checkout inside or beside the mandate', () => {
    expect(run(checkout({ checkout_hash: ap2Hash('x') }))).toEqual(on('E_CHECKOUT_HASH', 0));
    const { checkout_jwt: _, ...bare } = { checkout_jwt: 0, vct: 'mandate.checkout.1', checkout_hash: ap2Hash(checkoutJwt) };
    expect(run(checkoutJwt, token(bare))).toEqual([]);
    expect(run(token(bare), jws({ id: 'cart-2' }))).toEqual(on('E_CHECKOUT_HASH', 1));
    expect(run(token(bare))).toEqual([]);
  });

  test('E_TXID_LINK, on the later of checkout and payment', () => {
    expect(run(checkout(), payment(ap2Hash('x')))).toEqual(on('E_TXID_LINK', 1));
    expect(run(payment(ap2Hash('x')), checkout())).toEqual(on('E_TXID_LINK', 1));
    expect(run(openCheckout, openPayment(ap2Hash('x')))).toEqual(on('E_TXID_LINK', 1));
    expect(run(payment(ap2Hash('x')))).toEqual([]);
    expect(run({ text: checkout(), txn: 'other' }, payment(ap2Hash('x')))).toEqual([]);
  });

  test('E_RECEIPT_REF, against mandates of its kind', () => {
    expect(run(pay, receipt(ap2Hash('x')))).toEqual(on('E_RECEIPT_REF', 1));
    expect(run(receipt(ap2Hash('x')), pay)).toEqual(on('E_RECEIPT_REF', 1));
    expect(run(checkout(), receipt(ap2Hash('x'), { order_id: 'o' }))).toEqual(on('E_RECEIPT_REF', 1));
    expect(run(checkout(), receipt(ap2Hash('x')))).toEqual([]);
    expect(run(receipt(ap2Hash('x')))).toEqual([]);
  });

  test('artifacts that are not understood, or are not AP2, are left alone', () => {
    expect(run('nonsense', 'a~b~', '{}', '', { text: checkout({ checkout_hash: 'x' }), profile: 'opaque' })).toEqual([]);
  });

  test.skipIf(!hasVectors('ap2'))('the published tokens of AP2 are read, and their links hold', () => {
    const [open, closed, chain] = [1, 2, 3].map((n) =>
      readFileSync(join(vectorRoot, 'ap2/tokens', `payment_mandate-${n}.txt`), 'utf8'),
    ) as [string, string, string];
    const read = readAp2Artifact(encodeUtf8(chain));
    expect(read?.form === 'mandates' && read.mandates.map(({ kind }) => kind)).toEqual(['open-payment', 'payment']);
    expect(read?.form === 'mandates' && read.mandates[1]?.follows === ap2Hash(open.trim())).toBe(true);
    expect(run(open, closed, receipt(ap2Hash(closed.trim())))).toEqual([]);
    expect(run(chain, receipt(ap2Hash(closed.trim())), checkout())).toEqual(on('E_TXID_LINK', 2));
  });
});
