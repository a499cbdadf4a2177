import { AssizeError } from '../errors.ts';
import { parseClaim, type Claim } from '../arbitration/claim.ts';
import { digestOf, isDigest, type Digest } from '../crypto/sha256.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { parseKnownHeads } from '../evidence/known-heads.ts';
import { decodeUtf8 } from '../encoding/utf8.ts';
import { canonicalize, canonicalizeBytes } from '../json/canonicalize.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';

/** One part of a ruling as its manifest lists it: name, size in bytes and digest of its RFC 8785 form. */
export interface ManifestRow {
  readonly path: string;
  readonly size: number;
  readonly sha256: Digest;
}

/** What a ruling is made of. */
export interface RulingParts {
  readonly claim: Claim;
  /** The core as it was derived; `parseCore` is not needed, since it is compared as bytes. */
  readonly core: JsonObject;
  /** Known heads that verification was given, where it was. */
  readonly heads?: JsonValue;
  /** The packs applied, by id: each bare, or in the envelope of its signer. */
  readonly packs: { readonly [id: string]: JsonValue };
}

/** A ruling as one JSON document. Its file holds the RFC 8785 bytes and nothing after. */
export interface RulingDocument {
  readonly parts: RulingParts;
  /** By path. */
  readonly manifest: readonly ManifestRow[];
  /** A DSSE envelope around an in-toto Statement; absent from a ruling that nobody signed. */
  readonly envelope?: JsonObject;
  /** The public keys that the signatures name: claims, until the user's policy vouches for one. */
  readonly keys: readonly JsonObject[];
}

function row(path: string, value: JsonValue): ManifestRow {
  const bytes = canonicalizeBytes(value);
  return { path, size: bytes.length, sha256: digestOf(bytes) };
}

/** The manifest of a ruling's parts, by path. */
export function buildManifest(parts: RulingParts): ManifestRow[] {
  const rows = [row('claim', parts.claim as unknown as JsonValue), row('core', parts.core)];
  if (parts.heads !== undefined) rows.push(row('heads', parts.heads));
  for (const id of Object.keys(parts.packs)) rows.push(row(`packs/${id}`, parts.packs[id] as JsonValue));
  return rows.sort((a, b) => compareUtf16(a.path, b.path));
}

/** The bytes of a ruling's file. */
export function serializeRuling(ruling: RulingDocument): Uint8Array {
  const { parts, manifest, envelope, keys } = ruling;
  const document = {
    v: 1,
    parts,
    manifest,
    ...(envelope === undefined ? {} : { envelope }),
    ...(keys.length === 0 ? {} : { keys }),
  };
  return canonicalizeBytes(document as unknown as JsonValue);
}

function refuse(code: string, message: string, pointer: string): never {
  throw new AssizeError(code, message, { pointer });
}

function readMembers(
  value: JsonValue | undefined,
  pointer: string,
  required: readonly string[],
  optional: readonly string[],
): JsonObject {
  if (!isJsonObject(value)) return refuse('E_SCHEMA', 'not an object', pointer);
  for (const name of Object.keys(value)) {
    if (!required.includes(name) && !optional.includes(name)) refuse('E_SCHEMA', `unknown member ${name}`, `${pointer}/${name}`);
  }
  for (const name of required) if (value[name] === undefined) refuse('E_SCHEMA', `${name} is missing`, pointer);
  return value;
}

function readObject(value: JsonValue | undefined, pointer: string): JsonObject {
  return isJsonObject(value) ? value : refuse('E_SCHEMA', 'not an object', pointer);
}

function readManifest(value: JsonValue | undefined): ManifestRow[] {
  if (!Array.isArray(value)) return refuse('E_SCHEMA', 'not a list', '/manifest');
  return value.map((item, index) => {
    const pointer = `/manifest/${index}`;
    const { path, size, sha256 } = readMembers(item, pointer, ['path', 'size', 'sha256'], []);
    if (typeof path !== 'string' || typeof size !== 'number' || !isDigest(sha256))
      return refuse('E_SCHEMA', 'not a row of a manifest', pointer);
    return { path, size, sha256 };
  });
}

function readParts(value: JsonValue | undefined): RulingParts {
  const json = readMembers(value, '/parts', ['claim', 'core', 'packs'], ['heads']);
  const packs = readObject(json['packs'], '/parts/packs');
  if (json['heads'] !== undefined) parseKnownHeads(canonicalizeBytes(json['heads']));
  return {
    claim: parseClaim(json['claim'] as JsonValue),
    core: readObject(json['core'], '/parts/core'),
    ...(json['heads'] === undefined ? {} : { heads: json['heads'] }),
    packs: packs as { readonly [id: string]: JsonValue },
  };
}

/**
 * Reads a ruling's file. Its bytes have to be the RFC 8785 form of what they parse to, and its manifest has to list its parts with their
 * digests, so that no byte of it can change unseen.
 *
 * @throws AssizeError `E_PARSE`, `E_PARSE_DUPKEY`, `E_LIMIT`, `E_CANON`, `E_SCHEMA`, `E_CLAIM`, `E_HEADS` or `E_MANIFEST`.
 */
export function parseRuling(bytes: Uint8Array): RulingDocument {
  const value = parseJson(bytes);
  if (decodeUtf8(bytes) !== canonicalize(value)) refuse('E_CANON', 'a ruling’s file is the RFC 8785 form of its document', '');
  const json = readMembers(value, '', ['v', 'parts', 'manifest'], ['envelope', 'keys']);
  if (json['v'] !== 1) refuse('E_SCHEMA', 'not version 1', '/v');
  const parts = readParts(json['parts']);
  const manifest = readManifest(json['manifest']);
  if (canonicalize(manifest as unknown as JsonValue) !== canonicalize(buildManifest(parts) as unknown as JsonValue)) {
    refuse('E_MANIFEST', 'the manifest does not list the parts as they are', '/manifest');
  }
  const keys = json['keys'] ?? [];
  if (!Array.isArray(keys)) return refuse('E_SCHEMA', 'not a list', '/keys');
  const envelope = json['envelope'] === undefined ? {} : { envelope: readObject(json['envelope'], '/envelope') };
  return { parts, manifest, ...envelope, keys: keys.map((key, index) => readObject(key, `/keys/${index}`)) };
}
