import { sha256 } from '../../src-core/crypto/sha256.ts';
import { ed25519Signer } from '../../src-core/crypto/signer.ts';
import type { Signer } from '../../src-core/crypto/signer.ts';
import { decodeBase64, encodeBase64 } from '../../src-core/encoding/base64.ts';
import { encodeBase64Url } from '../../src-core/encoding/base64url.ts';
import { concatBytes } from '../../src-core/encoding/bytes.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { signLine } from '../../src-core/evidence/write/sign-line.ts';
import { canonicalize, canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';
import { dropLine, editLines, flipBit, repeatLine, replaceLine, swapLines } from '../fixtures/bundle-builder.ts';
import type { BuiltBundle, BuiltLine, BundleBuilder, EntryHandle } from '../fixtures/bundle-builder.ts';
import type { SeededRandom } from '../fixtures/seeded-random.ts';

/** Evidence with at most one fault in it, as both readers get it. */
export interface SpoiltBundle {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly policy: JsonObject | undefined;
  readonly heads?: readonly { readonly chain: string; readonly seq: number; readonly digest: `sha256:${string}` }[];
}

interface Scene {
  readonly builder: BundleBuilder;
  readonly honest: BuiltBundle;
  readonly random: SeededRandom;
}

/** Makes one thing wrong; undefined where the bundle has nothing that it could be done to. */
export type Fault = (scene: Scene) => SpoiltBundle | undefined;

type Payload = JsonObject;
type Body = JsonObject;

const LF = encodeUtf8('\n');
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

const pickLine = ({ honest, random }: Scene, fits: (line: BuiltLine) => boolean = () => true): BuiltLine | undefined => {
  const fitting = honest.lines.filter(fits);
  return fitting.length === 0 ? undefined : random.pick(fitting);
};

const ofType =
  (...types: readonly string[]) =>
  (line: BuiltLine): boolean =>
    types.includes(line.entry.type);

/** The bundle with the payload of one entry changed before its author signs it. */
function payloadFault(
  change: (payload: Payload, scene: Scene) => Payload | Uint8Array,
  fits?: (line: BuiltLine) => boolean,
): Fault {
  return (scene) => {
    const chosen = pickLine(scene, fits);
    if (chosen === undefined) return undefined;
    const built = scene.builder.build({
      payload: (place, payload) => (place === chosen.place ? change(payload, scene) : payload),
    });
    return { files: built.files, policy: built.policy };
  };
}

const bodyFault = (change: (body: Body, scene: Scene) => Body, ...types: readonly string[]): Fault =>
  payloadFault((payload, scene) => ({ ...payload, body: change(payload['body'] as Body, scene) }), ofType(...types));

/** The files with one line replaced by a change of its bytes, without its LF. */
function lineFault(change: (line: Uint8Array, scene: Scene) => Uint8Array): Fault {
  return (scene) => {
    const chosen = pickLine(scene) as BuiltLine;
    const changed = change(chosen.line.subarray(0, -1), scene);
    return {
      files: replaceLine(scene.honest.files, chosen.path, chosen.number, concatBytes(changed, LF)),
      policy: scene.honest.policy,
    };
  };
}

const envelopeFault = (change: (envelope: JsonObject, scene: Scene) => JsonObject): Fault =>
  lineFault((line, scene) => canonicalizeBytes(change(JSON.parse(textOf(line)) as JsonObject, scene)));

function fileFault(
  pattern: RegExp,
  change: (files: ReadonlyMap<string, Uint8Array>, path: string, scene: Scene) => Map<string, Uint8Array>,
): Fault {
  return (scene) => {
    const paths = [...scene.honest.files.keys()].filter((path) => pattern.test(path));
    if (paths.length === 0) return undefined;
    return { files: change(scene.honest.files, scene.random.pick(paths), scene), policy: scene.honest.policy };
  };
}

const flipIn = (pattern: RegExp): Fault =>
  fileFault(pattern, (files, path, { random }) =>
    flipBit(files, path, random.integer(0, (files.get(path)?.length ?? 1) * 8 - 1)),
  );

const dropFile = (pattern: RegExp): Fault =>
  fileFault(pattern, (files, path) => {
    const kept = new Map(files);
    kept.delete(path);
    return kept;
  });

function linesFault(
  edit: (files: ReadonlyMap<string, Uint8Array>, line: BuiltLine, last: number, scene: Scene) => Map<string, Uint8Array>,
  least = 1,
): Fault {
  return (scene) => {
    const counts = new Map<string, number>();
    for (const { path } of scene.honest.lines) counts.set(path, (counts.get(path) ?? 0) + 1);
    const chosen = pickLine(scene, ({ path, number }) => number + least - 1 <= (counts.get(path) as number));
    if (chosen === undefined) return undefined;
    return { files: edit(scene.honest.files, chosen, counts.get(chosen.path) as number, scene), policy: scene.honest.policy };
  };
}

const signerFault =
  (signer: (scene: Scene, place: EntryHandle) => Signer | undefined): Fault =>
  (scene) => {
    const chosen = pickLine(scene) as BuiltLine;
    const other = signer(scene, chosen.place);
    if (other === undefined) return undefined;
    const built = scene.builder.build({ signer: (place, own) => (place === chosen.place ? other : own) });
    return { files: built.files, policy: built.policy };
  };

/** Lines written before an entry: what is done to it does not change them. */
const before = (honest: BuiltBundle, place: EntryHandle): readonly BuiltLine[] =>
  honest.lines.slice(
    0,
    honest.lines.findIndex((line) => line.place === place),
  );

const refFault =
  (point: (line: BuiltLine, scene: Scene) => string | undefined): Fault =>
  (scene) => {
    const chosen = pickLine(
      scene,
      ({ entry }) =>
        entry.refs.length === 1 &&
        !['under', 'revokes', 'rotates'].includes(entry.refs[0]?.rel ?? '') &&
        !entry.type.startsWith('key.'),
    );
    const digest = chosen === undefined ? undefined : point(chosen, scene);
    if (chosen === undefined || digest === undefined) return undefined;
    const built = scene.builder.build({
      payload: (place, payload) =>
        place === chosen.place ? { ...payload, refs: [{ rel: (chosen.entry.refs[0] as { rel: string }).rel, digest }] } : payload,
    });
    return { files: built.files, policy: built.policy };
  };

/** Two entries at one place of a chain, signed by the same key. */
const fork: Fault = (scene) => {
  const chosen = pickLine(scene) as BuiltLine;
  const signers: Signer[] = [];
  scene.builder.build({
    signer: (place, own) => {
      if (place === chosen.place) signers.push(own);
      return own;
    },
  });
  const payload = { ...(chosen.entry as unknown as JsonObject), ext: { 'org.example.copy': 2 } };
  const { line } = signLine(canonicalizeBytes(payload), signers[0] as Signer);
  return {
    files: editLines(scene.honest.files, chosen.path, (lines) => lines.toSpliced(chosen.number, 0, line)),
    policy: scene.honest.policy,
  };
};

/** Adds the group order to S: the same equation, but not canonical. */
const malleable = (signature: Uint8Array): Uint8Array => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  let s = signature.slice(32).reduceRight((value, byte) => value * 256n + BigInt(byte), 0n) + order;
  const changed = signature.slice();
  for (let i = 32; i < 64; i++, s >>= 8n) changed[i] = Number(s & 255n);
  return changed;
};

