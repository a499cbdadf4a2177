import type { Digest } from '../../crypto/sha256.ts';
import type { EvidenceLine, FindingDraft } from '../state.ts';
import type { VerificationContext } from '../verify/context.ts';
import type { AssessedNote } from './assessed-note.ts';
import { ChainPlaces, chainRoots } from './chain-places.ts';
import type { LogEvidence } from './log-evidence.ts';
import type { NoteStanding } from './log-state.ts';

/** How the checkpoints of a bundle compare with its chains. */
export interface Comparison {
  readonly standing: ReadonlyMap<AssessedNote, NoteStanding>;
  /** Every chain of the bundle. */
  readonly places: ReadonlyMap<string, ChainPlaces>;
  /** Roots computed from the entries, by chain and size. */
  readonly roots: ReadonlyMap<string, ReadonlyMap<number, Digest>>;
  /** Forks found on whole chains, by chain, then by the place where both sides differ at the latest. */
  readonly forks: Map<string, Map<number, FindingDraft>>;
  /** Chains of which a counted checkpoint or a known head shows more. */
  readonly truncated: Map<string, FindingDraft>;
}

/**
 * Compares every checkpoint with the entries of the chain that its origin names. A counted one with another root is a fork of the
 * chain at its size; one that covers more than the chain shows, a chain cut short; two of one size with different roots, a fork
 * whatever the bundle shows.
 */
export function compareNotes(
  context: VerificationContext,
  evidence: LogEvidence,
  reports: ReadonlyMap<AssessedNote, FindingDraft>,
): Comparison {
  const places = new Map([...context.chains].map(([id, chain]) => [id, new ChainPlaces(chain)]));
  const standing = new Map<AssessedNote, NoteStanding>();
  const comparison = { standing, places, roots: rootsOfChains(places, evidence), forks: new Map(), truncated: new Map() };
  compareHeadsOfOneSize(context, evidence.notes, comparison);
  reportTruncations(context, evidence.notes, comparison);
  for (const note of evidence.notes) standing.set(note, standingOf(context, note, reports, comparison));
  return comparison;
}

/** Adds E_FORK on a chain, once for each place; `seq` is absent for the empty tree. */
export function addFork(
  context: VerificationContext,
  comparison: Pick<Comparison, 'forks'>,
  fork: {
    readonly chain: string;
    readonly size: number;
    readonly message: string;
    readonly because?: EvidenceLine | undefined;
    readonly path?: string;
  },
): FindingDraft {
  const { chain, size, message, because, path } = fork;
  const places = comparison.forks.get(chain) ?? new Map<number, FindingDraft>();
  comparison.forks.set(chain, places);
  const known = places.get(size);
  if (known !== undefined) return known;
  const draft = context.add({
    code: 'E_FORK',
    step: 'files',
    chain,
    ...(size > 0 ? { seq: size - 1 } : {}),
    path,
    message,
    because,
  });
  places.set(size, draft);
  return draft;
}

function rootsOfChains(places: ReadonlyMap<string, ChainPlaces>, evidence: LogEvidence): Map<string, Map<number, Digest>> {
  const sizes = new Map<string, Set<number>>();
  const want = (chain: string, size: number): void => {
    const shown = places.get(chain)?.shownSize;
    if (shown !== undefined && size <= shown) sizes.set(chain, (sizes.get(chain) ?? new Set()).add(size));
  };
  for (const { head, failure } of evidence.notes) if (head !== undefined && failure === undefined) want(head.origin, head.size);
  for (const { proof, note } of evidence.consistency)
    if (proof !== undefined && note?.head !== undefined) want(note.head.origin, proof.oldSize);
  const roots = new Map<string, Map<number, Digest>>();
  for (const [id, wanted] of sizes) {
    const chain = places.get(id)?.chain;
    if (chain !== undefined) roots.set(id, chainRoots(chain, wanted));
  }
  return roots;
}

function compareHeadsOfOneSize(context: VerificationContext, notes: readonly AssessedNote[], comparison: Comparison): void {
  const first = new Map<string, AssessedNote>();
  for (const note of notes) {
    const { head } = note;
    if (!note.counts || head === undefined || note.chain === undefined) continue;
    if (comparison.roots.get(head.origin)?.has(head.size) === true) continue;
    const key = `${head.size} ${head.origin}`;
    const other = first.get(key)?.head;
    if (other === undefined) first.set(key, note);
    else if (other.root !== head.root) {
      const message = `two counted checkpoints of ${head.size} entries have different roots: ${other.root} and ${head.root}`;
      addFork(context, comparison, { chain: note.chain, size: head.size, message, path: note.path });
    }
  }
}

function reportTruncations(context: VerificationContext, notes: readonly AssessedNote[], comparison: Comparison): void {
  const largest = new Map<string, AssessedNote>();
  for (const note of notes) {
    if (!note.counts || note.head === undefined) continue;
    if (note.head.size > (largest.get(note.head.origin)?.head?.size ?? -1)) largest.set(note.head.origin, note);
  }
  for (const [origin, note] of largest) {
    const place = comparison.places.get(origin);
    const size = note.head?.size ?? 0;
    if (place === undefined || size <= place.shownSize) continue;
    const message = `a counted checkpoint shows ${size} entries, the bundle ${place.shownSize}`;
    comparison.truncated.set(
      origin,
      context.add({ code: 'E_TRUNC_HEAD', step: 'files', chain: origin, path: note.path, message, because: place.unreadableEnd }),
    );
    place.chain.gap = true;
  }
}

function standingOf(
  context: VerificationContext,
  note: AssessedNote,
  reports: ReadonlyMap<AssessedNote, FindingDraft>,
  comparison: Comparison,
): NoteStanding {
  const { head } = note;
  if (note.failure !== undefined || head === undefined) return { kind: 'lost', because: reports.get(note) };
  const place = comparison.places.get(head.origin);
  if (place === undefined) return { kind: 'elsewhere' };
  if (head.size > place.shownSize) return { kind: 'lost', because: comparison.truncated.get(head.origin) };
  const root = comparison.roots.get(head.origin)?.get(head.size);
  if (root === undefined) return { kind: 'lost', because: place.obstacle(head.size) };
  if (root === head.root) return { kind: 'fits' };
  const because = place.firstFailure(head.size);
  if (!note.counts) return { kind: 'lost', because };
  const message = `the first ${head.size} entries have the root ${root}, a counted checkpoint ${head.root}`;
  return {
    kind: 'lost',
    because: addFork(context, comparison, { chain: head.origin, size: head.size, message, because, path: note.path }),
  };
}
