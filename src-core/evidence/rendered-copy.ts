import { canonicalize } from '../json/canonicalize.ts';
import { joinPointer } from '../json/json-pointer.ts';
import type { JsonValue } from '../json/json-value.ts';
import { isJsonObject } from '../json/json-value.ts';

/** A field that a readable copy shows otherwise than it was signed; a side that lacks it is absent. */
export interface RenderedDifference {
  /** RFC 6901, into the copy. */
  readonly pointer: string;
  readonly signed?: JsonValue;
  readonly rendered?: JsonValue;
}

/** The fields in which a copy and what was signed differ, as deep as both go. */
export function renderedDifferences(signed: JsonValue, rendered: JsonValue, pointer = ''): RenderedDifference[] {
  const isList = Array.isArray(signed) && Array.isArray(rendered);
  if (!isList && !(isJsonObject(signed) && isJsonObject(rendered)))
    return canonicalize(signed) === canonicalize(rendered) ? [] : [{ pointer, signed, rendered }];
  const sides = [membersOf(signed), membersOf(rendered)] as const;
  const names = new Set([...sides[0].keys(), ...sides[1].keys()]);
  return [...names].flatMap((name) => {
    const here = pointer + joinPointer(name);
    const [ours, theirs] = [sides[0].get(name), sides[1].get(name)];
    if (ours === undefined) return [{ pointer: here, rendered: theirs }];
    return theirs === undefined ? [{ pointer: here, signed: ours }] : renderedDifferences(ours, theirs, here);
  });
}

function membersOf(value: JsonValue): Map<string, JsonValue> {
  return new Map(Object.entries(value as Record<string, JsonValue>));
}

/** Says both sides of a difference. */
export function differenceText({ signed, rendered }: RenderedDifference): string {
  if (rendered === undefined) return `is left out; what was signed says ${excerpt(signed)}`;
  if (signed === undefined) return `is shown as ${excerpt(rendered)}; nothing like it was signed`;
  return `is shown as ${excerpt(rendered)}; what was signed says ${excerpt(signed)}`;
}

const LONGEST_EXCERPT = 200;

function excerpt(value: JsonValue | undefined): string {
  const text = canonicalize(value ?? null);
  return text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}...` : text;
}
