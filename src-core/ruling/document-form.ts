import { AssizeError } from '../errors.ts';
import { digestOf, isDigest, type Digest } from '../crypto/sha256.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { decodeUtf8 } from '../encoding/utf8.ts';
import { parseKnownHeads } from '../evidence/known-heads.ts';
import { canonicalize, canonicalizeBytes } from '../json/canonicalize.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';

/** One part of a document as its manifest lists it: name, size in bytes and digest of its RFC 8785 form. */
export interface ManifestRow {
  readonly path: string;
  readonly size: number;
  readonly sha256: Digest;
}

/** What everything derived here is made of, besides the terms that it was asked in. */
export interface DerivedParts {
  /** The core as it was derived; compared as bytes. */
  readonly core: JsonObject;
  /** Known heads that verification was given, where it was. */
  readonly heads?: JsonValue;
  /** The packs applied, by id: each bare, or in the envelope of its signer. */
  readonly packs: { readonly [id: string]: JsonValue };
}

/** Derived parts, their manifest and their signatures as one JSON document. Its file holds the RFC 8785 bytes and nothing after. */
export interface SignedDocument<Parts extends DerivedParts> {
  readonly parts: Parts;
  /** By path. */
  readonly manifest: readonly ManifestRow[];
  /** A DSSE envelope around an in-toto Statement; absent where nobody signed. */
  readonly envelope?: JsonObject;
  /** The public keys that the signatures name: claims, until the user's policy vouches for one. */
  readonly keys: readonly JsonObject[];
}

/** A kind of document. */
export interface DocumentForm<Terms extends string> {
  /** The members that tell it from others, such as `{v: 1}`. */
  readonly head: { readonly [member: string]: string | number };
  /** The part that says what was asked. */
  readonly terms: Terms;
  /** Where its form is described, for who has another. */
  readonly advice?: string;
}

/** The manifest of a document's parts, by path. */
export function buildManifest<Terms extends string>(
  { terms }: DocumentForm<Terms>,
  parts: DerivedParts & { readonly [name in Terms]: unknown },
): ManifestRow[] {
  const rows = [row(terms, parts[terms] as JsonValue), row('core', parts.core)];
  if (parts.heads !== undefined) rows.push(row('heads', parts.heads));
  for (const id of Object.keys(parts.packs)) rows.push(row(`packs/${id}`, parts.packs[id] as JsonValue));
  return rows.sort((a, b) => compareUtf16(a.path, b.path));
}

function row(path: string, value: JsonValue): ManifestRow {
  const bytes = canonicalizeBytes(value);
  return { path, size: bytes.length, sha256: digestOf(bytes) };
}

/** The bytes of a document's file. */
export function serializeDocument(
  { head }: DocumentForm<string>,
  { parts, manifest, envelope, keys }: SignedDocument<DerivedParts>,
): Uint8Array {
  const document = {
    ...head,
    parts,
    manifest,
    ...(envelope === undefined ? {} : { envelope }),
    ...(keys.length === 0 ? {} : { keys }),
  };
  return canonicalizeBytes(document as unknown as JsonValue);
}

/**
 * Reads a document's file. Its bytes have to be the RFC 8785 form of what they parse to, and its manifest has to list its parts with their
 * digests, so that no byte of it can change unseen.
 *
 * @param readTerms - reads the part that says what was asked
 * @throws {AssizeError} `E_PARSE`, `E_PARSE_DUPKEY`, `E_LIMIT`, `E_CANON`, `E_SCHEMA`, `E_HEADS`, `E_MANIFEST`, and what `readTerms` throws
 */
export function parseDocument<Terms extends string, T>(
  form: DocumentForm<Terms>,
  bytes: Uint8Array,
  readTerms: (value: JsonValue) => T,
): SignedDocument<DerivedParts & { readonly [name in Terms]: T }> {
  const { head, terms, advice } = form;
  const refuse = (code: string, message: string, pointer: string): never => {
    throw new AssizeError(code, message, { pointer }, advice);
  };
  const readObject = (value: JsonValue | undefined, pointer: string): JsonObject =>
    isJsonObject(value) ? value : refuse('E_SCHEMA', 'not an object', pointer);
  const readMembers = (value: JsonValue | undefined, pointer: string, required: string[], optional: string[]): JsonObject => {
    const object = readObject(value, pointer);
    for (const name of Object.keys(object))
      if (!required.includes(name) && !optional.includes(name))
        refuse('E_SCHEMA', `unknown member ${name}`, `${pointer}/${name}`);
    for (const name of required) if (object[name] === undefined) refuse('E_SCHEMA', `${name} is missing`, pointer);
    return object;
  };
  const readRow = (value: JsonValue, index: number): ManifestRow => {
    const pointer = `/manifest/${index}`;
    const { path, size, sha256 } = readMembers(value, pointer, ['path', 'size', 'sha256'], []);
    if (typeof path !== 'string' || typeof size !== 'number' || !isDigest(sha256))
      return refuse('E_SCHEMA', 'not a row of a manifest', pointer);
    return { path, size, sha256 };
  };
  const readList = <Item>(value: JsonValue, pointer: string, read: (item: JsonValue, index: number) => Item): Item[] =>
    Array.isArray(value) ? value.map(read) : refuse('E_SCHEMA', 'not a list', pointer);

  const value = parseJson(bytes);
  if (decodeUtf8(bytes) !== canonicalize(value)) refuse('E_CANON', 'the file is not the RFC 8785 form of its document', '');
  const json = readMembers(value, '', [...Object.keys(head), 'parts', 'manifest'], ['envelope', 'keys']);
  for (const [name, own] of Object.entries(head))
    if (json[name] !== own) refuse('E_SCHEMA', `${name} is not ${JSON.stringify(own)}`, `/${name}`);
  const stated = readMembers(json['parts'], '/parts', [terms, 'core', 'packs'], ['heads']);
  const { heads } = stated;
  if (heads !== undefined) parseKnownHeads(canonicalizeBytes(heads));
  const parts = {
    [terms]: readTerms(stated[terms] as JsonValue),
    core: readObject(stated['core'], '/parts/core'),
    ...(heads === undefined ? {} : { heads }),
    packs: readObject(stated['packs'], '/parts/packs') as DerivedParts['packs'],
  } as DerivedParts & { readonly [name in Terms]: T };
  const manifest = readList(json['manifest'] as JsonValue, '/manifest', readRow);
  if (canonicalize(manifest as unknown as JsonValue) !== canonicalize(buildManifest(form, parts) as unknown as JsonValue))
    refuse('E_MANIFEST', 'the manifest does not list the parts as they are', '/manifest');
  const envelope = json['envelope'] === undefined ? {} : { envelope: readObject(json['envelope'], '/envelope') };
  const keys = readList(json['keys'] ?? [], '/keys', (key, index) => readObject(key, `/keys/${index}`));
  return { parts, manifest, ...envelope, keys };
}

/** The known heads that a document names, for verifying its evidence under them. */
export function headsOf({ parts: { heads } }: SignedDocument<DerivedParts>): ReturnType<typeof parseKnownHeads> {
  return heads === undefined ? [] : parseKnownHeads(canonicalizeBytes(heads));
}
