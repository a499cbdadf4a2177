import { AssizeError } from '../../src-core/errors.ts';
import type { Rel, Seen, Terminal } from '../../src-core/evidence/model/entry.ts';
import { RELS } from '../../src-core/evidence/model/entry.ts';
import { chainUrn, digest, text } from '../../src-core/evidence/model/shared.ts';
import {
  anyOf,
  anything,
  array,
  integer,
  object,
  oneOf,
  schemaProblems,
  type Schema,
} from '../../src-core/evidence/schema/schema.ts';
import type { Digest } from '../../src-core/crypto/sha256.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';
import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';

/** A reference of an event: to an entry's digest, or to its place in a chain that the recorder can look up. */
export type EventRef =
  { readonly rel: Rel; readonly digest: Digest } | { readonly rel: Rel; readonly chain: string; readonly seq: number };

/** A file to be copied beside the chain. */
export interface EventArtifact {
  readonly name: string;
  readonly profile: string;
  readonly media: string;
  readonly path: string;
}

/** What somebody wants recorded: an entry less what its chain, the clock and the files complete. */
export interface RecordingEvent {
  readonly txn: string;
  readonly type: string;
  /** The host's clock if absent. */
  readonly at?: string;
  readonly refs?: readonly EventRef[];
  readonly body: JsonObject;
  readonly terminal?: Terminal;
  readonly seen?: readonly Seen[];
  readonly artifacts?: readonly EventArtifact[];
  /** Pointers (`/body/utterance`) of what the entry commits to without showing it. */
  readonly withhold?: readonly string[];
  readonly closes?: 'complete' | 'interrupted';
  readonly ext?: JsonObject;
}

const eventRef = anyOf(
  object({ rel: oneOf(RELS), chain: chainUrn, seq: integer(0) }),
  object({ rel: oneOf(RELS), digest }),
  (value) => isJsonObject(value) && value['digest'] === undefined,
);

const anyObject: Schema<JsonObject> = {
  check(value, place) {
    if (!isJsonObject(value)) place.problems.push({ pointer: place.pointer, message: 'must be an object' });
  },
  json: { type: 'object' },
};

/** The form of an event; what entries demand of the same members is left to the writer of entries. */
export const eventSchema = object(
  { txn: text, type: text, body: anyObject },
  {
    at: text,
    refs: array(eventRef),
    terminal: anything,
    seen: array(anything),
    artifacts: array(object({ name: text, profile: text, media: text, path: text })),
    withhold: array(text),
    closes: text,
    ext: anyObject,
  },
);

/** @throws {AssizeError} `E_EVENT` with the pointer of the first thing that does not fit */
export function parseEvent(value: JsonValue): RecordingEvent {
  const [problem] = schemaProblems(eventSchema, value);
  if (problem !== undefined) {
    throw new AssizeError('E_EVENT', `${problem.pointer === '' ? 'the event' : problem.pointer} ${problem.message}`, {
      pointer: problem.pointer,
    });
  }
  return value as unknown as RecordingEvent;
}
