import { parseTrustPolicy, type TrustPolicy } from '../../src-core/evidence/policy.ts';
import { AssizeError } from '../../src-core/errors.ts';
import type { TrustMode } from '../../src-core/host/groups/cases.ts';
import { caseDamaged } from '../store/case-error.ts';
import type { ReadDatabase, WriteDatabase } from '../store/database.ts';
import { readMeta } from '../store/meta.ts';

/**
 * Keeps a policy's document as it is, each once.
 *
 * @throws {AssizeError} `E_POLICY`, or the reader's own code
 */
export function keepPolicy(database: WriteDatabase, document: Uint8Array): number {
  const { digest, name } = parseTrustPolicy(document);
  return database.inTransaction(() => {
    database.change('INSERT OR IGNORE INTO policy(document, digest, name) VALUES(?, ?, ?)').run(document, digest, name);
    return database.query<{ id: number }>('SELECT id FROM policy WHERE digest = ?').get(digest)?.id ?? 0;
  });
}

/**
 * The policy under an id; undefined: the case trusts nobody.
 *
 * @throws {AssizeError} `E_CASE_DAMAGED` where the document is not the one that was kept
 */
export function readPolicy(
  database: ReadDatabase,
  id: number | null,
): { readonly policy: TrustPolicy; readonly document: Uint8Array } | undefined {
  if (id === null) return undefined;
  const row = database
    .query<{ document: Uint8Array; digest: string }>('SELECT document, digest FROM policy WHERE id = ?')
    .get(id);
  try {
    const policy = row === undefined ? undefined : parseTrustPolicy(row.document);
    if (row !== undefined && policy?.digest === row.digest) return { policy, document: row.document };
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
  }
  throw caseDamaged(database.path, 'its trust policy is not the one that was kept');
}

/** The id of the policy that the case is judged under. */
export function policyInEffect(database: ReadDatabase): number | null {
  const id = readMeta(database, 'policy');
  return id === undefined ? null : Number(id);
}

export function trustOf(policy: TrustPolicy | undefined): TrustMode {
  if (policy === undefined) return { mode: 'claimed' };
  const logs = policy.logs?.logs.length ?? 0;
  return { mode: 'pinned', name: policy.name, digest: policy.digest, keys: policy.keys.length + policy.registries.length, logs };
}
