import { digestOf, type Digest } from '../../../crypto/sha256.ts';
import { canonicalizeBytes } from '../../../json/canonicalize.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../json/json-value.ts';

/** The one member that is null on purpose: the first receipt of a chain has nothing before it. */
const NULLABLE = 'previous_receipt_hash';

/** The bytes that a receipt's proof signs and its hash is over: RFC 8785, without `proof`, null members left out. */
export function unsignedForm(receipt: JsonObject): Uint8Array {
  return canonicalizeBytes(withoutNulls(Object.fromEntries(Object.entries(receipt).filter(([name]) => name !== 'proof'))));
}

/** The hash by which the next receipt of a chain names this one. */
export function receiptHash(receipt: JsonObject): Digest {
  return digestOf(unsignedForm(receipt));
}

/** True where a member is null that may only be absent; SDKs take it out before they sign, so it is never on the wire. */
export function hasStrayNull(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(hasStrayNull);
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([name, member]) =>
    member === null ? name !== NULLABLE : hasStrayNull(member as JsonValue),
  );
}

function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => member !== null || name === NULLABLE)
      .map(([name, member]) => [name, withoutNulls(member as JsonValue)]),
  );
}
