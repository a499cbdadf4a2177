import { isJsonObject, type JsonObject, type JsonValue } from '../../../src-core/json/json-value.ts';
import { canonicalize } from '../../../src-core/json/canonicalize.ts';

/** One thing that is known after a step. */
export interface StateRow {
  readonly pointer: string;
  /** What kind of thing: `orders.status` names the text of its label. */
  readonly kind: string;
  /** Which one of them, where there can be several. */
  readonly which?: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  readonly changed: boolean;
}

const NAMED = new Set(['mandates', 'delegations', 'quotes', 'orders', 'payments', 'settlements', 'refunds']);

const isMoney = (value: JsonValue): boolean =>
  isJsonObject(value) &&
  typeof value['currency'] === 'string' &&
  typeof value['minor'] === 'number' &&
  Object.keys(value).length === 2;

interface Leaf {
  readonly pointer: string;
  readonly kind: string;
  readonly which?: string;
  readonly value: JsonValue;
}

function leavesOf(state: JsonObject): Leaf[] {
  const leaves: Leaf[] = [];
  for (const [room, content] of Object.entries(state)) {
    if (content === undefined) continue;
    if (NAMED.has(room) && isJsonObject(content)) {
      for (const [which, members] of Object.entries(content))
        if (isJsonObject(members)) addMembers(leaves, `/${room}/${which}`, room, which, members);
    } else if (isJsonObject(content) && !isMoney(content)) addMembers(leaves, `/${room}`, room, undefined, content);
    else leaves.push({ pointer: `/${room}`, kind: room, value: content });
  }
  return leaves;
}

function addMembers(leaves: Leaf[], pointer: string, room: string, which: string | undefined, members: JsonObject): void {
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined) continue;
    leaves.push({ pointer: `${pointer}/${name}`, kind: `${room}.${name}`, ...(which === undefined ? {} : { which }), value });
  }
}

/** What is known after a step, as rows; what the step changed comes with what was there before. */
export function stateRows(before: JsonObject, after: JsonObject): StateRow[] {
  const old = new Map(leavesOf(before).map((leaf) => [leaf.pointer, leaf]));
  const rows: StateRow[] = leavesOf(after).map(({ pointer, kind, which, value }) => {
    const was = old.get(pointer);
    old.delete(pointer);
    const changed = was === undefined || canonicalize(was.value) !== canonicalize(value);
    return {
      pointer,
      kind,
      ...(which === undefined ? {} : { which }),
      ...(was === undefined ? {} : { before: was.value }),
      after: value,
      changed,
    };
  });
  for (const { pointer, kind, which, value } of old.values()) {
    rows.push({ pointer, kind, ...(which === undefined ? {} : { which }), before: value, changed: true });
  }
  return rows.sort((a, b) => Number(b.changed) - Number(a.changed));
}
