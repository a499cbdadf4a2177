import type { Ap2Mandate } from '../../../evidence/authority/ap2-tokens.ts';
import type { JsonValue } from '../../../json/json-value.ts';
import { isJsonObject } from '../../../json/json-value.ts';

type Form = (value: JsonValue) => boolean;

const isText: Form = (value) => typeof value === 'string' && value !== '';
const isList: Form = (value) => Array.isArray(value);
const isObject: Form = (value) => isJsonObject(value);
const holds =
  (members: Readonly<Record<string, Form>>): Form =>
  (value) =>
    isJsonObject(value) && Object.entries(members).every(([name, form]) => value[name] !== undefined && form(value[name]));
const isMinor: Form = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** What AP2's published schemas demand of each kind of mandate. */
const REQUIRED: Readonly<Record<Ap2Mandate['kind'], Readonly<Record<string, Form>>>> = {
  'open-checkout': { constraints: isList, cnf: isObject },
  checkout: { checkout_jwt: isText, checkout_hash: isText },
  'open-payment': { constraints: isList, cnf: isObject },
  payment: {
    transaction_id: isText,
    payee: holds({ id: isText, name: isText }),
    payment_amount: holds({ amount: isMinor, currency: isText }),
    payment_instrument: holds({ id: isText, type: isText }),
  },
};

/** The claims that a mandate should have and has not, or not in their form. One that may be withheld is not missed. */
export function faultyClaims({ kind, claims, isPartial }: Ap2Mandate): string[] {
  return Object.entries(REQUIRED[kind]).flatMap(([name, form]) => {
    const value = claims[name];
    if (value === undefined) return isPartial ? [] : [name];
    return form(value) || (isPartial && isJsonObject(value)) ? [] : [name];
  });
}
