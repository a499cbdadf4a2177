import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSignatureVerifier } from '../../../../src-core/crypto/signature.ts';
import { parseJwk } from '../../../../src-core/crypto/jwk.ts';
import { decodeBase64Url, encodeBase64Url } from '../../../../src-core/encoding/base64url.ts';
import { decodeLatin1 } from '../../../../src-core/encoding/ascii.ts';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { ap2Hash, ap2Parts } from '../../../../src-core/evidence/authority/ap2-tokens.ts';
import type { TrustedKey } from '../../../../src-core/evidence/policy.ts';
import { detectFormat } from '../../../../src-core/import/detect-format.ts';
import { ap2, ap2Trust, judgeAp2 } from '../../../../src-core/import/formats/ap2/index.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { nodeSignatures } from '../../../../src-main/crypto/node-signatures.ts';
import { receiptKind } from '../../../../src-main/cli/check/receipt.ts';
import { ap2Key, ap2Part, type Ap2Signer } from '../../../fixtures/ap2-token.ts';
import { compactJws } from '../../../fixtures/sd-jwt-issuer.ts';
import { reportCount, vectorBytes, vectorNames } from '../../../vectors/read-vector.ts';
import { hasVectors } from '../../../vectors/vector-root.ts';

const verifier = createSignatureVerifier('fast', nodeSignatures);
const issuer = ap2Key(1);
const agent = ap2Key(2);
const issuerKey: TrustedKey = { key: parseJwk({ ...issuer.jwk, kid: 'provider' }) };

/** Findings of files given together as `CODE file pointer`; infos only where they are asked for. */
function findings(
  files: readonly (string | Uint8Array)[],
  options: { readonly keys?: readonly TrustedKey[]; readonly at?: string; readonly infos?: boolean } = {},
): string[] {
  const documents = files.map((file, index) => ({
    path: String(index),
    bytes: typeof file === 'string' ? encodeUtf8(file) : file,
  }));
  const at = options.at === undefined ? undefined : Date.parse(options.at);
  const { findings: found } = judgeAp2(documents, ap2Trust(options.keys ?? [], verifier), { at, skewMs: 5000 });
  return found
    .filter(({ code }) => options.infos === true || !code.startsWith('I_'))
    .map(({ code, path, pointer }) => `${code} ${files.length > 1 ? `${path}!` : ''}${pointer}`)
    .sort();
}

const range = { type: 'payment.amount_range', currency: 'USD', max: 20_000, min: 100 };
const grantedAt = Date.parse('2026-04-28T02:00:00Z') / 1000;
const openMandate = (constraints: JsonObject[] = [range], more: JsonObject = {}): JsonObject => ({
  vct: 'mandate.payment.open.1',
  constraints,
  cnf: { jwk: agent.jwk },
  iat: grantedAt,
  exp: grantedAt + 3600,
  ...more,
});
const payment = (more: JsonObject = {}): JsonObject => ({
  vct: 'mandate.payment.1',
  transaction_id: 't',
  payee: { id: 'm1', name: 'One' },
  payment_amount: { amount: 19_900, currency: 'USD' },
  payment_instrument: { id: 'i1', type: 'card' },
  ...more,
});
const open = (mandate = openMandate(), signer: Ap2Signer = issuer): string => ap2Part(mandate, signer, { kid: 'provider' });
const closed = (before: string, mandate = payment(), options: Parameters<typeof ap2Part>[2] = {}, signer: Ap2Signer = agent) =>
  ap2Part(mandate, signer, { after: before, ...options, claims: { iat: grantedAt + 60, ...options.claims } });
const chain = (first: string, second: string): string => `${first}~${second}`;
const keys = [issuerKey];

