import { digestOf } from '../../src-core/crypto/sha256.ts';
import { equalBytes } from '../../src-core/encoding/bytes.ts';
import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { unpackStored, type StoredMembers } from '../../src-core/import/zip/stored-archive.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import { parseRuling } from '../../src-core/ruling/ruling-document.ts';
import type { RulingCheck } from '../../src-core/ruling/verify-ruling.ts';

/** A ruling's archive: the ruling's file, the evidence in it, and what this page can say of the rest. */
export interface CourtFile {
  readonly ruling: Uint8Array;
  readonly evidence: readonly File[];
  readonly answers: readonly RulingCheck[];
}

const RULING = 'ruling.json';
const CORE = 'ruling.core.json';
const MANIFEST = 'manifest.json';
const CUSTODY = 'custody.ndjson';
const EVIDENCE = 'evidence/';

/**
 * Opens the archive of a ruling. Its bytes have to be those that its members give, its list has to name them all, and its core has to be
 * the ruling's. Its printed forms, exhibits and custody are not judged here, and that is what the answers to them say: never a pass.
 *
 * @throws {AssizeError} `E_ZIP_*`, `E_MANIFEST`, `E_CORE` and what reading a ruling throws
 */
export function readCourtFile(archive: Uint8Array): CourtFile {
  const members = unpackStored(archive);
  checkManifest(members);
  const ruling = need(members, RULING);
  if (!equalBytes(need(members, CORE), canonicalizeBytes(parseRuling(ruling).parts.core)))
    throw new AssizeError('E_CORE', 'the core beside the ruling is another', { path: CORE });
  const evidence = [...members].flatMap(([name, bytes]) => (name.startsWith(EVIDENCE) ? [evidenceFile(name, bytes)] : []));
  const notHere = { result: 'indeterminate', code: 'I_NOT_CHECKED_HERE' } as const;
  return {
    ruling,
    evidence,
    answers: [{ name: 'renderings', ...notHere }, ...(members.has(CUSTODY) ? [{ name: 'custody', ...notHere } as const] : [])],
  };
}

function need(members: StoredMembers, name: string): Uint8Array {
  const bytes = members.get(name);
  if (bytes === undefined) throw new AssizeError('E_ZIP_MISSING', 'a part of the archive is missing', { path: name });
  return bytes;
}

/** The list is the RFC 8785 form of `{v: 1, renderer, files}`, the files by path, all but itself. */
function checkManifest(members: StoredMembers): void {
  const own = need(members, MANIFEST);
  const stated = parseJson(own);
  const renderer = isJsonObject(stated) ? stated['renderer'] : undefined;
  const files = [...members]
    .filter(([path]) => path !== MANIFEST)
    .map(([path, bytes]) => ({ path, size: bytes.length, sha256: digestOf(bytes) }))
    .sort((a, b) => compareUtf16(a.path, b.path));
  if (typeof renderer !== 'string' || !equalBytes(own, canonicalizeBytes({ v: 1, renderer, files })))
    throw new AssizeError('E_MANIFEST', 'the list does not name the members as they are', { path: MANIFEST });
}

function evidenceFile(name: string, bytes: Uint8Array): File {
  const own = name.slice(EVIDENCE.length);
  if (own.includes('/')) throw new AssizeError('I_ALG', 'evidence that is a folder is not read by this page', { path: name });
  return new File([bytes as Uint8Array<ArrayBuffer>], own);
}
