import { isJsonObject, type JsonObject, type JsonValue } from '../../src-core/json/json-value.ts';

/** An award as a core states it. */
export interface ToldAward {
  readonly from: string;
  readonly to: string;
  readonly money: { readonly currency: string; readonly minor: number };
}

const outcomes = ['established', 'not-established', 'undetermined', 'contested', 'referred'] as const;

/** The outcome that a core states, where it is one that there is. Nothing of a core is checked here: it may say anything. */
export function toldOutcome(core: JsonObject): (typeof outcomes)[number] | undefined {
  return outcomes.find((outcome) => outcome === core['outcome']);
}

/** The awards that a core states, as far as they can be read. */
export function toldAwards(core: JsonObject): ToldAward[] {
  const awards = core['awards'];
  return Array.isArray(awards) ? awards.flatMap(readAward) : [];
}

function readAward(value: JsonValue): ToldAward[] {
  const money = isJsonObject(value) ? value['money'] : undefined;
  if (!isJsonObject(value) || !isJsonObject(money)) return [];
  const { from, to } = value;
  const { currency, minor } = money;
  if (typeof from !== 'string' || typeof to !== 'string' || typeof currency !== 'string' || typeof minor !== 'number') return [];
  return [{ from, to, money: { currency, minor } }];
}
