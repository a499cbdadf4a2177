import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { canonicalize } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import { AssizeError } from '../errors.ts';
import { decidesClaim, type PackSet } from './combine-packs.ts';
import { decideRules, missingEvidenceRule, type RuleResult } from './decide-rules.ts';
import type { Expression } from './expression.ts';
import type { Pack } from './pack.ts';
import type { GivenFact, PackTest } from './pack-test.ts';
import { isReferral, type Rule } from './rule.ts';
import type { RuleOutcome } from './rule-outcome.ts';
import { decideByHand, givenFacts, standAlone } from './run-pack-tests.ts';

/** What reading a pack as a whole brings to light. Errors forbid its use, notes are for its authors. */
export interface PackObservation {
  readonly code: 'cycle' | 'unknown-target' | 'missing-test' | 'unreachable' | 'overlap' | 'gap';
  readonly severity: 'error' | 'note';
  readonly rules: readonly string[];
  /** In English. */
  readonly message: string;
  /** Facts that show it. */
  readonly example?: JsonValue;
}

const neededOutcomes: readonly RuleOutcome[] = ['established', 'not-established', 'undetermined'];

function missingTests(pack: Pack): PackObservation[] {
  return pack.rules.flatMap((rule) => {
    const have = new Set(pack.tests.filter((test) => test.rule === rule.id).map((test) => test.expect.outcome));
    const needed = isReferral(rule) ? (['referred', 'not-established'] as const) : neededOutcomes;
    return needed
      .filter((outcome) => !have.has(outcome))
      .map((outcome): PackObservation => ({
        code: 'missing-test',
        severity: 'error',
        rules: [rule.id],
        message: `no test in which ${rule.id} is ${outcome}`,
      }));
  });
}

function unknownTargets(pack: Pack, elsewhere: ReadonlySet<string>): PackObservation[] {
  const own = new Set(pack.rules.map((rule) => rule.id));
  return pack.rules.flatMap((rule) =>
    rule.defeats
      .filter((target) => !own.has(target) && !elsewhere.has(target))
      .map((target): PackObservation => ({
        code: 'unknown-target',
        severity: 'error',
        rules: [rule.id],
        message: `${rule.id} defeats ${target}, which is nowhere`,
      })),
  );
}

/** True where an expression may come out otherwise for other values of parameters, or once more is known (`known`). */
function isRevisable(expression: Expression): boolean {
  if (expression.kind === 'param') return true;
  if (expression.kind === 'apply') return expression.op === 'known' || expression.args.some(isRevisable);
  if (expression.kind !== 'over') return false;
  return [expression.of, expression.where, expression.value].some((part) => part !== undefined && isRevisable(part));
}

/**
 * Rules and branches that no facts can reach: their conditions come out the same while nothing at all is known. A branch that is never
 * taken does no harm; a rule that never holds can have no test in which it does.
 */
function unreachable(pack: Pack, set: PackSet): PackObservation[] {
  const facts = new Map([...givenFacts(new Map(), pack)].filter(([id]) => !id.startsWith('claim.')));
  const results = decideRules({ set, facts, conversion: {}, assumed: new Map(), burdened: true });
  return [...results.values()].flatMap(({ bound, when, trace }) => {
    const { id, remedy, when: condition } = bound.rule;
    const rules = [id];
    const found: PackObservation[] = [];
    if (when === false && !isRevisable(condition))
      found.push({ code: 'unreachable', severity: 'error', rules, message: `${id} can never hold` });
    trace.guards.forEach((node, index) => {
      const guard = remedy?.branches[index]?.guard;
      if (node.state === 'unknown' || guard === undefined || isRevisable(guard)) return;
      const branch = node.value === true ? index + 1 : index;
      found.push({ code: 'unreachable', severity: 'note', rules, message: `branch ${branch} of ${id} can never be taken` });
    });
    return found;
  });
}

function mergeFacts(a: PackTest, b: PackTest): Map<string, GivenFact> | undefined {
  const merged = new Map(a.facts);
  for (const [id, fact] of b.facts) {
    const other = merged.get(id);
    if (other !== undefined && canonicalize(other as unknown as JsonValue) !== canonicalize(fact as unknown as JsonValue))
      return undefined;
    merged.set(id, fact);
  }
  return merged;
}

function bearersOf(result: RuleResult): string {
  return canonicalize((result.branch?.bearers ?? []) as unknown as JsonValue);
}

function isSameHead(a: Rule, b: Rule): boolean {
  const group = (rule: Rule): string | undefined => (rule.remedy?.head === 'excess' ? 'principal' : rule.remedy?.head);
  return group(a) === group(b);
}

