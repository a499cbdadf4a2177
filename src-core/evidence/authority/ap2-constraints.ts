import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { formatInstant, parseRfc3339 } from '../../encoding/instant.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { Constraint } from '../model/shared.ts';
import { readConstraint } from './constraints/rules.ts';

/**
 * A constraint of an AP2 mandate. `read`: in the form of evidence. `link`: it names another mandate, which the links judge.
 * `open`: AP2 knows it, but a part of it is withheld, or what it means is not settled. `foreign`: AP2 does not know it
 * either, and then a mandate fails.
 */
export type Ap2Constraint =
  { readonly kind: 'read'; readonly constraint: Constraint } | { readonly kind: 'link' | 'open' | 'foreign' };

type Reader = (constraint: JsonObject) => JsonObject | undefined;

const idsOf = (list: JsonValue | undefined): string[] | undefined => {
  if (!Array.isArray(list)) return undefined;
  const ids = list.map((item) => (isJsonObject(item) ? item['id'] : undefined));
  return ids.every((id) => typeof id === 'string') ? [...new Set(ids as string[])].sort(compareUtf16) : undefined;
};

const allowedIds: Reader = ({ type, allowed }) => {
  const ids = idsOf(allowed);
  return ids === undefined ? undefined : ({ type, allowed: ids } as JsonObject);
};

const dates: Reader = ({ type, not_before: from, not_after: to }) => {
  const read: JsonObject = { type: type ?? null };
  for (const [name, text] of [
    ['notBefore', from],
    ['notAfter', to],
  ] as const) {
    if (text === undefined) continue;
    const instant = typeof text === 'string' ? parseRfc3339(text) : undefined;
    if (instant === undefined) return undefined;
    read[name] = formatInstant(instant);
  }
  return read;
};

/** AP2 demands every required item, in exactly its quantity: a want that is hard. */
const lineItems: Reader = ({ type, items }) => {
  if (!Array.isArray(items)) return undefined;
  const wants: JsonValue[] = [];
  for (const item of items) {
    const skus = isJsonObject(item) ? idsOf(item['acceptable_items']) : undefined;
    if (skus === undefined) return undefined;
    const { id, quantity } = item as JsonObject;
    wants.push({ id, quantity, acceptable: skus.map((sku) => ({ sku })), hard: true } as JsonObject);
  }
  return { type, items: wants } as JsonObject;
};

const recurrence: Reader = ({ type, frequency, max_occurrences: maxOccurrences }) =>
  ({ type, frequency, maxOccurrences }) as JsonObject;

type ConstraintReader = { readonly read: Reader; readonly hasList: boolean } | 'link' | 'open';

/** How each constraint is read. Lists may be disclosed in part; AP2 gives no unit for its budget, and no rule judges its PISPs. */
const READERS: ReadonlyMap<string, ConstraintReader> = new Map<string, ConstraintReader>([
  ['payment.amount_range', { read: (it) => it, hasList: false }],
  ['payment.allowed_payees', { read: allowedIds, hasList: true }],
  ['payment.allowed_payment_instruments', { read: allowedIds, hasList: true }],
  ['payment.agent_recurrence', { read: recurrence, hasList: false }],
  ['payment.execution_date', { read: dates, hasList: false }],
  ['payment.budget', 'open'],
  ['payment.allowed_pisps', 'open'],
  ['payment.reference', 'link'],
  ['checkout.allowed_merchants', { read: allowedIds, hasList: true }],
  ['checkout.line_items', { read: lineItems, hasList: true }],
]);

/** @param isPartial - true where something of its mandate is withheld, so that no list in it is known to be whole */
export function readAp2Constraint(value: JsonObject, isPartial: boolean): Ap2Constraint {
  const { type } = value;
  const reader = typeof type === 'string' ? READERS.get(type) : undefined;
  if (reader === undefined) return { kind: isPartial && type === undefined ? 'open' : 'foreign' };
  if (typeof reader === 'string') return { kind: reader };
  if (isPartial && reader.hasList) return { kind: 'open' };
  const read = reader.read(value);
  const constraint = read === undefined ? undefined : readConstraint(read);
  return constraint === undefined ? { kind: 'open' } : { kind: 'read', constraint };
}
