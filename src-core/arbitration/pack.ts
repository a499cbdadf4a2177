import { AssizeError } from '../errors.ts';
import { digestOf, isDigest } from '../crypto/sha256.ts';
import type { Digest } from '../crypto/sha256.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import { parseBurdenRow, type BurdenRow } from './burden-row.ts';
import type { Calendar } from './calendar.ts';
import type { ExpressionScope } from './check-expression.ts';
import { parsePackTest, type PackTest } from './pack-test.ts';
import { parseRule, readDate, sourceTags, type Rule, type SourceTag } from './rule.ts';
import {
  member,
  readBoolean,
  readIdentifier,
  readList,
  readObject,
  readOneOf,
  readText,
  refuseSchema,
  type Placed,
} from './strict-reader.ts';
import { semanticsVersions, type Semantics } from './semantics.ts';
import { parseType, parseValue, type Value, type ValueType } from './value.ts';

/** A number, date or choice that a pack's rules read, with where it comes from. */
export interface Param {
  readonly id: string;
  readonly type: ValueType;
  readonly value: Value;
  readonly cite: string;
  readonly tag: SourceTag;
  /** Of a boolean: every ruling says what the other value would give. */
  readonly whatIf: boolean;
}

/** A change that one pack makes to another, which it names by digest. */
export interface Override {
  readonly pack: string;
  readonly digest: Digest;
  readonly change:
    | { readonly kind: 'param'; readonly param: string; readonly value: JsonValue }
    | { readonly kind: 'replace'; readonly rule: string; readonly by: JsonValue }
    | { readonly kind: 'off'; readonly rule: string };
  /** Pointer of the row in its pack. */
  readonly pointer: string;
}

/** A rule pack that was read and checked; it stands or falls as a whole. */
export interface Pack {
  readonly id: string;
  readonly version: string;
  /** What its rules are written for. */
  readonly semantics: Semantics;
  /** SHA-256 over the RFC 8785 form of the document. */
  readonly digest: Digest;
  /** `*` for everywhere, else such as `CN` or `US-CA`. */
  readonly jurisdiction: string;
  /** Milliseconds since the epoch; in force from `effectiveFrom` up to, not including, `effectiveTo`. */
  readonly effectiveFrom: number;
  readonly effectiveTo?: number;
  /** The day up to which its authors knew the law, `YYYY-MM-DD`. */
  readonly knowledgeDate: string;
  readonly params: readonly Param[];
  readonly calendars: ReadonlyMap<string, Calendar>;
  readonly rules: readonly Rule[];
  readonly burdens: readonly BurdenRow[];
  readonly overrides: readonly Override[];
  readonly tests: readonly PackTest[];
  /** What the rules' expressions may name. */
  readonly scope: ExpressionScope;
  /** The document as it was read. */
  readonly document: JsonValue;
}

function readParam(at: Placed): Param {
  const { pointer } = at;
  const json = readObject(at, ['id', 'type', 'value', 'cite', 'tag'], ['whatIf']);
  const type = parseType(json['type'], `${pointer}/type`);
  const whatIf = json['whatIf'] === undefined ? false : readBoolean(member(json, pointer, 'whatIf'));
  if (whatIf && type !== 'boolean') refuseSchema(member(json, pointer, 'whatIf'), 'a what-if only of a boolean');
  return {
    id: readIdentifier(member(json, pointer, 'id')),
    type,
    value: parseValue(type, json['value'], `${pointer}/value`),
    cite: readText(member(json, pointer, 'cite')),
    tag: readOneOf(member(json, pointer, 'tag'), sourceTags),
    whatIf,
  };
}

function readCalendar(at: Placed): Calendar {
  const { pointer } = at;
  const json = readObject(at, ['id', 'days', 'coverage']);
  const coverageAt = member(json, pointer, 'coverage');
  const coverage = readObject(coverageAt, ['from', 'to']);
  const dayNumber = (placed: Placed): number => readDate(placed) / 86_400_000;
  const from = dayNumber(member(coverage, coverageAt.pointer, 'from'));
  const to = dayNumber(member(coverage, coverageAt.pointer, 'to'));
  const daysAt = member(json, pointer, 'days');
  const days = readList(daysAt, dayNumber);
  if (days.some((day, index) => day <= (days[index - 1] ?? Number.NEGATIVE_INFINITY)))
    refuseSchema(daysAt, 'dates in ascending order, each once');
  if (days.some((day) => day < from || day > to)) refuseSchema(daysAt, 'dates within the coverage');
  return { id: readIdentifier(member(json, pointer, 'id')), days, from, to };
}

