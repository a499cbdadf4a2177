import type { Digest } from '../crypto/sha256.ts';
import type { EvidenceLine } from './state.ts';
import type { VerificationContext } from './verify/context.ts';

/**
 * Explains why entries are not in the evidence, from the lines that link to them. The entry that links to an absent one shows
 * where it belongs: what stands there with a failure is the cause; where nothing stands there, it is the gap, on the entry
 * that links to it. Nothing tells what the digest of a broken line was that no entry follows.
 */
export class AbsentEntries {
  readonly #context: VerificationContext;
  #byPrev: ReadonlyMap<string, EvidenceLine> | undefined;

  constructor(context: VerificationContext) {
    this.#context = context;
  }

  /** The line that an absent entry's finding follows from; undefined where nothing explains it. */
  causeOf(digest: Digest): EvidenceLine | undefined {
    return (this.#byPrev ??= linesByPrev(this.#context)).get(digest);
  }
}

function linesByPrev(context: VerificationContext): ReadonlyMap<string, EvidenceLine> {
  const byPrev = new Map<string, EvidenceLine>();
  for (const chain of context.chains.values()) {
    for (const [seq, line] of chain.bySeq) {
      const before = chain.bySeq.get(seq - 1);
      const prev =
        before?.root !== undefined || before === undefined || line.root !== undefined ? line.payload?.['prev'] : undefined;
      if (typeof prev !== 'string' || context.byDigest.has(prev as Digest)) continue;
      byPrev.set(prev, before ?? chain.filled?.get(seq - 1) ?? line);
    }
  }
  return byPrev;
}
