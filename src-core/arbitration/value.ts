import { AssizeError } from '../errors.ts';
import { parseInstant } from '../encoding/instant.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { canonicalize } from '../json/canonicalize.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { JsonValue } from '../json/json-value.ts';

/** An amount of one currency (ISO 4217) in its minor unit; a safe integer, negative only inside arithmetic. */
export interface Money {
  readonly currency: string;
  readonly minor: number;
}

/** A bracket of time, both bounds included, as `YYYY-MM-DDTHH:MM:SS.mmmZ`; an absent bound is open (infinite). */
export interface Interval {
  readonly notBefore?: string;
  readonly notAfter?: string;
}

/** A set of values of one type, by RFC 8785 form, without duplicates; `complete` is false where more members may exist. */
export interface SetValue {
  readonly complete: boolean;
  readonly items: readonly Value[];
}

/** Named values of fixed types. */
export interface RecordValue {
  readonly [member: string]: Value;
}

/**
 * What a fact, a parameter or a literal holds, in the shape in which a ruling's core serialises it: booleans, exact integers, strings
 * (text, identifiers, digests and decimals alike), money, intervals, sets and records. Which of them it is, its `ValueType` says.
 */
export type Value = boolean | number | string | Money | Interval | SetValue | RecordValue;

/** The types of the rule language; a decimal is a string of the form `-?\d{1,15}(\.\d{1,12})?`. */
export type ValueType =
  | 'boolean'
  | 'integer'
  | 'money'
  | 'decimal'
  | 'interval'
  | 'string'
  | { readonly set: ValueType }
  | { readonly record: { readonly [member: string]: ValueType } };

/** Makes a set of the items given: sorted by their RFC 8785 forms (UTF-16 code units), duplicates dropped. */
export function buildSet(items: Iterable<Value>, complete: boolean): SetValue {
  const byForm = new Map<string, Value>();
  for (const item of items) byForm.set(canonicalize(item as JsonValue), item);
  return { complete, items: [...byForm].sort(([a], [b]) => compareUtf16(a, b)).map(([, item]) => item) };
}

/** True if two values have the same RFC 8785 form. */
export function equalValues(a: Value, b: Value): boolean {
  return canonicalize(a as JsonValue) === canonicalize(b as JsonValue);
}

/** The name of a type as messages and tables show it: `set of {at: interval, role: string}`. */
export function describeType(type: ValueType): string {
  if (typeof type === 'string') return type;
  if ('set' in type) return `set of ${describeType(type.set)}`;
  const members = Object.keys(type.record).sort(compareUtf16);
  return `{${members.map((member) => `${member}: ${describeType(type.record[member] as ValueType)}`).join(', ')}}`;
}

/** True if two types are the same type. */
export function equalTypes(a: ValueType, b: ValueType): boolean {
  return describeType(a) === describeType(b);
}

const scalarTypes: ReadonlySet<string> = new Set(['boolean', 'integer', 'money', 'decimal', 'interval', 'string']);
const decimalForm = /^-?\d{1,15}(\.\d{1,12})?$/;
const currencyForm = /^[A-Z]{3}$/;

/**
 * Reads a type from a pack: the name of a scalar, `{set: type}` or `{record: {member: type}}`.
 *
 * @throws AssizeError `E_PACK_TYPE` with the pointer given, where it is none of them.
 */
export function parseType(json: JsonValue | undefined, pointer: string): ValueType {
  if (typeof json === 'string' && scalarTypes.has(json)) return json as ValueType;
  if (isJsonObject(json)) {
    const [member, ...others] = Object.keys(json);
    if (member === 'set' && others.length === 0) return { set: parseType(json['set'], `${pointer}/set`) };
    const members = json['record'];
    if (member === 'record' && others.length === 0 && isJsonObject(members)) {
      const record: Record<string, ValueType> = Object.create(null) as Record<string, ValueType>;
      for (const name of Object.keys(members)) record[name] = parseType(members[name], `${pointer}/record/${name}`);
      return { record };
    }
  }
  throw new AssizeError('E_PACK_TYPE', 'not a type of the rule language', { pointer });
}

/**
 * Reads a value of a known type, strictly: no further members, safe integers, real instants, sets sorted and without duplicates.
 *
 * @throws AssizeError `E_PACK_TYPE` with the pointer of the part that does not fit.
 */
export function parseValue(type: ValueType, json: JsonValue | undefined, pointer: string): Value {
  const misfit = (): AssizeError => new AssizeError('E_PACK_TYPE', `not a value of type ${describeType(type)}`, { pointer });
  if (type === 'boolean') {
    if (typeof json === 'boolean') return json;
  } else if (type === 'integer') {
    if (typeof json === 'number' && Number.isSafeInteger(json)) return json;
  } else if (type === 'string') {
    if (typeof json === 'string') return json;
  } else if (type === 'decimal') {
    if (typeof json === 'string' && decimalForm.test(json)) return json;
  } else if (!isJsonObject(json)) {
    throw misfit();
  } else if (type === 'money') {
    const { currency, minor } = json;
    const fits =
      typeof currency === 'string' && currencyForm.test(currency) && typeof minor === 'number' && Number.isSafeInteger(minor);
    if (fits && Object.keys(json).length === 2) return { currency, minor };
  } else if (type === 'interval') {
    const { notBefore, notAfter } = json;
    const given = [notBefore, notAfter].filter((bound) => bound !== undefined);
    const fits = given.every((bound) => typeof bound === 'string' && parseInstant(bound) !== undefined);
    if (fits && Object.keys(json).length === given.length) return { ...json } as Interval;
  } else if ('set' in type) {
    const { complete, items } = json;
    if (typeof complete === 'boolean' && Array.isArray(items) && Object.keys(json).length === 2) {
      const values = items.map((item, index) => parseValue(type.set, item, `${pointer}/items/${index}`));
      const set = buildSet(values, complete);
      if (canonicalize(set.items as unknown as JsonValue) === canonicalize(items)) return set;
      throw new AssizeError('E_PACK_TYPE', 'the items of a set stand in the order of their RFC 8785 forms, each once', {
        pointer,
      });
    }
  } else {
    const names = Object.keys(type.record);
    if (Object.keys(json).length === names.length && names.every((name) => json[name] !== undefined)) {
      const record: Record<string, Value> = Object.create(null) as Record<string, Value>;
      for (const name of names) record[name] = parseValue(type.record[name] as ValueType, json[name], `${pointer}/${name}`);
      return record;
    }
  }
  throw misfit();
}
