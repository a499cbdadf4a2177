import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { canonicalize } from '../json/canonicalize.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { Pack } from './pack.ts';

/** A rule or parameter that two versions of a pack do not have alike. */
export interface PackChange {
  readonly kind: 'rule' | 'param' | 'calendar' | 'burden' | 'override';
  readonly id: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Of a change: the members that differ. */
  readonly members: readonly string[];
}

function named(pack: Pack, list: string, idOf: (row: JsonObject) => string): Map<string, JsonObject> {
  const rows = isJsonObject(pack.document) ? pack.document[list] : undefined;
  return new Map((Array.isArray(rows) ? rows.filter(isJsonObject) : []).map((row) => [idOf(row), row]));
}

function differing(a: JsonObject, b: JsonObject): string[] {
  const form = (value: JsonValue | undefined): string => (value === undefined ? '' : canonicalize(value));
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((name) => form(a[name]) !== form(b[name]))
    .sort(compareUtf16);
}

const plainId = (row: JsonObject): string => String(row['id']);
const lists = [
  ['rule', 'rules', plainId],
  ['param', 'params', plainId],
  ['calendar', 'calendars', plainId],
  ['burden', 'burdens', (row: JsonObject) => ['fact', 'role', 'on'].map((name) => String(row[name])).join(' ')],
  ['override', 'overrides', (row: JsonObject) => `${String(row['pack'])} ${String(row['rule'] ?? row['param'])}`],
] as const;

/** What one version of a pack has otherwise than another, by kind, then id. */
export function comparePacks(before: Pack, after: Pack): PackChange[] {
  return lists.flatMap(([kind, list, idOf]) => {
    const [old, now] = [named(before, list, idOf), named(after, list, idOf)];
    return [...new Set([...old.keys(), ...now.keys()])].sort(compareUtf16).flatMap((id): PackChange[] => {
      const [a, b] = [old.get(id), now.get(id)];
      if (a === undefined || b === undefined) return [{ kind, id, change: a === undefined ? 'added' : 'removed', members: [] }];
      const members = differing(a, b);
      return members.length === 0 ? [] : [{ kind, id, change: 'changed', members }];
    });
  });
}