const withSignature = (change: (signature: Uint8Array) => Uint8Array): Fault =>
  envelopeFault((envelope) => {
    const [signature] = envelope['signatures'] as unknown as [{ keyid: string; sig: string }];
    const sig = encodeBase64(change(decodeBase64(signature.sig) as Uint8Array));
    return { ...envelope, signatures: [{ keyid: signature.keyid, sig }] };
  });

const withPayloadText = (change: (text: string) => string | undefined): Fault =>
  payloadFault((payload) => encodeUtf8(change(canonicalize(payload)) ?? canonicalize(payload)));

const noteFault =
  (change: (note: string) => string): Fault =>
  (scene) => {
    const notes = [...scene.honest.files.keys()].filter((path) => path.startsWith('log/checkpoints/'));
    if (notes.length === 0) return undefined;
    const path = scene.random.pick(notes);
    return {
      files: new Map(scene.honest.files).set(path, encodeUtf8(change(textOf(scene.honest.files.get(path) as Uint8Array)))),
      policy: scene.honest.policy,
    };
  };

const treeFault =
  (change: (tree: { size: number; root: Uint8Array }) => { size: number; root: Uint8Array }): Fault =>
  (scene) => {
    let chosen: unknown;
    const built = scene.builder.build({
      tree: (place, tree) => ((chosen ??= place) === place ? change({ ...tree }) : tree),
    });
    return chosen === undefined ? undefined : { files: built.files, policy: built.policy };
  };

