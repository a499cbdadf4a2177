import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { decodeUtf8 } from '../encoding/utf8.ts';
import { parseDsse } from '../crypto/dsse.ts';
import { digestOf, type Digest } from '../crypto/sha256.ts';
import { AssizeError } from '../errors.ts';
import { chainUrn, digest, id, instant, text } from '../evidence/model/shared.ts';
import { array, integer, literal, object, oneOf, schemaProblems, stringOf, type Static } from '../evidence/schema/schema.ts';
import { roleOfPath } from '../evidence/write/write-manifest.ts';
import { canonicalize } from '../json/canonicalize.ts';
import { parseJson } from '../json/parse-json.ts';
import type { JsonValue } from '../json/json-value.ts';
import { MIMETYPE_MEMBER, nameFault } from './container-rules.ts';

export const MANIFEST_MEMBER = 'manifest.json';
/** A DSSE envelope by which somebody seals the manifest. */
export const SEAL_MEMBER = 'manifest.dsse';
export const MANIFEST_TYPE = 'application/vnd.assize.manifest.v1+json';

const memberPath = stringOf('the path of a member', (value) => nameFault(value) === undefined, { minLength: 1 });
const fileRole = oneOf(['entries', 'artifact', 'disclosure', 'sealed', 'log', 'anchor', 'key', 'ruling']);

/** The schema of `manifest.json`. */
export const manifestSchema = object(
  {
    v: literal(1),
    created: instant,
    producer: text,
    chains: array(object({ id: chainUrn, actor: id, first: integer(0), last: integer(0), count: integer(0), head: digest })),
    files: array(object({ path: memberPath, size: integer(0), sha256: digest, role: fileRole })),
  },
  { case: text, omitted: array(object({ digest, reason: text })) },
);

/** What a container says of itself. It is a claim like any other: nothing in it is believed before it was compared. */
export type Manifest = Static<typeof manifestSchema>;

/** A manifest's fault as plain data. `path` is a member, `pointer` a place within the manifest. */
export interface ManifestFinding {
  readonly code: 'E_MANIFEST' | 'E_ZIP_MISSING' | 'E_ZIP_UNLISTED';
  readonly path?: string;
  readonly pointer?: string;
  readonly message: string;
}

/** A manifest that was read, or all that is wrong with it. */
export type ReadManifest =
  | { readonly manifest: Manifest; readonly findings: readonly [] }
  | { readonly manifest?: undefined; readonly findings: readonly ManifestFinding[] };

/**
 * Reads `manifest.json`: strict JSON, exactly the RFC 8785 bytes of what it parses to, without a newline; the schema; files by path
 * without duplicates, each in the folder of its role, none of the three that are never listed; no chain and no omitted artifact
 * twice, no chain that ends before it begins.
 */
export function parseManifest(bytes: Uint8Array): ReadManifest {
  const parsed = readJson(bytes);
  if (parsed instanceof AssizeError) return failed(`the manifest is no strict JSON: ${parsed.message}`);
  if (decodeUtf8(bytes) !== canonicalize(parsed)) return failed('the manifest is not the RFC 8785 form of its content');
  const problems = schemaProblems(manifestSchema, parsed);
  if (problems.length > 0)
    return { findings: problems.map(({ pointer, message }) => finding(`${pointer || 'the manifest'} ${message}`, pointer)) };
  const manifest = parsed as unknown as Manifest;
  const findings = [...orderFaults(manifest), ...roleFaults(manifest), ...chainFaults(manifest)];
  return findings.length > 0 ? { findings } : { manifest, findings: [] };
}

function readJson(bytes: Uint8Array): JsonValue | AssizeError {
  try {
    return parseJson(bytes);
  } catch (error) {
    if (error instanceof AssizeError) return error;
    throw error;
  }
}

function* orderFaults({ files }: Manifest): Generator<ManifestFinding> {
  for (const [index, { path }] of files.entries()) {
    const before = files[index - 1]?.path;
    if (before === undefined || compareUtf16(before, path) < 0) continue;
    yield finding(before === path ? `${path} is listed twice` : `${path} is listed after ${before}`, `/files/${index}/path`);
  }
}

