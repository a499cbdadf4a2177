import { describe, expect, it } from 'vitest';
import { ed25519Signer } from '../../../../src-core/crypto/signer.ts';
import { digestOf } from '../../../../src-core/crypto/sha256.ts';
import { decodeBase64, encodeBase64 } from '../../../../src-core/encoding/base64.ts';
import { concatBytes } from '../../../../src-core/encoding/bytes.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import type { Evidence } from '../../../../src-core/evidence/state.ts';
import { signLine } from '../../../../src-core/evidence/write/sign-line.ts';
import { canonicalize, canonicalizeBytes } from '../../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { parseJson } from '../../../../src-core/json/parse-json.ts';
import {
  dropLine,
  editLines,
  repeatLine,
  swapLines,
  type BuiltBundle,
  type EntryHandle,
  type Tamper,
} from '../../../fixtures/bundle-builder.ts';
import { coffeeOrder, type CoffeeOrder } from '../../../fixtures/coffee-order.ts';
import { verifyBundle } from '../../../fixtures/verify-bundle.ts';

type EntryName = keyof CoffeeOrder['entries'];

interface Fault {
  readonly name: string;
  readonly code: string;
  readonly pointer?: string;
  /** Where the only root stands; several where one fault makes several roots by the rules. */
  readonly at: EntryName;
  /** Lines further down than the entry's own. */
  readonly offset?: number;
  readonly tamper?: (at: EntryHandle, story: CoffeeOrder) => Tamper;
  readonly edit?: (built: BuiltBundle, story: CoffeeOrder) => Map<string, Uint8Array>;
}

/** Thirty entries whose keys the policy lists, so that nothing but the fault is unsettled. */
const story = coffeeOrder('coffee', { trust: 'keys' });

function verify(fault: Fault): { evidence: Evidence; path: string; line: number } {
  const handle = story.entries[fault.at];
  const built = story.builder.build(fault.tamper?.(handle, story) ?? {});
  const files = fault.edit?.(built, story) ?? built.files;
  const { path, number } = built.line(handle);
  return { evidence: verifyBundle(files, built.policy), path, line: number + (fault.offset ?? 0) };
}

/** The line after signing, changed; the chain goes on from the honest one. */
const editLine =
  (change: (text: string) => string | Uint8Array) =>
  (at: EntryHandle): Tamper => ({
    line: (place, line) => {
      if (place !== at) return line;
      const changed = change((decodeUtf8(line) as string).slice(0, -1));
      return changed instanceof Uint8Array ? changed : encodeUtf8(`${changed}\n`);
    },
  });

/** The author signs another payload. */
const sign =
  (change: (payload: JsonObject) => JsonObject | Uint8Array) =>
  (at: EntryHandle): Tamper => ({
    payload: (place, payload) => (place === at ? change(payload) : payload),
  });

/** The author signs these bytes: the canonical payload, replaced in its text. */
const signText = (from: string | RegExp, to: string) => sign((payload) => encodeUtf8(canonicalize(payload).replace(from, to)));

const withBody = (change: (body: Record<string, JsonValue>) => JsonObject) =>
  sign((payload) => ({ ...payload, body: change(payload['body'] as Record<string, JsonValue>) }));

const envelopeOf = (text: string) =>
  parseJson(encodeUtf8(text)) as { payload: string; payloadType: string; signatures: { keyid: string; sig: string }[] };
const write = (value: unknown): string => canonicalize(value as JsonValue);

const money = (minor: number, currency = 'CNY') => ({ currency, minor });
const lineItem = (changes: JsonObject = {}): JsonObject => ({
  id: 'l1',
  kind: 'item',
  name: 'Tea',
  quantity: 2,
  unit: money(1000),
  total: money(2000),
  ...changes,
});

const stranger = ed25519Signer(new Uint8Array(32).fill(7));

