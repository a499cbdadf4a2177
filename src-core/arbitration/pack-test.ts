import { parseBurdenRow, type BurdenRow } from './burden-row.ts';
import type { FactState } from './fact.ts';
import { ruleOutcomes, type RuleOutcome } from './rule-outcome.ts';
import { readShares, type Share } from './rule.ts';
import { allRoles, type Role } from './role.ts';
import { member, readIdentifier, readList, readObject, readOneOf, readText, refuseSchema, type Placed } from './strict-reader.ts';
import type { ExpressionScope } from './check-expression.ts';
import type { Semantics } from './semantics.ts';
import { parseValue, type Money, type Value } from './value.ts';
import { factOfVocabulary } from './vocabulary.ts';
import { isJsonObject } from '../json/json-value.ts';
import { joinPointer } from '../json/json-pointer.ts';

/** A fact given by hand; without a value it is none where it is known. */
export interface GivenFact {
  readonly state: FactState;
  readonly value?: Value;
}

/** A pack's own test of one rule: facts given by hand, and what has to come out. Facts that it does not give are unknown. */
export interface PackTest {
  readonly name: string;
  readonly rule: string;
  readonly facts: ReadonlyMap<string, GivenFact>;
  readonly params: ReadonlyMap<string, Value>;
  /** In place of the pack's own rows. */
  readonly burdens?: readonly BurdenRow[];
  readonly expect: {
    readonly outcome: RuleOutcome;
    readonly amount?: Money;
    readonly bearers?: readonly Share[];
    readonly refundNow?: Role;
    readonly missing?: readonly string[];
  };
}

const factStates: readonly FactState[] = ['known', 'unknown', 'withheld', 'sealed', 'erased', 'excluded'];

function readGivenFact(id: string, at: Placed, semantics: Semantics): GivenFact {
  const definition = factOfVocabulary(id, semantics);
  if (definition === undefined) return refuseSchema(at, 'a fact of the vocabulary');
  const json = readObject(at, [], ['state', 'value']);
  const state = json['state'] === undefined ? 'known' : readOneOf(member(json, at.pointer, 'state'), factStates);
  if (json['value'] === undefined) return { state };
  if (state !== 'known') return refuseSchema(member(json, at.pointer, 'value'), 'no value of a fact that is not known');
  return { state, value: parseValue(definition.type, json['value'], `${at.pointer}/value`) };
}

function readNamed<T>(at: Placed, read: (name: string, at: Placed) => T): Map<string, T> {
  const { value, pointer } = at;
  if (value === undefined) return new Map();
  if (!isJsonObject(value)) return refuseSchema(at, 'an object');
  return new Map(
    Object.keys(value).map((name) => [name, read(name, { value: value[name], pointer: pointer + joinPointer(name) })]),
  );
}

/** Reads one test of a pack; it may give what the pack's own rules may name. */
export function parsePackTest(at: Placed, { semantics, params }: ExpressionScope): PackTest {
  const { pointer } = at;
  const json = readObject(at, ['name', 'rule', 'facts', 'expect'], ['params', 'burdens']);
  const expectAt = member(json, pointer, 'expect');
  const expect = readObject(expectAt, ['outcome'], ['amount', 'bearers', 'refundNow', 'missing']);
  const part = (name: string): Placed => member(expect, expectAt.pointer, name);
  return {
    name: readText(member(json, pointer, 'name')),
    rule: readIdentifier(member(json, pointer, 'rule')),
    facts: readNamed(member(json, pointer, 'facts'), (name, placed) => readGivenFact(name, placed, semantics)),
    params: readNamed(member(json, pointer, 'params'), (name, placed) => {
      const type = params.get(name);
      return type === undefined
        ? refuseSchema(placed, 'a parameter of this pack')
        : parseValue(type, placed.value, placed.pointer);
    }),
    ...(json['burdens'] === undefined
      ? {}
      : { burdens: readList(member(json, pointer, 'burdens'), (placed) => parseBurdenRow(placed, semantics)) }),
    expect: {
      outcome: readOneOf(part('outcome'), ruleOutcomes),
      ...(expect['amount'] === undefined
        ? {}
        : { amount: parseValue('money', expect['amount'], part('amount').pointer) as Money }),
      ...(expect['bearers'] === undefined ? {} : { bearers: readShares(part('bearers')) }),
      ...(expect['refundNow'] === undefined ? {} : { refundNow: readOneOf(part('refundNow'), allRoles) }),
      ...(expect['missing'] === undefined ? {} : { missing: readList(part('missing'), readIdentifier) }),
    },
  };
}
