import { AssizeError } from '../errors.ts';
import { joinPointer } from '../json/json-pointer.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';

/** A JSON value with its place in the document, so that every refusal names it. */
export interface Placed {
  readonly value: JsonValue | undefined;
  /** RFC 6901. */
  readonly pointer: string;
}

/** Refuses a rule pack for its form. */
export function refuseSchema(at: Placed, expected: string): never {
  throw new AssizeError(
    'E_PACK_SCHEMA',
    `expected ${expected}`,
    { pointer: at.pointer },
    'docs/rule-packs.md describes the form.',
  );
}

/** The member of an object that was read by `readObject`. */
export function member(of: JsonObject, pointer: string, name: string): Placed {
  return { value: of[name], pointer: pointer + joinPointer(name) };
}

/** An object with exactly the members named; those after `optional` may be absent. `null` is no value. */
export function readObject(at: Placed, required: readonly string[], optional: readonly string[] = []): JsonObject {
  const { value } = at;
  if (!isJsonObject(value)) return refuseSchema(at, 'an object');
  for (const name of Object.keys(value)) {
    if (!required.includes(name) && !optional.includes(name))
      refuseSchema({ value, pointer: at.pointer + joinPointer(name) }, 'no such member');
  }
  for (const name of required) if (value[name] === undefined) refuseSchema(at, `a member ${name}`);
  return value;
}

export function readText(at: Placed): string {
  return typeof at.value === 'string' ? at.value : refuseSchema(at, 'a text');
}

/** 1 to 256 printable ASCII characters. */
export function readIdentifier(at: Placed): string {
  const { value } = at;
  return typeof value === 'string' && /^[\x20-\x7e]{1,256}$/.test(value) ? value : refuseSchema(at, 'an identifier');
}

export function readBoolean(at: Placed): boolean {
  return typeof at.value === 'boolean' ? at.value : refuseSchema(at, 'true or false');
}

export function readInteger(at: Placed, least: number, most: number): number {
  const { value } = at;
  const fits = typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
  return fits ? value : refuseSchema(at, `a whole number from ${least} to ${most}`);
}

export function readOneOf<T extends string>(at: Placed, values: readonly T[]): T {
  const found = values.find((value) => value === at.value);
  return found ?? refuseSchema(at, `one of ${values.join(', ')}`);
}

/** Each element through `read`; an absent list reads as empty only where `optional` says so. */
export function readList<T>(at: Placed, read: (element: Placed) => T, optional = false): T[] {
  const { value, pointer } = at;
  if (value === undefined && optional) return [];
  if (!Array.isArray(value)) return refuseSchema(at, 'a list');
  return value.map((element, index) => read({ value: element, pointer: `${pointer}/${index}` }));
}
