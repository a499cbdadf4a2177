import type { Core } from '../../arbitration/core.ts';
import type { Digest } from '../../crypto/sha256.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import type { Evidence } from '../../evidence/state.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts';

/** What an entry says of itself; anybody's text, to be shown in visible form. */
export interface CitedEntry {
  readonly digest: Digest;
  readonly chain: string;
  readonly seq: number;
  readonly type: string;
  readonly author: string;
  /** Of the author's own clock. */
  readonly at: string;
  /** It was at hand, and is not among the exhibits of this copy. */
  readonly isLeftOut?: true;
}

/** The entries that facts, rules and assumptions of a core rest on, sorted by digest, each once. */
export function citedDigests({ facts, rules, assumptions }: Core): readonly Digest[] {
  const all = [...facts, ...rules, ...assumptions].flatMap(({ inputs }) => inputs.map(({ digest }) => digest));
  return [...new Set(all)].sort(compareUtf16);
}

/** What a payload says of itself; undefined where it does not say all of it. */
export function describePayload(digest: Digest, payload: JsonObject): CitedEntry | undefined {
  const { actor } = payload;
  return citedEntry(digest, payload, isJsonObject(actor) ? actor['id'] : undefined);
}

/** The place, type, author and time that a record gives for an entry; undefined where it does not give all of them. */
export function citedEntry(digest: Digest, record: JsonObject, author: JsonValue | undefined): CitedEntry | undefined {
  const { chain, seq, type, at } = record;
  const isWhole =
    typeof chain === 'string' &&
    typeof seq === 'number' &&
    typeof type === 'string' &&
    typeof author === 'string' &&
    typeof at === 'string';
  return isWhole ? { digest, chain, seq, type, author, at } : undefined;
}

/** What the entries that a core cites say of themselves, as far as the evidence holds them. */
export function citedEntries(core: Core, evidence: Evidence): ReadonlyMap<Digest, CitedEntry> {
  const found = new Map<Digest, CitedEntry>();
  for (const digest of citedDigests(core)) {
    const payload = evidence.byDigest.get(digest)?.payload;
    const entry = payload === undefined ? undefined : describePayload(digest, payload);
    if (entry !== undefined) found.set(digest, entry);
  }
  return found;
}
