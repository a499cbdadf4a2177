import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';

/** One breach of a schema: where (RFC 6901) and what was expected. */
export interface SchemaProblem {
  readonly pointer: string;
  readonly message: string;
}

/**
 * Where a check stands. `disclosable` is true inside an entry's body, where RFC 9901 digests may stand for members
 * (`_sd`) and array elements (`{"...": digest}`).
 */
export interface SchemaPlace {
  readonly pointer: string;
  readonly disclosable: boolean;
  readonly problems: SchemaProblem[];
}

/**
 * A schema that checks a JSON value, names every breach with its pointer, and prints itself as JSON Schema 2020-12.
 * The TypeScript type of a document is inferred from its schema (`Static`), so type, check and published schema are one.
 */
export interface Schema<T> {
  check(value: JsonValue, place: SchemaPlace): void;
  readonly json: JsonObject;
  /** Never present; carries the inferred type. */
  readonly inferred?: T;
}

/** The type that a schema describes. */
export type Static<S> = S extends Schema<infer T> ? T : never;

/** All breaches of `schema` in `value`, in document order. Empty if it conforms. */
export function schemaProblems(schema: Schema<unknown>, value: JsonValue, disclosable = false): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  schema.check(value, { pointer: '', disclosable, problems });
  return problems;
}

export function at(place: SchemaPlace, token: string | number): SchemaPlace {
  const escaped = typeof token === 'number' ? String(token) : token.replaceAll('~', '~0').replaceAll('/', '~1');
  return { ...place, pointer: `${place.pointer}/${escaped}` };
}

export function refuse(place: SchemaPlace, message: string): void {
  place.problems.push({ pointer: place.pointer, message });
}

/** A string that `accepts`; `expected` completes "must be …". */
export function stringOf<T extends string = string>(
  expected: string,
  accepts: (text: string) => boolean,
  json: JsonObject,
): Schema<T> {
  return {
    check(value, place) {
      if (typeof value !== 'string' || !accepts(value)) refuse(place, `must be ${expected}`);
    },
    json: { type: 'string', ...json },
  };
}

export function patternString<T extends string = string>(expected: string, pattern: RegExp): Schema<T> {
  return stringOf<T>(expected, (text) => pattern.test(text), { pattern: pattern.source });
}

export function integer(minimum: number = Number.MIN_SAFE_INTEGER, maximum: number = Number.MAX_SAFE_INTEGER): Schema<number> {
  return {
    check(value, place) {
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < minimum || value > maximum) {
        refuse(place, `must be an integer from ${minimum} to ${maximum}`);
      }
    },
    json: { type: 'integer', minimum, maximum },
  };
}

export const boolean: Schema<boolean> = {
  check(value, place) {
    if (typeof value !== 'boolean') refuse(place, 'must be true or false');
  },
  json: { type: 'boolean' },
};

/** Exactly the given JSON scalar. */
export function literal<const T extends string | number | boolean | null>(expected: T): Schema<T> {
  return {
    check(value, place) {
      if (value !== expected) refuse(place, `must be ${JSON.stringify(expected)}`);
    },
    json: { const: expected },
  };
}

export function oneOf<const T extends readonly string[]>(values: T): Schema<T[number]> {
  const allowed = new Set<string>(values);
  return {
    check(value, place) {
      if (typeof value !== 'string' || !allowed.has(value)) refuse(place, `must be one of ${values.join(', ')}`);
    },
    json: { enum: [...values] },
  };
}

/** The first alternative whose JSON type fits is the one that is checked. */
export function anyOf<A, B>(first: Schema<A>, second: Schema<B>, isFirst: (value: JsonValue) => boolean): Schema<A | B> {
  return {
    check(value, place) {
      (isFirst(value) ? first : second).check(value, place);
    },
    json: { anyOf: [first.json, second.json] },
  };
}

/** True for `{"...": digest}`, the RFC 9901 placeholder of an array element. */
export function isWithheldElement(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  const members = Object.keys(value);
  return members.length === 1 && members[0] === '...' && typeof value['...'] === 'string' && SD_DIGEST.test(value['...']);
}

const SD_DIGEST = /^[A-Za-z0-9_-]{43}$/;

