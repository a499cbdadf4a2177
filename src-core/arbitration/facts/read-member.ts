import { parseInstant } from '../../encoding/instant.ts';
import type { FieldState } from '../../evidence/state.ts';
import { canonicalize } from '../../json/canonicalize.ts';
import { joinPointer, readPointer } from '../../json/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { FactInput } from '../fact.ts';
import type { Money } from '../value.ts';
import type { EntryView } from './entry-view.ts';
import type { Lack, Lacking, Reading } from './reading.ts';
import { andThen, gravest, known, lacking, lacks } from './reading.ts';

/** The place of a member, or part of a member, of an entry's body. */
export function bodyInput(entry: EntryView, ...tokens: readonly (string | number)[]): FactInput {
  return { digest: entry.digest, pointer: joinPointer('body', ...tokens) };
}

/** The entry itself, or a finding on it. */
export function entryInput(entry: EntryView): FactInput {
  return { digest: entry.digest, pointer: '' };
}

/** The place of an entry's reference to another entry; the whole list where it has none such. */
export function refInput(entry: EntryView, rel: string, target: string): FactInput {
  const index = entry.refs.findIndex((ref) => ref.rel === rel && ref.digest === target);
  return { digest: entry.digest, pointer: index < 0 ? '/refs' : `/refs/${index}` };
}

const lackOf: Readonly<Record<FieldState, Lack>> = {
  disclosed: 'withheld',
  withheld: 'withheld',
  sealed: 'sealed',
  mismatch: 'excluded',
  erased: 'erased',
};

function holdsDigests(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.some(holdsDigests);
  if (!isJsonObject(value)) return false;
  return value['_sd'] !== undefined || value['...'] !== undefined || Object.values(value).some(holdsDigests);
}

/** True while more digests of the body are undisclosed than its shut members with a known name account for. */
function hidesNameless(entry: EntryView): boolean {
  const { fields, undisclosed } = entry.line;
  const named = [...(fields?.values() ?? [])].filter((state) => state !== 'disclosed' && state !== 'mismatch');
  return (undisclosed ?? 0) > named.length;
}

/**
 * The gravest state of what is shut in a member, undefined where all of it is clear. A disclosure that fits nothing says nothing against
 * what stands there in clear: else whoever packs a bundle could void it.
 */
function shutInside(entry: EntryView, name: string): Lack | undefined {
  const pointer = joinPointer('body', name);
  const states = [...(entry.line.fields ?? [])]
    .filter(([place, state]) => state !== 'disclosed' && (place === pointer || place.startsWith(`${pointer}/`)))
    .filter(([place, state]) => state !== 'mismatch' || readPointer({ body: entry.body }, place) === undefined)
    .map(([, state]) => lackOf[state]);
  return lacks.find((lack) => states.includes(lack));
}

function shut(entry: EntryView, name: string, state?: Lack): Lacking {
  return lacking(state ?? shutInside(entry, name) ?? (entry.isSealed ? 'sealed' : 'withheld'), [bodyInput(entry, name)]);
}

/**
 * A member of an admissible entry's body. One that is not there is undefined, and cited by the body that lacks it; but while the body
 * has undisclosed digests that no shut member of a known name accounts for, it may stand behind one of them, and is withheld. So is a
 * member of which a part is.
 */
export function readMember(entry: EntryView, name: string): Reading<JsonValue | undefined> {
  const value = entry.body[name];
  const inside = shutInside(entry, name);
  if (inside !== undefined) return shut(entry, name, inside);
  if (value === undefined) return hidesNameless(entry) ? shut(entry, name) : known(undefined, [bodyInput(entry)]);
  const signed = isJsonObject(entry.line.payload?.['body']) ? entry.line.payload['body'][name] : undefined;
  return hidesNameless(entry) && holdsDigests(signed) ? shut(entry, name) : known(value, [bodyInput(entry, name)]);
}

function readAs<T>(entry: EntryView, name: string, convert: (value: JsonValue) => T | undefined): Reading<T> {
  return andThen(readMember(entry, name), (value) => {
    const converted = value === undefined ? undefined : convert(value);
    return converted === undefined ? shut(entry, name) : known(converted);
  });
}

function readOptional<T>(entry: EntryView, name: string, convert: (value: JsonValue) => T | undefined): Reading<T | undefined> {
  const member = readMember(entry, name);
  return member.state === 'known' && member.value === undefined ? (member as Reading<undefined>) : readAs(entry, name, convert);
}

function toText(value: JsonValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function toInstant(value: JsonValue): number | undefined {
  return typeof value === 'string' ? parseInstant(value) : undefined;
}

function toList(value: JsonValue): JsonObject[] | undefined {
  return Array.isArray(value) && value.every(isJsonObject) ? value : undefined;
}

/** An amount as evidence states it; undefined for anything else. */
export function toMoney(value: JsonValue | undefined): Money | undefined {
  if (!isJsonObject(value)) return undefined;
  const { currency, minor } = value;
  return typeof currency === 'string' && typeof minor === 'number' ? { currency, minor } : undefined;
}

/** A required text of an entry's body; a required member that is not there is withheld. */
export function readText(entry: EntryView, name: string): Reading<string> {
  return readAs(entry, name, toText);
}

export function readMoney(entry: EntryView, name: string): Reading<Money> {
  return readAs(entry, name, toMoney);
}

/** A required time, in epoch milliseconds. */
export function readInstant(entry: EntryView, name: string): Reading<number> {
  return readAs(entry, name, toInstant);
}

export function readList(entry: EntryView, name: string): Reading<JsonObject[]> {
  return readAs(entry, name, toList);
}

export function readObject(entry: EntryView, name: string): Reading<JsonObject> {
  return readAs(entry, name, (value) => (isJsonObject(value) ? value : undefined));
}

/** A required yes or no. */
export function readFlag(entry: EntryView, name: string): Reading<boolean> {
  return readAs(entry, name, (value) => (typeof value === 'boolean' ? value : undefined));
}

export function readOptionalMoney(entry: EntryView, name: string): Reading<Money | undefined> {
  return readOptional(entry, name, toMoney);
}

export function readOptionalText(entry: EntryView, name: string): Reading<string | undefined> {
  return readOptional(entry, name, toText);
}

export function readOptionalInstant(entry: EntryView, name: string): Reading<number | undefined> {
  return readOptional(entry, name, toInstant);
}

export function readOptionalObject(entry: EntryView, name: string): Reading<JsonObject | undefined> {
  return readOptional(entry, name, (value) => (isJsonObject(value) ? value : undefined));
}

/**
 * One value that several readings agree on by its RFC 8785 form: known by all of them. Where they differ it is unknown, and all are
 * cited.
 */
export function agree<T>(readings: readonly Reading<T>[]): Reading<T> {
  const lack = gravest(readings);
  const [first] = readings;
  if (lack !== undefined || first === undefined) return lack ?? lacking('unknown');
  let merged: Reading<T> = first;
  for (const reading of readings.slice(1))
    merged = andThen(merged, (value) => (reading.state === 'known' ? { ...reading, value } : reading));
  const form = (reading: Reading<T>): string =>
    reading.state === 'known' ? canonicalize((reading.value ?? null) as JsonValue) : '';
  const same = readings.every((reading) => form(reading) === form(first));
  return same || merged.state !== 'known' ? merged : lacking('unknown', merged.inputs);
}
