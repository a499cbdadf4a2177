import { isDigest, type Digest } from '../../crypto/sha256.ts';
import { AssizeError } from '../../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts';
import { canonicalizeBytes } from '../../json/canonicalize.ts';
import { parseJson } from '../../json/parse-json.ts';
import { citedEntry, type CitedEntry } from '../text/cited-entry.ts';
import type { Disclosed } from './disclosures.ts';
import type { Exhibits } from './exhibits.ts';

/** The list of what a copy leaves out, and what somebody chose to let leave. */
export function serializeRedactions({ leftOut, withheld }: Exhibits, chosen: ReadonlySet<Disclosed>): Uint8Array {
  const document = { v: 1, chosen: [...chosen].sort(), leftOut, withheld };
  return canonicalizeBytes(document as unknown as JsonValue);
}

/** What is known of a cited entry that a copy leaves out. */
export interface ListedEntry {
  readonly digest: Digest;
  /** Absent where it was not at hand. */
  readonly entry?: CitedEntry;
}

function refuse(): never {
  throw new AssizeError('E_REDACTIONS', 'not a list of what was left out', { path: 'redactions.json' });
}

function entryIn(row: JsonObject, digest: Digest): CitedEntry | undefined {
  const entry = citedEntry(digest, row, row['author']);
  return entry === undefined || row['reason'] !== 'third-party' ? entry : { ...entry, isLeftOut: true };
}

/** Reads the list back. @throws AssizeError `E_REDACTIONS`, `E_PARSE` */
export function readRedactions(bytes: Uint8Array): readonly ListedEntry[] {
  const json = parseJson(bytes);
  const rows = isJsonObject(json) ? json['leftOut'] : undefined;
  if (!Array.isArray(rows)) return refuse();
  return rows.map((row) => {
    const digest = isJsonObject(row) ? row['digest'] : undefined;
    if (!isJsonObject(row) || !isDigest(digest)) return refuse();
    const entry = entryIn(row, digest);
    return { digest, ...(entry === undefined ? {} : { entry }) };
  });
}