describe('a chain of mandates', () => {
  const first = open();
  const token = chain(first, closed(first));

  test('that holds says only what cannot be known from it', () => {
    expect(findings([token], { keys, infos: true })).toEqual([
      'I_REF_MISSING /parts/1/claims/transaction_id',
      'I_TIME_ASSUMED /parts/1/claims/iat',
      'I_TIME_UNANCHORED /parts/1/claims/iat',
    ]);
    // Its parts in files of their own, in any order.
    for (const files of [
      [first, closed(first)],
      [closed(first), `${first}\n`],
    ])
      expect(findings(files, { keys })).toEqual([]);
  });

  test('needs somebody who vouches for the issuer', () => {
    expect(findings([token], { infos: true })).toContain('I_KEY_UNKNOWN /parts/0/signature');
    expect(findings([token], { infos: true })).toContain('I_KEY_UNTRUSTED /parts/1/signature');
    const registered = { ...issuerKey, key: parseJwk(ap2Key(9).jwk), sub: 'somebody' };
    expect(findings([token], { keys: [registered], infos: true })).toContain('I_KEY_UNKNOWN /parts/0/signature');
    expect(findings([token], { keys: [{ key: parseJwk({ ...ap2Key(9).jwk, kid: 'provider' }) }] })).toEqual([
      'E_SIG /parts/0/signature',
    ]);
    expect(findings([token], { keys: [{ key: parseJwk(agent.jwk), sub: 'agent' }], infos: true })).not.toContain(
      'I_KEY_UNTRUSTED /parts/1/signature',
    );
  });

  test('each part is signed by the key that the one before it names, over that one', () => {
    expect(findings([chain(first, closed(first, payment(), {}, issuer))], { keys })).toEqual(['E_SIG /parts/1/signature']);
    const other = open(openMandate([]));
    expect(findings([chain(first, closed(other))], { keys })).toEqual(['E_KEY_BINDING /parts/1/payload/sd_hash']);
    expect(findings([chain(first, closed(first, payment(), { typ: 'JWT' }))], { keys })).toEqual([
      'E_KEY_BINDING /parts/1/header/typ',
    ]);
    const { cnf: _, ...nameless } = openMandate();
    const bare = open({ ...nameless, cnf: {} });
    expect(findings([chain(bare, closed(bare))], { keys, infos: true })).toContain('I_KEY_UNKNOWN /parts/1/signature');
    const broken = open({ ...nameless, cnf: { jwk: { ...agent.jwk, y: 'A'.repeat(43) } } });
    expect(findings([chain(broken, closed(broken))], { keys })).toEqual(['E_KEY_BINDING /parts/1/signature']);
    const second = closed(first, openMandate([range], { cnf: { jwk: ap2Key(3).jwk } }));
    const third = closed(chain(first, second), payment(), {}, ap2Key(3));
    expect(findings([chain(chain(first, second), third)], { keys })).toEqual([]);
    expect(findings([chain(chain(first, second), closed(chain(first, second)))], { keys })).toEqual(['E_SIG /parts/2/signature']);
  });

  test('a part that stands alone cannot be checked', () => {
    expect(findings([closed(first)], { keys, infos: true })).toEqual([
      'I_KEY_UNKNOWN /parts/0/signature',
      'I_MANDATE_INCOMPLETE /parts/0/claims/vct',
      'I_REF_MISSING /parts/0/claims/transaction_id',
      'I_REF_MISSING /parts/0/payload/sd_hash',
      'I_TIME_UNANCHORED /parts/0/claims/iat',
    ]);
  });
});

describe('limits of the open mandate', () => {
  const run = (constraints: JsonObject[], more: JsonObject = {}, infos = false) => {
    const first = open(openMandate(constraints));
    return findings([chain(first, closed(first, payment(more)))], { keys, infos });
  };

  test.each<[string, JsonObject, JsonObject, string]>([
    ['more than the range', range, { payment_amount: { amount: 20_001, currency: 'USD' } }, 'payment_amount'],
    ['less than the range', range, { payment_amount: { amount: 99, currency: 'USD' } }, 'payment_amount'],
    ['another currency', range, { payment_amount: { amount: 200, currency: 'EUR' } }, 'payment_amount'],
    ['another payee', { type: 'payment.allowed_payees', allowed: [{ id: 'm2', name: 'Two' }] }, {}, 'payee'],
    [
      'another instrument',
      { type: 'payment.allowed_payment_instruments', allowed: [{ id: 'i2', type: 'card' }] },
      {},
      'payment_instrument',
    ],
    ['too late a date', { type: 'payment.execution_date', not_after: '2026-04-28T02:00:30Z' }, {}, 'execution_date'],
    [
      'too early a date',
      { type: 'payment.execution_date', not_before: '2026-05-01T00:00:00Z' },
      { execution_date: '2026-04-30T00:00:00Z' },
      'execution_date',
    ],
  ])('%s', (_, constraint, more, claim) => {
    expect(run([constraint], more)).toEqual([`E_CONSTRAINT /parts/1/claims/${claim}`]);
  });

  test('what cannot be judged stays open, and what nobody knows fails', () => {
    expect(run([{ type: 'payment.budget', currency: 'USD', max: 1 }], {}, true)).toContain(
      'I_MANDATE_INCOMPLETE /parts/1/claims',
    );
    expect(run([{ type: 'payment.moon_phase' }])).toEqual(['E_CONSTRAINT_UNKNOWN /parts/1/claims']);
  });

  test('what the user settled beforehand stands', () => {
    const first = open(openMandate([], { payee: { id: 'm2', name: 'Two' } }));
    expect(findings([chain(first, closed(first))], { keys })).toEqual(['E_CONSTRAINT /parts/1/claims/payee']);
  });

  test('a mandate of the other kind gives no authority', () => {
    const first = open(openMandate([], { vct: 'mandate.checkout.open.1' }));
    expect(findings([chain(first, closed(first))], { keys })).toEqual(['E_MANDATE_NONE /parts/1/claims/vct']);
  });

  test('claims that the schema demands', () => {
    const { payee: _, ...without } = payment();
    const first = open();
    expect(findings([chain(first, closed(first, without))], { keys })).toEqual(['E_SCHEMA /parts/1/claims/payee']);
  });
});

