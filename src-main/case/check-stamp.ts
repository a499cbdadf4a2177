import type { Report } from '../../src-core/evidence/report.ts';
import { policyInEffect, readPolicy } from '../case-import/policies.ts';
import type { ReadDatabase } from '../store/database.ts';
import { DERIVED_VERSION } from '../store/derived-tables.ts';
import { readVerdict, sameStamp, stampRows } from '../store/stored-report.ts';

/**
 * Whether what is stored is what verification derived here: every row under its stamp, by this version's tables, under the policy in
 * effect.
 *
 * @param key - absent: this machine has stamped nothing in the case
 * @returns `none` where nothing was verified yet
 */
export function checkStamp(database: ReadDatabase, key: Uint8Array | undefined): 'right' | 'wrong' | 'none' {
  const stored = readVerdict(database);
  if (stored === undefined) {
    const sources =
      database.query<{ count: number }>("SELECT count(*) AS count FROM source WHERE state = 'whole'").get()?.count ?? 0;
    return sources === 0 ? 'none' : 'wrong';
  }
  if (key === undefined || stored.derived !== DERIVED_VERSION || stored.policy !== policyInEffect(database)) return 'wrong';
  if (!sameStamp(stampRows(database, key).finish(stored), stored.stamp)) return 'wrong';
  // The verdict names its policy by digest, so another document under the same number is found out.
  const { policy } = JSON.parse(stored.report) as Report;
  return policy.digest === readPolicy(database, stored.policy)?.policy.digest ? 'right' : 'wrong';
}
