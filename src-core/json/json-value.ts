/** A JSON value as `parseJson` makes it. Objects have no prototype, so `__proto__` and its like are ordinary members. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object; a member that is absent reads as `undefined`. */
export interface JsonObject {
  [member: string]: JsonValue | undefined;
}

/** True for a JSON object (neither an array nor null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
