import { digestOf, type Digest } from '../../src-core/crypto/sha256.ts';
import { concatBytes } from '../../src-core/encoding/bytes.ts';
import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import type { Evidence } from '../../src-core/evidence/state.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import type { JsonValue } from '../../src-core/json/json-value.ts';
import type { Disclosed } from '../../src-core/ruling/court/disclosures.ts';
import { takeExhibits, type Exhibits } from '../../src-core/ruling/court/exhibits.ts';
import { readRedactions, serializeRedactions } from '../../src-core/ruling/court/redactions.ts';
import { parseRuling } from '../../src-core/ruling/ruling-document.ts';
import type { CitedEntry } from '../../src-core/ruling/text/cited-entry.ts';
import { readCore } from '../../src-core/ruling/text/read-core.ts';
import { RENDERER, renderMembers } from './render-members.ts';
import { packStored, type StoredMembers } from '../../src-core/import/zip/stored-archive.ts';

/** What a court file is made of. */
export interface CourtFileRequest {
  /** The ruling's file. It goes in byte for byte. */
  readonly ruling: Uint8Array;
  /** Verified, for the entries that the ruling cites; absent: their digests alone are listed. */
  readonly evidence?: Evidence;
  /** The evidence as it was received, by name; it goes in only where `evidence` is chosen. */
  readonly received?: StoredMembers;
  /** Lines of custody of the case. */
  readonly custody?: Uint8Array;
  /** What may leave besides. */
  readonly chosen: ReadonlySet<Disclosed>;
}

/** Names of members that are not made from others. */
export const named = {
  ruling: 'ruling.json',
  exhibits: 'exhibits/entries.ndjson',
  redactions: 'redactions.json',
  custody: 'custody.ndjson',
  manifest: 'manifest.json',
  evidence: 'evidence/',
  disclosures: 'exhibits/disclosures/',
} as const;

/** What the exhibits and the list of what was left out say of cited entries. */
export function knownEntries({ lines }: Pick<Exhibits, 'lines'>, redactions: Uint8Array): ReadonlyMap<Digest, CitedEntry> {
  const entries = new Map<Digest, CitedEntry>(lines.map(({ entry }) => [entry.digest, entry]));
  for (const { digest, entry } of readRedactions(redactions)) if (entry !== undefined) entries.set(digest, entry);
  return entries;
}

/** The list of all members but itself, with the program that made them. */
export function serializeCourtManifest(members: StoredMembers): Uint8Array {
  const files = [...members]
    .map(([path, bytes]) => ({ path, size: bytes.length, sha256: digestOf(bytes) }))
    .sort((a, b) => compareUtf16(a.path, b.path));
  return canonicalizeBytes({ v: 1, renderer: RENDERER, files } as unknown as JsonValue);
}

/**
 * Puts a ruling and all that goes with it before a court into one archive: the ruling's file, the entries that it relies on as they
 * were signed, its forms for people, the certificate and the receipt, custody, and what was left out. The same request gives the same
 * bytes. Withheld fields, third parties' personal fields and the evidence itself leave only where they were chosen.
 *
 * @throws AssizeError of a ruling that cannot be read
 */
export async function buildCourtFile(request: CourtFileRequest): Promise<Uint8Array> {
  const { chosen, evidence, custody } = request;
  const ruling = parseRuling(request.ruling);
  const exhibits = takeExhibits(readCore(ruling.parts.core), ruling.parts.claim, evidence, chosen);
  const redactions = serializeRedactions(exhibits, chosen);
  const members = new Map<string, Uint8Array>([
    [named.ruling, request.ruling],
    [named.exhibits, concatBytes(...exhibits.lines.map(({ line }) => line))],
    [named.redactions, redactions],
  ]);
  for (const { digest, bytes } of exhibits.disclosed)
    members.set(`${named.disclosures}${digest.slice('sha256:'.length)}.txt`, bytes);
  if (custody !== undefined) members.set(named.custody, custody);
  if (chosen.has('evidence')) for (const [name, bytes] of request.received ?? []) members.set(`${named.evidence}${name}`, bytes);
  const entries = knownEntries(exhibits, redactions);
  const rendered = await renderMembers({ ruling, entries, ...(custody === undefined ? {} : { custody }) });
  for (const [name, bytes] of rendered) members.set(name, bytes);
  members.set(named.manifest, serializeCourtManifest(members));
  return packStored(members);
}
