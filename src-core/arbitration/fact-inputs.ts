import { compareUtf16 } from '../encoding/compare-utf16.ts';
import type { FactInput } from './fact.ts';

/** Joins lists of inputs into one, by digest, then pointer (UTF-16 code units), each once. */
export function unionInputs(...lists: readonly (readonly FactInput[])[]): FactInput[] {
  const distinct = new Map<string, FactInput>();
  for (const list of lists) for (const input of list) distinct.set(`${input.digest} ${input.pointer}`, input);
  return [...distinct.values()].sort((a, b) => compareUtf16(a.digest, b.digest) || compareUtf16(a.pointer, b.pointer));
}

/** Joins lists of ids into one, by UTF-16 code units, each once. */
export function unionIds(...lists: readonly (readonly string[])[]): string[] {
  if (lists.every((list) => list.length === 0)) return [];
  return [...new Set(lists.flat())].sort(compareUtf16);
}