function readOverride(at: Placed): Override {
  const { pointer } = at;
  const json = readObject(at, ['pack', 'digest'], ['param', 'value', 'rule', 'replace', 'off']);
  const { digest, value, replace, off } = json;
  if (!isDigest(digest)) return refuseSchema(member(json, pointer, 'digest'), 'a digest');
  const common = { pack: readIdentifier(member(json, pointer, 'pack')), digest, pointer };
  const members = Object.keys(json).length;
  if (json['param'] !== undefined && value !== undefined && members === 4) {
    return { ...common, change: { kind: 'param', param: readIdentifier(member(json, pointer, 'param')), value } };
  }
  if (json['rule'] !== undefined && members === 4) {
    const rule = readIdentifier(member(json, pointer, 'rule'));
    if (replace !== undefined) return { ...common, change: { kind: 'replace', rule, by: replace } };
    if (off === true) return { ...common, change: { kind: 'off', rule } };
  }
  return refuseSchema(at, 'a parameter with its value, or a rule with its replacement or off: true');
}

function refuseTwice(ids: readonly string[], pointer: string): void {
  const seen = new Set<string>();
  ids.forEach((id, index) => {
    if (seen.has(id)) throw new AssizeError('E_PACK_DUP', `${id} stands twice`, { pointer: `${pointer}/${index}` });
    seen.add(id);
  });
}

function readDates(json: JsonObject): Pick<Pack, 'effectiveFrom' | 'effectiveTo' | 'knowledgeDate'> {
  const effectiveFrom = readDate(member(json, '', 'effectiveFrom'));
  const knowledgeAt = member(json, '', 'knowledgeDate');
  readDate(knowledgeAt);
  const knowledgeDate = readText(knowledgeAt);
  if (json['effectiveTo'] === undefined) return { effectiveFrom, knowledgeDate };
  const effectiveTo = readDate(member(json, '', 'effectiveTo'));
  if (effectiveTo <= effectiveFrom) refuseSchema(member(json, '', 'effectiveTo'), 'a date after effectiveFrom');
  return { effectiveFrom, effectiveTo, knowledgeDate };
}

const required = [
  'v',
  'id',
  'version',
  'jurisdiction',
  'effectiveFrom',
  'knowledgeDate',
  'semantics',
  'params',
  'calendars',
  'rules',
  'tests',
];

/**
 * Reads a rule pack: its form, its types and its names. Whether its tests pass and how it stands beside other packs is for `runPackTests`
 * and `combinePacks`.
 *
 * @param json - As `parseJson` gave it.
 * @throws AssizeError `E_PACK_SCHEMA`, `E_PACK_TYPE`, `E_PACK_NAME`, `E_PACK_DUP` or `E_PACK_SEMANTICS`, with a pointer.
 */
export function parsePack(json: JsonValue): Pack {
  const root = readObject({ value: json, pointer: '' }, required, ['effectiveTo', 'burdens', 'overrides']);
  const at = (name: string): Placed => member(root, '', name);
  if (root['v'] !== 1) refuseSchema(at('v'), 'version 1');
  const semantics = semanticsVersions.find((version) => version === root['semantics']);
  if (semantics === undefined) {
    const message = `semantics ${String(root['semantics'])} is none of ${semanticsVersions.join(', ')}`;
    throw new AssizeError('E_PACK_SEMANTICS', message, { pointer: '/semantics' });
  }
  const params = readList(at('params'), readParam);
  refuseTwice(
    params.map((param) => param.id),
    '/params',
  );
  const calendars = readList(at('calendars'), readCalendar);
  refuseTwice(
    calendars.map((calendar) => calendar.id),
    '/calendars',
  );
  const types = new Map(params.map((param) => [param.id, param.type]));
  const scope: ExpressionScope = { semantics, params: types, calendars: new Set(calendars.map((calendar) => calendar.id)) };
  const rules = readList(at('rules'), (placed) => parseRule(placed, scope));
  refuseTwice(
    rules.map((rule) => rule.id),
    '/rules',
  );
  const burdens = readList(at('burdens'), (placed) => parseBurdenRow(placed, semantics), true);
  refuseTwice(
    burdens.map((row) => `${row.fact} ${row.role} ${row.on}`),
    '/burdens',
  );
  const tests = readList(at('tests'), (placed) => parsePackTest(placed, scope));
  return {
    id: readIdentifier(at('id')),
    version: readIdentifier(at('version')),
    semantics,
    digest: digestOf(canonicalizeBytes(json)),
    jurisdiction: readIdentifier(at('jurisdiction')),
    ...readDates(root),
    params,
    calendars: new Map(calendars.map((calendar) => [calendar.id, calendar])),
    rules,
    burdens,
    overrides: readList(at('overrides'), readOverride, true),
    tests,
    scope,
    document: json,
  };
}
