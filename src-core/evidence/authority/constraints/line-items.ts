import { canonicalize } from '../../../json/canonicalize.ts';
import type { JsonValue } from '../../../json/json-value.ts';
import type { Line, Want } from '../../model/shared.ts';
import { compareUtf16 } from '../../../encoding/compare-utf16.ts';
import { readElements } from '../read-body.ts';
import { breach, MET, undetermined, type ConstraintOf, type ConstraintRule, type Judgement } from './constraint-rule.ts';

const POINTER = '/body/lines';

/**
 * `checkout.line_items`: what may be ordered. Each item line of the order goes whole to the first want that it matches, lines
 * and wants in order of their ids; a line that no want matches, or that takes more than its want's quantity, is a breach, and
 * so is a hard want that gets less. Fees, taxes, shipping and discounts are no items.
 */
export const lineItems: ConstraintRule<ConstraintOf<'checkout.line_items'>> = {
  binds: 'order.created',
  judge({ items }, act) {
    const { items: elements, shut } = readElements(act, 'lines');
    const lines = elements.map(({ pointer, value }) => ({ pointer, line: value as unknown as Partial<Line> }));
    if (shut || lines.some(({ line }) => line.kind === undefined))
      return undetermined(POINTER, 'lines of the order are withheld');
    const itemLines = lines.filter(({ line }) => line.kind === 'item');
    if (itemLines.some(({ line }) => line.id === undefined || line.quantity === undefined || line.name === undefined)) {
      return undetermined(POINTER, 'parts of the lines are withheld');
    }
    return judgeLines(items, itemLines as { pointer: string; line: Line }[]);
  },
  isNarrower: (child, parent) =>
    child.items.every((want) => parent.items.some((wider) => isNarrowerWant(want, wider))) &&
    parent.items.every((want) => !want.hard || child.items.some((narrower) => narrower.id === want.id)),
};

function judgeLines(wants: readonly Want[], lines: readonly { pointer: string; line: Line }[]): Judgement {
  const byId = [...wants].sort((a, b) => compareUtf16(a.id, b.id));
  const got = new Map<string, number>();
  for (const { pointer, line } of [...lines].sort((a, b) => compareUtf16(a.line.id, b.line.id))) {
    const want = byId.find((candidate) => matches(line, candidate));
    if (want === undefined) return breach(pointer, 'is nothing that the mandate asks for');
    const sum = (got.get(want.id) ?? 0) + line.quantity;
    if (sum > want.quantity) return breach(pointer, `takes more than the ${want.quantity} that the mandate asks for`);
    got.set(want.id, sum);
  }
  const unmet = byId.find((want) => want.hard && (got.get(want.id) ?? 0) < want.quantity);
  return unmet === undefined
    ? MET
    : breach(POINTER, `has fewer than the ${unmet.quantity} that the mandate demands for ${unmet.id}`);
}

function matches(line: Line, want: Want): boolean {
  const isAcceptable = want.acceptable.some(
    ({ sku, name }) => (sku === undefined || sku === line.sku) && (name === undefined || name === line.name),
  );
  return isAcceptable && Object.entries(want.attributes ?? {}).every(([name, value]) => line.attributes?.[name] === value);
}

/**
 * The same want for the same number or, where it is not hard, fewer, with no alternative and no freedom that the wider one
 * lacks.
 */
function isNarrowerWant(child: Want, parent: Want): boolean {
  if (child.id !== parent.id || child.quantity > parent.quantity) return false;
  if (parent.hard && (!child.hard || child.quantity !== parent.quantity)) return false;
  const known = new Set(parent.acceptable.map((item) => canonicalize(item as JsonValue)));
  if (!child.acceptable.every((item) => known.has(canonicalize(item as JsonValue)))) return false;
  return Object.entries(parent.attributes ?? {}).every(([name, value]) => child.attributes?.[name] === value);
}
