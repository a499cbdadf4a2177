import { AssizeError } from '../../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts';
import { parsePercent, type Fraction } from './fraction.ts';

export const sampleMethods = ['random', 'stratified', 'monetary'] as const;
export type SampleMethod = (typeof sampleMethods)[number];

/** What strata are made by. */
export const strata = ['terminal', 'day', 'currency'] as const;
export type StratumKey = (typeof strata)[number];

/** How a sample is to be drawn, as the auditor ordered it. Numbers of percent stay the texts that were typed, so that they are exact. */
export interface SampleSpec {
  readonly method: SampleMethod;
  /** The auditor's own, 1 to 256 printable ASCII characters. */
  readonly seed: string;
  /** Of units or, monetary, of draws; absent: worked out from the confidence. */
  readonly size?: number;
  /** In percent. */
  readonly confidence: string;
  /** Random and stratified, in percent of the units; monetary, in minor units. Absent from a monetary sample of a given size. */
  readonly tolerable?: string;
  /** Exceptions that the sample may show and still support the conclusion. */
  readonly expected: number;
  /** Stratified. */
  readonly by?: StratumKey;
  /** Monetary; absent: the only currency that the population has. */
  readonly currency?: string;
}

const members: ReadonlySet<string> = new Set('method seed size confidence tolerable expected by currency'.split(' '));
const advice =
  'A sample is METHOD,seed=TEXT and, as needed, size=N, confidence=PERCENT, tolerable=PERCENT (monetary: minor units), expected=N, by=terminal|day|currency, currency=CODE; the methods are random, stratified and monetary.';

function refuse(message: string, member: string): never {
  throw new AssizeError('E_SAMPLE', message, { pointer: member === '' ? '' : `/${member}` }, advice);
}

function readCount(value: JsonValue | undefined, member: string, least: number): number {
  const fits = typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= 1_000_000_000;
  return fits ? value : refuse(`${member} is a whole number from ${least}`, member);
}

function readTolerable(value: JsonValue | undefined, method: SampleMethod): string {
  const isMoney = method === 'monetary';
  if (typeof value !== 'string' || !(isMoney ? /^[1-9]\d{0,15}$/.test(value) : parsePercent(value) !== undefined))
    refuse(isMoney ? 'tolerable is an amount in minor units' : 'tolerable is a percentage below 100', 'tolerable');
  return value as string;
}

/**
 * Reads an order for a sample.
 *
 * @throws AssizeError `E_SAMPLE` with the pointer of what does not fit
 */
export function readSampleSpec(value: JsonValue): SampleSpec {
  if (!isJsonObject(value)) return refuse('not a JSON object', '');
  for (const name of Object.keys(value)) if (!members.has(name)) refuse(`unknown member ${name}`, name);
  const method = sampleMethods.find((one) => one === value['method']) ?? refuse('no such method', 'method');
  const { seed, confidence = '95', by, currency, size, expected = 0 } = value;
  if (typeof seed !== 'string' || !/^[\x20-\x7e]{1,256}$/.test(seed))
    return refuse('the seed is 1 to 256 printable ASCII characters, and it comes from the auditor', 'seed');
  if (typeof confidence !== 'string' || parsePercent(confidence) === undefined)
    return refuse('the confidence is a percentage above 0 and below 100', 'confidence');
  const key = strata.find((one) => one === by);
  if (by !== undefined && (key === undefined || method !== 'stratified')) refuse('by goes with stratified alone', 'by');
  if (currency !== undefined && (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency) || method !== 'monetary'))
    refuse('a currency is three capitals, and goes with monetary alone', 'currency');
  if (method === 'monetary' && size === undefined && value['tolerable'] === undefined)
    refuse('a monetary sample needs its size, or the tolerable amount that it is worked out from', 'tolerable');
  return {
    method,
    seed,
    ...(size === undefined ? {} : { size: readCount(size, 'size', 1) }),
    confidence,
    ...tolerableOf(value, method),
    expected: readCount(expected, 'expected', 0),
    ...(method === 'stratified' ? { by: key ?? 'terminal' } : {}),
    ...(typeof currency === 'string' ? { currency } : {}),
  };
}

function tolerableOf(value: JsonObject, method: SampleMethod): { tolerable?: string } {
  const given = value['tolerable'] ?? (method === 'monetary' ? undefined : '5');
  return given === undefined ? {} : { tolerable: readTolerable(given, method) };
}

/**
 * Reads the order as it is typed: the method, then NAME=VALUE, all separated by commas. A seed therefore has no comma here.
 *
 * @throws AssizeError `E_SAMPLE`
 */
export function parseSampleSpec(text: string): SampleSpec {
  const [method = '', ...pairs] = text.split(',').map((part) => part.trim());
  const order: Record<string, JsonValue> = { method };
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const given = pair.slice(at + 1);
    if (at < 1 || name === 'method' || !members.has(name)) refuse(`${pair} is no setting of a sample`, '');
    if (order[name] !== undefined) refuse(`${name} stands twice`, name);
    order[name] = (name === 'size' || name === 'expected') && /^\d{1,10}$/.test(given) ? Number(given) : given;
  }
  return readSampleSpec(order);
}

/** The risk that a spec accepts: 1 - confidence. */
export function riskOf(spec: SampleSpec): Fraction {
  const { num, den } = parsePercent(spec.confidence) as Fraction;
  return { num: den - num, den };
}