function* roleFaults({ files }: Manifest): Generator<ManifestFinding> {
  for (const [index, { path, role }] of files.entries()) {
    if (isNeverListed(path)) yield finding(`${path} is never listed`, `/files/${index}/path`);
    const expected = roleOfPath(path);
    if (expected !== undefined && expected !== role)
      yield finding(`${path} has the role ${role} instead of ${expected}`, `/files/${index}/role`);
  }
}

function* chainFaults({ chains, omitted = [] }: Manifest): Generator<ManifestFinding> {
  const seen = new Set<string>();
  for (const [index, chain] of chains.entries()) {
    if (chain.first > chain.last) yield finding('the chain ends before it begins', `/chains/${index}/last`);
    if (seen.has(chain.id)) yield finding(`${chain.id} is listed twice`, `/chains/${index}/id`);
    seen.add(chain.id);
  }
  for (const [index, item] of omitted.entries()) {
    if (seen.has(item.digest)) yield finding(`${item.digest} is left out twice`, `/omitted/${index}/digest`);
    seen.add(item.digest);
  }
}

/** True for the members that frame a container and stand in no list. */
export function isNeverListed(name: string): boolean {
  return name === MIMETYPE_MEMBER || name === MANIFEST_MEMBER || name === SEAL_MEMBER;
}

/** A member as it was read. */
export interface SeenMember {
  readonly name: string;
  readonly size: number;
  readonly sha256: Digest;
}

/** Where the list of files and the members differ, by path: missing, unlisted, of another size or digest. */
export function compareMembers(manifest: Manifest, members: readonly SeenMember[]): ManifestFinding[] {
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  const present = new Map(members.filter(({ name }) => !isNeverListed(name)).map((member) => [member.name, member]));
  const paths = [...new Set([...listed.keys(), ...present.keys()])].sort(compareUtf16);
  return paths.flatMap((path): ManifestFinding[] => {
    const file = listed.get(path);
    const member = present.get(path);
    if (member === undefined) return [{ code: 'E_ZIP_MISSING', path, message: 'the manifest lists a file that is not there' }];
    if (file === undefined) return [{ code: 'E_ZIP_UNLISTED', path, message: 'the manifest does not list this file' }];
    if (file.size !== member.size)
      return [{ code: 'E_MANIFEST', path, message: `the manifest states ${file.size} bytes, the file has ${member.size}` }];
    if (file.sha256 !== member.sha256)
      return [{ code: 'E_MANIFEST', path, message: `the manifest states ${file.sha256}, the file is ${member.sha256}` }];
    return [];
  });
}

const sealSchema = object({ v: literal(1), manifest: digest });

/**
 * Why `manifest.dsse` does not seal this manifest, `undefined` where it does: it must be a DSSE envelope of the manifest's payload
 * type whose payload is the RFC 8785 form of `{v, manifest}` with the manifest's digest. Who signed it is not looked at here.
 */
export function sealFault(seal: Uint8Array, manifest: Uint8Array): string | undefined {
  const envelope = readJson(seal);
  if (envelope instanceof AssizeError) return `the seal is no strict JSON: ${envelope.message}`;
  try {
    const { payloadType, payload } = parseDsse(envelope);
    if (payloadType !== MANIFEST_TYPE) return `the seal is for ${payloadType}`;
    const content = parseJson(payload);
    if (decodeUtf8(payload) !== canonicalize(content)) return 'the payload of the seal is not the RFC 8785 form of its content';
    const [problem] = schemaProblems(sealSchema, content);
    if (problem !== undefined) return `the payload of the seal: ${problem.pointer} ${problem.message}`;
    return (content as Static<typeof sealSchema>).manifest === digestOf(manifest)
      ? undefined
      : 'the seal is for another manifest';
  } catch (error) {
    if (error instanceof AssizeError) return `the seal cannot be read: ${error.message}`;
    throw error;
  }
}

function failed(message: string): ReadManifest {
  return { findings: [finding(message)] };
}

function finding(message: string, pointer?: string): ManifestFinding {
  return { code: 'E_MANIFEST', path: MANIFEST_MEMBER, ...(pointer ? { pointer } : {}), message };
}