/** The set cut down to the rules named and all that could defeat them. */
function onlyRules(set: PackSet, ids: readonly string[]): PackSet {
  const needed = new Set(ids);
  for (const { rule, defeaters } of [...set.order].reverse()) if (needed.has(rule.id)) for (const id of defeaters) needed.add(id);
  const keep = (bound: PackSet['rules'][number]): boolean => needed.has(bound.rule.id);
  return { ...set, rules: set.rules.filter(keep), order: set.order.filter(keep) };
}

/**
 * Pairs of rules for one head of loss that can both be established with different bearers, neither defeating the other: then the larger
 * amount decides who bears it. Found by laying the facts of the pack's own tests together, so each comes with an example.
 */
function overlaps(pack: Pack, set: PackSet): PackObservation[] {
  const holding = pack.tests.filter(
    (test) => test.expect.outcome === 'established' && test.burdens === undefined && test.params.size === 0,
  );
  const found = new Map<string, PackObservation>();
  holding.forEach((a, index) => {
    for (const b of holding.slice(index + 1)) {
      if (a.rule === b.rule) continue;
      const rules = [a.rule, b.rule].sort(compareUtf16);
      const key = rules.join(' ');
      const facts = found.has(key) ? undefined : mergeFacts(a, b);
      if (facts === undefined) continue;
      const results = decideByHand(onlyRules(set, rules), { facts });
      const [first, second] = rules.map((id) => results.get(id) as RuleResult) as [RuleResult, RuleResult];
      if (first.outcome !== 'established' || second.outcome !== 'established') continue;
      if (!decidesClaim(first.bound) || !decidesClaim(second.bound) || !isSameHead(first.bound.rule, second.bound.rule)) continue;
      if (bearersOf(first) === bearersOf(second)) continue;
      const example = Object.fromEntries([...facts].map(([id, fact]) => [id, { ...fact }])) as unknown as JsonValue;
      found.set(key, {
        code: 'overlap',
        severity: 'note',
        rules,
        message: `both can hold, with different bearers: the larger amount decides`,
        example,
      });
    }
  });
  return [...found].sort(([a], [b]) => compareUtf16(a, b)).map(([, observation]) => observation);
}

/**
 * Rules from which nothing follows: without a head, defeating nothing, barring nothing, referring to nobody, and with no burden of proof
 * that acts under them. What they find is said in a ruling and has no effect on it.
 */
function gaps(pack: Pack): PackObservation[] {
  const idle = pack.rules.filter(
    (rule) =>
      rule.remedy === undefined &&
      rule.defeats.length === 0 &&
      rule.bars === undefined &&
      !isReferral(rule) &&
      !pack.burdens.some((row) => row.rule === rule.id),
  );
  return idle.map((rule): PackObservation => {
    const holds = pack.tests.find((test) => test.rule === rule.id && test.expect.outcome === 'established');
    const example = Object.fromEntries([...(holds?.facts ?? [])].map(([id, fact]) => [id, { ...fact }])) as unknown as JsonValue;
    return {
      code: 'gap',
      severity: 'note',
      rules: [rule.id],
      message: `${rule.id} can hold, and no rule or burden of this pack draws anything from it`,
      example,
    };
  });
}

function observe(pack: Pack, elsewhere: ReadonlySet<string>): PackObservation[] {
  const found = [...unknownTargets(pack, elsewhere), ...missingTests(pack)];
  try {
    const reachable = unreachable(pack, standAlone(pack));
    return [...found, ...reachable.filter((observation) => !observation.rules.includes(missingEvidenceRule))];
  } catch (error) {
    if (!(error instanceof AssizeError) || error.code !== 'E_PACK_CYCLE') throw error;
    return [{ code: 'cycle', severity: 'error', rules: [], message: error.message }, ...found];
  }
}

/**
 * What forbids a pack's use: cycles of defeat, targets that do not exist, rules without a test that holds, one that fails and one that
 * stays undetermined, rules that nothing can reach.
 *
 * @param elsewhere - Rule ids of the packs that it may stand beside.
 */
export function packDefects(pack: Pack, elsewhere: ReadonlySet<string> = new Set()): PackObservation[] {
  return observe(pack, elsewhere).filter((observation) => observation.severity === 'error');
}

/** Reads a pack as a whole: its defects, then, where it has no cycle, what its authors should know of rules that overlap. */
export function analysePack(pack: Pack, elsewhere: ReadonlySet<string> = new Set()): PackObservation[] {
  const found = observe(pack, elsewhere);
  return found.some((observation) => observation.code === 'cycle')
    ? found
    : [...found, ...gaps(pack), ...overlaps(pack, standAlone(pack))];
}
