import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { unionInputs } from '../fact-inputs.ts';
import type { FactInput } from '../fact.ts';
import type { Interval, SetValue } from '../value.ts';
import type { CaseView } from './case-view.ts';
import { deliveries, evidenceOf, hasProof } from './deliveries.ts';
import type { EntryView } from './entry-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { intervalOf, readSet } from './fact-reading.ts';
import { equalJson } from './orders.ts';
import { bodyInput, readInstant, readList, readMember, readOptionalText } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, citing, combine, combineList, mapValue } from './reading.ts';
import { wantsOf } from './wants.ts';

/** When it was delivered, and whether it was what was ordered. */
export function qualityFacts(facts: CaseView): FactReadings {
  return [
    [
      'prf.criteria',
      andThen(facts.quote, (quote) => mapValue(readOptionalText(quote, 'criteria'), (text) => text !== undefined)),
    ],
    ['prf.deliveredAt', deliveredAt(facts)],
    ['prf.departures', departures(facts)],
  ];
}

/** From the earliest to the latest time that the entries which show the delivery state; none where it is shown that there is none. */
function deliveredAt(facts: CaseView): Reading<Interval | undefined> {
  const found = deliveries(facts);
  const times = andThen(found, (entries) => combineList(entries.map((entry) => readInstant(entry, 'happenedAt'))));
  return mapValue(times, (instants) =>
    instants.length === 0 ? undefined : intervalOf({ from: Math.min(...instants), to: Math.max(...instants) }),
  );
}

interface Asked {
  readonly line: string;
  readonly name: string;
  readonly value: JsonValue;
  /** True where no other line of the order is an item. */
  readonly isOnly: boolean;
}

function attributesOf(value: JsonObject): JsonObject {
  return isJsonObject(value['attributes']) ? value['attributes'] : {};
}

/** The attributes of the ordered lines that a hard want states. */
function askedAttributes(lines: readonly JsonObject[], wants: readonly JsonObject[]): Asked[] {
  const names = new Set(wants.filter(({ hard }) => hard === true).flatMap((want) => Object.keys(attributesOf(want))));
  const items = lines.filter(({ kind }) => kind === 'item');
  return items.flatMap((line) =>
    Object.entries(attributesOf(line)).flatMap(([name, value]) =>
      names.has(name) && value !== undefined ? [{ line: String(line['id']), name, value, isOnly: items.length === 1 }] : [],
    ),
  );
}

interface Inspection {
  readonly entry: EntryView;
  readonly lines: readonly JsonObject[];
  readonly attributes: JsonObject;
}

function readInspection(entry: EntryView): Reading<Inspection> {
  const members = combine(readMember(entry, 'lines'), readMember(entry, 'attributes'));
  return mapValue(members, ([lines, attributes]) => ({
    entry,
    lines: Array.isArray(lines) ? lines.filter(isJsonObject) : [],
    attributes: isJsonObject(attributes) ? attributes : {},
  }));
}

function stated({ lines, attributes }: Inspection, { line, name, isOnly }: Asked): JsonValue | undefined {
  const own = lines.find(({ id }) => id === line);
  return (own === undefined ? undefined : attributesOf(own)[name]) ?? (isOnly ? attributes[name] : undefined);
}

/**
 * The attributes, as `line/name`, that were delivered otherwise than ordered. What the merchant found counts against it; what a user
 * found counts with its proof. Two findings that differ leave an attribute open.
 */
function departures(facts: CaseView): Reading<SetValue> {
  const { view } = facts;
  const lines = andThen(facts.accepted, ({ entry }) => readList(entry, 'lines'));
  return andThen(combine(wantsOf(facts), lines, facts.orderId), ([wants, ordered, orderId]) => {
    const asked = askedAttributes(ordered, wants);
    if (asked.length === 0) return readSet([], true);
    const selection = { type: 'fulfillment.evidence', txn: view.txn, roles: ['merchant', 'user'] };
    const matches = evidenceOf(orderId, 'inspected');
    const counted = view
      .find({ ...selection, matches })
      .entries.filter((entry) => entry.role === 'merchant' || hasProof(facts, entry));
    if (counted.length === 0) {
      const absence = facts.absence({ ...selection, matches });
      return absence.state === 'known' ? mapValue(absence, () => ({ complete: true, items: [] })) : readSet([], false);
    }
    return andThen(combineList(counted.map(readInspection)), (inspections) => {
      const items: { item: string; inputs: readonly FactInput[] }[] = [];
      let isTold = true;
      for (const one of asked) {
        const values = inspections.map((inspection) => stated(inspection, one)).filter((value) => value !== undefined);
        const [value] = values;
        if (value === undefined || values.some((other) => !equalJson(other, value))) isTold = false;
        else if (!equalJson(value, one.value)) items.push({ item: `${one.line}/${one.name}`, inputs: [] });
      }
      const kinds = unionInputs(counted.map((entry) => bodyInput(entry, 'kind')));
      return citing(readSet(items, isTold), kinds);
    });
  });
}
