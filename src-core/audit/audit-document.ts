import { AssizeError } from '../errors.ts';
import { digestOf } from '../crypto/sha256.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { decodeUtf8 } from '../encoding/utf8.ts';
import { parseKnownHeads } from '../evidence/known-heads.ts';
import { canonicalize, canonicalizeBytes } from '../json/canonicalize.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';
import type { ManifestRow } from '../ruling/ruling-document.ts';
import { readAuditRequest, type AuditRequest } from './audit-request.ts';

/** What an audit's report is made of. */
export interface AuditParts {
  readonly request: AuditRequest;
  /** The core as it was derived; compared as bytes. */
  readonly core: JsonObject;
  /** Known heads that verification was given, where it was. */
  readonly heads?: JsonValue;
  /** The packs applied, by id: each bare, or in the envelope of its signer. */
  readonly packs: { readonly [id: string]: JsonValue };
}

/** An audit's report as one JSON document. Its file holds the RFC 8785 bytes and nothing after. */
export interface AuditDocument {
  readonly parts: AuditParts;
  /** By path. */
  readonly manifest: readonly ManifestRow[];
  /** A DSSE envelope around an in-toto Statement; absent from a report that nobody signed. */
  readonly envelope?: JsonObject;
  /** The public keys that the signatures name: claims, until the user's policy vouches for one. */
  readonly keys: readonly JsonObject[];
}

function row(path: string, value: JsonValue): ManifestRow {
  const bytes = canonicalizeBytes(value);
  return { path, size: bytes.length, sha256: digestOf(bytes) };
}

/** The manifest of a report's parts, by path. */
export function buildAuditManifest(parts: AuditParts): ManifestRow[] {
  const rows = [row('request', parts.request as unknown as JsonValue), row('core', parts.core)];
  if (parts.heads !== undefined) rows.push(row('heads', parts.heads));
  for (const id of Object.keys(parts.packs)) rows.push(row(`packs/${id}`, parts.packs[id] as JsonValue));
  return rows.sort((a, b) => compareUtf16(a.path, b.path));
}

/** The bytes of a report's file. */
export function serializeAudit({ parts, manifest, envelope, keys }: AuditDocument): Uint8Array {
  const document = {
    v: 1,
    kind: 'audit',
    parts,
    manifest,
    ...(envelope === undefined ? {} : { envelope }),
    ...(keys.length === 0 ? {} : { keys }),
  };
  return canonicalizeBytes(document as unknown as JsonValue);
}

function refuse(code: string, message: string, pointer: string): never {
  throw new AssizeError(code, message, { pointer }, 'docs/audits.md describes the form.');
}

function readMembers(value: JsonValue | undefined, pointer: string, required: string[], optional: string[]): JsonObject {
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

function readParts(value: JsonValue | undefined): AuditParts {
  const json = readMembers(value, '/parts', ['request', 'core', 'packs'], ['heads']);
  const { heads } = json;
  if (heads !== undefined) parseKnownHeads(canonicalizeBytes(heads));
  return {
    request: readAuditRequest(json['request'] as JsonValue),
    core: readObject(json['core'], '/parts/core'),
    ...(heads === undefined ? {} : { heads }),
    packs: readObject(json['packs'], '/parts/packs') as AuditParts['packs'],
  };
}

/**
 * Reads an audit's report. Its bytes have to be the RFC 8785 form of what they parse to, and its manifest has to list its parts with their
 * digests, so that no byte of it can change unseen.
 *
 * @throws AssizeError `E_PARSE`, `E_PARSE_DUPKEY`, `E_LIMIT`, `E_CANON`, `E_SCHEMA`, `E_AUDIT`, `E_SAMPLE`, `E_REVIEW`, `E_HEADS` or `E_MANIFEST`.
 */
export function parseAudit(bytes: Uint8Array): AuditDocument {
  const value = parseJson(bytes);
  if (decodeUtf8(bytes) !== canonicalize(value)) refuse('E_CANON', 'a report’s file is the RFC 8785 form of its document', '');
  const json = readMembers(value, '', ['v', 'kind', 'parts', 'manifest'], ['envelope', 'keys']);
  if (json['v'] !== 1) refuse('E_SCHEMA', 'not version 1', '/v');
  if (json['kind'] !== 'audit') refuse('E_SCHEMA', 'not the report of an audit', '/kind');
  const parts = readParts(json['parts']);
  const manifest = buildAuditManifest(parts);
  if (canonicalize(json['manifest'] as JsonValue) !== canonicalize(manifest as unknown as JsonValue)) {
    refuse('E_MANIFEST', 'the manifest does not list the parts as they are', '/manifest');
  }
  const keys = json['keys'] ?? [];
  if (!Array.isArray(keys)) return refuse('E_SCHEMA', 'not a list', '/keys');
  const envelope = json['envelope'] === undefined ? {} : { envelope: readObject(json['envelope'], '/envelope') };
  return { parts, manifest, ...envelope, keys: keys.map((key, index) => readObject(key, `/keys/${index}`)) };
}
