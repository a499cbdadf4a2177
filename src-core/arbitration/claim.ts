import { AssizeError } from '../errors.ts';
import { parseInstant } from '../encoding/instant.ts';
import type { Digest } from '../crypto/sha256.ts';
import { digestOf } from '../crypto/sha256.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { Money } from './value.ts';

/** What a claimant asks for: one payment of one transaction, the amount asked back, and when it was noticed and filed. */
export interface Claim {
  readonly v: 1;
  readonly id: string;
  readonly txn: string;
  /** Needed where the transaction has more than one payment. */
  readonly paymentId?: string;
  readonly claimant: string;
  readonly respondents: readonly string[];
  /** Rules (`AR-PAY-01`) or families (`PAY`): they order the text, all rules run whatever they say. */
  readonly grounds: readonly string[];
  /** At most this much is awarded. */
  readonly amount: Money;
  readonly noticeAt: string;
  /** The instant that rules stand at. */
  readonly filedAt: string;
  /** `CN`, `US-CA`, or `*` where no law is chosen. */
  readonly jurisdiction: string;
  readonly regime?: string;
  readonly statement?: string;
}

const identifierForm = /^[\x20-\x7e]{1,256}$/;
const members: ReadonlySet<string> = new Set(
  'v id txn paymentId claimant respondents grounds amount noticeAt filedAt jurisdiction regime statement'.split(' '),
);

function refuse(message: string, pointer: string): never {
  throw new AssizeError('E_CLAIM', message, { pointer }, 'A claim is one JSON object as docs/rulings.md describes it.');
}

function readIdentifier(value: JsonValue | undefined, pointer: string): string {
  if (typeof value === 'string' && identifierForm.test(value)) return value;
  return refuse('not an identifier of 1 to 256 printable ASCII characters', pointer);
}

function readIdentifiers(value: JsonValue | undefined, pointer: string): string[] {
  if (!Array.isArray(value)) return refuse('not a list of identifiers', pointer);
  return value.map((item, index) => readIdentifier(item, `${pointer}/${index}`));
}

function readInstant(value: JsonValue | undefined, pointer: string): string {
  if (typeof value === 'string' && parseInstant(value) !== undefined) return value;
  return refuse('not an instant of the form YYYY-MM-DDTHH:MM:SS.mmmZ', pointer);
}

function readAmount(value: JsonValue | undefined): Money {
  if (isJsonObject(value) && Object.keys(value).length === 2) {
    const { currency, minor } = value;
    const fits = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) && typeof minor === 'number';
    if (fits && Number.isSafeInteger(minor) && minor >= 0) return { currency, minor };
  }
  return refuse('not an amount {currency, minor} with minor a whole number of 0 or more', '/amount');
}

function readOptionalText(json: JsonObject, member: 'regime' | 'statement'): Partial<Claim> {
  const value = json[member];
  if (value === undefined) return {};
  return typeof value === 'string' ? { [member]: value } : refuse('not a text', `/${member}`);
}

/**
 * Reads a claim, strictly: unknown members and `null` are refused.
 *
 * @param json - As `parseJson` gave it.
 * @throws AssizeError `E_CLAIM` with the pointer of what does not fit.
 */
export function parseClaim(json: JsonValue): Claim {
  if (!isJsonObject(json)) return refuse('not a JSON object', '');
  for (const member of Object.keys(json)) if (!members.has(member)) refuse(`unknown member ${member}`, `/${member}`);
  if (json['v'] !== 1) refuse('not version 1', '/v');
  const txn = readIdentifier(json['txn'], '/txn');
  if (txn === '-') refuse('- is no transaction', '/txn');
  return {
    v: 1,
    id: readIdentifier(json['id'], '/id'),
    txn,
    ...(json['paymentId'] === undefined ? {} : { paymentId: readIdentifier(json['paymentId'], '/paymentId') }),
    claimant: readIdentifier(json['claimant'], '/claimant'),
    respondents: readIdentifiers(json['respondents'], '/respondents'),
    grounds: readIdentifiers(json['grounds'], '/grounds'),
    amount: readAmount(json['amount']),
    noticeAt: readInstant(json['noticeAt'], '/noticeAt'),
    filedAt: readInstant(json['filedAt'], '/filedAt'),
    jurisdiction: readIdentifier(json['jurisdiction'], '/jurisdiction'),
    ...readOptionalText(json, 'regime'),
    ...readOptionalText(json, 'statement'),
  };
}

/** The digest that a ruling's core names a claim by: SHA-256 over its RFC 8785 form. */
export function claimDigest(claim: Claim): Digest {
  return digestOf(canonicalizeBytes(claim as unknown as JsonValue));
}
