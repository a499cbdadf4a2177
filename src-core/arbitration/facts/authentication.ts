import type { JsonObject } from '../../json/json-value.ts';
import type { CaseView } from './case-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { pointInterval } from './fact-reading.ts';
import { readInstant, readObject } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, combineList, mapValue } from './reading.ts';

/** How the payer was authenticated, and how long the authorisation stood. */
export function authenticationFacts(facts: CaseView): FactReadings {
  const auths = authsOf(facts);
  const expiries = andThen(facts.keptAuthorizations, (entries) =>
    combineList(entries.map((entry) => readInstant(entry, 'expires'))),
  );
  return [
    ['pay.authExp', mapValue(expiries, (instants) => pointInterval(Math.min(...instants)))],
    ['pay.certificate', mapValue(auths, (list) => list.every(({ certificate }) => certificate === true))],
    ['pay.factors', mapValue(auths, (list) => Math.min(...list.map(({ factors }) => Number(factors))))],
  ];
}

function authsOf(facts: CaseView): Reading<JsonObject[]> {
  return andThen(facts.keptAuthorizations, (entries) => combineList(entries.map((entry) => readObject(entry, 'auth'))));
}
