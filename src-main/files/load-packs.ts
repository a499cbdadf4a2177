import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtInPacks, defaultPackId } from '../../src-core/arbitration/built-in-packs.ts';
import { admitPack, openPack, type OpenedPack, type PackSigner } from '../../src-core/arbitration/open-pack.ts';
import type { SignatureVerifier } from '../../src-core/crypto/signature.ts';
import { readJsonFile, withPath } from './read-json.ts';

/** The file of a pack that ships with the program. */
function builtInPath(id: string): string {
  return fileURLToPath(new URL(`../../rule-packs/${id}/pack.json`, import.meta.url));
}

/** Where paths stand and what `-` reads. */
export interface PackPlace {
  readonly cwd: string;
  readonly stdin?: AsyncIterable<Uint8Array>;
}

/** Opens a pack by the id of one that ships with the program, or by its file; `-` is standard input. */
export async function openPackFile(
  idOrPath: string,
  { cwd, stdin }: PackPlace,
  signers: readonly PackSigner[],
  verifier: SignatureVerifier,
): Promise<OpenedPack> {
  const path = builtInPacks.has(idOrPath) ? builtInPath(idOrPath) : idOrPath === '-' ? idOrPath : resolve(cwd, idOrPath);
  const source = await readJsonFile(path, stdin);
  return withPath(path, () => openPack(source, signers, verifier));
}

/**
 * The packs of a run, each admitted: built in, or signed by someone whom the policy names and passing its own tests. None named: `core`.
 *
 * @throws {AssizeError} `E_NO_FILE`, `E_PACK_*`
 */
export async function loadPacks(
  named: readonly string[],
  place: PackPlace,
  signers: readonly PackSigner[],
  verifier: SignatureVerifier,
): Promise<OpenedPack[]> {
  const opened: OpenedPack[] = [];
  for (const name of named.length === 0 ? [defaultPackId] : named)
    opened.push(await openPackFile(name, place, signers, verifier));
  const ids = opened.map(({ pack }) => pack.rules.map((rule) => rule.id));
  opened.forEach((one, index) => admitPack(one, new Set(ids.filter((_, other) => other !== index).flat())));
  return opened;
}

/** The rule ids of all packs that ship with the program. */
export async function builtInRuleIds(verifier: SignatureVerifier): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const id of builtInPacks.keys()) {
    const { pack } = await openPackFile(id, { cwd: '/' }, [], verifier);
    for (const rule of pack.rules) ids.add(rule.id);
  }
  return ids;
}
