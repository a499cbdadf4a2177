import { combinePacks, type BoundRule, type PackSet } from '../../arbitration/combine-packs.ts';
import type { Core, CoreRule } from '../../arbitration/core.ts';
import type { Claim } from '../../arbitration/claim.ts';
import { evaluateExpression, type EvaluationContext } from '../../arbitration/evaluate.ts';
import { explainRule } from '../../arbitration/explain/explain-rule.ts';
import type { ExplainLanguage } from '../../arbitration/explain/words.ts';
import type { Fact, FactTable } from '../../arbitration/fact.ts';
import type { Amount } from '../../arbitration/operand.ts';
import { parsePack } from '../../arbitration/pack.ts';
import { readsOf } from '../../arbitration/rule.ts';
import type { Money } from '../../arbitration/value.ts';
import { parseDsse } from '../../crypto/dsse.ts';
import { digestOf, type Digest } from '../../crypto/sha256.ts';
import { AssizeError } from '../../errors.ts';
import { canonicalizeBytes } from '../../json/canonicalize.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { JsonValue } from '../../json/json-value.ts';
import { parseJson } from '../../json/parse-json.ts';
import type { RulingDocument } from '../ruling-document.ts';
import type { CitedEntry } from './cited-entry.ts';
import { readCore } from './read-core.ts';

/** A rule with what became of it. */
export interface ToldRule {
  readonly row: CoreRule;
  readonly bound: BoundRule;
}

/** All that a written ruling says, read from the ruling's file. */
export interface Told {
  readonly claim: Claim;
  readonly core: Core;
  readonly coreDigest: Digest;
  readonly set: PackSet;
  /** By id, as in the core. */
  readonly rules: readonly ToldRule[];
  readonly facts: FactTable;
  /** Key ids of the signatures; whether they hold is another question. */
  readonly signers: readonly string[];
  /** What cited entries say of themselves, where they were at hand. */
  readonly entries: ReadonlyMap<Digest, CitedEntry>;
  /** The number that a cited entry goes by. */
  readonly numberOf: ReadonlyMap<Digest, number>;
}

function documentOf(source: JsonValue): JsonValue {
  return isJsonObject(source) && source['payloadType'] !== undefined ? parseJson(parseDsse(source).payload) : source;
}

function packsOf({ parts }: RulingDocument, core: Core): PackSet {
  const packs = Object.values(parts.packs).map((source) => parsePack(documentOf(source)));
  const settings = core.packs.flatMap(({ id, params }) =>
    Object.entries(params).map(([param, value]) => ({ pack: id, param, value: value as JsonValue })),
  );
  return combinePacks(packs, settings);
}

/** Entries are numbered by their time, then digest; those that are not at hand come last. */
function numberEntries(digests: readonly Digest[], entries: ReadonlyMap<Digest, CitedEntry>): Map<Digest, number> {
  const key = (digest: Digest): string => `${entries.get(digest)?.at ?? '~'} ${digest}`;
  const sorted = [...digests].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return new Map(sorted.map((digest, index) => [digest, index + 1]));
}

/**
 * Reads what there is to tell of a ruling's file.
 *
 * @throws AssizeError `E_CORE` where core and packs do not belong together, `E_PACK_*` for a pack that is none
 */
export function readTold(
  ruling: RulingDocument,
  cited: (core: Core) => readonly Digest[],
  entries: ReadonlyMap<Digest, CitedEntry>,
): Told {
  const { claim, core: json } = ruling.parts;
  const core = readCore(json);
  const set = packsOf(ruling, core);
  const bound = new Map(set.rules.map((rule) => [rule.rule.id, rule]));
  const rules = core.rules.map((row, index) => {
    const found = bound.get(row.id);
    if (found === undefined)
      throw new AssizeError('E_CORE', `no pack of the ruling has a rule ${row.id}`, { pointer: `/parts/core/rules/${index}` });
    return { row, bound: found };
  });
  const signatures = ruling.envelope?.['signatures'];
  return {
    claim,
    core,
    coreDigest: digestOf(canonicalizeBytes(json)),
    set,
    rules,
    facts: new Map(core.facts.map((fact): [string, Fact] => [fact.id, { ...fact, assumptions: [] }])),
    signers: (Array.isArray(signatures) ? signatures : []).flatMap((signature) =>
      isJsonObject(signature) && typeof signature['keyid'] === 'string' ? [signature['keyid']] : [],
    ),
    entries,
    numberOf: numberEntries(cited(core), entries),
  };
}

function contextOf({ bound }: ToldRule, { facts }: Told): EvaluationContext {
  const settled = facts.get('pay.T')?.value as Money | undefined;
  return {
    facts,
    assumed: new Map(),
    conversion: settled === undefined ? {} : { currency: settled.currency },
    params: bound.home.params,
    calendars: bound.home.pack.calendars,
  };
}

/** Why a rule came out as the core says, in a sentence or two. */
export function reasonOf(rule: ToldRule, told: Told, language: ExplainLanguage): string {
  const { row, bound } = rule;
  const when = evaluateExpression(bound.rule.when, contextOf(rule, told)).operand;
  const amount = amountOf(rule, told);
  return explainRule(
    {
      bound,
      outcome: row.outcome,
      when: typeof when === 'boolean' ? when : undefined,
      missing: row.missing,
      defeatedBy: row.defeatedBy,
      assumed: row.assumed ?? [],
      ...(amount === undefined ? {} : { amount }),
    },
    language,
  );
}

/**
 * What an established rule comes to before heads and caps, computed from the core's own facts. Undefined where they do not give it: a
 * burden of proof gave it values, or an exchange rate is needed.
 */
export function amountOf(rule: ToldRule, told: Told): Money | undefined {
  const { row, bound } = rule;
  const { remedy } = bound.rule;
  if (remedy === undefined || row.outcome !== 'established' || row.assumed !== undefined) return undefined;
  const settled = told.facts.get('pay.T')?.value as Money | undefined;
  const { operand } = evaluateExpression(remedy.amount, contextOf(rule, told));
  const amount = operand as Amount | undefined;
  if (amount === undefined || amount.currency !== settled?.currency) return undefined;
  return { currency: amount.currency, minor: amount.minor < 0n ? 0 : Number(amount.minor) };
}

/** Facts that the rules rest on which decide the claim, or could. */
export function reliedFacts({ rules }: Told): ReadonlySet<string> {
  const weighty = rules.filter(({ row, bound }) => {
    const isOff = row.outcome === 'not-established' || row.outcome === 'not-in-force';
    return !isOff && (bound.rule.remedy !== undefined || bound.rule.bars !== undefined || bound.rule.defeats.length > 0);
  });
  return new Set(['pay.T', 'pay.R', ...weighty.flatMap(({ bound }) => readsOf(bound.rule, 'all'))]);
}