describe('times', () => {
  const first = open();
  const at = (seconds: number | undefined) =>
    chain(first, closed(first, payment(), { claims: { iat: seconds === undefined ? null : grantedAt + seconds } }));

  test('are those that the mandates state, never a clock', () => {
    expect(findings([at(3599)], { keys })).toEqual([]);
    expect(findings([at(3600)], { keys })).toEqual(['E_CONSTRAINT /parts/1/claims/iat']);
    expect(findings([at(-5)], { keys })).toEqual([]);
    expect(findings([at(-6)], { keys })).toEqual(['E_TIME_CLAIM /parts/1/claims/iat']);
    expect(findings([at(undefined)], { keys, infos: true })).toContain('I_MANDATE_INCOMPLETE /parts/1/claims/iat');
  });

  test('the instant asked about bounds what was signed, and tells whether an open mandate holds', () => {
    const infos = (when: string) => findings([at(60)], { keys, at: when, infos: true });
    expect(infos('2026-04-28T02:30:00Z')).not.toContain('I_TIME_ASSUMED /parts/1/claims/iat');
    expect(infos('2026-04-28T04:00:00Z')).toContain('I_TIME_ASSUMED /parts/1/claims/iat');
    expect(findings([at(60)], { keys, at: '2026-04-28T02:00:00Z' })).toEqual(['E_TIME_CLAIM /parts/1/claims/iat']);
    expect(findings([first], { keys })).toEqual([]);
    expect(findings([first], { keys, at: '2026-04-28T02:59:59Z' })).toEqual([]);
    expect(findings([first], { keys, at: '2026-04-28T03:00:00Z' })).toEqual(['E_CONSTRAINT /parts/0/claims/exp']);
  });

  test('the window of the issuer’s key is held to what it states', () => {
    const window = (nbf: number, exp: number) =>
      findings([first], { keys: [{ ...issuerKey, nbf: nbf * 1000, exp: exp * 1000 }] });
    expect(window(grantedAt, grantedAt + 1)).toEqual([]);
    expect(window(grantedAt + 1, grantedAt + 2)).toEqual(['E_KEY_EARLY /parts/0/signature']);
    expect(window(grantedAt - 1, grantedAt)).toEqual(['E_KEY_EXPIRED /parts/0/signature']);
  });
});