const headFault =
  (of: (line: BuiltLine) => { seq: number; digest: `sha256:${string}` }): Fault =>
  (scene) => {
    const chosen = pickLine(scene) as BuiltLine;
    return {
      files: scene.honest.files,
      policy: scene.honest.policy,
      heads: [{ chain: chosen.place.party.chain, ...of(chosen) }],
    };
  };

const policyFault =
  (change: (policy: JsonObject) => JsonObject | undefined): Fault =>
  ({ honest }) => ({
    files: honest.files,
    policy: change(structuredClone(honest.policy)),
  });

const firstMoney = (body: Body): Body => {
  const total = body['total'] as { currency: string; minor: number };
  return { ...body, total: { ...total, minor: total.minor + 1 } };
};

const otherDigest = (text: string): `sha256:${string}` => `sha256:${Buffer.from(sha256(encodeUtf8(text))).toString('hex')}`;
const nowhere = { currency: 'XTS', minor: 1 };

/** Two checkpoints of a chain more, and the proof that the later one only grew; its file changed. */
const growing =
  (
    change: (files: ReadonlyMap<string, Uint8Array>, path: string, random: SeededRandom) => ReadonlyMap<string, Uint8Array>,
  ): Fault =>
  ({ builder, random }) => {
    const party = builder.parties.find((one) => builder.entriesOf(one) > 2);
    if (party === undefined) return undefined;
    const older = builder.checkpoint(party, { size: random.integer(1, builder.entriesOf(party) - 1) });
    const path = builder.consistencyProof(older, builder.checkpoint(party));
    const built = builder.build();
    return { files: change(built.files, path, random), policy: built.policy };
  };

/** A chain without its first entry, and a proof that the second is in its log; the proof's file changed. */
const sliced =
  (change: (proof: Uint8Array) => Uint8Array): Fault =>
  ({ builder }) => {
    const party = builder.parties.find((one) => builder.entriesOf(one) > 2 && one.role !== 'registry');
    if (party === undefined) return undefined;
    const path = builder.inclusionProof({ party, seq: 1, type: '' }, builder.checkpoint(party));
    const { files, policy } = builder.build();
    return { files: new Map(dropLine(files, party.path, 1)).set(path, change(files.get(path) as Uint8Array)), policy };
  };

