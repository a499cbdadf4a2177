import type { Digest } from '../../crypto/sha256.ts';
import { parseInstant } from '../../encoding/instant.ts';
import type { JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import {
  anyOf,
  array,
  at,
  boolean,
  integer,
  object,
  oneOf,
  patternString,
  record,
  refuse,
  setOf,
  stringOf,
  type Schema,
  type Static,
} from '../schema/schema.ts';

/** The parties of a transaction, by what they do in it. */
export const ROLES = [
  'user',
  'user_agent',
  'merchant',
  'merchant_agent',
  'platform',
  'credential_provider',
  'psp',
  'acquirer',
  'issuer',
  'registry',
  'witness',
  'arbiter',
] as const;
export type Role = (typeof ROLES)[number];
export const role = oneOf(ROLES);

/** An identifier: 1 to 256 printable ASCII characters. */
export const id = patternString('an identifier of 1 to 256 printable ASCII characters', /^[\x20-\x7e]{1,256}$/);
/** Any text; its characters are data. */
export const text = stringOf('text', () => true, {});
/** `sha256:` and 64 lower-case hexadecimal digits. */
export const digest = patternString<Digest>('"sha256:" and 64 lower-case hexadecimal digits', /^sha256:[0-9a-f]{64}$/);
/** `YYYY-MM-DDTHH:MM:SS.mmmZ`, a real instant. */
export const instant = stringOf('a time YYYY-MM-DDTHH:MM:SS.mmmZ', (value) => parseInstant(value) !== undefined, {
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
});
export const chainUrn = patternString(
  'urn:uuid: and a lower-case UUID',
  /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
);
/** An exact decimal number. */
export const decimal = patternString(
  'a decimal with at most 15 digits before and 12 after the point',
  /^-?\d{1,15}(\.\d{1,12})?$/,
);
export const currency = patternString('an ISO 4217 code of three capital letters', /^[A-Z]{3}$/);
/** RFC 4648 section 4, padded; that its unused bits are zero is checked where it is decoded. */
export const base64 = patternString('padded base64', /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);
const attributeValue = anyOf(
  text,
  anyOf(integer(), boolean, (value) => typeof value === 'number'),
  (value) => typeof value === 'string',
);
export const attributes = record(attributeValue, text);

export const money = object({ currency, minor: integer(0) });
/** Integer minor units with their currency. */
export type Money = Static<typeof money>;

export const line = object(
  {
    id,
    kind: oneOf(['item', 'fee', 'tax', 'shipping', 'discount']),
    name: text,
    quantity: integer(1),
    unit: money,
    total: money,
  },
  { sku: id, attributes, severable: boolean },
);
export type Line = Static<typeof line>;
export const lines = array(line);

export const want = object(
  { id, quantity: integer(1), acceptable: array(object({}, { sku: id, name: text })), hard: boolean },
  { attributes },
);
export type Want = Static<typeof want>;

export const account = object({ scheme: text, ref: text });
export const auth = object({ factors: integer(0), certificate: boolean }, { method: text });
export const fx = object({ from: currency, to: currency, rate: decimal, quotedAt: instant }, { fee: money });
export const posting = object({ party: id, kind: oneOf(['principal', 'fee', 'tax', 'fx']), currency, minor: integer() });
export const quorum = object({ allOf: setOf(role), atLeast: array(object({ n: integer(1), of: setOf(role) })) });
export type Quorum = Static<typeof quorum>;

/** The constraints that this version can judge, by AP2's names; amounts in minor units. */
export const CONSTRAINTS = {
  'payment.amount_range': object({ type: id, currency, max: integer(0) }, { min: integer(0) }),
  'payment.budget': object({ type: id, currency, max: integer(0) }, { window: oneOf(['P1D', 'P7D', 'P1M']) }),
  'payment.agent_recurrence': object({ type: id, frequency: text, maxOccurrences: integer(1) }),
  'payment.allowed_payees': object({ type: id, allowed: setOf(id) }),
  'payment.denied_mcc': object({ type: id, denied: setOf(text) }),
  'payment.allowed_payment_instruments': object({ type: id, allowed: setOf(text) }),
  'payment.execution_date': object({ type: id }, { notBefore: instant, notAfter: instant }),
  'checkout.allowed_merchants': object({ type: id, allowed: setOf(text) }),
  'checkout.line_items': object({ type: id, items: array(want) }),
  'terminal.allowed': object({ type: id, kinds: setOf(oneOf(['app', 'mini-program', 'glasses', 'tap', 'web', 'api', 'other'])) }),
} as const;
export type ConstraintName = keyof typeof CONSTRAINTS;
export type Constraint = { [K in ConstraintName]: Omit<Static<(typeof CONSTRAINTS)[K]>, 'type'> & { type: K } }[ConstraintName];

/** A constraint of a known name is held to its schema; one of another name is kept as it is and fails authority later. */
export const constraint: Schema<{ type: string; [member: string]: unknown }> = {
  check(value, place) {
    if (!isJsonObject(value)) return refuse(place, 'must be an object');
    const type = value['type'];
    if (type === undefined && place.disclosable && value['_sd'] !== undefined) return;
    id.check(type ?? null, at(place, 'type'));
    const known = typeof type === 'string' && Object.hasOwn(CONSTRAINTS, type) ? CONSTRAINTS[type as ConstraintName] : undefined;
    known?.check(value, place);
  },
  json: {
    type: 'object',
    required: ['type'],
    anyOf: Object.entries(CONSTRAINTS).map(([name, schema]) => constraintJson(name, schema)),
  },
};

function constraintJson(name: string, schema: Schema<unknown>): JsonValue {
  const properties = isJsonObject(schema.json['properties']) ? schema.json['properties'] : {};
  return { ...schema.json, properties: { ...properties, type: { const: name } } };
}
