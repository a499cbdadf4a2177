import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { canonicalize } from '../../json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { Money } from '../value.ts';
import type { CaseView } from './case-view.ts';
import { constraintsOn } from './constraints.ts';
import { equalJson } from './orders.ts';
import { agree, readList, readMoney, toMoney } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, combine, known, lacking, mapValue } from './reading.ts';
import { moneyOf } from './sums.ts';

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/**
 * What was asked for: the items of the `checkout.line_items` constraints that stand nearest to the order on its path, else the wants
 * of the captured intent.
 */
export function wantsOf(facts: CaseView): Reading<JsonObject[]> {
  return andThen(constraintsOn(facts.path, 'checkout.line_items'), (constraints) => {
    const [nearest] = constraints;
    if (nearest !== undefined) {
      const own = constraints.filter(({ entry }) => entry === nearest.entry);
      return known(own.flatMap(({ constraint }) => objects(constraint['items'])));
    }
    const found = facts.view.find({ type: 'intent.captured', txn: facts.view.txn });
    return found.entries.length === 0 ? found.lack : agree(found.entries.map((entry) => readList(entry, 'wants')));
  });
}

function isWanted(line: JsonObject, want: JsonObject): boolean {
  const isAcceptable = objects(want['acceptable']).some((item) =>
    ['sku', 'name'].every((member) => item[member] === undefined || item[member] === line[member]),
  );
  const wanted = isJsonObject(want['attributes']) ? want['attributes'] : {};
  const present = isJsonObject(line['attributes']) ? line['attributes'] : {};
  return (
    isAcceptable && Object.keys(wanted).every((name) => Object.hasOwn(present, name) && equalJson(wanted[name], present[name]))
  );
}

function byId(a: JsonObject, b: JsonObject): number {
  return compareUtf16(String(a['id']), String(b['id'])) || compareUtf16(canonicalize(a), canonicalize(b));
}

/** The item lines that serve no want or a hard want that is not met; none where every hard want is met. */
export function affectedLines(lines: readonly JsonObject[], wants: readonly JsonObject[]): JsonObject[] | undefined {
  const sortedWants = [...wants].sort(byId);
  const items = lines.filter((line) => line['kind'] === 'item').sort(byId);
  const assigned = items.map((line) => sortedWants.find((want) => isWanted(line, want)));
  const quantityOf = (want: JsonObject): number =>
    items.reduce((sum, line, index) => (assigned[index] === want ? sum + Number(line['quantity']) : sum), 0);
  const unmet = sortedWants.filter((want) => want['hard'] === true && quantityOf(want) !== want['quantity']);
  if (unmet.length === 0) return undefined;
  return items.filter((_, index) => {
    const want = assigned[index];
    return want === undefined || unmet.includes(want);
  });
}

/** What the order costs that was not asked for; undefined where every hard want is met. */
export function affectedAmount(facts: CaseView): Reading<Money | undefined> {
  const order = andThen(facts.accepted, ({ entry }) => combine(readList(entry, 'lines'), readMoney(entry, 'total')));
  return andThen(combine(wantsOf(facts), order), ([wants, [lines, total]]): Reading<Money | undefined> => {
    const affected = affectedLines(lines, wants);
    if (affected === undefined) return known(undefined);
    if (affected.some((line) => line['severable'] === false)) return mapValue(facts.keptSum, (sum): Money | undefined => sum);
    const minor = affected.reduce((sum, line) => sum + BigInt(toMoney(line['total'])?.minor ?? 0), 0n);
    const sum = moneyOf(total.currency, minor);
    return sum === undefined ? lacking('unknown') : known(sum);
  });
}
