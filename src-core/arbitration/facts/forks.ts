import type { Digest } from '../../crypto/sha256.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import type { Fork, HeldCopies } from '../derivation.ts';
import { unionIds } from '../fact-inputs.ts';
import { chainsOfTransaction } from './evd.ts';
import type { EvidenceView } from './evidence-view.ts';
import { partyOfActor } from './registrations.ts';

/**
 * The places in chains of the transaction of which two or more admissible copies are at hand, by chain, then seq. No choice of copies
 * has an effect on it.
 */
export function forksOf(view: EvidenceView): readonly Fork[] {
  const seqsOf = (chain: string): Set<number> => {
    const forked = (view.index.chainFindings.get(chain) ?? []).filter(({ code }) => code === 'E_FORK');
    const seqs = forked.map(({ line }) => line?.payload?.['seq']);
    return new Set(seqs.filter((seq): seq is number => typeof seq === 'number'));
  };
  const forks: Fork[] = [];
  for (const chain of chainsOfTransaction(view)) {
    for (const seq of [...seqsOf(chain.id)].sort((a, b) => a - b)) {
      const copies = view.index
        .linesAt(chain, seq)
        .flatMap((line) => (line.digest === undefined ? [] : (view.index.entry(line.digest) ?? [])))
        .filter((entry) => entry.admissible && entry.chain === chain.id);
      const digests = unionIds(copies.map((entry) => entry.digest)) as Digest[];
      const [first] = copies;
      if (first === undefined || digests.length < 2) continue;
      forks.push({ id: `${chain.id}#${seq}`, chain: chain.id, seq, copies: digests, author: partyOfActor(view, first.actorId) });
    }
  }
  return forks.sort((a, b) => compareUtf16(a.chain, b.chain) || a.seq - b.seq);
}

/** The copies that are not read: all but the one held at each place, which is the smallest digest unless a choice was made. */
export function copiesNotHeld(forks: readonly Fork[], held: HeldCopies): ReadonlySet<string> {
  return new Set(forks.flatMap((fork) => fork.copies.filter((copy) => copy !== (held.get(fork.id) ?? fork.copies[0]))));
}
