import { joinPointer } from '../../../src-core/json/json-pointer.ts';
import { canonicalize } from '../../../src-core/json/canonicalize.ts';
import { isJsonObject, type JsonValue } from '../../../src-core/json/json-value.ts';
import type { FieldDifference } from '../../../src-core/host/groups/compare.ts';

const MOST = 200;

/** What two signed payloads do not state alike, member by member; an amount is one value. At most 200. */
export function entryDifferences(a: JsonValue, b: JsonValue): FieldDifference[] {
  const found: FieldDifference[] = [];
  collect(a, b, [], found);
  return found;
}

function collect(a: JsonValue | undefined, b: JsonValue | undefined, path: readonly string[], found: FieldDifference[]): void {
  if (found.length >= MOST) return;
  if (isJsonObject(a) && isJsonObject(b) && !isMoney(a) && !isMoney(b)) {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)]))
      collect(memberOf(a, name), memberOf(b, name), [...path, name], found);
  } else if (Array.isArray(a) && Array.isArray(b)) {
    for (let index = 0; index < Math.max(a.length, b.length); index++)
      collect(a[index], b[index], [...path, String(index)], found);
  } else if (a === undefined || b === undefined || canonicalize(a) !== canonicalize(b)) {
    found.push({ pointer: joinPointer(...path), ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) });
  }
}

const memberOf = (value: { readonly [name: string]: JsonValue | undefined }, name: string): JsonValue | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined;

const isMoney = (value: { readonly [name: string]: JsonValue | undefined }): boolean =>
  Object.keys(value).length === 2 && typeof value['currency'] === 'string' && typeof value['minor'] === 'number';
