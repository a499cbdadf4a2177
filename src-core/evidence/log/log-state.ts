import type { Digest } from '../../crypto/sha256.ts';
import type { EvidenceLine, FindingDraft } from '../state.ts';
import type { AssessedNote } from './assessed-note.ts';
import type { EndKnowledge } from './chain-ends.ts';

/**
 * How a checkpoint stands to the entries of the bundle: `fits` where its root is that of the entries that it covers, `lost` where
 * it covers a chain of the bundle and yet shows nothing about it (not to be believed, another root, larger than what is present, an
 * entry missing below its size), `elsewhere` where its origin is no chain of the bundle.
 */
export interface NoteStanding {
  readonly kind: 'fits' | 'lost' | 'elsewhere';
  /** Why it is lost, where a finding says so. */
  readonly because?: EvidenceLine | FindingDraft;
}

/** What the check of logs hands to the check of time. */
export interface LogState {
  /** Each note's bytes once, by path; notes within proofs after the files of checkpoints. */
  readonly notes: readonly AssessedNote[];
  readonly standing: ReadonlyMap<AssessedNote, NoteStanding>;
  /** Tree heads (`headKey`) that an inclusion proof ties an entry to, by entry digest. */
  readonly ties: ReadonlyMap<Digest, ReadonlySet<string>>;
  /** What decided how chains end, for closing entries that fail later. */
  readonly ends: EndKnowledge;
}
