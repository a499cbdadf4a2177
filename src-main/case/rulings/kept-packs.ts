import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { builtInPacks, defaultPackId } from '../../../src-core/arbitration/built-in-packs.ts';
import { decidesAlone } from './decides-alone.ts';
import { admitPack, openPack, type OpenedPack, type PackSigner } from '../../../src-core/arbitration/open-pack.ts';
import type { Pack } from '../../../src-core/arbitration/pack.ts';
import { runPackTests } from '../../../src-core/arbitration/run-pack-tests.ts';
import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { PackRow } from '../../../src-core/host/groups/rulings.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import { nodeSignatures } from '../../crypto/node-signatures.ts';
import { openPackFile } from '../../files/load-packs.ts';
import { readJsonFile } from '../../files/read-json.ts';
import { asWriteError, isSystemError, writeDurably } from '../../files/write-durably.ts';

const verifier = createSignatureVerifier('fast', nodeSignatures);
const folderOf = (dataFolder: string): string => join(dataFolder, 'packs');
const fileOf = (dataFolder: string, digest: string): string =>
  join(folderOf(dataFolder), `${digest.slice('sha256:'.length)}.json`);

/** A pack of this program, or one that was added, opened for those whom a policy names. */
export async function openKeptPack(dataFolder: string, digest: string, signers: readonly PackSigner[]): Promise<OpenedPack> {
  const builtIn = [...builtInPacks].find(([, pinned]) => pinned === digest)?.[0];
  try {
    const opened = await openPackFile(builtIn ?? fileOf(dataFolder, digest), { cwd: '/' }, signers, verifier);
    if (opened.pack.digest === digest) return opened;
  } catch (error) {
    if (!(error instanceof AssizeError && error.code === 'E_NO_FILE')) throw error;
  }
  throw new AssizeError('E_PACK_GONE', 'the rule pack is no longer here', { pointer: '/packs' }, 'Choose its file again.');
}

/**
 * The packs of a decision, each admitted: built in, or signed by someone whom the policy names and passing its own tests.
 *
 * @throws {AssizeError} `E_PACK_GONE`, `E_PACK_*`
 */
export async function admitKeptPacks(
  dataFolder: string,
  digests: readonly string[],
  signers: readonly PackSigner[],
): Promise<readonly OpenedPack[]> {
  const opened = await Promise.all(digests.map((digest) => openKeptPack(dataFolder, digest, signers)));
  const ids = opened.map(({ pack }) => pack.rules.map((rule) => rule.id));
  opened.forEach((one, index) => admitPack(one, new Set(ids.filter((_, other) => other !== index).flat())));
  return opened;
}

/** Keeps the pack of a file in the application's folder, its own tests passed. @throws {AssizeError} `E_PACK_*` */
export async function keepPack(dataFolder: string, path: string): Promise<PackRow> {
  const { pack, source, standing } = openPack(await readJsonFile(path), [], verifier);
  const failed = runPackTests(pack).find((test) => !test.passed);
  if (failed !== undefined)
    throw new AssizeError('E_PACK_TEST', `test "${failed.name}" of pack ${pack.id} fails: ${failed.failures.join('; ')}`);
  if (standing.kind !== 'built-in') {
    const kept = fileOf(dataFolder, pack.digest);
    try {
      await mkdir(folderOf(dataFolder), { recursive: true, mode: 0o700 });
    } catch (error) {
      throw asWriteError(error, kept);
    }
    await writeDurably(kept, canonicalizeBytes(source), { mode: 0o600, overwrite: true });
  }
  return rowOf(pack, standing.kind === 'built-in' ? 'built-in' : 'file');
}

/** The pack that a ruling takes unless told otherwise, the other built-in ones, then kept ones by id. A kept file that can no longer be read is passed over. */
export async function listPacks(dataFolder: string): Promise<readonly PackRow[]> {
  const rows: PackRow[] = [];
  const ids = [defaultPackId, ...[...builtInPacks.keys()].filter((id) => id !== defaultPackId)];
  for (const digest of ids.flatMap((id) => builtInPacks.get(id) ?? []))
    rows.push(rowOf((await openKeptPack(dataFolder, digest, [])).pack, 'built-in'));
  const kept: PackRow[] = [];
  for (const name of await namesIn(folderOf(dataFolder))) {
    try {
      kept.push(rowOf((await openKeptPack(dataFolder, `sha256:${name.replace(/\.json$/, '')}`, [])).pack, 'file'));
    } catch (error) {
      if (!(error instanceof AssizeError)) throw error;
    }
  }
  return [...rows, ...kept.sort((a, b) => (a.id < b.id ? -1 : 1))];
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => /^[0-9a-f]{64}\.json$/.test(name));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}

const day = (ms: number): string => formatInstant(ms).slice(0, 10);

function rowOf(pack: Pack, source: PackRow['source']): PackRow {
  return {
    id: pack.id,
    version: pack.version,
    digest: pack.digest,
    jurisdiction: pack.jurisdiction,
    effectiveFrom: day(pack.effectiveFrom),
    ...(pack.effectiveTo === undefined ? {} : { effectiveTo: day(pack.effectiveTo) }),
    source,
    rules: pack.rules.map((rule) => ({ id: rule.id, title: rule.title, stage: rule.stage, decides: decidesAlone(rule) })),
    params: pack.params.map(({ id, type, value, cite, tag }) => ({ id, type, value, cite, tag })),
  };
}
