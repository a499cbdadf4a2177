import { describe, expect, test } from 'vitest';
import { digestBytes, digestText } from '../../../../src-core/crypto/sha256.ts';
import { decodeBase64Url, encodeBase64Url } from '../../../../src-core/encoding/base64url.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { checkDisclosures } from '../../../../src-core/evidence/disclosure/check-disclosures.ts';
import { makeDisclosure } from '../../../../src-core/evidence/disclosure/disclosure.ts';
import type { Evidence, EvidenceLine } from '../../../../src-core/evidence/state.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { BundleBuilder, dropLine, replaceLine } from '../../../fixtures/bundle-builder.ts';
import { shortFindings as verifiedFindings, verifyBundle } from '../../../fixtures/verify-bundle.ts';
import type { Withholding } from '../../../fixtures/withheld-members.ts';
import { fixedSeal, sealKey } from '../../../fixtures/fixed-seal.ts';
import { handContext, shortFindings, type HandContextOptions } from '../../../fixtures/hand-context.ts';

const wants = [
  { id: 'w1', quantity: 2, acceptable: [{ sku: 'latte' }], hard: true },
  { id: 'w2', quantity: 1, acceptable: [{ sku: 'bun' }], hard: false },
];
const intentBody: JsonObject = {
  mode: 'delegated',
  utterance: 'two lattes',
  language: 'en',
  wants,
  limit: { currency: 'CNY', minor: 900 },
};

interface Made {
  readonly files: Map<string, Uint8Array>;
  readonly hex: string;
  readonly disclosures: string;
}

/** One entry whose body withholds members; `disclosures/` and `enc/` as asked. */
function make(withholding: Withholding, body: JsonObject = intentBody, spoil?: (body: JsonObject) => JsonObject): Made {
  const builder = new BundleBuilder('disclosure', '2026-03-02T01:00:00.000Z', { trust: 'keys' });
  const user = builder.party('user', { role: 'user' });
  const place = builder.entry(user, 'intent.captured', { txn: 't1', body, withhold: withholding });
  const built = builder.build(
    spoil === undefined ? {} : { payload: (_, payload) => ({ ...payload, body: spoil(payload['body'] as JsonObject) }) },
  );
  const hex = built.digest(place).slice(7);
  const text = built.files.get(`disclosures/${hex}.txt`);
  return { files: new Map(built.files), hex, disclosures: text === undefined ? '' : (decodeUtf8(text) as string) };
}

function run(files: Map<string, Uint8Array>, options: HandContextOptions = {}) {
  const context = handContext(files, options);
  checkDisclosures(context);
  return { context, line: context.lines.at(0) as EvidenceLine, findings: shortFindings(context) };
}

const withDisclosures = (made: Made, text: string) => new Map(made.files).set(`disclosures/${made.hex}.txt`, encodeUtf8(text));
const at = (pointer: string) => [`E_DISCLOSURE user/0 intent.captured ${pointer}`];

describe('an honest body', () => {
  test('in clear is its own body', () => {
    const { line, findings } = run(make({ members: [] }).files);
    expect(findings).toEqual([]);
    expect(line.body).toBe(line.entry?.body);
    expect(line.undisclosed).toBe(0);
    expect([...(line.fields ?? [])]).toEqual([]);
  });

  test('opens what is disclosed and counts what is not', () => {
    const made = make({
      members: ['/body/utterance', '/body/language', '/body/wants/1'],
      disclosed: ['/body/utterance'],
      decoys: 1,
    });
    const { line, findings } = run(made.files);
    expect(findings).toEqual([]);
    expect(line.body).toEqual({ mode: 'delegated', utterance: 'two lattes', wants: [wants[0]], limit: intentBody['limit'] });
    expect([...(line.fields ?? [])].sort()).toEqual([
      ['/body/utterance', 'disclosed'],
      ['/body/wants/1', 'withheld'],
    ]);
    expect(line.undisclosed).toBe(3);
  });

  test('names the members that its schema demands and that stay shut', () => {
    const made = make({ members: ['/body/mode', '/body/wants/0/hard', '/body/limit/minor'] });
    const { line, findings } = run(made.files);
    expect(findings).toEqual([]);
    expect([...(line.fields ?? [])].sort()).toEqual([
      ['/body/limit/minor', 'withheld'],
      ['/body/mode', 'withheld'],
      ['/body/wants/0/hard', 'withheld'],
    ]);
  });

  test('tells an erased part from a withheld one by what the manifest says was left out', () => {
    const made = make({ members: ['/body/wants/0', '/body/wants/1'] });
    const wanted = run(made.files).line.entry?.body['wants'] as JsonObject[] | undefined;
    const first = wanted?.[0]?.['...'] as string;
    const { line } = run(made.files, { omitted: [digestText(decodeBase64Url(first) as Uint8Array)] });
    expect([...(line.fields ?? [])]).toEqual([
      ['/body/wants/0', 'erased'],
      ['/body/wants/1', 'withheld'],
    ]);
  });

  test('all copies of a line are opened alike', () => {
    const made = make({ members: ['/body/utterance'], disclosed: ['/body/utterance'] });
    const [path, bytes] = [...made.files].find(([name]) => name.startsWith('entries/')) as [string, Uint8Array];
    const { context, findings } = run(new Map(made.files).set(path, new Uint8Array([...bytes, ...bytes])));
    expect(findings).toEqual([]);
    expect(context.lines.at(1)?.body).toBe(context.lines.at(0)?.body);
  });
});

