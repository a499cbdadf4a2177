import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { ENTRY_TYPES } from '../model/bodies.ts';
import { entrySchema } from '../model/entry.ts';

/** Each published schema with its file name: JSON Schema 2020-12, generated from the schemas that the reader checks with. */
export function publishedSchemas(): Map<string, string> {
  return new Map([['entry.schema.json', write(entryDocument())]]);
}

/**
 * Bodies, roles and references stand under `x-entryTypes`, since JSON Schema cannot say that a member may be absent where
 * its object carries `_sd`: a reader checks the body of its type by the rule of docs/evidence-format.md.
 */
function entryDocument(): JsonObject {
  const { oneOf: _types, ...common } = entrySchema.json;
  const types = Object.entries(ENTRY_TYPES).map(([name, type]): [string, JsonObject] => [
    name,
    {
      stage: type.stage,
      roles: [...type.roles],
      refs: type.refs.map((ref): JsonObject => ({ rel: ref.rel, to: [...ref.to], need: ref.need })),
      body: type.body.json,
    },
  ]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Payload of an entry of an audit chain, version 1',
    description: 'Payload type application/vnd.assize.entry.v1+json. Integers only; the bytes are the RFC 8785 form.',
    ...common,
    'x-entryTypes': Object.fromEntries(types),
  };
}

function write(document: JsonObject): string {
  return `${JSON.stringify(document as JsonValue, null, 2)}\n`;
}
