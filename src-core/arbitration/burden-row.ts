import { allRoles } from './role.ts';
import type { Role } from './role.ts';
import { member, readIdentifier, readObject, readOneOf, refuseSchema, type Placed } from './strict-reader.ts';
import { parseValue } from './value.ts';
import type { Value } from './value.ts';
import type { Semantics } from './semantics.ts';
import { factOfVocabulary } from './vocabulary.ts';

/** When a burden row applies: the fact is missing, rests on entries after a broken link, or on a chain with a gap. */
const burdenCauses = ['missing', 'broken', 'gap'] as const;
export type BurdenCause = (typeof burdenCauses)[number];

/** Who has to show a fact, and what is assumed against that party where it is not shown. */
export interface BurdenRow {
  readonly fact: string;
  readonly role: Role;
  readonly assume: Value;
  readonly on: BurdenCause;
  /** The rule that the row acts under (AR-EVD-01, 03 or 06 in the built-in pack). */
  readonly rule: string;
}

/** Reads one row of a pack's burdens. */
export function parseBurdenRow(at: Placed, semantics: Semantics): BurdenRow {
  const json = readObject(at, ['fact', 'role', 'assume', 'on', 'rule']);
  const factAt = member(json, at.pointer, 'fact');
  const definition = factOfVocabulary(readIdentifier(factAt), semantics);
  if (definition === undefined) return refuseSchema(factAt, 'a fact of the vocabulary');
  return {
    fact: definition.id,
    role: readOneOf(member(json, at.pointer, 'role'), allRoles),
    assume: parseValue(definition.type, json['assume'], `${at.pointer}/assume`),
    on: readOneOf(member(json, at.pointer, 'on'), burdenCauses),
    rule: readIdentifier(member(json, at.pointer, 'rule')),
  };
}
