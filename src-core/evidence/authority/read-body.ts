import { parseInstant } from '../../encoding/instant.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { Money } from '../model/shared.ts';
import type { EvidenceLine } from '../state.ts';

const NOTHING: JsonObject = Object.freeze({});

/**
 * The body with all that was opened in its place. A required member that is absent from it is withheld: the schema has
 * passed.
 */
export function bodyOf(line: EvidenceLine): JsonObject {
  return line.body ?? line.entry?.body ?? NOTHING;
}

/** Undefined where it is absent or withheld. */
export function readText(holder: JsonObject, name: string): string | undefined {
  const value = holder[name];
  return typeof value === 'string' ? value : undefined;
}

/** An instant in epoch milliseconds. */
export function readInstant(holder: JsonObject, name: string): number | undefined {
  const value = readText(holder, name);
  return value === undefined ? undefined : parseInstant(value);
}

export function readInteger(holder: JsonObject, name: string): number | undefined {
  const value = holder[name];
  return typeof value === 'number' ? value : undefined;
}

/** An amount of which no part is withheld. */
export function readMoney(holder: JsonObject, name: string): Money | undefined {
  const value = holder[name];
  return isMoney(value) ? { currency: value.currency, minor: value.minor } : undefined;
}

function isMoney(value: JsonValue | undefined): value is { currency: string; minor: number } {
  return isJsonObject(value) && typeof value['currency'] === 'string' && typeof value['minor'] === 'number';
}

/** True where a digest of the body stayed shut, so that an optional member that is not there may be withheld. */
export function mayHide(line: EvidenceLine): boolean {
  return (line.undisclosed ?? 0) > 0;
}

/**
 * The elements of an array of the body with their pointers into the payload. `shut` is true where the array or any of its
 * elements is withheld: then the list is not the whole.
 */
export function readElements(
  line: EvidenceLine,
  name: string,
): { readonly items: readonly { readonly pointer: string; readonly value: JsonValue }[]; readonly shut: boolean } {
  const value = bodyOf(line)[name];
  const base = `/body/${name}`;
  if (!Array.isArray(value)) return { items: [], shut: true };
  const items: { pointer: string; value: JsonValue }[] = [];
  let shut = false;
  let index = 0;
  for (const item of value) {
    while (isShut(line, `${base}/${index}`)) {
      index += 1;
      shut = true;
    }
    items.push({ pointer: `${base}/${index}`, value: item });
    index += 1;
  }
  return { items, shut: shut || isShut(line, `${base}/${index}`) };
}

/** True where the part that a pointer names is there as a digest only. */
export function isShut(line: EvidenceLine, pointer: string): boolean {
  const state = line.fields?.get(pointer);
  return state !== undefined && state !== 'disclosed';
}
