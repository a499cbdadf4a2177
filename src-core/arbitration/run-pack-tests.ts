import { formatInstant } from '../encoding/instant.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { canonicalize } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import { applyBurdens } from './burdens.ts';
import { combinePacks, type LoadedPack, type PackSet } from './combine-packs.ts';
import { decideRules, type DecisionInput, type RuleResult } from './decide-rules.ts';
import type { Derivation } from './derivation.ts';
import type { Fact, FactTable } from './fact.ts';
import type { Pack } from './pack.ts';
import type { GivenFact, PackTest } from './pack-test.ts';
import { allRoles } from './role.ts';
import type { Rule } from './rule.ts';
import type { Money } from './value.ts';

/** How one of a pack's own tests came out. */
export interface PackTestResult {
  readonly name: string;
  readonly rule: string;
  readonly passed: boolean;
  /** What came out otherwise than expected, in English. */
  readonly failures: readonly string[];
  readonly outcome: string;
}

/** The facts of a test, for which the day of filing is the pack's first day unless it says otherwise. */
export function givenFacts(given: ReadonlyMap<string, GivenFact>, pack: Pack): FactTable {
  const first = formatInstant(pack.effectiveFrom);
  const facts = new Map<string, Fact>();
  for (const id of ['claim.filedAt', 'claim.noticeAt']) {
    facts.set(id, { id, state: 'known', value: { notBefore: first, notAfter: first }, inputs: [], assumptions: [] });
  }
  for (const [id, { state, value }] of given) {
    facts.set(id, { id, state, ...(value === undefined ? {} : { value }), inputs: [], assumptions: [] });
  }
  return facts;
}

/** A case in which every role is a party of its own, with nothing known but the facts given. */
function handmadeCase(facts: FactTable): Derivation {
  const settled = facts.get('pay.T')?.value as Money | undefined;
  return {
    facts,
    parties: { partyOf: new Map(allRoles.map((role) => [role, `role:${role}`])), present: new Set(allRoles) },
    ...(settled === undefined ? {} : { currency: settled.currency }),
    forks: [],
    chainsOfRole: new Map(),
    afterBreak: new Map(),
    authorOf: new Map(),
  };
}

/** The pack alone, with edges of defeat that lead out of it left out. */
export function standAlone(pack: Pack): PackSet {
  const own = new Set(pack.rules.map((rule) => rule.id));
  const rules = pack.rules.map((rule): Rule => ({ ...rule, defeats: rule.defeats.filter((id) => own.has(id)) }));
  return combinePacks([{ ...pack, rules, overrides: [], burdens: pack.burdens.filter((row) => own.has(row.rule)) }]);
}

function withParams(set: PackSet, test: PackTest): PackSet {
  if (test.params.size === 0) return set;
  const settings = [...test.params].map(([param, value]) => ({ param, value: value as JsonValue }));
  const [home] = set.packs as [LoadedPack];
  return combinePacks([{ ...home.pack, overrides: [] }], settings);
}

/** Decides all rules of a pack on a test's facts, burdens of proof included. */
export function decideByHand(set: PackSet, test: Pick<PackTest, 'facts' | 'burdens'>): ReadonlyMap<string, RuleResult> {
  const [home] = set.packs as [LoadedPack];
  const facts = givenFacts(test.facts, home.pack);
  const derivation = handmadeCase(facts);
  const { currency } = derivation;
  const input: DecisionInput = {
    set,
    facts,
    conversion: currency === undefined ? {} : { currency },
    assumed: new Map(),
    burdened: false,
  };
  const first = decideRules(input);
  const { assumed, rows } = applyBurdens(test.burdens ?? set.burdens, derivation, first);
  if (rows.length === 0) return first;
  return decideRules({ ...input, assumed, burdened: rows.some((row) => row.on === 'missing') });
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : canonicalize(value as JsonValue);
}

function compareWith(test: PackTest, result: RuleResult): string[] {
  const failures: string[] = [];
  const expect = (what: string, expected: unknown, found: unknown): void => {
    if (expected !== undefined && show(expected) !== show(found))
      failures.push(`${what}: expected ${show(expected)}, found ${show(found)}`);
  };
  expect('outcome', test.expect.outcome, result.outcome);
  expect('amount', test.expect.amount, result.amount);
  expect('bearers', test.expect.bearers, result.branch?.bearers);
  expect('refundNow', test.expect.refundNow, result.branch?.refundNow);
  expect('missing', test.expect.missing && [...test.expect.missing].sort(compareUtf16), result.missing);
  return failures;
}

/** Runs a pack's own tests, each on its rules alone. A pack of which one fails is not to be used. */
export function runPackTests(pack: Pack): PackTestResult[] {
  const alone = standAlone(pack);
  return pack.tests.map((test) => {
    const { name, rule } = test;
    const result = decideByHand(withParams(alone, test), test).get(rule);
    if (result === undefined) return { name, rule, passed: false, failures: [`no rule ${rule} in this pack`], outcome: 'none' };
    const failures = compareWith(test, result);
    return { name, rule, passed: failures.length === 0, failures, outcome: result.outcome };
  });
}
