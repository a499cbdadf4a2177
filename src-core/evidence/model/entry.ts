import type { Digest } from '../../crypto/sha256.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import {
  anything,
  at,
  integer,
  literal,
  object,
  oneOf,
  patternString,
  record,
  refuse,
  setOf,
  type Schema,
  type Static,
} from '../schema/schema.ts';
import { ENTRY_TYPES, type EntryTypeName } from './bodies.ts';
import { chainUrn, digest, id, instant, role, text } from './shared.ts';

/** The DSSE payload type of an entry of version 1. */
export const ENTRY_PAYLOAD_TYPE = 'application/vnd.assize.entry.v1+json';
/** What a new key signs to show that its holder has it (proof of possession, `key.rotated`). */
export const POP_PAYLOAD_TYPE = 'application/vnd.assize.pop.v1+json';
/** A line without its LF is at most this many bytes. */
export const MAX_LINE_BYTES = 1024 * 1024;
/** The transaction of entries that belong to none. */
export const NO_TRANSACTION = '-';

export const RELS = [
  'under',
  'responds-to',
  'authorizes',
  'accepts',
  'confirms',
  'settles',
  'refunds',
  'fulfils',
  'disputes',
  'corrects',
  'rotates',
  'revokes',
] as const;
export type Rel = (typeof RELS)[number];

export const TERMINAL_KINDS = ['app', 'mini-program', 'glasses', 'tap', 'web', 'api', 'other'] as const;

const actor = object({ id, role, kid: id });

const ref = object({ rel: oneOf(RELS), digest });
export type Ref = Static<typeof ref>;

const seen = object({ origin: text, size: integer(0), root: digest, note: digest });
/** A checkpoint that the author held before it signed. */
export type Seen = Static<typeof seen>;

const terminal = object({ kind: oneOf(TERMINAL_KINDS) }, { model: text, attestation: text });
export type Terminal = Static<typeof terminal>;

/** What an artifact can be; a prefix stands for the kinds of one protocol. */
const profile = patternString(
  'a profile of artifacts',
  /^(?:(?:ap2|vi|ucp|alipay\.a2m)\.[\x21-\x7e]+|rfc9421\.request|tap\.request|acp\.request|x402\.offer|x402\.receipt|kyapay\.token|acta\.receipt|agent-receipt|aep\.chain|c2sp\.tlog-proof|rfc3161|document|opaque)$/,
);

const artifact = object({ name: text, profile, media: text, digest, size: integer(0) });
export type ArtifactRef = Static<typeof artifact>;

const member = (item: JsonValue, name: string): string | number => {
  const value = isJsonObject(item) ? item[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? value : '';
};

const body: Schema<JsonObject> = {
  check(value, place) {
    if (!isJsonObject(value)) refuse(place, 'must be an object');
  },
  json: { type: 'object' },
};

const envelopeOfEntry = object(
  {
    v: literal(1),
    chain: chainUrn,
    seq: integer(0),
    prev: { check() {}, json: { anyOf: [digest.json, { type: 'null' }] } } as Schema<Digest | null>,
    txn: id,
    type: id,
    body,
    actor,
    at: instant,
    refs: setOf(ref, (item) => [member(item, 'rel'), member(item, 'digest')]),
  },
  {
    seen: setOf(seen, (item) => [member(item, 'origin'), member(item, 'size')]),
    terminal,
    artifacts: setOf(artifact, (item) => [member(item, 'name')]),
    closes: oneOf(['complete', 'interrupted']),
    ext: record(anything, patternString('a reverse-domain name', /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i)),
  },
);

/**
 * An entry of an audit chain as its payload states it. `body` is as signed: members whose digests stand in `_sd` are
 * absent. `type` is one of `ENTRY_TYPES` once the schema has passed.
 */
export type Entry = Omit<Static<typeof envelopeOfEntry>, 'type'> & { type: EntryTypeName };

/**
 * The schema of an entry: its members, the body of its type, the role that may write it and the references that it
 * must have. Sums, and what the references point at, are checked elsewhere.
 */
export const entrySchema: Schema<Entry> = {
  check(value, place) {
    envelopeOfEntry.check(value, place);
    if (!isJsonObject(value)) return;
    const prev = value['prev'];
    if (prev !== undefined) {
      if (value['seq'] === 0 ? prev !== null : prev === null) refuse(at(place, 'prev'), 'must be null exactly where seq is 0');
      else if (prev !== null) digest.check(prev, at(place, 'prev'));
    }
    const type = value['type'];
    if (typeof type !== 'string') return;
    if (!Object.hasOwn(ENTRY_TYPES, type)) return refuse(at(place, 'type'), 'is no entry type of version 1');
    checkType(type as EntryTypeName, value, place);
  },
  json: {
    ...envelopeOfEntry.json,
    oneOf: Object.entries(ENTRY_TYPES).map(([name, type]) => ({ properties: { type: { const: name }, body: type.body.json } })),
  },
};

function checkType(name: EntryTypeName, value: JsonObject, place: Parameters<typeof refuse>[0]): void {
  const type = ENTRY_TYPES[name];
  const bodyValue = value['body'];
  if (bodyValue !== undefined) (type.body as Schema<unknown>).check(bodyValue, { ...at(place, 'body'), disclosable: true });
  const author = isJsonObject(value['actor']) ? value['actor']['role'] : undefined;
  if (type.roles.length > 0 && typeof author === 'string' && !(type.roles as readonly string[]).includes(author)) {
    refuse(at(at(place, 'actor'), 'role'), `may not write ${name}`);
  }
  const rels = new Set(Array.isArray(value['refs']) ? value['refs'].map((item) => member(item, 'rel')) : []);
  for (const rule of type.refs) {
    if (rule.need === 'always' && !rels.has(rule.rel))
      refuse(at(place, 'refs'), `must have a reference "${rule.rel}" for ${name}`);
  }
  const identity = name.startsWith('key.') || name.startsWith('party.');
  if (identity && value['txn'] !== NO_TRANSACTION) refuse(at(place, 'txn'), 'must be "-" for keys and parties');
}