const FAULTS: readonly Fault[] = [
  // parse
  { name: 'text that is no JSON', code: 'E_PARSE', at: 'promised', tamper: editLine((text) => `x${text.slice(1)}`) },
  { name: 'a byte order mark', code: 'E_PARSE', at: 'promised', tamper: editLine((text) => `\ufeff${text}`) },
  { name: 'text after the value', code: 'E_PARSE', at: 'promised', tamper: editLine((text) => `${text} {}`) },
  { name: 'a blank line', code: 'E_PARSE', at: 'promised', offset: 1, tamper: editLine((text) => `${text}\n`) },
  {
    name: 'bad UTF-8',
    code: 'E_PARSE',
    at: 'promised',
    tamper: editLine((text) =>
      concatBytes(encodeUtf8(text.slice(0, 20)), Uint8Array.of(0xff), encodeUtf8(`${text.slice(20)}\n`)),
    ),
  },
  {
    name: 'a member of the envelope twice',
    code: 'E_PARSE_DUPKEY',
    at: 'promised',
    tamper: editLine((text) => text.replace('{"payload":', '{"payload":"","payload":')),
  },
  { name: 'an envelope too deep', code: 'E_LIMIT', at: 'promised', tamper: editLine(() => '['.repeat(129) + ']'.repeat(129)) },
  { name: 'a line too long', code: 'E_LIMIT', at: 'promised', tamper: editLine((text) => text + ' '.repeat(1024 * 1024)) },
  {
    name: 'a payload that names a member twice',
    code: 'E_PARSE_DUPKEY',
    pointer: '/v',
    at: 'promised',
    tamper: signText('"v":1', '"v":1,"\\u0076":1'),
  },
  {
    name: 'an integer beyond 2^53-1',
    code: 'E_PARSE',
    at: 'promised',
    pointer: '/seq',
    tamper: signText(/"seq":\d+/, '"seq":9007199254740992'),
  },
  { name: 'a lone surrogate', code: 'E_PARSE', at: 'promised', pointer: '/txn', tamper: signText(/"txn":"/, '"txn":"\\ud800') },
  {
    name: 'a payload too deep',
    code: 'E_LIMIT',
    pointer: `/body/a${'/0'.repeat(126)}`,
    at: 'promised',
    tamper: sign((payload) =>
      encodeUtf8(canonicalize(payload).replace('"body":{', `"body":{"a":${'['.repeat(128)}${']'.repeat(128)},`)),
    ),
  },
  // envelope
  { name: 'CR before LF', code: 'E_ENVELOPE', at: 'promised', tamper: editLine((text) => `${text}\r`) },
  {
    name: 'white space',
    code: 'E_ENVELOPE',
    at: 'promised',
    tamper: editLine((text) => text.replace('"payloadType":', '"payloadType": ')),
  },
  {
    name: 'a member extra',
    code: 'E_ENVELOPE',
    at: 'promised',
    tamper: editLine((text) => write({ ...envelopeOf(text), z: 1 })),
  },
  {
    name: 'a member missing',
    code: 'E_ENVELOPE',
    at: 'promised',
    tamper: editLine((text) => write({ ...envelopeOf(text), signatures: undefined })),
  },
  {
    name: 'another payload type',
    code: 'E_ENVELOPE',
    at: 'promised',
    tamper: editLine((text) => text.replace('entry.v1', 'ruling.v1')),
  },
  {
    name: 'two signatures',
    code: 'E_ENVELOPE',
    at: 'promised',
    tamper: editLine((text) =>
      write({ ...envelopeOf(text), signatures: [...envelopeOf(text).signatures, ...envelopeOf(text).signatures] }),
    ),
  },
  {
    name: 'no signature',
    code: 'E_ENVELOPE',
    at: 'promised',
    tamper: editLine((text) => write({ ...envelopeOf(text), signatures: [] })),
  },
  {
    name: 'base64 without padding',
    code: 'E_ENVELOPE',
    at: 'promised',
    tamper: editLine((text) =>
      write({
        ...envelopeOf(text),
        signatures: envelopeOf(text).signatures.map(({ keyid, sig }) => ({ keyid, sig: sig.replace(/=+$/, '') })),
      }),
    ),
  },
  {
    name: 'base64 with unused bits set',
    code: 'E_ENVELOPE',
    at: 'promised',
    tamper: editLine((text) => text.replace(/[AQgw]==/, (tail) => `${String.fromCharCode(tail.charCodeAt(0) + 1)}==`)),
  },
  {
    name: 'an escaped slash',
    code: 'E_ENVELOPE',
    at: 'promised',
    tamper: editLine((text) => text.replace('application/vnd', 'application\\/vnd')),
  },
  { name: 'no LF at the end', code: 'E_ENVELOPE', at: 'refundedByMerchant', tamper: editLine((text) => encodeUtf8(text)) },
  // canonical form
  ...['1.0', '1e0'].map((literal): Fault => ({
    name: `the number ${literal}`,
    code: 'E_CANON',
    at: 'promised',
    tamper: signText('"v":1', `"v":${literal}`),
  })),
  { name: 'the number -0', code: 'E_CANON', at: 'intent', tamper: signText('"seq":0', '"seq":-0') },
  { name: 'the number 1.5', code: 'E_CANON', at: 'promised', pointer: '/v', tamper: signText('"v":1', '"v":1.5') },
  { name: 'a payload with white space', code: 'E_CANON', at: 'promised', tamper: signText('"v":1', '"v": 1') },
  {
    name: 'members out of order',
    code: 'E_CANON',
    at: 'promised',
    tamper: sign((payload) => encodeUtf8(`{"v":1,${canonicalize({ ...payload, v: undefined }).slice(1)}`)),
  },
  {
    name: 'an escape that need not be',
    code: 'E_CANON',
    at: 'promised',
    tamper: signText('"type":"refund', '"type":"\\u0072efund'),
  },
  // keyid, key, signature
  {
    name: "a keyid that is not the actor's kid",
    code: 'E_KEYID',
    pointer: '/actor/kid',
    at: 'promised',
    tamper: (at) => ({ keyid: (place, keyid) => (place === at ? stranger.kid : keyid) }),
  },
  {
    name: 'a payload that is no object',
    code: 'E_KEYID',
    pointer: '/actor/kid',
    at: 'promised',
    tamper: sign(() => encodeUtf8('[]')),
  },
  {
    name: 'a signature by another key',
    code: 'E_SIG',
    at: 'promised',
    tamper: (at) => ({ line: (place, line) => (place === at ? resign(line, stranger) : line) }),
  },
  {
    name: 'a payload edited by an outsider',
    code: 'E_SIG',
    at: 'promised',
    tamper: editLine((text) => editPayload(text, (payload) => ({ ...payload, txn: 'other' }))),
  },
  {
    name: 'a schema broken by an outsider',
    code: 'E_SIG',
    at: 'promised',
    tamper: editLine((text) => editPayload(text, (payload) => ({ ...payload, body: {} }))),
  },
  { name: 'S + L', code: 'E_SIG', at: 'promised', tamper: editLine(addOrder) },
  {
    name: 'a signature of small-order R',
    code: 'E_SIG',
    at: 'promised',
    tamper: editLine((text) => withSignature(text, () => new Uint8Array(64).fill(1, 0, 1))),
  },
  {
    name: 'a signature of 63 bytes',
    code: 'E_SIG',
    at: 'promised',
    tamper: editLine((text) => withSignature(text, (sig) => sig.subarray(1))),
  },
  // schema
  {
    name: 'an unknown member',
    code: 'E_SCHEMA',
    pointer: '/note',
    at: 'promised',
    tamper: sign((payload) => ({ ...payload, note: 'x' })),
  },
  {
    name: 'a null member',
    code: 'E_SCHEMA',
    pointer: '/terminal',
    at: 'promised',
    tamper: sign((payload) => ({ ...payload, terminal: null })),
  },
  {
    name: 'an unknown member of the body',
    code: 'E_SCHEMA',
    pointer: '/body/tip',
    at: 'promised',
    tamper: withBody((body) => ({ ...body, tip: 1 })),
  },
  {
    name: 'a required member of the body missing',
    code: 'E_SCHEMA',
    pointer: '/body/dueBy',
    at: 'promised',
    tamper: withBody((body) => ({ ...body, dueBy: undefined as never })),
  },
  {
    name: 'second 60',
    code: 'E_SCHEMA',
    pointer: '/body/dueBy',
    at: 'promised',
    tamper: withBody((body) => ({ ...body, dueBy: '2026-06-30T23:59:60.000Z' })),
  },
  {
    name: 'a day that does not exist',
    code: 'E_SCHEMA',
    pointer: '/at',
    at: 'promised',
    tamper: sign((payload) => ({ ...payload, at: '2026-02-29T01:00:00.000Z' })),
  },
  {
    name: 'prev null past 0',
    code: 'E_SCHEMA',
    pointer: '/prev',
    at: 'order',
    tamper: sign((payload) => ({ ...payload, prev: null })),
  },
  {
    name: 'the wrong role',
    code: 'E_SCHEMA',
    pointer: '/actor/role',
    at: 'receipt',
    tamper: sign((payload) => ({
      ...payload,
      type: 'payment.captured',
      body: story.builder.build().line(story.entries.captured).entry.body,
    })),
  },
  {
    name: 'a required ref missing',
    code: 'E_SCHEMA',
    pointer: '/refs',
    at: 'receipt',
    tamper: sign((payload) => ({ ...payload, refs: [] })),
  },
  {
    name: 'unsorted refs',
    code: 'E_SCHEMA',
    pointer: '/refs/1',
    at: 'order',
    tamper: sign((payload) => ({ ...payload, refs: (payload['refs'] as JsonValue[]).toReversed() })),
  },
  {
    name: 'an unknown type',
    code: 'E_SCHEMA',
    pointer: '/type',
    at: 'promised',
    tamper: sign((payload) => ({ ...payload, type: 'order.lost' })),
  },
  {
    name: 'an identifier beyond ASCII',
    code: 'E_SCHEMA',
    pointer: '/txn',
    at: 'promised',
    tamper: sign((payload) => ({ ...payload, txn: 'tx\u00e9' })),
  },
  {
    name: 'ext without a reverse domain',
    code: 'E_SCHEMA',
    pointer: '/ext/note',
    at: 'promised',
    tamper: sign((payload) => ({ ...payload, ext: { note: 1 } })),
  },
  // sums
  {
    name: 'a line that does not multiply',
    code: 'E_SUM',
    pointer: '/body/lines/0/total',
    at: 'quote',
    tamper: withBody((body) => ({ ...body, lines: [lineItem({ total: money(2001) })], total: money(2001) })),
  },
  {
    name: 'a total that does not add up',
    code: 'E_SUM',
    pointer: '/body/total',
    at: 'quote',
    tamper: withBody((body) => ({ ...body, lines: [lineItem()], total: money(2100) })),
  },
  {
    name: 'a discount that was added',
    code: 'E_SUM',
    pointer: '/body/total',
    at: 'quote',
    tamper: withBody((body) => ({
      ...body,
      lines: [lineItem(), lineItem({ id: 'l2', kind: 'discount', quantity: 1, unit: money(500), total: money(500) })],
      total: money(2500),
    })),
  },
  {
    name: 'two currencies',
    code: 'E_SUM',
    pointer: '/body/total',
    at: 'quote',
    tamper: withBody((body) => ({
      ...body,
      lines: [lineItem(), lineItem({ id: 'l2', unit: money(1, 'USD'), total: money(2, 'USD') })],
      total: money(2002),
    })),
  },
  {
    name: 'a product beyond 2^53',
    code: 'E_SUM',
    pointer: '/body/lines/0/total',
    at: 'quote',
    tamper: withBody((body) => ({
      ...body,
      lines: [lineItem({ quantity: 4, unit: money(9007199254740991), total: money(9007199254740991) })],
      total: money(9007199254740991),
    })),
  },
  {
    name: 'an offer that does not add up',
    code: 'E_SUM',
    pointer: '/body/offers/1/total',
    at: 'offersAgain',
    tamper: withBody((body) => ({
      ...body,
      offers: (body['offers'] as JsonObject[]).map((offer, index) => (index === 1 ? { ...offer, total: money(1) } : offer)),
    })),
  },
  {
    name: 'a delivered line that does not multiply',
    code: 'E_SUM',
    pointer: '/body/lines/0/total',
    at: 'delivered',
    tamper: withBody((body) => ({ ...body, lines: [lineItem({ total: money(1) })] })),
  },
  // chain and key continuity
  {
    name: 'a good line of another chain',
    code: 'E_CHAIN_MIX',
    pointer: '/chain',
    at: 'order',
    offset: 1,
    edit: (built, { entries }) =>
      editLines(built.files, built.line(entries.order).path, (lines) =>
        lines.toSpliced(built.line(entries.order).number, 0, built.line(entries.quote).line),
      ),
  },
  {
    name: 'the role of a chain changes',
    code: 'E_KEY_BINDING',
    pointer: '/actor/role',
    at: 'promised',
    tamper: sign((payload) => ({ ...payload, actor: { ...(payload['actor'] as JsonObject), role: 'merchant_agent' } })),
  },
  {
    name: "the actor of a chain changes, against the key's record",
    code: 'E_KEY_BINDING',
    pointer: '/actor/id',
    at: 'promised',
    tamper: sign((payload) => ({ ...payload, actor: { ...(payload['actor'] as JsonObject), id: 'did:example:else' } })),
  },
  // seq
  {
    name: 'a line missing in the middle',
    code: 'E_SEQ_GAP',
    at: 'receipt',
    pointer: '/seq',
    edit: (built, { entries }) => dropLine(built.files, built.line(entries.requested).path, built.line(entries.requested).number),
    offset: -1,
  },
  {
    name: 'the first line missing',
    code: 'E_SEQ_GAP',
    pointer: '/seq',
    at: 'mandate',
    offset: -1,
    edit: (built, { entries }) => dropLine(built.files, built.line(entries.intent).path, 1),
  },
  {
    name: 'a line twice',
    code: 'E_DUP',
    pointer: '/seq',
    at: 'quote',
    offset: 1,
    edit: (built, { entries }) => repeatLine(built.files, built.line(entries.quote).path, built.line(entries.quote).number),
  },
  {
    name: 'a line twice, further down',
    code: 'E_DUP',
    pointer: '/seq',
    at: 'quote',
    offset: 3,
    edit: (built, { entries }) =>
      repeatLine(
        built.files,
        built.line(entries.quote).path,
        built.line(entries.quote).number,
        built.line(entries.quote).number + 2,
      ),
  },
  {
    name: 'two lines swapped',
    code: 'E_LINE_ORDER',
    pointer: '/seq',
    at: 'accepted',
    edit: (built, { entries }) =>
      swapLines(
        built.files,
        built.line(entries.quote).path,
        built.line(entries.quote).number,
        built.line(entries.accepted).number,
      ),
  },
  {
    name: 'another entry for one seq',
    code: 'E_FORK',
    pointer: '/seq',
    at: 'quote',
    offset: 1,
    tamper: (at, { builder }) => ({
      line: (place, line) =>
        place === at
          ? [line, resign(line, builder.signerOf(at.party), (payload) => ({ ...payload, at: '2026-03-02T01:30:00.000Z' }))]
          : line,
    }),
  },
  {
    name: 'an entry after the closing one',
    code: 'E_AFTER_CLOSE',
    pointer: '/seq',
    at: 'revocation',
    tamper: (_at, { entries }) => ({
      payload: (place, payload) => (place === entries.userPosting ? { ...payload, closes: 'complete' } : payload),
    }),
  },
  // prev
  {
    name: 'a prev of nothing',
    code: 'E_PREV',
    pointer: '/prev',
    at: 'accepted',
    tamper: () => ({}),
    edit: (_built, { builder, entries }) =>
      builder.build({
        payload: (place, payload) => (place === entries.accepted ? { ...payload, prev: digestOf(encodeUtf8('x')) } : payload),
      }).files,
  },
  // refs
  {
    name: 'a ref to another kind of entry',
    code: 'E_REF_TYPE',
    pointer: '/refs/0',
    at: 'promised',
    tamper: (at, { builder, entries }) => ({
      payload: (place, payload) =>
        place === at ? { ...payload, refs: [{ rel: 'refunds', digest: builder.build().digest(entries.quote) }] } : payload,
    }),
  },
  {
    name: 'a ref into another transaction',
    code: 'E_REF_TXN',
    pointer: '/refs/0',
    at: 'promised',
    tamper: sign((payload) => ({ ...payload, txn: 'another' })),
  },
  // artifacts
  {
    name: 'an artifact with other bytes',
    code: 'E_ARTIFACT',
    pointer: '/artifacts/0',
    at: 'delivered',
    edit: (built, { entries }) => withArtifact(built, entries.delivered, encodeUtf8('other')),
  },
  {
    name: 'an artifact of another size',
    code: 'E_ARTIFACT',
    pointer: '/artifacts/0',
    at: 'delivered',
    tamper: sign((payload) => ({
      ...payload,
      artifacts: (payload['artifacts'] as JsonObject[]).map((artifact) => ({ ...artifact, size: 3 })),
    })),
  },
];

function resign(
  line: Uint8Array,
  signer: ReturnType<typeof ed25519Signer>,
  change: (payload: JsonObject) => JsonObject = (payload) => payload,
): Uint8Array {
  const { payload, signatures } = envelopeOf((decodeUtf8(line) as string).slice(0, -1));
  const bytes = canonicalizeBytes(change(parseJson(decodeBase64(payload) as Uint8Array) as JsonObject));
  return signLine(bytes, signer, undefined, (signatures[0] as { keyid: string }).keyid).line;
}

function editPayload(text: string, change: (payload: JsonObject) => JsonObject): string {
  const envelope = envelopeOf(text);
  const payload = change(parseJson(decodeBase64(envelope.payload) as Uint8Array) as JsonObject);
  return write({ ...envelope, payload: encodeBase64(canonicalizeBytes(payload)) });
}

function withSignature(text: string, change: (sig: Uint8Array) => Uint8Array): string {
  const envelope = envelopeOf(text);
  return write({
    ...envelope,
    signatures: envelope.signatures.map(({ keyid, sig }) => ({
      keyid,
      sig: encodeBase64(change(decodeBase64(sig) as Uint8Array)),
    })),
  });
}

function addOrder(text: string): string {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  return withSignature(text, (sig) => {
    let s = 0n;
    for (let i = 63; i >= 32; i--) s = s * 256n + BigInt(sig[i] as number);
    s += order;
    const changed = sig.slice();
    for (let i = 32; i < 64; i++, s /= 256n) changed[i] = Number(s % 256n);
    return changed;
  });
}

function withArtifact(built: BuiltBundle, handle: EntryHandle, bytes: Uint8Array): Map<string, Uint8Array> {
  const [artifact] = built.line(handle).entry.artifacts ?? [];
  return new Map(built.files).set(`artifacts/${artifact?.digest.slice(7)}`, bytes);
}

describe('one fault in an honest bundle', () => {
  it.each(FAULTS.map((fault) => [`${fault.code}: ${fault.name}`, fault] as const))('%s', (_name, fault) => {
    const { evidence, path, line } = verify(fault);
    const roots = evidence.findings.filter((finding) => finding.cause === undefined);
    expect(roots.map(({ code, path: where, line: number, pointer }) => ({ code, path: where, line: number, pointer }))).toEqual([
      { code: fault.code, path, line, pointer: fault.pointer },
    ]);
    expect(evidence.verdict).toBe('fail');
  });
});