describe('checkouts', () => {
  const merchant = ap2Key(4);
  const checkout = compactJws({ alg: 'ES256', kid: 'merchant' }, { id: 'cart' }, merchant.sign);
  const openCheckout = open({ vct: 'mandate.checkout.open.1', constraints: [], cnf: { jwk: agent.jwk } });
  const mandate = (more: JsonObject = {}): JsonObject => ({
    vct: 'mandate.checkout.1',
    checkout_jwt: checkout,
    checkout_hash: ap2Hash(checkout),
    ...more,
  });
  const merchantKey: TrustedKey = { key: parseJwk({ ...merchant.jwk, kid: 'merchant' }) };

  test('are signed by the merchant, and hashed in the mandate', () => {
    const token = (more: JsonObject = {}) => chain(openCheckout, closed(openCheckout, mandate(more)));
    expect(findings([token()], { keys: [issuerKey, merchantKey] })).toEqual([]);
    expect(findings([token()], { keys, infos: true })).toContain('I_KEY_UNKNOWN /parts/1/claims/checkout_jwt');
    expect(findings([token({ checkout_hash: ap2Hash('x') })], { keys })).toEqual([
      'E_CHECKOUT_HASH /parts/1/claims/checkout_hash',
    ]);
    const forged = compactJws({ alg: 'ES256', kid: 'merchant' }, { id: 'cart' }, agent.sign);
    const more = { checkout_jwt: forged, checkout_hash: ap2Hash(forged) };
    expect(findings([token(more)], { keys: [issuerKey, merchantKey] })).toEqual(['E_SIG /parts/1/claims/checkout_jwt']);
  });

  test('are found by the payments that name them', () => {
    const openPayment = open(
      openMandate([range, { type: 'payment.reference', conditional_transaction_id: ap2Hash(openCheckout) }]),
    );
    const pay = chain(openPayment, closed(openPayment, payment({ transaction_id: ap2Hash(checkout) })));
    const missing = ['I_REF_MISSING /parts/0/claims/constraints', 'I_REF_MISSING /parts/1/claims/transaction_id'];
    expect(findings([pay], { keys, infos: true })).toEqual(expect.arrayContaining(missing));
    const both = findings([pay, chain(openCheckout, closed(openCheckout, mandate()))], { keys, infos: true });
    expect(both.filter((finding) => finding.startsWith('I_REF_MISSING'))).toEqual([]);
  });
});

/** Flips the lowest bit of the byte where `needle` stands in a decoded piece of a token: a header, a payload, a signature, a disclosure. */
function tampered(token: string, part: number, piece: number, needle = ''): string {
  const parts = ap2Parts(token).map(({ presentation }) => presentation.split(/(?<=[.~])|(?=[.~])/));
  const pieces = parts[part] as string[];
  const at = pieces.flatMap((text, index) => (/^[.~]$/.test(text) ? [] : [index]))[piece] as number;
  const bytes = Uint8Array.from(decodeBase64Url(pieces[at] as string) as Uint8Array);
  const byte = decodeLatin1(bytes).indexOf(needle);
  if (byte < 0) throw new Error(`no ${needle} in it`);
  bytes[byte] = (bytes[byte] as number) ^ 1;
  pieces[at] = encodeBase64Url(bytes);
  return parts.map((each) => each.join('')).join('~');
}

describe('one bit changed', () => {
  const first = open();
  const token = chain(first, closed(first));
  const [HEADER, PAYLOAD, SIGNATURE, DISCLOSURE] = [0, 1, 2, 3];

  test.each<[string, number, number, string, string]>([
    ['the issuer’s payload', 0, PAYLOAD, 'sha-256', 'E_SIG /parts/0/signature'],
    ['the issuer’s signature', 0, SIGNATURE, '', 'E_SIG /parts/0/signature'],
    ['what the issuer discloses', 0, DISCLOSURE, '20000', 'E_DISCLOSURE /parts/0/disclosures'],
    ['the agent’s header', 1, HEADER, 'kb+', 'E_SIG /parts/1/signature'],
    ['the agent’s payload', 1, PAYLOAD, 'credential-provider', 'E_SIG /parts/1/signature'],
    ['the agent’s signature', 1, SIGNATURE, '', 'E_SIG /parts/1/signature'],
    ['what the agent discloses', 1, DISCLOSURE, '19900', 'E_DISCLOSURE /parts/1/disclosures'],
  ])('in %s', (_, part, piece, needle, finding) => {
    expect(findings([tampered(token, part, piece, needle)], { keys })).toEqual([finding]);
  });

  if (hasVectors('ap2')) {
    const published = decodeLatin1(vectorBytes('ap2/tokens/payment_mandate-3.txt')).trim();
    test.each<[string, number, number, string, string]>([
      ['the header of the open mandate', 0, HEADER, 'agent-provider', 'E_KEY_BINDING /parts/1/payload/sd_hash'],
      ['the payload of the open mandate', 0, PAYLOAD, '3YRt', 'E_DISCLOSURE /parts/0/disclosures'],
      ['the signature of the open mandate', 0, SIGNATURE, '', 'E_KEY_BINDING /parts/1/payload/sd_hash'],
      ['the payee', 0, DISCLOSURE, 'Demo', 'E_DISCLOSURE /parts/0/disclosures'],
      ['the constraints', 0, DISCLOSURE + 1, '20000', 'E_DISCLOSURE /parts/0/disclosures'],
      ['the header of the closed mandate', 1, HEADER, 'kb+', 'E_SIG /parts/1/signature'],
      ['its algorithm', 1, HEADER, 'ES256', 'E_SIG /parts/1/signature'],
      ['its sd_hash', 1, PAYLOAD, 'uixo', 'E_SIG /parts/1/signature'],
      ['its time', 1, PAYLOAD, '777342370', 'E_SIG /parts/1/signature'],
      ['its signature', 1, SIGNATURE, '', 'E_SIG /parts/1/signature'],
      ['the amount', 1, DISCLOSURE, '19900', 'E_DISCLOSURE /parts/1/disclosures'],
    ])('in a published token: %s', (_, part, piece, needle, finding) => {
      expect(findings([tampered(published, part, piece, needle)])).toEqual([finding]);
    });
  }
});