/** The first hash of a proof replaced by another. */
const otherHash = (proof: Uint8Array): Uint8Array =>
  encodeUtf8(textOf(proof).replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${encodeBase64(sha256(proof))}\n`));

/** Every kind of fault that both readers must tell alike. */
export const faults: Readonly<Record<string, Fault>> = {
  'a bit of a chain file': flipIn(/^entries\//),
  'a bit of a chain file, again': flipIn(/^entries\//),
  'a bit of a checkpoint': flipIn(/^log\/checkpoints\//),
  'a bit of an inclusion proof': flipIn(/^log\/proofs\//),
  'a bit of an artifact': flipIn(/^artifacts\//),
  'a bit of a disclosure': flipIn(/^disclosures\//),
  'no artifact': dropFile(/^artifacts\//),
  'no checkpoint': dropFile(/^log\/checkpoints\//),
  'a chain is missing': dropFile(/^entries\//),
  'a line is missing': linesFault((files, line) => dropLine(files, line.path, line.number)),
  'two lines are missing': linesFault((files, line) => dropLine(files, line.path, line.number, 2), 2),
  'the last line is missing': linesFault((files, line, last) => dropLine(files, line.path, last), 2),
  'the first line is missing': linesFault((files, line) => dropLine(files, line.path, 1), 2),
  'lines swapped': linesFault((files, line) => swapLines(files, line.path, line.number, line.number + 1), 2),
  'a line twice': linesFault((files, line) => repeatLine(files, line.path, line.number)),
  'a line twice, later': linesFault((files, line, last) => repeatLine(files, line.path, line.number, last)),
  'a line of another chain': linesFault((files, line, _last, { honest, random }) => {
    const other = random.pick(honest.lines.filter(({ path }) => path !== line.path));
    return editLines(files, line.path, (lines) => lines.toSpliced(line.number, 0, other.line));
  }),
  'no LF at the end': linesFault((files, line, last) =>
    editLines(files, line.path, (lines) => lines.with(last - 1, (lines[last - 1] as Uint8Array).slice(0, -1))),
  ),
  'CR before LF': lineFault((line) => concatBytes(line, encodeUtf8('\r'))),
  'a blank line': linesFault((files, line) => editLines(files, line.path, (lines) => lines.toSpliced(line.number, 0, LF))),
  'a byte order mark': lineFault((line) => concatBytes(new Uint8Array([0xef, 0xbb, 0xbf]), line)),
  'text after the value': lineFault((line) => concatBytes(line, encodeUtf8('x'))),
  'white space': lineFault((line) => encodeUtf8(textOf(line).replace(',', ', '))),
  'no JSON': lineFault((line) => line.subarray(0, line.length >> 1)),
  'too long': lineFault((line) => concatBytes(line, new Uint8Array(1_048_577).fill(0x20))),
  'too deep': lineFault(() => encodeUtf8('['.repeat(129) + ']'.repeat(129))),
  'a member twice': lineFault((line) => encodeUtf8(textOf(line).replace('{', '{"p\\u0061yload":"",'))),
  'a lone surrogate': lineFault((line) => encodeUtf8(textOf(line).replace('{', '{"x":"\\ud800",'))),
  'invalid UTF-8': lineFault((line) => concatBytes(line.subarray(0, 20), new Uint8Array([0xc0, 0x80]), line.subarray(20))),
  'a member too many': envelopeFault((envelope) => ({ ...envelope, more: true })),
  'another payload type': envelopeFault((envelope) => ({ ...envelope, payloadType: 'application/json' })),
  'two signatures': envelopeFault((envelope) => ({
    ...envelope,
    signatures: [...(envelope['signatures'] as JsonValue[]), ...(envelope['signatures'] as JsonValue[])],
  })),
  'no signature': envelopeFault((envelope) => ({ ...envelope, signatures: [] })),
  base64url: envelopeFault((envelope) => ({
    ...envelope,
    payload: `${String(envelope['payload']).slice(0, 8)}-_-_${String(envelope['payload']).slice(12)}`,
  })),
  'base64 without padding': envelopeFault((envelope) => ({
    ...envelope,
    payload: `${String(envelope['payload']).replace(/=+$/, '')}${encodeBase64(new Uint8Array(1)).slice(0, 2)}`,
  })),
  'a payload that is not JSON': payloadFault(() => encodeUtf8('{"v":1')),
  'a payload with a member twice': withPayloadText((text) => text.replace('{', '{"v":1,')),
  'a payload that is too deep': withPayloadText((text) => text.replace('{', `{"a":${'['.repeat(128)}${']'.repeat(128)},`)),
  'a payload out of order': withPayloadText((text) => text.replace('{', '{"zz":1,')),
  'a payload with spaces': withPayloadText((text) => `${text} `),
  'a payload with a BOM': withPayloadText((text) => `\ufeff${text}`),
  'a number with a fraction': withPayloadText((text) => text.replace('"v":1', '"v":1.0')),
  'a number with an exponent': withPayloadText((text) => text.replace('"v":1', '"v":1e0')),
  'minus zero': withPayloadText((text) => text.replace('"v":1', '"v":-0')),
  'an integer too large': withPayloadText((text) => text.replace('"v":1', '"v":9007199254740993')),
  'a number that overflows': withPayloadText((text) => text.replace('"v":1', '"v":1e999')),
  'a payload that is a list': payloadFault(() => encodeUtf8('[1]')),
  'no kid': payloadFault((payload) => ({ ...payload, actor: { id: 'a', role: 'user' } })),
  'another keyid': (scene) => {
    const chosen = pickLine(scene) as BuiltLine;
    const built = scene.builder.build({ keyid: (place, keyid) => (place === chosen.place ? `${keyid.slice(0, -1)}_` : keyid) });
    return { files: built.files, policy: built.policy };
  },
  'signed by another party': signerFault(({ builder, random }, place) =>
    builder.signerOf(random.pick(builder.parties.filter((party) => party !== place.party && party.role !== 'registry'))),
  ),
  'signed by nobody': signerFault(() => ed25519Signer(sha256(encodeUtf8('nobody')))),
  'a signature of other bytes': withSignature((signature) => signature.with(3, (signature[3] as number) ^ 1)),
  'a signature that is too short': withSignature((signature) => signature.slice(0, 63)),
  'S not canonical': withSignature(malleable),
  'R of small order': withSignature((signature) => concatBytes(Uint8Array.of(1), new Uint8Array(31), signature.slice(32))),
  'an unknown member': payloadFault((payload) => ({ ...payload, extra: 1 })),
  'a null': payloadFault((payload) => ({ ...payload, terminal: null })),
  'version 2': payloadFault((payload) => ({ ...payload, v: 2 })),
  'an unknown type': payloadFault((payload) => ({ ...payload, type: 'order.pondered' })),
  'another role than may': payloadFault(
    (payload) => ({ ...payload, type: 'party.registered' }),
    ofType('order.quoted', 'intent.captured'),
  ),
  'no refs': payloadFault(
    (payload) => ({ ...payload, refs: [] }),
    ({ entry }) => entry.refs.some(({ rel }) => rel !== 'under'),
  ),
  'refs not sorted': payloadFault(
    (payload) => ({ ...payload, refs: (payload['refs'] as JsonValue[]).toReversed() }),
    ({ entry }) => entry.refs.length > 1,
  ),
  'a ref twice': payloadFault(
    (payload) => ({ ...payload, refs: [...(payload['refs'] as JsonValue[]), ...(payload['refs'] as JsonValue[])] }),
    ({ entry }) => entry.refs.length === 1,
  ),
  'second 60': payloadFault((payload) => ({ ...payload, at: String(payload['at']).replace(/:\d\d\./, ':60.') })),
  'no such day': payloadFault((payload) => ({ ...payload, at: `2026-02-30${String(payload['at']).slice(10)}` })),
  'an offset': payloadFault((payload) => ({ ...payload, at: String(payload['at']).replace('Z', '+00:00') })),
  'a long identifier': payloadFault((payload) => ({ ...payload, txn: 'x'.repeat(257) }), ofType('intent.captured')),
  'prev null': payloadFault(
    (payload) => ({ ...payload, prev: null }),
    ({ place }) => place.seq > 0,
  ),
  'a first entry with prev': payloadFault(
    (payload) => ({ ...payload, prev: otherDigest('x') }),
    ({ place }) => place.seq === 0,
  ),
  'another prev': payloadFault(
    (payload) => ({ ...payload, prev: otherDigest('x') }),
    ({ place }) => place.seq > 0,
  ),
  'a seq too high': payloadFault((payload) => ({
    ...payload,
    seq: Number(payload['seq']) + 1,
    prev: payload['prev'] ?? otherDigest('x'),
  })),
  'a seq too low': payloadFault(
    (payload) => ({ ...payload, seq: Number(payload['seq']) - 1 }),
    ({ place }) => place.seq > 1,
  ),
  'an ext without a dot': payloadFault((payload) => ({ ...payload, ext: { plain: 1 } })),
  'an ext with a dot': payloadFault((payload) => ({ ...payload, ext: { 'org.example': { any: [1, true] } } })),
  'another chain': payloadFault((payload) => ({ ...payload, chain: 'urn:uuid:00000000-0000-8000-8000-000000000000' })),
  'another actor': payloadFault((payload) => ({ ...payload, actor: { ...(payload['actor'] as Body), id: 'did:example:other' } })),
  'closed early': payloadFault((payload) => ({ ...payload, closes: 'complete' })),
  'a fork': fork,
  'another total': bodyFault(firstMoney, 'order.quoted', 'order.created', 'order.amended'),
  'a total in another currency': bodyFault((body) => ({ ...body, total: nowhere }), 'order.quoted', 'order.created'),
  'another total of a line': bodyFault(
    (body) => ({
      ...body,
      lines: (body['lines'] as Body[]).map((line, i) =>
        i > 0 || line['total'] === undefined ? line : { ...line, total: { ...(line['total'] as Body), minor: 1_000_000_007 } },
      ),
    }),
    'order.quoted',
    'order.created',
  ),
  'a line of kind discount': bodyFault(
    (body) => ({ ...body, lines: (body['lines'] as Body[]).map((line) => ({ ...line, kind: 'discount' })) }),
    'order.created',
  ),
  'a total below zero': bodyFault((body) => ({ ...body, total: { ...(body['total'] as Body), minor: -1 } }), 'order.created'),
  'a set not sorted': bodyFault(
    (body) => ({ ...body, confirmations: (body['confirmations'] as JsonValue[]).toReversed() }),
    'settlement.final',
  ),
  'a body with a null': bodyFault((body) => ({ ...body, channel: null }), 'confirmation.sent'),
  'an unknown member of a body': bodyFault((body) => ({ ...body, more: 'x' }), 'order.accepted', 'payment.authorized'),
  'an unknown constraint': bodyFault(
    (body) => ({ ...body, constraints: [{ type: 'payment.moon_phase', phase: 'full' }] }),
    'intent.mandate',
  ),
  'a constraint without its members': bodyFault(
    (body) => ({ ...body, constraints: [{ type: 'payment.budget' }] }),
    'intent.mandate',
  ),
  'a withheld member': bodyFault(
    ({ reason: _reason, ...body }) => ({ ...body, _sd: ['AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'], _sd_alg: 'sha-256' }),
    'delegation.revoked',
    'order.cancelled',
  ),
  'withheld by another hash': bodyFault(
    ({ reason: _reason, ...body }) => ({ ...body, _sd: ['AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'], _sd_alg: 'sha-512' }),
    'delegation.revoked',
    'order.cancelled',
  ),
  'a ref to nothing': refFault(() => otherDigest('nothing')),
  'a ref into another transaction': refFault(({ entry, place }, { honest }) => {
    const target = honest.lines.find(({ digest }) => digest === entry.refs[0]?.digest);
    return before(honest, place).find(
      (line) => line.entry.type === target?.entry.type && line.entry.txn !== entry.txn && line.entry.txn !== '-',
    )?.digest;
  }),
  'a ref to another type': refFault(({ entry, place }, { honest }) => {
    return before(honest, place).find(
      (line) => line.entry.type === 'intent.captured' && line.entry.txn === entry.txn && line.place !== place,
    )?.digest;
  }),
  'postings that do not balance': bodyFault(
    (body) => ({
      ...body,
      postings: (body['postings'] as Body[]).map((posting, i) =>
        i > 0 ? posting : { ...posting, minor: Number(posting['minor']) + 1 },
      ),
    }),
    'settlement.proposed',
  ),
  'too few confirmations': bodyFault(
    (body) => ({ ...body, confirmations: (body['confirmations'] as JsonValue[]).slice(1) }),
    'settlement.final',
  ),
  'a confirmation that is not there': bodyFault(
    (body) => ({ ...body, confirmations: [...(body['confirmations'] as string[]).slice(1), otherDigest('none')].sort() }),
    'settlement.final',
  ),
  'another quorum': bodyFault((body) => ({ ...body, quorum: { allOf: ['issuer'], atLeast: [] } }), 'settlement.proposed'),
  'a quorum that one cannot fill': bodyFault(
    (body) => ({ ...body, quorum: { allOf: [], atLeast: [{ n: 3, of: ['merchant', 'user'] }] } }),
    'settlement.proposed',
  ),
  'a key record of another kid': bodyFault((body) => ({ ...body, kid: `${String(body['kid']).slice(0, -1)}_` }), 'key.issued'),
  'a key record of another algorithm': bodyFault((body) => ({ ...body, alg: 'ES256' }), 'key.issued'),
  'a key that may not sign': bodyFault((body) => ({ ...body, usages: ['approve'] }), 'key.issued'),
  'a key of another subject': bodyFault((body) => ({ ...body, sub: 'did:example:other' }), 'key.issued'),
  'a weak key': (scene) => {
    const record = pickLine(scene, ofType('key.issued'));
    if (record === undefined) return undefined;
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: `AQ${'A'.repeat(41)}` };
    const kid = encodeBase64Url(sha256(canonicalizeBytes(jwk)));
    const owner = (record.entry.body as unknown as { sub: string }).sub;
    const mine = (place: EntryHandle): boolean => place.party.id === owner;
    const built = scene.builder.build({
      payload: (place, payload) => {
        if (place === record.place) return { ...payload, body: { ...(payload['body'] as Body), kid, jwk } };
        return mine(place) ? { ...payload, actor: { ...(payload['actor'] as Body), kid } } : payload;
      },
      keyid: (place, keyid) => (mine(place) ? kid : keyid),
    });
    return { files: built.files, policy: built.policy };
  },
  'a jwk that is no key': bodyFault((body) => ({ ...body, jwk: { kty: 'OKP' } }), 'key.issued'),
  'a proof of possession of other bytes': bodyFault(
    (body) => ({ ...body, pop: encodeBase64(new Uint8Array(64)) }),
    'key.rotated',
  ),
  'a rotation from another key': bodyFault((body) => ({ ...body, oldKid: 'other' }), 'key.rotated'),
  'a rotation to another kid': bodyFault((body) => ({ ...body, newKid: 'other' }), 'key.rotated'),
  'no rotation': (scene) => {
    const chosen = pickLine(scene, ofType('key.rotated'));
    return chosen === undefined
      ? undefined
      : { files: dropLine(scene.honest.files, chosen.path, chosen.number), policy: scene.honest.policy };
  },
  'a line of a note too many': noteFault((note) => `${note}\n`),
  'a note without a witness': noteFault((note) =>
    note
      .split('\n')
      .filter((line) => !line.startsWith('— witness-n') && !line.startsWith('— witness-s'))
      .join('\n'),
  ),
  'a note without its log': noteFault((note) =>
    note
      .split('\n')
      .filter((line) => !line.startsWith('— urn:'))
      .join('\n'),
  ),
  'a note with an unknown signature': noteFault((note) => `${note}— nobody.example AAAAAAAA\n`),
  'a note of another origin': noteFault((note) =>
    note.replace(/^urn:uuid:./, (start) => `${start.slice(0, -1)}${start.endsWith('0') ? '1' : '0'}`),
  ),
  'a note with another size': noteFault((note) => note.replace(/\n(\d+)\n/, (_, size: string) => `\n${Number(size) + 1}\n`)),
  'a checkpoint of more entries': treeFault(({ size }) => ({ size: size + 3, root: sha256(encodeUtf8('more')) })),
  'a checkpoint of other entries': treeFault(({ size }) => ({ size, root: sha256(encodeUtf8('other')) })),
  'a known head that is there': headFault((line) => ({ seq: line.place.seq, digest: line.digest })),
  'a known head that is another': headFault((line) => ({ seq: line.place.seq, digest: otherDigest('head') })),
  'a known head beyond the end': headFault(() => ({ seq: 1000, digest: otherDigest('head') })),
  'no policy': policyFault(() => undefined),
  'a policy without registries and keys': policyFault((policy) => ({ ...policy, registries: [], keys: [] })),
  'a policy without logs': policyFault(({ tlogPolicy: _text, ...policy }) => policy),
  'a policy without a log': policyFault((policy) => ({
    ...policy,
    tlogPolicy: String(policy['tlogPolicy']).split('\n').slice(1).join('\n'),
  })),
  'a policy without an algorithm': policyFault((policy) => ({ ...policy, algs: ['ES256'] })),
  'a consistency proof': growing((files) => files),
  'a consistency proof of another hash': growing((files, path) =>
    new Map(files).set(path, otherHash(files.get(path) as Uint8Array)),
  ),
  'a bit of a consistency proof': growing((files, path, random) => flipBit(files, path, random.integer(0, 400))),
  'a slice and its proof': sliced((proof) => proof),
  'a slice and a proof of another hash': sliced(otherHash),
};
