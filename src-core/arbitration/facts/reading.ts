import { unionInputs } from '../fact-inputs.ts';
import type { FactInput, FactState } from '../fact.ts';

/** Why something could not be read, the gravest first. */
export const lacks = ['excluded', 'withheld', 'sealed', 'erased', 'unknown'] as const;
export type Lack = (typeof lacks)[number] & FactState;

/** Something that evidence shows, and the places that it was read from. */
export interface Known<T> {
  readonly state: 'known';
  readonly value: T;
  readonly inputs: readonly FactInput[];
  /** The times of entries (`/at`) that filled an open bound in it. */
  readonly assumedAt: readonly FactInput[];
  /** True where a sum counts nothing because nothing is shown. */
  readonly floor: boolean;
}

/** Something that evidence does not show, and the places that say why: withheld members, inadmissible entries, contradictions. */
export interface Lacking {
  readonly state: Lack;
  readonly inputs: readonly FactInput[];
}

/** The result of reading evidence: a value with its sources, or the reason why there is none. */
export type Reading<T> = Known<T> | Lacking;

/** A value read from the places given. */
export function known<T>(value: T, inputs: readonly FactInput[] = [], assumedAt: readonly FactInput[] = []): Known<T> {
  return { state: 'known', value, inputs, assumedAt, floor: false };
}

/** No value, for the reason given. */
export function lacking(state: Lack, inputs: readonly FactInput[] = []): Lacking {
  return { state, inputs };
}

/** Nothing shows it, and nothing contradicts. */
export const unknown: Lacking = lacking('unknown');

/** Of several reasons the gravest, with the places of all that share it; undefined where there is none. */
export function gravest(readings: readonly Reading<unknown>[]): Lacking | undefined {
  const absent = readings.filter((reading): reading is Lacking => reading.state !== 'known');
  const state = lacks.find((lack) => absent.some((reading) => reading.state === lack));
  if (state === undefined) return undefined;
  return lacking(state, unionInputs(...absent.filter((reading) => reading.state === state).map((reading) => reading.inputs)));
}

type Values<T extends readonly Reading<unknown>[]> = { [K in keyof T]: T[K] extends Reading<infer V> ? V : never };

/** All values together, from the sources of all; or the gravest reason why one is not there. */
export function combine<const T extends readonly Reading<unknown>[]>(...readings: T): Reading<Values<T>> {
  const lack = gravest(readings);
  if (lack !== undefined) return lack;
  const all = readings as readonly Known<unknown>[];
  return {
    state: 'known',
    value: all.map((reading) => reading.value) as Values<T>,
    inputs: unionInputs(...all.map((reading) => reading.inputs)),
    assumedAt: unionInputs(...all.map((reading) => reading.assumedAt)),
    floor: all.some((reading) => reading.floor),
  };
}

/** Like `combine`, for any number of readings of one type. */
export function combineList<T>(readings: readonly Reading<T>[]): Reading<T[]> {
  return combine(...readings) as Reading<T[]>;
}

/** Reads on from a value: what comes of it rests on its sources too. A reason why there is no value stands alone. */
export function andThen<T, U>(reading: Reading<T>, next: (value: T) => Reading<U>): Reading<U> {
  if (reading.state !== 'known') return reading;
  const result = next(reading.value);
  if (result.state !== 'known') return result;
  return {
    ...result,
    inputs: unionInputs(reading.inputs, result.inputs),
    assumedAt: unionInputs(reading.assumedAt, result.assumedAt),
    floor: reading.floor || result.floor,
  };
}

/** Another value from the same sources. */
export function mapValue<T, U>(reading: Reading<T>, map: (value: T) => U): Reading<U> {
  return reading.state === 'known' ? { ...reading, value: map(reading.value) } : reading;
}

/** Adds sources to a value. */
export function citing<T>(reading: Reading<T>, ...inputs: readonly (readonly FactInput[])[]): Reading<T> {
  return reading.state === 'known' ? { ...reading, inputs: unionInputs(reading.inputs, ...inputs) } : reading;
}
