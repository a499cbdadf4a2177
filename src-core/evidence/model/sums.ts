import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { SchemaProblem } from '../schema/schema.ts';

/**
 * Every sum of an entry's body that does not add up: a line whose `total` is not `unit` times `quantity`, and an order, quote or
 * offer whose `total` is not the sum of its lines' totals, discounts subtracted. Each problem stands at the total that is wrong.
 *
 * A sum of which a part is withheld is not judged. Currencies must agree, and a result beyond ±(2^53-1) adds up to nothing.
 *
 * @param body - as signed or opened; its schema has passed
 * @param pointer - where the body stands in the payload
 */
export function sumProblems(body: JsonObject, pointer = '/body'): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  checkTotals(body, pointer, problems);
  const { offers } = body;
  if (Array.isArray(offers)) {
    for (const [index, offer] of offers.entries())
      if (isJsonObject(offer)) checkTotals(offer, `${pointer}/offers/${index}`, problems);
  }
  return problems;
}

interface Amount {
  readonly currency: string;
  readonly minor: bigint;
}

function checkTotals(holder: JsonObject, pointer: string, problems: SchemaProblem[]): void {
  const { lines, total } = holder;
  if (!Array.isArray(lines)) return;
  let sum: bigint | undefined = 0n;
  const currencies = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const lineTotal = isJsonObject(line) ? checkLine(line, `${pointer}/lines/${index}`, problems) : undefined;
    const kind = isJsonObject(line) ? line['kind'] : undefined;
    if (lineTotal === undefined || typeof kind !== 'string' || sum === undefined) {
      sum = undefined;
      continue;
    }
    currencies.add(lineTotal.currency);
    sum += kind === 'discount' ? -lineTotal.minor : lineTotal.minor;
  }
  const stated = readAmount(total);
  if (stated === undefined || sum === undefined) return;
  currencies.add(stated.currency);
  if (currencies.size > 1) problems.push({ pointer: `${pointer}/total`, message: 'must be in the currency of every line' });
  else if (stated.minor !== sum) problems.push({ pointer: `${pointer}/total`, message: `must be ${sum}, the sum of the lines` });
}

function checkLine(line: JsonObject, pointer: string, problems: SchemaProblem[]): Amount | undefined {
  const unit = readAmount(line['unit']);
  const total = readAmount(line['total']);
  const quantity = line['quantity'];
  if (unit !== undefined && total !== undefined && typeof quantity === 'number') {
    const product = unit.minor * BigInt(quantity);
    if (unit.currency !== total.currency)
      problems.push({ pointer: `${pointer}/total`, message: `must be in ${unit.currency}, as the unit price is` });
    else if (product !== total.minor)
      problems.push({ pointer: `${pointer}/total`, message: `must be ${product}, quantity times unit price` });
  }
  return total;
}

/** Undefined where a part of it is withheld. */
function readAmount(value: JsonValue | undefined): Amount | undefined {
  if (!isJsonObject(value)) return undefined;
  const { currency, minor } = value;
  return typeof currency === 'string' && typeof minor === 'number' ? { currency, minor: BigInt(minor) } : undefined;
}