describe('a disclosure that does not fit', () => {
  const made = make({ members: ['/body/utterance', '/body/language'], disclosed: ['/body/utterance', '/body/language'] });
  const [first, second] = made.disclosures.split('\n') as [string, string];
  const forged = (...parts: JsonValue[]) => encodeBase64Url(encodeUtf8(JSON.stringify(parts)));
  const nameOf = (text: string) => (JSON.parse(decodeUtf8(decodeBase64Url(text) as Uint8Array) as string) as [string, string])[1];

  test('its value was changed', () => {
    const [salt, name] = JSON.parse(decodeUtf8(decodeBase64Url(first) as Uint8Array) as string) as [string, string, string];
    const { line, findings } = run(withDisclosures(made, `${forged(salt, name, 'other')}\n${second}\n`));
    expect(findings).toEqual(at(`/body/${name}`));
    expect(line.fields?.get(`/body/${name}`)).toBe('mismatch');
    expect(line.fields?.get(`/body/${nameOf(second)}`)).toBe('disclosed');
    expect(Object.hasOwn(line.body ?? {}, name)).toBe(false);
  });

  test.each<[string, string, string]>([
    ['no base64url', `${first}\n!!!\n`, '/body'],
    ['padded base64url', `${first}\n${second}=\n`, '/body'],
    ['not JSON', `${first}\n${encodeBase64Url(encodeUtf8('["a",'))}\n`, '/body'],
    ['an object', `${first}\n${encodeBase64Url(encodeUtf8('{"a":1}'))}\n`, '/body'],
    ['four parts', `${first}\n${forged('0123456789012345', 'a', 'b', 'c')}\n`, '/body'],
    ['a short salt', `${first}\n${forged(encodeBase64Url(new Uint8Array(15)), 'utterance', 'x')}\n`, '/body'],
    ['a reserved name', `${first}\n${forged(encodeBase64Url(new Uint8Array(16)), '_sd', [])}\n`, '/body'],
    ['a placeholder name', `${first}\n${forged(encodeBase64Url(new Uint8Array(16)), '...', 'x')}\n`, '/body'],
    ['repeated', `${first}\n${second}\n${first}\n`, '/body'],
    ['a blank line', `${first}\n\n${second}\n`, '/body'],
    ['CR LF', `${first}\r\n`, '/body'],
    ['an element that hashes to nothing', `${first}\n${second}\n${forged(encodeBase64Url(new Uint8Array(16)), 'x')}\n`, '/body'],
  ])('%s', (_, text, pointer) => {
    expect(run(withDisclosures(made, text)).findings).toEqual(at(pointer));
  });

  test('the file is no UTF-8, or is named by no digest, or is for an entry that is not here', () => {
    expect(run(new Map(made.files).set(`disclosures/${made.hex}.txt`, Uint8Array.of(0xff))).findings).toEqual(at('/body'));
    expect(run(new Map(made.files).set('disclosures/notes.txt', encodeUtf8(''))).findings).toEqual([
      'E_DISCLOSURE disclosures/notes.txt ',
    ]);
    const other = `disclosures/${'ab'.repeat(32)}.txt`;
    expect(run(new Map(made.files).set(other, encodeUtf8(first))).findings).toEqual([`E_DISCLOSURE ${other} `]);
  });

  test('the last LF may lack', () => {
    expect(run(withDisclosures(made, `${first}\n${second}`)).findings).toEqual([]);
  });
});

