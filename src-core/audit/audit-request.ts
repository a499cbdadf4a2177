import { AssizeError } from '../errors.ts';
import { parseInstant } from '../encoding/instant.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import type { Setting } from '../arbitration/combine-packs.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts';
import { readSampleSpec, type SampleSpec } from './sampling/sample-spec.ts';

/** What a person found on a unit of the sample. */
export interface Review {
  readonly txn: string;
  /** Needed where the transaction has more than one unit in the sample: any payment of the unit. */
  readonly paymentId?: string;
  readonly result: 'agrees' | 'exception';
  /** By how much the unit's amount is wrong, minor units of its currency; 0 where absent. */
  readonly minor?: number;
}

/** All that an audit is asked, besides evidence, trust policy and packs: with them it can be derived again. */
export interface AuditRequest {
  readonly v: 1;
  /** The instant at which rules stand. */
  readonly asOf: string;
  /** `CN`, `US-CA`, or `*` where no law is chosen. */
  readonly jurisdiction: string;
  readonly settings: readonly Setting[];
  readonly sample?: SampleSpec;
  /** By transaction, then payment. */
  readonly review?: readonly Review[];
}

const advice = 'docs/audits.md describes the form.';

function refuse(code: 'E_AUDIT' | 'E_REVIEW', message: string, pointer: string): never {
  throw new AssizeError(code, message, { pointer }, advice);
}

function onlyMembers(json: JsonObject, names: string, code: 'E_AUDIT' | 'E_REVIEW', pointer: string): void {
  const known = names.split(' ');
  for (const name of Object.keys(json)) if (!known.includes(name)) refuse(code, `unknown member ${name}`, `${pointer}/${name}`);
}

const isIdentifier = (value: JsonValue | undefined): value is string =>
  typeof value === 'string' && /^[\x20-\x7e]{1,256}$/.test(value);

function readOne(value: JsonValue, pointer: string): Review {
  if (!isJsonObject(value)) return refuse('E_REVIEW', 'not an object', pointer);
  onlyMembers(value, 'txn paymentId result minor', 'E_REVIEW', pointer);
  const { txn, paymentId, result, minor } = value;
  if (!isIdentifier(txn)) return refuse('E_REVIEW', 'txn is an identifier', `${pointer}/txn`);
  if (paymentId !== undefined && !isIdentifier(paymentId))
    return refuse('E_REVIEW', 'paymentId is an identifier', `${pointer}/paymentId`);
  if (result !== 'agrees' && result !== 'exception')
    return refuse('E_REVIEW', 'the result is agrees or exception', `${pointer}/result`);
  const fits = typeof minor === 'number' && Number.isSafeInteger(minor) && minor >= 0 && (minor === 0 || result === 'exception');
  if (minor !== undefined && !fits)
    return refuse('E_REVIEW', 'minor is a whole number from 0, and above 0 only of an exception', `${pointer}/minor`);
  return { txn, ...(paymentId === undefined ? {} : { paymentId }), result, ...(minor === undefined ? {} : { minor }) };
}

/**
 * Reads what people found on the units of a sample: a JSON array of `{txn, paymentId?, result: agrees|exception, minor?}`.
 *
 * @throws AssizeError `E_REVIEW` with the pointer of what does not fit
 */
export function readReview(value: JsonValue, pointer = ''): Review[] {
  if (!Array.isArray(value)) return refuse('E_REVIEW', 'not a list', pointer);
  return value
    .map((item, index) => readOne(item, `${pointer}/${index}`))
    .sort((a, b) => compareUtf16(a.txn, b.txn) || compareUtf16(a.paymentId ?? '', b.paymentId ?? ''));
}

function readSetting(value: JsonValue, pointer: string): Setting {
  if (!isJsonObject(value)) return refuse('E_AUDIT', 'not an object', pointer);
  onlyMembers(value, 'pack param value text', 'E_AUDIT', pointer);
  const { pack, param, value: given, text } = value;
  const isTexts = [pack, text].every((one) => one === undefined || typeof one === 'string');
  if (!isTexts || typeof param !== 'string' || given === undefined) return refuse('E_AUDIT', 'not a setting', pointer);
  return {
    ...(typeof pack === 'string' ? { pack } : {}),
    param,
    value: given,
    ...(typeof text === 'string' ? { text } : {}),
  };
}

/**
 * Reads the request of an audit's report.
 *
 * @throws AssizeError `E_AUDIT`, `E_SAMPLE` or `E_REVIEW`
 */
export function readAuditRequest(value: JsonValue): AuditRequest {
  if (!isJsonObject(value)) return refuse('E_AUDIT', 'not an object', '');
  onlyMembers(value, 'v asOf jurisdiction settings sample review', 'E_AUDIT', '');
  const { v, asOf, jurisdiction, settings, sample, review } = value;
  if (v !== 1) refuse('E_AUDIT', 'not version 1', '/v');
  if (typeof asOf !== 'string' || parseInstant(asOf) === undefined) return refuse('E_AUDIT', 'not an instant', '/asOf');
  if (!isIdentifier(jurisdiction)) return refuse('E_AUDIT', 'not an identifier', '/jurisdiction');
  if (!Array.isArray(settings)) return refuse('E_AUDIT', 'not a list', '/settings');
  return {
    v: 1,
    asOf,
    jurisdiction,
    settings: settings.map((item, index) => readSetting(item, `/settings/${index}`)),
    ...(sample === undefined ? {} : { sample: readSampleSpec(sample) }),
    ...(review === undefined ? {} : { review: readReview(review, '/review') }),
  };
}
