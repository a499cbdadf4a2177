import { AssizeError } from '../errors.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import type { JsonValue } from '../json/json-value.ts';
import type { BurdenRow } from './burden-row.ts';
import type { Pack, Override } from './pack.ts';
import type { EffectiveParam, EffectiveParams } from './parameter.ts';
import { isReferral, parseRule, type Rule } from './rule.ts';
import { newestOf, type Semantics } from './semantics.ts';
import { parseValue } from './value.ts';

/** Parameters that facts are derived by, before any rule: they have one value in a run, whichever packs state them. */
export const sharedParameters: ReadonlySet<string> = new Set(['time.claimSkew', 'time.assumeAt']);

/** A value that a run gives to a parameter in place of its pack's. */
export interface Setting {
  /** May be absent where only one pack has the parameter, or it is one that packs share, which is then set in all of them. */
  readonly pack?: string;
  readonly param: string;
  readonly value: JsonValue;
  /** The value as it was typed, which a text or decimal parameter takes. */
  readonly text?: string;
}

/** A pack with the parameters that are in effect in this run. */
export interface LoadedPack {
  readonly pack: Pack;
  readonly params: EffectiveParams;
}

/** A rule in its place among all packs. */
export interface BoundRule {
  readonly rule: Rule;
  readonly home: LoadedPack;
  /** The rules that defeat this one, by id. */
  readonly defeaters: readonly string[];
}

/** All packs of a run as one body of rules. */
export interface PackSet {
  /** By id. */
  readonly packs: readonly LoadedPack[];
  /** By id (UTF-16 code units). */
  readonly rules: readonly BoundRule[];
  /** The same rules, each after all that could defeat it. */
  readonly order: readonly BoundRule[];
  readonly burdens: readonly BurdenRow[];
  /** Of all packs, by id: what fact derivation reads. */
  readonly params: EffectiveParams;
}

/** The version of the language that a run of these packs is under. */
export function semanticsOf({ packs }: PackSet): Semantics {
  return newestOf(packs.map(({ pack }) => pack.semantics));
}

interface Draft {
  readonly pack: Pack;
  readonly params: Map<string, EffectiveParam>;
  readonly rules: Map<string, Rule>;
}

function setParam(draft: Draft, id: string, value: JsonValue, pointer: string): void {
  const current = draft.params.get(id);
  if (current === undefined) throw new AssizeError('E_PACK_PARAM', `pack ${draft.pack.id} has no parameter ${id}`, { pointer });
  draft.params.set(id, { type: current.type, value: parseValue(current.type, value, pointer) });
}

function applyOverride(override: Override, drafts: ReadonlyMap<string, Draft>): void {
  const { change, pointer } = override;
  const draft = drafts.get(override.pack);
  if (draft === undefined) throw new AssizeError('E_PACK_OVERRIDE', `pack ${override.pack} is not loaded`, { pointer });
  if (draft.pack.digest !== override.digest) {
    throw new AssizeError('E_PACK_OVERRIDE', `pack ${override.pack} has the digest ${draft.pack.digest}`, {
      pointer: `${pointer}/digest`,
    });
  }
  if (change.kind === 'param') return setParam(draft, change.param, change.value, `${pointer}/value`);
  if (!draft.rules.has(change.rule)) {
    throw new AssizeError('E_PACK_OVERRIDE', `pack ${override.pack} has no rule ${change.rule}`, { pointer: `${pointer}/rule` });
  }
  if (change.kind === 'off') {
    draft.rules.delete(change.rule);
    return;
  }
  const rule = parseRule({ value: change.by, pointer: `${pointer}/replace` }, draft.pack.scope);
  if (rule.id !== change.rule)
    throw new AssizeError('E_PACK_OVERRIDE', `a replacement keeps the id ${change.rule}`, { pointer: `${pointer}/replace/id` });
  draft.rules.set(rule.id, rule);
}

function applySetting(setting: Setting, drafts: ReadonlyMap<string, Draft>): void {
  const owners = [...drafts.values()].filter(
    (draft) => draft.params.has(setting.param) && (setting.pack === undefined || setting.pack === draft.pack.id),
  );
  const [owner, other] = owners;
  if (owner === undefined) throw new AssizeError('E_PACK_PARAM', `no loaded pack has a parameter ${setting.param}`);
  if (other !== undefined && !sharedParameters.has(setting.param))
    throw new AssizeError('E_PACK_PARAM', `more than one pack has ${setting.param}: name it as PACK/${setting.param}`);
  const type = owner.params.get(setting.param)?.type;
  const literal = type === 'string' || type === 'decimal' ? setting.text : undefined;
  for (const draft of owners) setParam(draft, setting.param, literal ?? setting.value, '');
}

function joinParams(packs: readonly LoadedPack[]): EffectiveParams {
  const joined = new Map<string, EffectiveParam>();
  for (const { pack, params } of packs) {
    for (const [id, param] of params) {
      const other = joined.get(id);
      if (sharedParameters.has(id) && other !== undefined && other.value !== param.value) {
        throw new AssizeError('E_PACK_PARAM', `pack ${pack.id} gives ${id} another value than a pack beside it`);
      }
      joined.set(id, param);
    }
  }
  return joined;
}

