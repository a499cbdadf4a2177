import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createSignatureVerifier, type SignaturePath } from '../../src-core/crypto/signature.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { parseKnownHeads } from '../../src-core/evidence/known-heads.ts';
import { parseTrustPolicy, policyFromJwks, type TrustPolicy } from '../../src-core/evidence/policy.ts';
import type { Evidence } from '../../src-core/evidence/state.ts';
import type { KnownHead } from '../../src-core/evidence/verify/context.ts';
import { detectFormat, FOREIGN_FORMATS, HEAD_BYTES } from '../../src-core/import/detect-format.ts';
import type { InputFile } from '../../src-core/import/evidence-feed.ts';
import { noEvidence, verifyInputs, type LoadedEvidence } from '../../src-core/import/verify-inputs.ts';
import type { JsonValue } from '../../src-core/json/json-value.ts';
import { nodeSignatures } from '../crypto/node-signatures.ts';
import { nodeX509 } from '../crypto/node-x509.ts';
import { readPrivateJwk, type AskPassphrase } from '../recording/key-file.ts';
import { fileError } from './file-error.ts';
import { openSeals } from './open-seals.ts';
import { PageFile } from './page-file.ts';
import { openContainer } from './read-container.ts';
import { openFolder } from './read-folder.ts';
import { withPath } from './read-json.ts';
import { readUserFile } from './read-user-file.ts';

/** How evidence is to be verified; paths are the host's own. */
export interface EvidenceRequest {
  /** A trust policy's file. */
  readonly policy?: string | undefined;
  /** A JWK Set's file, instead of a policy. */
  readonly keys?: string | undefined;
  /** Known heads: a JSON array's file. */
  readonly heads?: string | undefined;
  /** A private JWK's file, to open seals. */
  readonly open?: string | undefined;
  /** Asked where the file of `open` is locked by a passphrase. */
  readonly askPassphrase?: AskPassphrase | undefined;
  /** Instead of files: what they would hold. */
  readonly given?: { readonly policy?: TrustPolicy; readonly heads?: readonly KnownHead[]; readonly openKey?: JsonValue };
  /** How Ed25519 is computed; both give the same verdicts. */
  readonly path?: SignaturePath | undefined;
  /** Epoch milliseconds of `--at`. */
  readonly at?: number | undefined;
  /** What the path `-` reads. */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How far reading has come, in bytes of all inputs. */
export interface Progress {
  readonly path: string;
  readonly bytes: number;
  readonly total: number;
}

/**
 * Reads and verifies evidence: bundles, folders, chain files, and documents of the protocols that are known, found by their
 * content. Lines stream, and what is known of them goes to a temporary file
 * beyond a bound: memory does not grow with entries.
 *
 * @param paths - `-` is standard input; in any order, with the same result
 * @throws {AssizeError} `E_NO_FILE` where there is no such file, `E_FORMAT` where one is no evidence at all, `E_POLICY`, `E_HEADS`,
 *   `E_KEY` for what it is to be verified with
 */
export async function loadEvidence(paths: readonly string[], request: EvidenceRequest = {}): Promise<LoadedEvidence> {
  const trust = await readTrust(request);
  const heads = request.given?.heads ?? (await readHeads(request));
  const openKey = request.given?.openKey ?? (await readOpenKey(request));
  const files: InputFile[] = [];
  for (const path of new Set(paths)) files.push(await lookAt(path, request));
  return verifyInputs(files, {
    ...trust,
    verifier: createSignatureVerifier(request.path ?? 'fast', nodeSignatures),
    x509: nodeX509,
    heads,
    pages: new PageFile(),
    at: request.at,
    host: {
      createSha256: () => createHash('sha256'),
      onBytes: progressOf(files, request),
      throwIfStopped: () => request.signal?.throwIfAborted(),
    },
    openSeals: openKey === undefined ? undefined : (sealed) => openSeals(sealed, openKey),
  });
}

async function readTrust(
  request: EvidenceRequest,
): Promise<{ policy: TrustPolicy | undefined; policySource: Evidence['policySource'] }> {
  const { given, policy, keys } = request;
  if (given?.policy !== undefined) return { policy: given.policy, policySource: 'file' };
  if (policy !== undefined && keys !== undefined) {
    throw new AssizeError('E_USAGE', '--policy and --keys cannot be given together', {}, 'List the keys in the policy instead.');
  }
  if (policy !== undefined) return { policy: await readSmall(policy, parseTrustPolicy, request), policySource: 'file' };
  if (keys !== undefined) return { policy: await readSmall(keys, policyFromJwks, request), policySource: 'keys' };
  return { policy: undefined, policySource: 'none' };
}

async function readHeads(request: EvidenceRequest): Promise<readonly KnownHead[]> {
  return request.heads === undefined ? [] : readSmall(request.heads, parseKnownHeads, request);
}

async function readOpenKey({ open: path, askPassphrase, stdin }: EvidenceRequest): Promise<JsonValue | undefined> {
  return path === undefined ? undefined : readPrivateJwk(path, askPassphrase ?? (() => Promise.resolve(undefined)), stdin);
}

/** Reads a file of the user's own, whose failures name it. */
async function readSmall<T>(path: string, parse: (bytes: Uint8Array) => T, { stdin }: EvidenceRequest): Promise<T> {
  const bytes = await readUserFile(path, stdin);
  return withPath(path, () => parse(bytes));
}

async function lookAt(path: string, request: EvidenceRequest): Promise<InputFile> {
  if (path === '-') return lookAtStream(request.stdin);
  try {
    const status = await stat(path);
    if (status.isDirectory()) return { path, size: 0, format: 'folder', read: () => emptyStream(), open: () => openFolder(path) };
    if (!status.isFile()) throw noEvidence(path, 'it is neither a file nor a folder');
    const head = await readHead(path);
    const format = detectFormat(head, FOREIGN_FORMATS);
    if (format === undefined)
      throw noEvidence(path, head.length === 0 ? 'the file is empty' : 'no known format of evidence begins like this');
    return {
      path,
      size: status.size,
      format,
      read: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
      open: () => openContainer(path),
    };
  } catch (error) {
    throw error instanceof AssizeError ? error : fileError(error, path);
  }
}

/** Standard input is held in memory: a container cannot be read from a stream, and its format is only known by its bytes. */
async function lookAtStream(stdin: AsyncIterable<Uint8Array> | undefined): Promise<InputFile> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stdin ?? emptyStream()) pieces.push(piece);
  const bytes: Uint8Array = Buffer.concat(pieces);
  const format = detectFormat(bytes.subarray(0, HEAD_BYTES), FOREIGN_FORMATS);
  if (format === undefined)
    throw noEvidence('-', bytes.length === 0 ? 'standard input is empty' : 'no known format of evidence begins like this');
  return { path: '-', size: bytes.length, format, read: () => streamOf(bytes), open: () => openContainer(bytes) };
}

async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024);
}

async function* emptyStream(): AsyncGenerator<Uint8Array> {}

async function readHead(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function progressOf(files: readonly InputFile[], request: EvidenceRequest): (path: string, bytes: number) => void {
  const { onProgress } = request;
  if (onProgress === undefined) return () => {};
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let bytes = 0;
  return (path, more) => {
    bytes += more;
    onProgress({ path, bytes: Math.min(bytes, Math.max(total, bytes)), total });
  };
}
