import { joinPointer } from '../../json/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';

/**
 * The members of a body that its schema demands and that stay shut: absent from an object that still carries digests.
 * Optional members can't be told: a digest may stand for any of them, or be a decoy.
 *
 * @param value - the opened body, digests that stayed shut still in it
 * @param schema - the JSON Schema of its type
 * @returns for each such object its pointer and the names of the members
 */
export function shutMembers(
  value: JsonValue | undefined,
  schema: JsonValue | undefined,
  pointer: string,
): { pointer: string; names: string[] }[] {
  if (!isJsonObject(schema)) return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => shutMembers(item, schema['items'], pointer + joinPointer(index)));
  if (!isJsonObject(value)) return [];
  const fitting = alternativeFor(value, schema);
  const properties = isJsonObject(fitting['properties']) ? fitting['properties'] : {};
  const required = Array.isArray(fitting['required']) ? (fitting['required'] as string[]) : [];
  const digests = value['_sd'];
  const names = Array.isArray(digests) && digests.length > 0 ? required.filter((name) => value[name] === undefined) : [];
  const inside = Object.entries(value).flatMap(([name, member]) =>
    shutMembers(member, properties[name], pointer + joinPointer(name)),
  );
  return names.length > 0 ? [{ pointer, names }, ...inside] : inside;
}

/** Constraints are one of several schemas, told apart by the constant of their `type`. */
function alternativeFor(value: JsonObject, schema: JsonObject): JsonObject {
  const alternatives = schema['anyOf'];
  if (!Array.isArray(alternatives)) return schema;
  const found = alternatives.find((candidate) => {
    const type = isJsonObject(candidate) && isJsonObject(candidate['properties']) ? candidate['properties']['type'] : undefined;
    return isJsonObject(type) && type['const'] === value['type'];
  });
  return isJsonObject(found) ? found : schema;
}
