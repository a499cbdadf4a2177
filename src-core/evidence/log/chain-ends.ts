import type { ChainState, EvidenceLine, FindingDraft } from '../state.ts';
import { stepIndex, type VerificationContext } from '../verify/context.ts';
import type { AssessedNote } from './assessed-note.ts';
import type { Comparison } from './compare-notes.ts';

/** What decides how chains end. */
export interface EndKnowledge {
  /** By the chain that they are about. */
  readonly notes: ReadonlyMap<string, readonly AssessedNote[]>;
  readonly reports: ReadonlyMap<AssessedNote, FindingDraft>;
  readonly comparison: Comparison;
  /** Chains whose first entries are absent, but whose first one present an inclusion proof ties to a checkpoint. */
  readonly tiedFirst: ReadonlySet<string>;
}

/**
 * Says of each chain how it ends. What shows more than the chain wins over everything, since a closing entry can be written anew over
 * a cut; a missing or unreadable first entry wins over a proof of the last, since a chain is proven only as a whole. An end that is not
 * proven, and of which no error speaks, is I_OPEN_CHAIN, once for each chain.
 */
export function settleEnds(context: VerificationContext, knowledge: EndKnowledge): void {
  for (const chain of context.chains.values()) settleEnd(context, chain, knowledge);
}

/** Settles again the ends of chains whose closing entry turned out, after `settleEnds`, to be signed with a key out of its window. */
export function reopenEnds(context: VerificationContext, knowledge: EndKnowledge): void {
  for (const chain of context.chains.values()) {
    if (chain.endProof?.kind === 'closes' && closingOf(chain) === undefined) settleEnd(context, chain, knowledge);
  }
}

function settleEnd(context: VerificationContext, chain: ChainState, knowledge: EndKnowledge): void {
  const ending = closingOf(chain) ?? checkpointOf(chain, knowledge);
  chain.endProof = undefined;
  if (knowledge.comparison.truncated.has(chain.id)) chain.end = 'truncated';
  else if (!chain.bySeq.has(0)) chain.end = 'unknown';
  else if (ending === undefined) chain.end = 'open';
  else {
    chain.end = 'proven';
    chain.endProof = ending;
  }
  const inPart = chain.end === 'unknown' && !hasFirstGap(chain, knowledge.tiedFirst);
  if (chain.end !== 'open' && !inPart) return;
  const message = inPart
    ? 'the first entries are not here: the chain is shown in part only'
    : 'nothing proves that the chain ends here';
  context.add({ code: 'I_OPEN_CHAIN', step: 'files', chain: chain.id, message, because: reasonOf(chain, knowledge) });
}

function hasFirstGap(chain: ChainState, tiedFirst: ReadonlySet<string>): boolean {
  return chain.first !== undefined && chain.filled?.has(0) !== true && !tiedFirst.has(chain.id);
}

/**
 * A closing entry that stands: read, signed and in its chain. What follows it is in error and not the end; a gap or a broken link
 * before it does not undo it.
 */
function closingOf(chain: ChainState): ChainState['endProof'] {
  for (const seq of chain.bySeq.backwards()) {
    const line = chain.bySeq.get(seq);
    const root = line?.root;
    const fails = root !== undefined && (root.code === 'E_AFTER_CLOSE' || stepIndex(root.step) < stepIndex('chain'));
    if (!fails) return line?.hasEntry === true && line.closes ? { kind: 'closes' } : undefined;
  }
  return undefined;
}

/** Counted checkpoints of exactly what is shown, unless their root is another; the instant is that of their latest cosignature. */
function checkpointOf(chain: ChainState, knowledge: EndKnowledge): ChainState['endProof'] {
  const size = knowledge.comparison.places.get(chain.id)?.shownSize ?? 0;
  const computed = knowledge.comparison.roots.get(chain.id)?.get(size);
  let found = false;
  let latest: number | undefined;
  for (const { counts, head, cosignatures } of knowledge.notes.get(chain.id) ?? []) {
    if (!counts || head?.size !== size || (computed !== undefined && computed !== head.root)) continue;
    found = true;
    for (const { at } of cosignatures) if (latest === undefined || at > latest) latest = at;
  }
  if (!found) return undefined;
  return latest === undefined ? { kind: 'checkpoint' } : { kind: 'checkpoint', at: latest };
}

/** What an open end follows from: a checkpoint that may not be believed, another root, too few witnesses, a broken last entry. */
function reasonOf(chain: ChainState, knowledge: EndKnowledge): FindingDraft | EvidenceLine | undefined {
  const notes = knowledge.notes.get(chain.id) ?? [];
  const size = knowledge.comparison.places.get(chain.id)?.shownSize ?? 0;
  const bad = notes.find((note) => note.failure !== undefined);
  if (bad !== undefined) return knowledge.reports.get(bad);
  const fork = knowledge.comparison.forks.get(chain.id)?.get(size);
  if (fork !== undefined) return fork;
  const short = notes.find((note) => note.shortOfQuorum && note.head?.size === size);
  if (short !== undefined) return knowledge.reports.get(short);
  const last = chain.bySeq.get(size - 1) ?? chain.filled?.get(size - 1);
  if (last?.root !== undefined) return last;
  return chain.filled?.get(0);
}
