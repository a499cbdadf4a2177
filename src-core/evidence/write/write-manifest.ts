import { createSha256, digestOf, digestText } from '../../crypto/sha256.ts';
import type { Digest } from '../../crypto/sha256.ts';
import { pae } from '../../crypto/dsse.ts';
import { decodeBase64 } from '../../encoding/base64.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { AssizeError } from '../../errors.ts';
import { canonicalizeBytes } from '../../json/canonicalize.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { parseJson } from '../../json/parse-json.ts';

/** What a manifest says of a file, besides its place in the layout. */
export type FileRole = 'entries' | 'artifact' | 'disclosure' | 'sealed' | 'log' | 'anchor' | 'key' | 'ruling';

export interface ManifestFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: Digest;
  readonly role: FileRole;
}

export interface ManifestChain {
  readonly id: string;
  /** The actor's id, as the chain's first readable line states it. */
  readonly actor: string;
  readonly first: number;
  readonly last: number;
  /** Lines. */
  readonly count: number;
  /** Digest of the entry with `seq` = `last`. */
  readonly head: Digest;
}

export interface ManifestInfo {
  readonly created: string;
  readonly producer: string;
  /** A name for the case that the bundle belongs to. */
  readonly caseName?: string;
  /** Artifacts that entries name and that were left out, with the reason. */
  readonly omitted?: readonly { readonly digest: Digest; readonly reason: string }[];
}

const FOLDERS: readonly (readonly [string, FileRole])[] = [
  ['entries/', 'entries'],
  ['artifacts/', 'artifact'],
  ['disclosures/', 'disclosure'],
  ['enc/', 'sealed'],
  ['log/', 'log'],
  ['anchors/', 'anchor'],
  ['keys/', 'key'],
  ['rulings/', 'ruling'],
];

/** The role that a file has by its place in the layout, `undefined` outside it. */
export function roleOfPath(path: string): FileRole | undefined {
  return FOLDERS.find(([folder]) => path.startsWith(folder))?.[1];
}

/** The bytes of `manifest.json` for the given parts: exact RFC 8785, no LF. */
export function formatManifest(files: readonly ManifestFile[], chains: readonly ManifestChain[], info: ManifestInfo): Uint8Array {
  const manifest = {
    v: 1,
    created: info.created,
    producer: info.producer,
    case: info.caseName,
    chains: [...chains].sort((a, b) => compareUtf16(a.id, b.id)).map((chain) => ({ ...chain })),
    files: [...files].sort((a, b) => compareUtf16(a.path, b.path)).map((file) => ({ ...file })),
    omitted: info.omitted && [...info.omitted].sort((a, b) => compareUtf16(a.digest, b.digest)).map((item) => ({ ...item })),
  };
  return canonicalizeBytes(manifest as unknown as JsonValue);
}

/**
 * The manifest of files that are all in memory.
 *
 * @param files - by path, without `mimetype` and `manifest.*`
 * @throws {AssizeError} `E_BUNDLE` for a file outside the layout
 */
export function writeManifest(files: ReadonlyMap<string, Uint8Array>, info: ManifestInfo): Uint8Array {
  const listed: ManifestFile[] = [];
  const chains: ManifestChain[] = [];
  for (const [path, bytes] of files) {
    if (path === 'manifest.json' || path === 'manifest.dsse' || path === 'mimetype') continue;
    const role = roleOfPath(path);
    if (role === undefined) throw new AssizeError('E_BUNDLE', `${path} has no place in a bundle`, { path });
    listed.push({ path, size: bytes.length, sha256: digestOf(bytes), role });
    if (role !== 'entries') continue;
    const survey = new ChainSurvey(path);
    survey.push(bytes);
    const chain = survey.close();
    if (chain !== undefined) chains.push(chain);
  }
  return formatManifest(listed, chains, info);
}

/** Reads a chain file piece by piece for what a manifest says of it. Lines that cannot be read count, and say nothing else. */
export class ChainSurvey {
  readonly #named: string | undefined;
  readonly #hash = createSha256();
  #rest: Uint8Array[] = [];
  #count = 0;
  #size = 0;
  #first: Stated | undefined;
  #lowest: Stated | undefined;
  #highest: Stated | undefined;

  /** @param path - names the chain where it is `entries/<uuid>.ndjson` */
  constructor(path: string) {
    const uuid = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.ndjson$/.exec(path)?.[1];
    this.#named = uuid === undefined ? undefined : `urn:uuid:${uuid}`;
  }

  push(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#size += bytes.length;
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      this.#rest.push(bytes.subarray(start, end));
      this.#readLine();
      start = end + 1;
    }
    if (start < bytes.length) this.#rest.push(bytes.slice(start));
  }

  /** The chain's part of the manifest; `undefined` where no line could be read. */
  close(): ManifestChain | undefined {
    if (this.#rest.length > 0) this.#readLine();
    const { chain, actor } = this.#first ?? {};
    if (this.#lowest === undefined || this.#highest === undefined || chain === undefined || actor === undefined) return undefined;
    const { digest } = this.#highest;
    return {
      id: this.#named ?? chain,
      actor,
      first: this.#lowest.seq,
      last: this.#highest.seq,
      count: this.#count,
      head: digest,
    };
  }

  /** Size and digest of the bytes pushed; ends the survey. */
  digest(): { size: number; sha256: Digest } {
    return { size: this.#size, sha256: digestText(this.#hash.digest()) };
  }

  #readLine(): void {
    const length = this.#rest.reduce((sum, part) => sum + part.length, 0);
    const line = new Uint8Array(length);
    let offset = 0;
    for (const part of this.#rest) {
      line.set(part, offset);
      offset += part.length;
    }
    this.#rest = [];
    this.#count++;
    const stated = statedBy(line);
    if (stated === undefined) return;
    this.#first ??= stated;
    if (stated.chain !== (this.#named ?? this.#first.chain)) return;
    if (this.#lowest === undefined || stated.seq < this.#lowest.seq) this.#lowest = stated;
    if (this.#highest === undefined || stated.seq > this.#highest.seq) this.#highest = stated;
  }
}

interface Stated {
  readonly chain: string;
  readonly seq: number;
  readonly actor: string;
  readonly digest: Digest;
}

function statedBy(line: Uint8Array): Stated | undefined {
  try {
    const { payload, payloadType } = objectOf(parseJson(line));
    const bytes = typeof payload === 'string' ? decodeBase64(payload) : undefined;
    if (bytes === undefined || typeof payloadType !== 'string') return undefined;
    const { chain, seq, actor } = objectOf(parseJson(bytes));
    const id = isJsonObject(actor) ? actor['id'] : undefined;
    if (typeof chain !== 'string' || typeof seq !== 'number' || typeof id !== 'string') return undefined;
    return { chain, seq, actor: id, digest: digestOf(pae(payloadType, bytes)) };
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}

function objectOf(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : {};
}
