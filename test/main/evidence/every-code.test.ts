import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeBase64Url } from '../../../src-core/encoding/base64url.ts';
import { encodeHex } from '../../../src-core/encoding/hex.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { ed25519Key } from '../../../src-core/crypto/public-key.ts';
import { digestOf, sha256 } from '../../../src-core/crypto/sha256.ts';
import { ed25519Signer, type Signer } from '../../../src-core/crypto/signer.ts';
import { ap2Hash } from '../../../src-core/evidence/authority/ap2-tokens.ts';
import { makeDisclosure } from '../../../src-core/evidence/disclosure/disclosure.ts';
import { parseSdJwt } from '../../../src-core/crypto/jose/sd-jwt.ts';
import { renderPart } from '../../../src-core/evidence/authority/ap2-rendering.ts';
import { FINDING_CODES, type FindingCode } from '../../../src-core/evidence/finding.ts';
import type { Evidence } from '../../../src-core/evidence/state.ts';
import { canonicalize, canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { loadEvidence } from '../../../src-main/files/load-evidence.ts';
import {
  BundleBuilder,
  dropLine,
  editLines,
  repeatLine,
  swapLines,
  type BuiltBundle,
  type EntryHandle,
  type Tamper,
} from '../../fixtures/bundle-builder.ts';
import { coffeeOrder, money, type CoffeeEntry, type CoffeeOrder } from '../../fixtures/coffee-order.ts';
import { mimetypePart } from '../../fixtures/hostile-zips.ts';
import { LogStory, type StoryOptions } from '../../fixtures/log-story.ts';
import { shortFindings, verifyBundle } from '../../fixtures/verify-bundle.ts';
import { zipOf, type ZipFrame, type ZipPart } from '../../fixtures/zip-bytes.ts';

/** The root causes that one fault made, as `CODE place pointer`; a place is a party, `party:line` or a file. */
type Outcome = readonly string[] | Promise<readonly string[]>;

/** One fault over honest evidence: where its only root must stand, and what verification says. */
type Fault = readonly [place: string, run: () => Outcome];

// --- three honest stories --------------------------------------------------------------------------------------------

/** Thirty entries of six parties, every end proven; nothing is unsettled. */
const coffee = (seed = 'coffee'): CoffeeOrder => coffeeOrder(seed, { trust: 'keys' });

function named(texts: readonly string[], builder: BundleBuilder): string[] {
  return texts.map((text) => {
    let short = text;
    for (const { name, chain, path } of builder.parties) short = short.replaceAll(chain, name).replaceAll(path, name);
    return short;
  });
}

const rootsOf = (evidence: Evidence, builder: BundleBuilder): string[] =>
  named(shortFindings(evidence), builder).filter((text) => !text.includes(' < '));

/** The coffee order with one thing spoilt while it is written, or in its files. */
function spoil(
  at: CoffeeEntry,
  tamper: (here: EntryHandle, story: CoffeeOrder) => Tamper,
  edit: (files: Map<string, Uint8Array>, built: BuiltBundle, story: CoffeeOrder) => ReadonlyMap<string, Uint8Array> = (files) =>
    files,
): string[] {
  const story = coffee();
  const built = story.builder.build(tamper(story.entries[at], story));
  return rootsOf(verifyBundle(edit(built.files, built, story), built.policy), story.builder);
}

const line = (at: CoffeeEntry, change: (text: string) => string): string[] =>
  spoil(at, (here) => ({
    line: (place, bytes) => (place === here ? encodeUtf8(`${change((decodeUtf8(bytes) as string).slice(0, -1))}\n`) : bytes),
  }));
const payload = (at: CoffeeEntry, change: (payload: JsonObject) => JsonObject | Uint8Array): string[] =>
  spoil(at, (here) => ({ payload: (place, value) => (place === here ? change(value) : value) }));
const body = (at: CoffeeEntry, change: (body: JsonObject) => JsonObject): string[] =>
  spoil(at, (here) => ({
    draft: (place, draft) => (place === here ? { ...draft, body: change(draft.body) } : draft),
  }));
const files = (
  edit: (files: Map<string, Uint8Array>, built: BuiltBundle, story: CoffeeOrder) => Map<string, Uint8Array>,
): string[] => spoil('promised', () => ({}), edit);

/** The coffee order with entries added at its end, and every chain closed by a checkpoint again. */
function added(add: (story: CoffeeOrder) => void, drafts: Partial<Record<CoffeeEntry, JsonObject>> = {}): string[] {
  const story = coffee();
  add(story);
  story.builder.checkpointAll();
  const built = story.builder.build({
    draft(place, draft) {
      const name = Object.keys(drafts).find((key) => story.entries[key as CoffeeEntry] === place) as CoffeeEntry | undefined;
      return name === undefined ? draft : { ...draft, body: { ...draft.body, ...drafts[name] } };
    },
  });
  return rootsOf(verifyBundle(built.files, built.policy), story.builder);
}

/** Chains of the plainest entries, for what stands around entries. */
function log(
  tell: (story: LogStory) => StoryOptions & { files?: Map<string, Uint8Array>; tamper?: Tamper },
  seed = 'log',
  options = {},
) {
  const story = new LogStory(seed, options);
  const { files: given, tamper, ...rest } = tell(story);
  return story.findings(given ?? story.builder.build(tamper), rest).filter((text) => !text.includes(' < '));
}

const replaceText = (
  map: ReadonlyMap<string, Uint8Array>,
  path: string,
  change: (text: string) => string,
): Map<string, Uint8Array> => {
  const text = decodeUtf8(map.get(path) as Uint8Array) as string;
  const changed = change(text);
  if (changed === text) throw new Error(`nothing changed in ${path}`);
  return new Map(map).set(path, encodeUtf8(changed));
};

/** The user's key as the policy lists it, with a window or another key. */
function listed(story: LogStory, changes: JsonObject): { changes: { keys: JsonValue[] } } {
  const policyKeys = story.builder.build().policy['keys'] as readonly JsonObject[];
  return { changes: { keys: policyKeys.map((key) => (key['sub'] === story.user.id ? { ...key, ...changes } : key)) } };
}

// --- containers ------------------------------------------------------------------------------------------------------

const folder = mkdtempSync(join(tmpdir(), 'assize-codes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sealedCoffee = (): [CoffeeOrder, BuiltBundle, Map<string, Uint8Array>] => {
  const story = coffee();
  const built = story.builder.build();
  return [story, built, new Map(built.sealed())];
};

/** The honest bundle as a container, with one part more, a frame that lies, or its members changed. */
async function zip(
  more: readonly ZipPart[] = [],
  change: (parts: ZipPart[]) => readonly ZipPart[] = (parts) => parts,
  frame: ZipFrame = {},
): Promise<string[]> {
  const [story, built, members] = sealedCoffee();
  members.delete('mimetype');
  const parts: ZipPart[] = [mimetypePart, ...[...members].map(([name, data]) => ({ name, data })), ...more];
  const path = join(folder, 'case.atb');
  const policy = join(folder, 'policy.json');
  writeFileSync(path, zipOf(change(parts), frame));
  writeFileSync(policy, built.policyBytes);
  const { evidence } = await loadEvidence([path], { policy });
  return rootsOf(evidence, story.builder).map((text) => text.replaceAll(path, 'case.atb'));
}

const firstArtifact = (): string => [...sealedCoffee()[2].keys()].find((name) => name.startsWith('artifacts/')) as string;
const offsetOfFirst = (): number => mimetypePart.name.length + (mimetypePart.data as string).length + 30;

// --- tokens of AP2 ---------------------------------------------------------------------------------------------------

const json = (value: JsonValue): string => encodeBase64Url(encodeUtf8(JSON.stringify(value)));
const jws = (claims: JsonObject, typ = 'JWT'): string =>
  `${json({ alg: 'ES256', typ })}.${json(claims)}.${encodeBase64Url(new Uint8Array(64))}`;
function mandateToken(mandate: JsonObject): string {
  const disclosure = makeDisclosure(new Uint8Array(16).fill(5), undefined, mandate);
  return `${jws({ delegate_payload: [{ '...': disclosure.digest }], _sd_alg: 'sha-256' }, 'kb+sd-jwt')}~${disclosure.text}~`;
}
const checkoutJwt = jws({ id: 'cart-1' });
const checkout = (hash = ap2Hash(checkoutJwt)): string =>
  mandateToken({ vct: 'mandate.checkout.1', checkout_jwt: checkoutJwt, checkout_hash: hash });
const paymentMandate = (id: string): string =>
  mandateToken({
    vct: 'mandate.payment.1',
    transaction_id: id,
    payee: { id: 'm' },
    payment_amount: { amount: 1, currency: 'USD' },
    payment_instrument: { id: 'i', type: 'card' },
  });

/** One entry an artifact. */
const artifacts = (...texts: string[]): string[] =>
  log((story) => {
    for (const text of texts)
      story.add({ artifacts: [{ name: 'a', profile: 'ap2.v0.2', media: 'application/sd-jwt', bytes: encodeUtf8(text) }] });
    story.checkpoint();
    return {};
  });

// --- the table -------------------------------------------------------------------------------------------------------

const stranger = ed25519Signer(new Uint8Array(32).fill(9));
const weak = ed25519Key(new Uint8Array(32).fill(1, 0, 1));
/** The first secret key of RFC 8032 section 7.1, which everybody knows. */
const published = ed25519Signer(
  Uint8Array.from(Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex')),
);

const withKey = (story: LogStory, signer: Signer): { tamper: Tamper } & ReturnType<typeof listed> => ({
  tamper: { signer: (place, own) => (place.party === story.user ? signer : own) },
  ...listed(story, { jwk: { ...signer.jwk } }),
});

const FAULTS: Partial<Record<FindingCode, Fault>> = {
  // integrity
  E_PARSE: ['merchant:8', () => line('promised', (text) => `x${text.slice(1)}`)],
  E_PARSE_DUPKEY: ['merchant:8', () => line('promised', (text) => text.replace('{"payload":', '{"payload":"","payload":'))],
  E_LIMIT: ['merchant:8', () => line('promised', (text) => text + ' '.repeat(1024 * 1024))],
  E_ENVELOPE: ['merchant:8', () => line('promised', (text) => `${text}\r`)],
  E_CANON: ['merchant:8', () => payload('promised', (value) => encodeUtf8(canonicalize(value).replace('"v":1', '"v":1.0')))],
  E_SCHEMA: ['merchant:8 /note', () => payload('promised', (value) => ({ ...value, note: 'x' }))],
  E_SUM: [
    'merchant:1 /body/total',
    () =>
      payload('quote', (value) => {
        const honest = value['body'] as JsonObject;
        return { ...value, body: { ...honest, total: { ...(honest['total'] as JsonObject), minor: 1 } } };
      }),
  ],
  E_ARTIFACT: [
    'merchant:6 /artifacts/0',
    () =>
      files((map, built, { entries }) => {
        const [artifact] = built.line(entries.delivered).entry.artifacts ?? [];
        return new Map(map).set(`artifacts/${artifact?.digest.slice(7)}`, encodeUtf8('other'));
      }),
  ],
  E_DISCLOSURE: [
    'user:1 /body/language',
    () =>
      log((story) => {
        const told = story.add({
          body: { mode: 'instant', wants: [], language: 'en' },
          withhold: { members: ['/body/language'], disclosed: ['/body/language'] },
        });
        story.checkpoint();
        const built = story.builder.build();
        const forged = json([encodeBase64Url(new Uint8Array(16).fill(4)), 'language', 'fr']);
        return { files: new Map(built.files).set(`disclosures/${built.digest(told).slice(7)}.txt`, encodeUtf8(`${forged}\n`)) };
      }),
  ],
  E_MANIFEST: ['case.atb!manifest.json', () => zip([], (parts) => parts.filter(({ name }) => name !== 'manifest.json'))],
  E_INCLUSION: [
    'user:2',
    () =>
      log((story) => {
        story.add();
        const proven = story.add();
        const path = story.builder.inclusionProof(proven, story.checkpoint());
        return {
          files: replaceText(story.builder.build().files, path, (text) => text.replace(/\n(.)(?=.{42}=\n\n)/, spoilDigit)),
        };
      }),
  ],
  E_CONSISTENCY: [
    'user',
    () =>
      log((story) => {
        story.add();
        const early = story.checkpoint();
        story.add();
        const path = story.builder.consistencyProof(early, story.checkpoint());
        return {
          files: replaceText(story.builder.build().files, path, (text) => text.replace(/\n(.)(?=.{42}=\n\n)/, spoilDigit)),
        };
      }),
  ],
  E_ZIP_NAME: ['case.atb!../evil', () => zip([{ name: '../evil', data: 'x' }])],
  E_ZIP_DUP: ['case.atb!Manifest.JSON', () => zip([{ name: 'Manifest.JSON', data: 'x' }])],
  E_ZIP_LINK: ['case.atb!keys/a', () => zip([{ name: 'keys/a', data: '/etc/passwd', external: (0o120777 << 16) >>> 0 }])],
  E_ZIP_CRYPT: ['case.atb!keys/a', () => zip([{ name: 'keys/a', data: `${'\0'.repeat(12)}secret`, flags: 1 }])],
  E_ZIP_METHOD: ['case.atb!keys/a', () => zip([{ name: 'keys/a', data: 'x', method: 12 }])],
  E_ZIP_HEADER: ['case.atb!keys/a', () => zip([{ name: 'keys/a', data: 'x', local: { name: 'keys/b' } }])],
  E_ZIP_OVERLAP: [
    'case.atb!keys/a',
    () =>
      zip([
        {
          name: 'keys/a',
          ghost: true,
          offset: offsetOfFirst(),
          central: {
            size: sealedCoffee()[2].get('manifest.json')?.length as number,
            compressed: sealedCoffee()[2].get('manifest.json')?.length as number,
            crc32: crc32(sealedCoffee()[2].get('manifest.json') as Uint8Array),
          },
        },
      ]),
  ],
  E_ZIP_LIMIT: [`case.atb!keys/${'b'.repeat(508)}`, () => zip([{ name: `keys/${'b'.repeat(508)}`, data: 'x' }])],
  E_ZIP_MIMETYPE: ['case.atb!mimetype', () => zip([], ([first, ...rest]) => [{ ...(first as ZipPart), method: 8 }, ...rest])],
  E_ZIP_FORMAT: ['case.atb', () => zip([], (parts) => parts, { comment: 'x' })],
  E_ZIP_CRC: [
    'case.atb!manifest.json',
    () =>
      zip([], (parts) =>
        parts.map((part) => (part.name === 'manifest.json' ? { ...part, central: { crc32: 1 }, local: { crc32: 1 } } : part)),
      ),
  ],
  E_ZIP_MISSING: [`case.atb!${firstArtifact()}`, () => zip([], (parts) => parts.filter(({ name }) => name !== firstArtifact()))],
  E_ZIP_UNLISTED: ['case.atb!rulings/x.json', () => zip([{ name: 'rulings/x.json', data: '{}' }])],

  // authenticity
  E_SIG: [
    'merchant:8',
    () => line('promised', (text) => text.replace(/"sig":"(.)/, (_, digit: string) => `"sig":"${digit === 'A' ? 'B' : 'A'}`)),
  ],
  E_KEYID: [
    'merchant:8 /actor/kid',
    () => spoil('promised', (here) => ({ keyid: (place, keyid) => (place === here ? stranger.kid : keyid) })),
  ],
  E_KEY_WEAK: [
    'user:1 /actor/kid',
    () =>
      log((story) => {
        story.add();
        story.checkpoint();
        return {
          ...listed(story, { jwk: { ...weak.jwk } }),
          tamper: {
            payload: (_, value) => ({ ...value, actor: { ...(value['actor'] as JsonObject), kid: weak.thumbprint } }),
            keyid: () => weak.thumbprint,
          },
        };
      }),
  ],
  E_KEY_BINDING: [
    'merchant:8 /actor/role',
    () => payload('promised', (value) => ({ ...value, actor: { ...(value['actor'] as JsonObject), role: 'merchant_agent' } })),
  ],
  E_KEY_EARLY: [
    'user:1',
    () =>
      log((story) => {
        story.add();
        story.checkpoint();
        return listed(story, { nbf: '2026-03-02T02:00:00.000Z' });
      }),
  ],
  E_KEY_EXPIRED: ['user:1', () => revokedOrExpired({ exp: '2026-03-02T01:00:00.000Z' })],
  E_KEY_REVOKED: ['user:1', () => revokedOrExpired({ cut: '2026-03-02T01:00:00.000Z' })],
  E_CKPT_SIG: [
    'user',
    () =>
      log((story) => {
        story.add();
        const early = story.checkpoint();
        story.add();
        story.checkpoint();
        return {
          files: replaceText(story.builder.build().files, early.path, (text) =>
            text.replace(/(\u2014 north .{30})(.)/, (_, head: string, digit: string) => `${head}${digit === 'A' ? 'B' : 'A'}`),
          ),
        };
      }),
  ],
  E_TSA_IMPRINT: ['anchors/user.tsr', () => stamped({ imprint: '00'.repeat(32) })],
  E_TSA_CHAIN: ['user', () => stamped({ status: 'untrusted' })],
  E_POP: [
    'user:2 /body/pop',
    () =>
      rotated({
        payload: (place, value) =>
          place.type === 'key.rotated'
            ? { ...value, body: { ...(value['body'] as JsonObject), pop: `${'A'.repeat(86)}==` } }
            : value,
      }),
  ],
  W_TEST_KEY: [
    'user:1 /actor/kid',
    () =>
      log((story) => {
        story.add();
        story.checkpoint();
        return withKey(story, published);
      }),
  ],
  I_KEY_UNKNOWN: [
    'user:1 /actor/kid',
    () =>
      log((story) => {
        story.add();
        story.checkpoint();
        return { changes: { keys: [] } };
      }),
  ],
  I_KEY_UNTRUSTED: [
    'user:1 /actor/kid',
    () =>
      log((story) => {
        story.add();
        story.checkpoint();
        const { jwk, kid } = story.builder.signerOf(story.user);
        story.builder.file(`keys/${kid}.json`, canonicalizeBytes({ ...jwk }));
        return { changes: { keys: [] } };
      }),
  ],
  I_ALG: [
    'user:1',
    () =>
      log((story) => {
        story.add();
        story.checkpoint();
        return { changes: { algs: ['ES256'] } };
      }),
  ],
  I_KEY_STRADDLE: ['user:1', () => revokedOrExpired({ exp: '2026-03-02T01:01:02.500Z' })],
  I_WITNESS_QUORUM: [
    'user',
    () =>
      log((story) => {
        story.add();
        story.checkpoint({ witnesses: ['north'] });
        story.add();
        story.checkpoint();
        return {};
      }),
  ],

  // order
  E_PREV: ['merchant:2 /prev', () => payload('accepted', (value) => ({ ...value, prev: digestOf(encodeUtf8('x')) }))],
  E_DUP: [
    'merchant:2 /seq',
    () => files((map, built, { entries }) => repeatLine(map, built.line(entries.quote).path, built.line(entries.quote).number)),
  ],
  E_FORK: [
    'user',
    () =>
      log((story) => {
        story.add();
        story.checkpoint();
        const digest = digestOf(encodeUtf8('another'));
        return { heads: [{ chain: story.user.chain, seq: 0, digest }] };
      }),
  ],
  E_CHAIN_MIX: [
    'agent:5 /chain',
    () =>
      files((map, built, { entries }) =>
        editLines(map, built.line(entries.order).path, (lines) =>
          lines.toSpliced(built.line(entries.order).number, 0, built.line(entries.quote).line),
        ),
      ),
  ],
  E_LINE_ORDER: [
    'merchant:2 /seq',
    () => files((map, built, { entries }) => swapLines(map, built.line(entries.quote).path, 1, 2)),
  ],
  E_AFTER_CLOSE: [
    'user:7 /seq',
    () =>
      spoil('userPosting', (here) => ({
        payload: (place, value) => (place === here ? { ...value, closes: 'complete' } : value),
      })),
  ],
  E_REF_TXN: ['merchant:8 /refs/0', () => payload('promised', (value) => ({ ...value, txn: 'another' }))],
  E_REF_TYPE: [
    'merchant:8 /refs/0',
    () =>
      spoil('promised', (here, { builder, entries }) => ({
        payload: (place, value) =>
          place === here ? { ...value, refs: [{ rel: 'refunds', digest: builder.build().digest(entries.quote) }] } : value,
      })),
  ],

  // completeness
  E_SEQ_GAP: ['merchant:3 /seq', () => files((map, built, { entries }) => dropLine(map, built.line(entries.quote).path, 3))],
  E_TRUNC_HEAD: [
    'user',
    () =>
      log((story) => {
        story.add();
        story.add();
        story.checkpoint();
        return { files: dropLine(story.builder.build().files, story.user.path, 2) };
      }),
  ],
  E_ROLLBACK: [
    'user',
    () =>
      log((story) => {
        story.add();
        story.checkpoint();
        const last = story.add();
        const built = story.builder.build();
        const heads = [{ chain: story.user.chain, seq: 1, digest: built.digest(last) }];
        return { files: dropLine(built.files, story.user.path, 2), heads };
      }),
  ],
  I_OPEN_CHAIN: [
    'user',
    () =>
      log((story) => {
        story.add();
        story.checkpoint();
        story.add();
        return {};
      }),
  ],
  I_REF_MISSING: [
    'user:1 /refs/0',
    () =>
      log((story) => {
        story.add({ refs: [{ rel: 'corrects', to: digestOf(encodeUtf8('elsewhere')) }] });
        story.checkpoint();
        return {};
      }),
  ],
  I_ARTIFACT_MISSING: [
    'merchant:6 /artifacts/0',
    () =>
      files((map, built, { entries }) => {
        const kept = new Map(map);
        kept.delete(`artifacts/${built.line(entries.delivered).entry.artifacts?.[0]?.digest.slice(7)}`);
        return kept;
      }),
  ],

  // time
  E_TIME_REGRESS: [
    'user:2 /at',
    () =>
      log((story) => {
        story.add();
        const late = story.add();
        story.checkpoint();
        return { tamper: { payload: (place, value) => (place === late ? { ...value, at: '2026-03-02T00:59:59.999Z' } : value) } };
      }),
  ],
  E_TIME_BRACKET: [
    'user:1',
    () =>
      log((story) => {
        const other = story.builder.party('other', { role: 'user' });
        story.add({}, other);
        const late = story.checkpoint({ second: Date.parse('2026-03-02T02:00:00.000Z') / 1000 }, other);
        story.add({ seen: [late] });
        story.checkpoint({ second: Date.parse('2026-03-02T01:00:05.000Z') / 1000 });
        return {};
      }),
  ],
  E_TIME_CLAIM: [
    'user:1 /at',
    () =>
      log((story) => {
        story.add({ at: '2026-03-02T01:00:20.000Z' });
        story.checkpoint({ second: Date.parse('2026-03-02T01:00:02.000Z') / 1000 });
        return {};
      }),
  ],
  I_TIME_UNANCHORED: [
    'user',
    () =>
      log((story) => {
        story.add({ closes: 'complete' });
        return {};
      }),
  ],
  I_TIME_ASSUMED: [
    'user:1',
    () =>
      log((story) => {
        story.add();
        story.checkpoint();
        return listed(story, { nbf: '2026-03-02T00:00:00.000Z' });
      }),
  ],

  // authority
  E_MANDATE_NONE: [
    'agent:4 /refs',
    () =>
      spoil('order', (here) => ({
        draft: (place, draft) =>
          place === here ? { ...draft, refs: (draft.refs ?? []).filter(({ rel }) => rel !== 'under') } : draft,
      })),
  ],
  E_MANDATE_CNF: [
    'thief:1 /actor/kid',
    () =>
      added(({ builder, entries }) => {
        const thief = builder.party('thief', { role: 'user_agent' });
        builder.entry(thief, 'service.queried', {
          txn: 'txn-coffee-0001',
          body: { query: 'coffee' },
          refs: [{ rel: 'under', to: entries.mandate }],
          at: '2026-03-02T01:10:00.000Z',
        });
      }),
  ],
  E_MANDATE_COPY: [
    'user:1 /body/holderKid',
    () =>
      log((story) => {
        const jwk = { ...ed25519Signer(new Uint8Array(32).fill(3)).jwk };
        const token = mandateToken({ vct: 'mandate.payment.open.1', cnf: { jwk }, constraints: [] });
        story.builder.entry(story.user, 'intent.mandate', {
          txn: 't1',
          body: {
            mandateId: 'm',
            principal: story.user.id,
            holder: 'a',
            holderKid: stranger.kid,
            mode: 'delegated',
            notBefore: '2026-03-02T00:00:00.000Z',
            expires: '2026-03-03T00:00:00.000Z',
            singleUse: false,
            maxDepth: 0,
            constraints: [],
            artifact: 'token',
          },
          artifacts: [{ name: 'token', profile: 'ap2.mandate', media: 'application/sd-jwt', bytes: encodeUtf8(token) }],
        });
        story.checkpoint();
        return {};
      }),
  ],
  W_RENDERED: [
    'user:1 /artifacts/1',
    () =>
      log((story) => {
        const token = paymentMandate('t');
        const copy = JSON.stringify(renderPart(parseSdJwt(token))).replace('"USD"', '"EUR"');
        story.add({
          artifacts: [
            { name: 'a', profile: 'ap2.v0.2', media: 'application/sd-jwt', bytes: encodeUtf8(token) },
            { name: 'b', profile: 'document', media: 'application/json', bytes: encodeUtf8(copy) },
          ],
        });
        story.checkpoint();
        return {};
      }),
  ],
  E_CONSTRAINT: [
    'agent:4 /body/payee',
    () =>
      body('mandate', (mandate) => ({ ...mandate, constraints: [{ type: 'checkout.allowed_merchants', allowed: ['else'] }] })),
  ],
  E_CONSTRAINT_UNKNOWN: [
    'user:2 /body/constraints/0',
    () => body('mandate', (mandate) => ({ ...mandate, constraints: [{ type: 'payment.moon_phase', full: true }] })),
  ],
  E_DELEGATION: [
    'agent:6 /body/maxDepth',
    () =>
      added(
        ({ builder, parties, entries }) =>
          void builder.entry(parties.agent, 'delegation.granted', {
            txn: 'txn-coffee-0001',
            body: {
              delegationId: 'd1',
              holder: 'helper',
              holderKid: stranger.kid,
              expires: '2026-03-02T01:30:00.000Z',
              maxDepth: 1,
              constraints: [],
            },
            refs: [{ rel: 'under', to: entries.mandate }],
          }),
        { mandate: { constraints: [] }, revocation: { effectiveAt: '2027-01-01T00:00:00.000Z' } },
      ),
  ],
  E_REPLAY_NONCE: [
    'agent:6 /body/idempotencyKey',
    () =>
      added(
        ({ builder, parties, entries }) =>
          void builder.entry(parties.agent, 'order.created', {
            txn: 'txn-coffee-0001',
            body: {
              orderId: 'order-2',
              quoteId: 'q1',
              payee: parties.merchant.id,
              lines: [],
              total: money('CNY', 0),
              idempotencyKey: 'idem-1',
            },
            refs: [
              { rel: 'responds-to', to: entries.quote },
              { rel: 'under', to: entries.mandate },
            ],
          }),
        { mandate: { constraints: [], singleUse: false }, revocation: { effectiveAt: '2027-01-01T00:00:00.000Z' } },
      ),
  ],
  E_INSTRUCTION: ['acquirer:1 /body/amount', () => body('captured', (value) => ({ ...value, amount: money('CNY', 5001) }))],
  E_STEP_UP: [
    'merchant:3 /body/amount',
    () =>
      spoil('confirmed', (_, { entries }) => ({
        draft: (place, draft) =>
          place === entries.confirmed || place === entries.confirmedOrder
            ? { ...draft, type: 'intent.captured', refs: [], body: { mode: 'instant', wants: [] } }
            : draft,
      })),
  ],
  E_CHECKOUT_HASH: ['user:1 /artifacts/0', () => artifacts(checkout(ap2Hash('x')))],
  E_TXID_LINK: ['user:2 /artifacts/0', () => artifacts(checkout(), paymentMandate(ap2Hash('x')))],
  E_RECEIPT_REF: [
    'user:2 /artifacts/0',
    () =>
      artifacts(
        paymentMandate(ap2Hash(checkoutJwt)),
        jws({ status: 'Success', iss: 'psp', iat: 1, reference: ap2Hash('x'), payment_id: 'p' }),
      ),
  ],
  E_SETTLE_SUM: [
    'platform:4 /body/postings',
    () =>
      body('proposed', (value) => ({
        ...value,
        postings: (value['postings'] as JsonObject[]).map((posting, index) =>
          index === 0 ? { ...posting, minor: -1 } : posting,
        ),
      })),
  ],
  E_SETTLE_QUORUM: [
    'platform:5 /body/confirmations',
    () => body('final', (value) => ({ ...value, confirmations: (value['confirmations'] as string[]).slice(1) })),
  ],
  I_MANDATE_INCOMPLETE: [
    'merchant:3 /body/amount',
    () =>
      spoil('mandate', (here, { entries }) => ({
        draft: (place, draft) =>
          place === here
            ? { ...draft, body: { ...draft.body, stepUp: { above: money('USD', 1) } } }
            : place === entries.confirmed || place === entries.confirmedOrder
              ? { ...draft, type: 'intent.captured', refs: [], body: { mode: 'instant', wants: [] } }
              : draft,
      })),
  ],
};

/** Codes that no verification of evidence raises, and why. */
const NEVER_RAISED: Partial<Record<FindingCode, string>> = {
  W_IDEMPOTENCY: 'about receipts of another protocol, which are no entries',
};

function spoilDigit(_: string, digit: string): string {
  return `\n${digit === 'A' ? 'B' : 'A'}`;
}

function stamped(token: object): string[] {
  return log(
    (story) => {
      story.add();
      const checkpoint = story.checkpoint();
      const note = story.builder.build().files.get(checkpoint.path) as Uint8Array;
      return {
        timeTokens: [
          {
            path: 'anchors/user.tsr',
            status: 'trusted',
            imprint: encodeHex(sha256(note)),
            genTime: Date.parse('2026-03-02T01:00:03.000Z'),
            ...token,
          },
        ],
        changes: { tsaRoots: ['-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n'] },
      };
    },
    'stamped',
    { witnesses: [], quorum: 0 },
  );
}

/** One entry, bracketed by another's checkpoint before it and its own behind it, under a key that ends at an instant. */
function revokedOrExpired(end: { exp?: string; cut?: string }): string[] {
  const builder = new BundleBuilder('window', '2026-03-02T01:00:00.000Z', {
    trust: 'registry',
    witnesses: ['north', 'south'],
    quorum: 2,
  });
  // Keys are good from long before, and what the registry says is proven by a checkpoint that the user holds.
  const user = builder.party('user', {
    role: 'user',
    nbf: '2026-01-01T00:00:00.000Z',
    ...(end.exp === undefined ? {} : { exp: end.exp }),
  });
  const seen = builder.checkpoint(builder.registry);
  builder.wait(60_000);
  builder.entry(user, 'intent.captured', { txn: 't1', body: { mode: 'instant', wants: [] }, seen: [seen] });
  if (end.cut !== undefined)
    builder.entry(builder.registry, 'key.revoked', {
      body: { kid: builder.signerOf(user).kid, reason: 'ceased', effectiveAt: end.cut },
      refs: [{ rel: 'revokes', to: builder.keyRecordOf(user) }],
    });
  builder.checkpointAll();
  const built = builder.build();
  return rootsOf(verifyBundle(built.files, built.policy), builder);
}

/** A key that its owner rotates and the registry issues. */
function rotated(tamper: Tamper): string[] {
  const builder = new BundleBuilder('rotation', '2026-03-02T01:00:00.000Z', {
    trust: 'registry',
    witnesses: ['north', 'south'],
    quorum: 2,
  });
  const user = builder.party('user', { role: 'user', nbf: '2026-01-01T00:00:00.000Z' });
  const seen = builder.checkpoint(builder.registry);
  builder.entry(user, 'intent.captured', { txn: 't1', body: { mode: 'instant', wants: [] }, seen: [seen] });
  builder.rotate(user);
  builder.checkpointAll();
  const built = builder.build(tamper);
  return rootsOf(verifyBundle(built.files, built.policy), builder);
}

describe('every code of the published table', () => {
  it('has a single fault, or a reason why nothing raises it', () => {
    expect(FINDING_CODES.filter((code) => !(code in FAULTS) && !(code in NEVER_RAISED))).toEqual([]);
    expect(FINDING_CODES.filter((code) => code in FAULTS && code in NEVER_RAISED)).toEqual([]);
  });

  it.each(Object.entries(FAULTS))('%s is the only root cause, at its place', async (code, [place, run]) => {
    expect(await run()).toEqual([`${code} ${place}`]);
  });

  it('the honest stories under all this raise nothing', async () => {
    expect(files((map) => map)).toEqual([]);
    expect(added(() => {})).toEqual([]);
    expect(await zip()).toEqual([]);
    expect(rotated({})).toEqual([]);
    expect(revokedOrExpired({})).toEqual([]);
    expect(stamped({})).toEqual([]);
  });
});