describe('a body that its author signed wrong', () => {
  const salt = new Uint8Array(16).fill(9);
  const plant = (name: string | undefined, value: JsonValue, spoil: (body: JsonObject, digest: string) => JsonObject) => {
    const disclosure = makeDisclosure(salt, name, value);
    const made = make({ members: [] }, intentBody, (body) => spoil(body, disclosure.digest));
    return run(withDisclosures(made, `${disclosure.text}\n`)).findings;
  };
  const inTop = (body: JsonObject, digest: string): JsonObject => ({ ...body, _sd: [digest], _sd_alg: 'sha-256' });

  test('a disclosure whose name is there in clear', () => {
    expect(plant('language', 'fr', inTop)).toEqual(at('/body/language'));
  });

  test('an element in `_sd`, a member in an array', () => {
    expect(plant(undefined, 'x', inTop)).toEqual(at('/body'));
    expect(plant('x', 'x', (body, digest) => ({ ...body, wants: [...wants, { '...': digest }] }))).toEqual(at('/body/wants/2'));
  });

  test('a digest that stands twice', () => {
    const twice = (body: JsonObject, digest: string): JsonObject =>
      inTop({ ...body, wants: [...wants, { '...': digest }] }, digest);
    const findings = plant('extra', 'x', twice);
    expect(findings.filter((finding) => finding.includes('/body'))).toHaveLength(findings.length);
    expect(findings.every((finding) => finding.startsWith('E_DISCLOSURE'))).toBe(true);
  });

  test('an opened body breaks its schema, at the part that does', () => {
    const spoil = (body: JsonObject, digest: string): JsonObject => {
      const { limit: _, ...rest } = body;
      return inTop(rest, digest);
    };
    expect(plant('limit', { currency: 'cny', minor: 1 }, spoil)).toEqual([
      'E_SCHEMA user/0 intent.captured /body/limit/currency',
    ]);
    expect(plant('unheard', 1, inTop)).toEqual(['E_SCHEMA user/0 intent.captured /body/unheard']);
  });

  test('a required member that no digest can stand for any more is missing', () => {
    const spoil = (body: JsonObject, digest: string): JsonObject => {
      const { mode: _, language: __, ...rest } = body;
      return inTop(rest, digest);
    };
    expect(plant('language', 'en', spoil)).toEqual(['E_SCHEMA user/0 intent.captured /body/mode']);
  });

  test('disclosures within disclosures go no deeper than a payload may', () => {
    let value: JsonValue = 'deep';
    for (let i = 0; i < 120; i++) value = [value];
    const inner = makeDisclosure(salt, 'inner', value);
    const outer = makeDisclosure(salt.with(0, 1), 'outer', [[[[[[[[[{ _sd: [inner.digest] }]]]]]]]]]);
    const made = make({ members: [] }, intentBody, (body) => ({ ...inTop(body, outer.digest) }));
    const findings = run(withDisclosures(made, `${inner.text}\n${outer.text}\n`)).findings;
    expect(findings.some((finding) => finding.startsWith('E_DISCLOSURE'))).toBe(true);
  });
});

test('sums are checked again when lines are opened', () => {
  const builder = new BundleBuilder('sums', '2026-03-02T01:00:00.000Z', { trust: 'keys' });
  const shop = builder.party('shop', { role: 'merchant' });
  const money = (minor: number) => ({ currency: 'CNY', minor });
  const line = (id: string, minor: number) => ({
    id,
    kind: 'item',
    name: id,
    quantity: 1,
    unit: money(minor),
    total: money(minor),
  });
  const place = builder.entry(shop, 'order.quoted', {
    txn: 't1',
    body: {
      quoteId: 'q',
      payee: 'shop',
      lines: [line('a', 100), line('b', 50)],
      total: money(175),
      validUntil: '2026-03-02T02:00:00.000Z',
    },
    refs: [{ rel: 'responds-to', to: `sha256:${'00'.repeat(32)}` }],
    withhold: { members: ['/body/lines/1'], disclosed: ['/body/lines/1'] },
  });
  const built = builder.build();
  expect(run(built.files).findings).toEqual(['E_SUM merchant/0 order.quoted /body/total']);
  const shut = new Map(built.files);
  shut.delete(`disclosures/${built.digest(place).slice(7)}.txt`);
  expect(run(shut).findings).toEqual([]);
});

