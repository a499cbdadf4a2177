import { FIELD_RULES, FILTER_FIELDS, type Expression } from './expression.ts';
import { parseFilter, type FilterSlot } from './parse-filter.ts';

/** What can be typed at a place of a filter, and which lines the rest of it leaves. */
export interface Typing {
  readonly slot: FilterSlot;
  /** What joins the comparison that is being typed to the lines before it: values are counted among those. */
  readonly context: Expression;
}

const EVERY_LINE: Expression = { kind: 'all' };

/** What can be typed at `caret`; undefined where the filter is wrong before it. */
export function typingAt(filter: string, caret: number): Typing | undefined {
  const parsed = parseFilter(filter.slice(0, caret));
  if (parsed.state === 'invalid') return undefined;
  return { slot: parsed.slot, context: contextOf(filter, parsed.slot) };
}

function contextOf(filter: string, { comparison, open }: FilterSlot): Expression {
  const before = /^(.*?)\s*\band\s*$/is.exec(filter.slice(0, comparison));
  if (before === null || open > 0) return EVERY_LINE;
  const parsed = parseFilter(before[1] ?? '');
  // `a or b and …`: the new comparison narrows b alone, so all lines may still show.
  return parsed.state === 'valid' && parsed.expression.kind !== 'or' ? parsed.expression : EVERY_LINE;
}

/** Words that can stand in a slot, but for values, which the store knows. */
export function wordsFor(slot: FilterSlot): readonly string[] {
  switch (slot.expects) {
    case 'field':
      return [...FILTER_FIELDS, 'not'];
    case 'operator':
      return slot.field === undefined ? [] : FIELD_RULES[slot.field].operators;
    case 'join':
      return ['and', 'or'];
    case 'value':
    case 'quote':
      return [];
  }
}
