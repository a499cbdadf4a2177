import type { Digest } from '../crypto/sha256.ts';
import type { EvidenceLine } from './state.ts';
import type { VerificationContext } from './verify/context.ts';

/**
 * Steps at which a failure means that the bytes may not be those that were signed, so that the true digest of the entry is
 * unknown.
 */
const BYTES_DIFFER: ReadonlySet<string> = new Set(['parse', 'envelope', 'canonical', 'keyid', 'key-found', 'signature']);

/**
 * Explains why entries are not in the evidence, from the lines that link to them. The entry that links to an absent one shows
 * where it belongs: what stands there with a failure is the cause; where nothing stands there, it is the gap, on the entry
 * that links to it. An entry that nothing links to may have been the last of a chain: then the cause is the one last line
 * that failed by its bytes, if there is just one.
 */
export class AbsentEntries {
  readonly #context: VerificationContext;
  #index: { readonly byPrev: ReadonlyMap<string, EvidenceLine>; readonly failedEnds: readonly EvidenceLine[] } | undefined;

  constructor(context: VerificationContext) {
    this.#context = context;
  }

  /** The line that an absent entry's finding follows from; undefined where nothing explains it. */
  causeOf(digest: Digest): EvidenceLine | undefined {
    const { byPrev, failedEnds } = (this.#index ??= indexOf(this.#context));
    return byPrev.get(digest) ?? (failedEnds.length === 1 ? failedEnds[0] : undefined);
  }
}

function indexOf(context: VerificationContext) {
  const byPrev = new Map<string, EvidenceLine>();
  const failedEnds: EvidenceLine[] = [];
  for (const chain of context.chains.values()) {
    for (const [seq, line] of chain.bySeq) {
      const before = chain.bySeq.get(seq - 1);
      const prev =
        before?.root !== undefined || before === undefined || line.root !== undefined ? line.payload?.['prev'] : undefined;
      if (typeof prev !== 'string' || context.byDigest.has(prev as Digest)) continue;
      byPrev.set(prev, before ?? chain.filled?.get(seq - 1) ?? line);
    }
    const last = chain.lines.at(-1);
    if (last?.root !== undefined && BYTES_DIFFER.has(last.root.step)) failedEnds.push(last);
  }
  return { byPrev, failedEnds };
}