describe('a sealed body', () => {
  const key = sealKey(new Uint8Array(32).fill(3));
  let byte = 0;
  const random = (length: number) => Uint8Array.from({ length }, () => (byte = (byte * 5 + 17) & 255));
  const made = make({
    members: ['/body/mode', '/body/wants/0'],
    seal: (disclosures, entry) => fixedSeal(disclosures, entry, [key], random),
  });
  const path = `enc/${made.hex}.jwe.json`;
  const edited = (edit: (jwe: JsonObject) => JsonValue) =>
    run(
      new Map(made.files).set(
        path,
        encodeUtf8(JSON.stringify(edit(JSON.parse(decodeUtf8(made.files.get(path) as Uint8Array) as string) as JsonObject))),
      ),
    ).findings;

  test('shut is sealed', () => {
    const { line, findings } = run(made.files);
    expect(findings).toEqual([]);
    expect([...(line.fields ?? [])].sort()).toEqual([
      ['/body/mode', 'sealed'],
      ['/body/wants/0', 'sealed'],
    ]);
  });

  test('opened is disclosed, and held to the signed body', () => {
    const entry = `sha256:${made.hex}` as const;
    expect(digestBytes(entry)).toHaveLength(32);
    const { line, findings } = run(made.files, { opened: [{ path, entry, disclosures: [] }] });
    expect(findings).toEqual([]);
    expect(line.fields?.get('/body/mode')).toBe('withheld');
    const stranger = makeDisclosure(new Uint8Array(16), 'mode', 'instant').text;
    expect(run(made.files, { opened: [{ path, entry, disclosures: [stranger] }] }).findings).toEqual(at('/body/mode'));
    expect(run(made.files, { opened: [{ path, entry, failure: 'was altered' }] }).findings).toEqual(at('/body'));
  });

  test.each<[string, (jwe: JsonObject) => JsonValue]>([
    ['no object', () => []],
    ['no recipients', (jwe) => ({ ...jwe, recipients: [] })],
    ['bound to another entry', (jwe) => ({ ...jwe, aad: encodeBase64Url(encodeUtf8(`sha256:${'0'.repeat(64)}`)) })],
    ['bound to nothing', (jwe) => Object.fromEntries(Object.entries(jwe).filter(([name]) => name !== 'aad')) as JsonObject],
    ['another content encryption', (jwe) => ({ ...jwe, protected: encodeBase64Url(encodeUtf8('{"enc":"A128GCM"}')) })],
  ])('%s', (_, edit) => {
    expect(edited(edit)).toEqual(at('/body'));
  });
});

describe('in a whole verification', () => {
  const story = () => {
    const builder = new BundleBuilder('whole', '2026-03-02T01:00:00.000Z', { trust: 'keys' });
    const user = builder.party('user', { role: 'user' });
    const withhold = { members: ['/body/utterance', '/body/wants/0'], disclosed: ['/body/utterance'], decoys: 2 };
    const first = builder.entry(user, 'intent.captured', { txn: 't1', body: intentBody, withhold });
    builder.entry(user, 'intent.captured', { txn: 't2', body: intentBody, closes: 'complete' });
    const built = builder.build();
    return { built, path: user.path, first: built.line(first), file: `disclosures/${built.digest(first).slice(7)}.txt` };
  };

  test('an honest one says nothing', () => {
    const { built } = story();
    expect(errorsOf(verifyBundle(built.files, built.policy))).toEqual([]);
  });

  test('a changed disclosure is the only root, and the entry stays good', () => {
    const { built, file } = story();
    const text = decodeUtf8(built.files.get(file) as Uint8Array) as string;
    const evidence = verifyBundle(new Map(built.files).set(file, encodeUtf8(text.replace(/.\n$/, 'A\n'))), built.policy);
    expect(errorsOf(evidence)).toEqual([expect.stringMatching(/^E_DISCLOSURE .*:1 /)]);
    expect(evidence.axes).toMatchObject({ integrity: 'fail', authenticity: 'pass', order: 'pass' });
  });

  test.each(['spoilt', 'dropped'])('disclosures of an entry that was %s follow from that', (how) => {
    const { built, path, first } = story();
    const files = how === 'dropped' ? dropLine(built.files, path, 1) : replaceLine(built.files, path, 1, first.line.with(30, 0));
    const errors = errorsOf(verifyBundle(files, built.policy));
    expect(errors.filter((finding) => !finding.includes(' < '))).toHaveLength(1);
    expect(errors.filter((finding) => finding.startsWith('E_DISCLOSURE'))).toEqual([expect.stringContaining(' < ')]);
  });
});

const errorsOf = (evidence: Evidence) => verifiedFindings(evidence, ['error']);