export function array<T>(element: Schema<T>, minimum = 0): Schema<T[]> {
  return {
    check(value, place) {
      if (!Array.isArray(value)) return refuse(place, 'must be an array');
      if (value.length < minimum) refuse(place, `must have at least ${minimum} element(s)`);
      for (const [index, item] of value.entries()) {
        if (place.disclosable && isWithheldElement(item)) continue;
        element.check(item, at(place, index));
      }
    },
    json: { type: 'array', items: element.json, ...(minimum > 0 ? { minItems: minimum } : {}) },
  };
}

/**
 * A set: an array sorted by UTF-16 code unit of its elements' keys, without duplicates. `keyOf` gives the parts that
 * order an element; strings order by code unit, numbers by value.
 */
export function setOf<T>(
  element: Schema<T>,
  keyOf: (item: JsonValue) => readonly (string | number)[] = keyOfString,
  minimum = 0,
): Schema<T[]> {
  const plain = array(element, minimum);
  return {
    check(value, place) {
      plain.check(value, place);
      if (!Array.isArray(value)) return;
      let previous: readonly (string | number)[] | undefined;
      for (const [index, item] of value.entries()) {
        if (place.disclosable && isWithheldElement(item)) continue;
        const key = keyOf(item);
        if (previous !== undefined && compareKeys(previous, key) >= 0) {
          return refuse(at(place, index), 'must be sorted by UTF-16 code unit, without duplicates');
        }
        previous = key;
      }
    },
    json: { ...plain.json, uniqueItems: true },
  };
}

function keyOfString(item: JsonValue): readonly (string | number)[] {
  return [typeof item === 'string' ? item : ''];
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    if (left < right) return -1;
    if (left > right) return 1;
  }
  return 0;
}

type Members = Readonly<Record<string, Schema<unknown>>>;
type ObjectOf<R extends Members, O extends Members> = { [K in keyof R]: Static<R[K]> } & { [K in keyof O]?: Static<O[K]> };

const sdSet = setOf(patternString('a base64url SHA-256 digest', SD_DIGEST));

/**
 * An object with exactly these members. Where it is disclosable and carries `_sd`, a required member that is absent is
 * withheld, not missing (RFC 9901); an unknown member is refused, and no member may be null unless its schema says so.
 */
export function object<R extends Members, O extends Members = Record<never, never>>(
  required: R,
  optional?: O,
): Schema<ObjectOf<R, O>> {
  const members = new Map<string, Schema<unknown>>([...Object.entries(required), ...Object.entries(optional ?? {})]);
  const needed = Object.keys(required);
  return {
    check(value, place) {
      if (!isJsonObject(value)) return refuse(place, 'must be an object');
      const withholding = place.disclosable && value['_sd'] !== undefined;
      for (const name of needed) {
        if (value[name] === undefined && !withholding) refuse(at(place, name), 'is required');
      }
      for (const [name, member] of Object.entries(value)) {
        if (member === undefined) continue;
        const schema = members.get(name);
        if (schema !== undefined) schema.check(member, at(place, name));
        else if (place.disclosable && name === '_sd') sdSet.check(member, at(place, name));
        else if (name === '_sd_alg' && place.disclosable && place.pointer === BODY_POINTER) {
          if (member !== 'sha-256') refuse(at(place, name), 'must be "sha-256"');
        } else refuse(at(place, name), 'is not a member known here');
      }
    },
    json: {
      type: 'object',
      properties: Object.fromEntries([...members].map(([name, schema]) => [name, schema.json])),
      required: [...needed].sort(),
      additionalProperties: false,
    },
  };
}

/** Where `_sd_alg` may stand: at the top of an entry's body, and nowhere else. */
const BODY_POINTER = '/body';

/** An object with free member names, each value by `value`. */
export function record<T>(value: Schema<T>, name: Schema<string>): Schema<{ [member: string]: T }> {
  return {
    check(candidate, place) {
      if (!isJsonObject(candidate)) return refuse(place, 'must be an object');
      for (const [member, item] of Object.entries(candidate)) {
        if (place.disclosable && member === '_sd') {
          sdSet.check(item as JsonValue, at(place, member));
          continue;
        }
        name.check(member, at(place, member));
        value.check(item as JsonValue, at(place, member));
      }
    },
    json: { type: 'object', propertyNames: name.json, additionalProperties: value.json },
  };
}

/** Anything at all. */
export const anything: Schema<JsonValue> = { check() {}, json: {} };