describe('a format found by content', () => {
  const first = open();

  test('tokens and copies of them, whatever part is damaged', () => {
    expect(detectFormat(encodeUtf8(first))).toBe(ap2);
    expect(detectFormat(encodeUtf8(`!${first.slice(1)}`))).toBe(ap2);
    expect(detectFormat(encodeUtf8('{"issuer_signed_jwt": {}}'))).toBe(ap2);
    expect(detectFormat(encodeUtf8(ap2Part(openMandate(), issuer, { typ: 'kb-sd-jwt' })))).toBeUndefined();
    for (const other of ['', '{}', 'a~b~', compactJws({ alg: 'ES256' }, { vct: 'other' }, agent.sign)])
      expect(detectFormat(encodeUtf8(other))).toBeUndefined();
  });
});

describe('readable copies', () => {
  const first = open();
  const copyOf = (mandate: JsonObject): string => {
    const [, payloadText] = first.split('.') as [string, string];
    const payload = JSON.parse(decodeLatin1(decodeBase64Url(payloadText) as Uint8Array)) as JsonObject;
    const [digest] = (payload['delegate_payload'] as JsonObject[]).map((item) => item['...'] as JsonValue);
    const salt = encodeBase64Url(new Uint8Array(16).fill(1));
    const header = { alg: 'ES256', typ: 'example+sd-jwt', kid: 'provider' };
    return JSON.stringify({ issuer_signed_jwt: { header, payload }, disclosures: [{ digest, decoded: [salt, mandate] }] });
  };

  test('a faithful one says nothing, a false one both sides', () => {
    expect(findings([first, copyOf(openMandate())], { keys })).toEqual([]);
    const false_ = copyOf(openMandate([{ ...range, max: 99_999 }]));
    expect(findings([first, false_], { keys })).toEqual(['W_RENDERED 1!/disclosures/0/decoded/1/constraints/0/max']);
    const documents = [first, false_].map((text) => ({ path: 'x', bytes: encodeUtf8(text) }));
    const { findings: found } = judgeAp2(documents, ap2Trust(keys, verifier), { skewMs: 0 });
    const { message } = found.find(({ code }) => code === 'W_RENDERED') as { message: string };
    expect(message).toContain('is shown as 99999; what was signed says 20000');
  });

  test('one without its token proves nothing', async () => {
    expect(findings([copyOf(openMandate())], { infos: true })).toEqual(['I_REF_MISSING ']);
    const answer = await receiptKind.answer({ document: JSON.parse(copyOf(openMandate())) as JsonObject });
    expect(answer).toMatchObject({ verdict: 'not-checkable', code: 'I_REF_MISSING', format: 'ap2' });
  });

  test('one that is no strict JSON is refused', () => {
    expect(findings([first, `${copyOf(openMandate())}{"a":1,"a":2}`], { keys })).toEqual(['E_PARSE_DUPKEY 1!undefined']);
  });
});

