import { verifyConsistency } from '../../chain/merkle.ts';
import { digestBytes, type Digest } from '../../crypto/sha256.ts';
import type { EvidenceLine } from '../state.ts';
import type { VerificationContext } from '../verify/context.ts';
import type { AssessedNote } from './assessed-note.ts';
import type { Comparison } from './compare-notes.ts';
import type { LogEvidence } from './log-evidence.ts';

/**
 * Checks the consistency proofs of a bundle (RFC 6962 section 2.1.2): E_CONSISTENCY on the chain of the new checkpoint.
 *
 * The file states only the old size. The old root is that of every other checkpoint of that origin and size in the bundle which may
 * be believed; where there is none, the root of the entries themselves. Where neither is at hand nothing can be asked.
 */
export function checkConsistencyProofs(context: VerificationContext, evidence: LogEvidence, comparison: Comparison): void {
  for (const { path, proof, problem, note } of evidence.consistency) {
    const fail = (message: string, because?: EvidenceLine): void => {
      context.add({ code: 'E_CONSISTENCY', step: 'files', chain: note?.chain, path, message, because });
    };
    if (proof === undefined || note === undefined) {
      fail(`consistency proof that cannot be read: ${problem}`);
      continue;
    }
    if (note.failure !== undefined || note.head === undefined) continue;
    const { origin, size, rootBytes } = note.head;
    for (const old of oldRoots(evidence.notes, comparison, origin, proof.oldSize)) {
      const root1 = digestBytes(old.root);
      if (root1 === undefined) throw new Error('a root is a digest');
      const outcome = verifyConsistency({ size1: proof.oldSize, size2: size, root1, root2: rootBytes, proof: proof.hashes });
      if (outcome === 'proves') continue;
      fail(
        `the checkpoint of ${size} entries is not shown to continue the one of ${proof.oldSize} (${outcome})`,
        old.computed ? comparison.places.get(origin)?.firstFailure(proof.oldSize) : undefined,
      );
      break;
    }
  }
}

function oldRoots(
  notes: readonly AssessedNote[],
  comparison: Comparison,
  origin: string,
  size: number,
): { root: Digest; computed: boolean }[] {
  const stated = new Set<Digest>();
  for (const { head, failure } of notes)
    if (failure === undefined && head?.origin === origin && head.size === size) stated.add(head.root);
  if (stated.size > 0) return [...stated].map((root) => ({ root, computed: false }));
  const computed = comparison.roots.get(origin)?.get(size);
  return computed === undefined ? [] : [{ root: computed, computed: true }];
}
