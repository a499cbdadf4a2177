import type { CheckpointRow } from '../../../src-core/host/groups/trust.ts';

/** Of each chain the largest checkpoint, and every one with a signature that does not fit, in their order. */
export function latestCheckpoints(checkpoints: readonly CheckpointRow[]): CheckpointRow[] {
  const largest = new Map<string, CheckpointRow>();
  for (const row of checkpoints) {
    const known = largest.get(row.origin);
    // Of two of one size the one that counts stands for the chain.
    if (known === undefined || row.size > known.size || (row.size === known.size && row.counts && !known.counts))
      largest.set(row.origin, row);
  }
  return checkpoints.filter((row) => row.bad || largest.get(row.origin) === row);
}