describe('check receipt', () => {
  const first = open();
  const token = chain(first, closed(first));
  const says = async (document: JsonValue, given?: JsonValue) => {
    const { verdict, code, format } = await receiptKind.answer({ document, ...(given === undefined ? {} : { keys: given }) });
    return [verdict, code, format].filter((part) => part !== undefined).join(' ');
  };

  test('answers for tokens as for receipts', async () => {
    expect(await says(token)).toBe('not-checkable I_KEY_UNKNOWN ap2');
    expect(await says(token, issuer.jwk)).toBe('valid ap2');
    expect(await says(token, { provider: issuer.jwk })).toBe('valid ap2');
    expect(await says(token, { other: issuer.jwk })).toBe('not-checkable I_KEY_UNKNOWN ap2');
    expect(await says(token, agent.jwk)).toBe('invalid E_SIG ap2');
    expect(await says([closed(first), first], issuer.jwk)).toBe('valid ap2');
    expect(await says(tampered(token, 1, 3, '19900'), issuer.jwk)).toBe('invalid E_DISCLOSURE ap2');
  });
});

describe.skipIf(!hasVectors('ap2'))('the published tokens of AP2 v0.2', () => {
  const names = hasVectors('ap2') ? vectorNames('ap2/tokens') : [];
  const tokens = names.map((name) => vectorBytes(`ap2/tokens/${name}`));

  test('agents’ signatures, hashes and disclosures hold; issuers cannot be checked', () => {
    let [parts, checked, unknown] = [0, 0, 0];
    for (const bytes of tokens) {
      const documents = [{ path: 'token', bytes }];
      const judged = judgeAp2(documents, ap2Trust([], verifier), { skewMs: 0 });
      expect(judged.findings.filter(({ code }) => code.startsWith('E_') || code.startsWith('W_'))).toEqual([]);
      expect(judged.findings.some(({ code }) => code === 'I_KEY_UNKNOWN')).toBe(true);
      parts += judged.parts.length;
      checked += judged.findings.filter(({ code }) => code === 'I_KEY_UNTRUSTED').length;
      unknown += judged.findings.filter(({ code }) => code === 'I_KEY_UNKNOWN').length;
    }
    reportCount('ap2 tokens', { files: names.length, parts, 'agent signatures valid': checked, 'not checkable': unknown });
    // Each chain of two has an agent's signature that its open mandate's key checks; every other part has no key here.
    expect(checked + unknown).toBe(parts);
    expect(checked).toBeGreaterThan(0);
  });

  test('an open and a closed mandate in files of their own are joined', () => {
    const pair = findings(tokens.slice(0, 2), { infos: true });
    expect(pair.filter((finding) => finding.startsWith('E_'))).toEqual([]);
    expect(pair).toContain('I_KEY_UNTRUSTED 1!/parts/0/signature');
  });

  test('the JSON printed beside them is not what was signed', () => {
    const copies = vectorNames('ap2/doc-json').map((name) => vectorBytes(`ap2/doc-json/${name}`));
    const whole = copies.filter((bytes) => ap2.recognises(bytes));
    const found = findings([...tokens, ...whole]).map((finding) => finding.replace(/^W_RENDERED \d+!/, ''));
    reportCount('ap2 copies', { blocks: copies.length, copies: whole.length, fields: found.length });
    expect(found).toContain('/disclosures/1/decoded/1/cnf/jwk/x');
    expect(found).toContain('/0/disclosures/1/decoded/1/cnf/jwk/y');
    expect(findings([...tokens, ...whole]).every((finding) => finding.startsWith('W_RENDERED'))).toBe(true);
  });

  test('no bit of a chain changes unseen, and no changed token passes', () => {
    const chained = tokens.filter((bytes) => decodeLatin1(bytes).includes('~~'));
    expect(chained.length).toBeGreaterThan(0);
    const codesOf = (bytes: Uint8Array, bit: number): string[] => {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      if (detectFormat(changed) !== ap2) return ['E_FORMAT'];
      return findings([changed], { infos: true }).map((finding) => finding.split(' ')[0] as string);
    };
    const pick = fc.nat().chain((which) => {
      const bytes = tokens[which % tokens.length] as Uint8Array;
      return fc.integer({ min: 0, max: bytes.length * 8 - 1 }).map((bit) => ({ bytes, bit }));
    });
    fc.assert(
      fc.property(pick, ({ bytes, bit }) => {
        const codes = codesOf(bytes, bit);
        expect(codes.some((code) => code.startsWith('E_') || code === 'I_KEY_UNKNOWN')).toBe(true);
        if (chained.includes(bytes)) expect(codes.filter((code) => code.startsWith('E_'))).toHaveLength(1);
      }),
      { numRuns: 400 },
    );
  });
});