/** The rules, each after its defeaters; ready ones in the order of their ids, so that the order is one. */
function orderByDefeat(rules: readonly BoundRule[]): BoundRule[] {
  const waiting = new Map(rules.map((bound) => [bound.rule.id, bound]));
  const ordered: BoundRule[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter((bound) => bound.defeaters.every((id) => !waiting.has(id)));
    if (ready.length === 0) {
      throw new AssizeError(
        'E_PACK_CYCLE',
        `these rules defeat each other in a circle: ${[...waiting.keys()].sort(compareUtf16).join(', ')}`,
      );
    }
    for (const bound of ready) {
      ordered.push(bound);
      waiting.delete(bound.rule.id);
    }
  }
  return ordered;
}

function bindRules(drafts: readonly Draft[], homes: ReadonlyMap<string, LoadedPack>): BoundRule[] {
  const placed = new Map<string, { rule: Rule; home: LoadedPack }>();
  for (const draft of drafts) {
    const home = homes.get(draft.pack.id) as LoadedPack;
    for (const rule of draft.rules.values()) {
      const other = placed.get(rule.id);
      if (other !== undefined) {
        throw new AssizeError(
          'E_PACK_DUP',
          `rule ${rule.id} stands in ${other.home.pack.id} and in ${draft.pack.id} without an override`,
        );
      }
      placed.set(rule.id, { rule, home });
    }
  }
  const defeaters = new Map<string, string[]>([...placed.keys()].map((id) => [id, []]));
  for (const { rule, home } of placed.values()) {
    for (const target of rule.defeats) {
      const list = defeaters.get(target);
      // A rule that an override turned off is there no more to be defeated.
      if (list === undefined && drafts.some(({ pack }) => pack.rules.some(({ id }) => id === target))) continue;
      if (list === undefined)
        throw new AssizeError('E_PACK_TARGET', `rule ${rule.id} of ${home.pack.id} defeats ${target}, which no loaded pack has`);
      if (!isReferral(rule)) list.push(rule.id);
    }
  }
  return [...placed.values()]
    .sort((a, b) => compareUtf16(a.rule.id, b.rule.id))
    .map((bound) => ({ ...bound, defeaters: [...new Set(defeaters.get(bound.rule.id))].sort(compareUtf16) }));
}

function overrideTarget(override: Override): string {
  const { change } = override;
  return change.kind === 'param' ? `${override.pack} param ${change.param}` : `${override.pack} rule ${change.rule}`;
}

/**
 * Puts packs together: overrides, then the run's own settings, are applied, and the edges of defeat of all rules are ordered. The order
 * in which the packs are given has no effect.
 *
 * @throws AssizeError `E_PACK_DUP` (a pack, or a rule without an override, twice), `E_PACK_OVERRIDE`, `E_PACK_PARAM`, `E_PACK_TARGET` (a
 *   defeated rule that does not exist), `E_PACK_CYCLE`.
 */
export function combinePacks(packs: readonly Pack[], settings: readonly Setting[] = []): PackSet {
  const sorted = [...packs].sort((a, b) => compareUtf16(a.id, b.id));
  const drafts = new Map<string, Draft>();
  for (const pack of sorted) {
    if (drafts.has(pack.id)) throw new AssizeError('E_PACK_DUP', `pack ${pack.id} is given twice`);
    const params = new Map(pack.params.map((param) => [param.id, { type: param.type, value: param.value }]));
    drafts.set(pack.id, { pack, params, rules: new Map(pack.rules.map((rule) => [rule.id, rule])) });
  }
  const targets = new Set<string>();
  for (const override of sorted.flatMap((pack) => pack.overrides)) {
    const target = overrideTarget(override);
    if (targets.has(target))
      throw new AssizeError('E_PACK_OVERRIDE', `two overrides of ${target}`, { pointer: override.pointer });
    targets.add(target);
    applyOverride(override, drafts);
  }
  for (const setting of settings) applySetting(setting, drafts);
  const loaded = [...drafts.values()].map(({ pack, params }) => ({ pack, params }));
  const rules = bindRules([...drafts.values()], new Map(loaded.map((home) => [home.pack.id, home])));
  const burdens = sorted.flatMap((pack) => pack.burdens);
  for (const row of burdens) {
    if (!rules.some((bound) => bound.rule.id === row.rule))
      throw new AssizeError('E_PACK_TARGET', `a burden acts under ${row.rule}, which no loaded pack has`);
  }
  return { packs: loaded, rules, order: orderByDefeat(rules), burdens, params: joinParams(loaded) };
}

/** True where a pack's jurisdiction covers a claim's: `*`, the same, or its part before the first `-`. */
export function coversJurisdiction(pack: Pack, jurisdiction: string): boolean {
  return pack.jurisdiction === '*' || pack.jurisdiction === jurisdiction || pack.jurisdiction === jurisdiction.split('-')[0];
}

/** True for a rule whose outcome can decide a claim: it has a head and refers to nobody. */
export function decidesClaim(bound: BoundRule): boolean {
  return bound.rule.remedy !== undefined && !isReferral(bound.rule);
}
