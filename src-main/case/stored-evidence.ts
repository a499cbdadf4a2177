import type { Evidence } from '../../src-core/evidence/state.ts';
import { policyInEffect, readPolicy } from '../case-import/policies.ts';
import { spoolSources, type SpooledSources, type StoredSource } from '../case-import/sources.ts';
import { loadEvidence, type EvidenceRequest } from '../files/load-evidence.ts';
import type { ReadDatabase } from '../store/database.ts';

/**
 * Verifies stored sources under the case's policy, from their bytes.
 *
 * @param folder - the caller's own, for the evidence while the engine reads it; the caller removes it
 * @throws {AssizeError} `E_CASE_DAMAGED` where stored bytes are not those that were received
 */
export async function verifyStored(
  database: ReadDatabase,
  sources: readonly StoredSource[],
  folder: string,
  request: Pick<EvidenceRequest, 'onProgress' | 'signal'> = {},
): Promise<{ readonly evidence: Evidence; readonly spooled: SpooledSources }> {
  const spooled = spoolSources(database, folder, sources);
  const policy = readPolicy(database, policyInEffect(database))?.policy;
  const { evidence } = await loadEvidence(spooled.paths, { ...request, ...(policy === undefined ? {} : { given: { policy } }) });
  return { evidence, spooled };
}
